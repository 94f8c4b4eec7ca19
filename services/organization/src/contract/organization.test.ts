import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { listActivity, updateSettings } from "./organization.js";

const body = updateSettings.request.body ?? z.object({});
const query = listActivity.request.query ?? z.object({});

function violations(schema: z.ZodMiniType, value: unknown): string[] {
  return (z.safeParse(schema, value).error?.issues ?? []).map(({ path }) => path.join("."));
}

const account = { accountHolder: "Acme GmbH", iban: "DE89370400440532013000" };

describe("a change of the settings", () => {
  it("takes codes as people write them and keeps them compact", () => {
    const written = { ...account, iban: " de89 3704 0044 0532 0130 00", bic: "cobadeff xxx" };
    expect(z.parse(body, { bankDetails: written })).toEqual({ bankDetails: { ...account, bic: "COBADEFFXXX" } });
  });

  it("drops unknown fields, and takes null and empty texts as cleared", () => {
    const input = { unknown: 1, legalName: "", vatId: null, currency: "", bankDetails: { ...account, bic: "" } };
    expect(z.parse(body, input)).toEqual({
      legalName: null,
      vatId: null,
      currency: null,
      bankDetails: { ...account, bic: null },
    });
  });

  it("drops unknown parts of objects, and takes null for each of the fields of invoices", () => {
    const timeRounding = { mode: "up", minutes: 15 };
    expect(z.parse(body, { timeRounding: { ...timeRounding, unknown: 1 } })).toEqual({ timeRounding });
    const cleared = {
      taxRate: null,
      smallBusiness: null,
      timeRounding: null,
      paymentTerms: null,
      invoiceNumberStart: null,
    };
    expect(z.parse(body, cleared)).toEqual(cleared);
  });

  it("takes an electronic address of a known kind", () => {
    const electronicAddress = { scheme: "EM", id: "billing@example.com" };
    expect(z.parse(body, { electronicAddress, taxNumber: " 37/123/45678 " })).toEqual({
      electronicAddress,
      taxNumber: "37/123/45678",
    });
  });

  it.each([
    ["electronicAddress", { scheme: "XX", id: "1" }],
    ["electronicAddress", { scheme: "EM", id: "" }],
    ["taxNumber", "x".repeat(31)],
    ["legalName", "x".repeat(201)],
    ["address", { street: "S", city: "C", postcode: "1", country: "Germany" }],
    ["bankDetails", { ...account, iban: "DE89370400440532013001" }],
    ["bankDetails", { ...account, bic: "COBADEFFX" }],
    ["bankDetails", { iban: account.iban }],
    ["logo", "http://example.com/logo.png"],
    ["logo", "data:image/png;base64,AAAA"],
    ["logo", `https://example.com/${"x".repeat(2048)}`],
    ["currency", "usd"],
    ["timezone", "+02:00"],
    ["weekStart", "tuesday"],
    ["holidays", [{ date: "2026-02-30", name: "No day" }]],
    [
      "holidays",
      [
        { date: "2026-12-25", name: "Christmas" },
        { date: "2026-12-25", name: "Again" },
      ],
    ],
    ["holidays", Array.from({ length: 401 }, (_, day) => ({ date: dayOf(day), name: "Day" }))],
    ["invoicePrefix", "inv"],
    ["invoicePrefix", "ABCDEFGHIJK"],
    ["lockedUntil", "2026-11-31"],
    ["lockReason", "no"],
    ["lockReason", "x".repeat(501)],
    ["selfApproval", "yes"],
    ["budgetThresholds", [80, 50]],
    ["budgetThresholds", [50, 50]],
    ["budgetThresholds", [0]],
    ["budgetThresholds", [1001]],
    ["budgetThresholds", [12.5]],
    ["reminderDays", [91]],
    ["reminderDays", [-31]],
    ["reminderDays", Array.from({ length: 11 }, (_, day) => day + 1)],
    ["submissionReminder", { weekday: "someday", time: "09:00" }],
    ["submissionReminder", { weekday: "monday", time: "9:00" }],
    ["submissionReminder", { weekday: "monday" }],
    ["taxRate", 1.01],
    ["taxRate", 19],
    ["taxRate", -0.1],
    ["smallBusiness", {}],
    ["smallBusiness", { reason: "" }],
    ["smallBusiness", { reason: "x".repeat(301) }],
    ["timeRounding", { mode: "down", minutes: 15 }],
    ["timeRounding", { mode: "up" }],
    ["timeRounding", { mode: "up", minutes: 7 }],
    ["timeRounding", { mode: "none", minutes: 15 }],
    ["paymentTerms", "x".repeat(201)],
    ["invoiceNumberStart", { year: 2026 }],
    ["invoiceNumberStart", { year: 1999, number: 1 }],
    ["invoiceNumberStart", { year: 2101, number: 1 }],
    ["invoiceNumberStart", { year: 2026, number: 0 }],
    ["invoiceNumberStart", { year: 2026, number: 1.5 }],
    ["invoiceNumberStart", { year: 2026, number: 1_000_000_000 }],
  ])("refuses as %s %j", (field, value) => {
    expect(violations(body, { [field]: value })).toEqual([expect.stringMatching(new RegExp(`^${field}\\b`))]);
  });

  it.each([
    ["logo", "https://example.com/logo.svg?v=2"],
    ["submissionReminder", { weekday: "sunday", time: "23:59" }],
    ["holidays", Array.from({ length: 400 }, (_, day) => ({ date: dayOf(day), name: "Day" }))],
    ["invoicePrefix", "RE-2026"],
    ["budgetThresholds", []],
    ["budgetThresholds", [1, 50, 1000]],
    ["reminderDays", [-30, 0, 90]],
    ["reminderFee", 5],
    ["creditNotePrefix", "GS"],
    ["taxRate", 0],
    ["taxRate", 0.19],
    ["smallBusiness", { reason: "No VAT is charged (section 19 UStG)." }],
    ["timeRounding", { mode: "none" }],
    ["timeRounding", { mode: "nearest", minutes: 6 }],
    ["paymentTerms", "Net 14"],
    ["invoiceNumberStart", { year: 2026, number: 999_999_999 }],
  ])("takes as %s %j", (field, value) => {
    expect(z.parse(body, { [field]: value })).toEqual({ [field]: value });
  });
});

describe("a question about activity", () => {
  it.each([
    { type: "client.updated" },
    { type: "client.*" },
    { type: "time-entry.approved" },
    { from: "2026-11-24", to: "2026-11-24T08:00:00.123Z" },
  ])("takes %o", (asked) => {
    expect(violations(query, asked)).toEqual([]);
  });

  it.each([
    { type: "*" },
    { type: "client.*.x" },
    { type: "client." },
    { from: "yesterday" },
    { to: "2026-02-29" },
    { to: "2026-11-24T08:00:00+01:00" },
  ])("refuses %o", (asked) => {
    expect(violations(query, asked)).toEqual(Object.keys(asked));
  });
});

function dayOf(index: number): string {
  return new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10);
}
