import { ApiError } from "@aerotage/core/contract/errors";
import { toMajor } from "@aerotage/kernel/domain/money";
import { type RateHistory, sinceEver } from "@aerotage/kernel/domain/rates";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ChangeContext,
  changedClient,
  concernsRate,
  isVisible,
  newClient,
  newCurrency,
  requireNoAmounts,
  toClientResponse,
} from "./client.js";

const today = "2026-11-23";
const company = { currency: "USD", today, answered: today };
const admin: ChangeContext = { caller: { id: "u1", role: "admin" }, now: new Date(`${today}T08:00:00Z`), company };
const manager: ChangeContext = { ...admin, caller: { id: "u2", role: "manager" } };
/** The only rate of a client, as it is stored. */
const only = (minor: number, currency: string): RateHistory => [
  { effectiveFrom: sinceEver, rate: { minor, currency } },
];

/** The paths at which a change is refused as invalid; undefined if it is not. */
function refusedAt(change: () => unknown): string[] | undefined {
  try {
    change();
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    expect(error.definition.code).toBe("VALIDATION_ERROR");
    return error.details?.map(({ path }) => path);
  }
}

describe("a client", () => {
  it("starts active, with contact info even if none is given", () => {
    const client = newClient({ name: "Acme" }, admin);
    expect(client).toMatchObject({ name: "Acme", isActive: true, contactInfo: {}, version: 1, createdBy: "u1" });
    for (const field of ["defaultHourlyRate", "rates"])
      expect(toClientResponse(client, "admin", today)).not.toHaveProperty(field);
  });

  it("keeps what a change leaves out and loses what it clears", () => {
    const before = newClient(
      { name: "Acme", notes: "old", vatId: "DE1", contactInfo: { email: "a@example.com", phone: "1" } },
      admin,
    );
    const after = changedClient(before, { notes: null }, admin);
    expect(after).toMatchObject({ name: "Acme", vatId: "DE1", version: 2, contactInfo: before.contactInfo });
    expect(after).not.toHaveProperty("notes");
  });

  it("gets electronic invoices from when it is set until it is cleared", () => {
    const electronicAddress = { scheme: "0204", id: "04011000-12345-34" };
    const before = newClient({ name: "Acme", eInvoice: "ubl", electronicAddress }, admin);
    expect(before).toMatchObject({ eInvoice: "ubl", electronicAddress });
    const after = changedClient(before, { eInvoice: "none", electronicAddress: null }, admin);
    expect(after.eInvoice).toBe("none");
    expect(after).not.toHaveProperty("electronicAddress");
    expect(newClient({ name: "Acme" }, admin)).not.toHaveProperty("eInvoice");
  });

  it("has the contact info that was sent last, as a whole", () => {
    const before = newClient({ name: "Acme", contactInfo: { email: "a@example.com", phone: "1" } }, admin);
    const contactInfo = { phone: null, address: "Street 1" };
    expect(changedClient(before, { contactInfo }, admin).contactInfo).toEqual({ address: "Street 1" });
    expect(changedClient(before, { contactInfo: {} }, admin).contactInfo).toEqual({});
  });

  it("has a rate in its own currency, else the company's, and keeps that currency", () => {
    expect(newClient({ name: "Acme", defaultHourlyRate: 99.5 }, admin).rates).toEqual(only(9950, "USD"));
    const yen = newClient({ name: "Acme", defaultHourlyRate: 9000, currency: "JPY" }, admin);
    expect(yen.rates).toEqual(only(9000, "JPY"));
  });

  it("has another rate from today, or from the day that a change names", () => {
    const before = newClient({ name: "Acme", defaultHourlyRate: 100 }, admin);
    const raised = changedClient(before, { defaultHourlyRate: 110 }, admin);
    const planned = changedClient(raised, { defaultHourlyRate: 120, effectiveFrom: "2027-01-01" }, admin);
    expect(toClientResponse(planned, "admin", today)).toMatchObject({
      defaultHourlyRate: 110,
      rates: [
        { effectiveFrom: sinceEver, amount: 100 },
        { effectiveFrom: today, amount: 110 },
        { effectiveFrom: "2027-01-01", amount: 120 },
      ],
    });
    expect(toClientResponse(planned, "admin", "2026-11-22").defaultHourlyRate).toBe(100);
    expect(toClientResponse(planned, "admin", "2027-01-01").defaultHourlyRate).toBe(120);
    const ended = changedClient(planned, { defaultHourlyRate: null, effectiveFrom: "2026-12-01" }, admin);
    expect(toClientResponse(ended, "admin", "2026-12-31")).not.toHaveProperty("defaultHourlyRate");
    expect(toClientResponse(ended, "admin", "2027-01-01").defaultHourlyRate).toBe(120);
  });

  it("never has a rate as the same number of another currency", () => {
    const change = fc.record(
      {
        currency: fc.constantFrom("EUR", "USD", "JPY", null),
        defaultHourlyRate: fc.constantFrom(1, 80, 9000, null),
        effectiveFrom: fc.constantFrom(sinceEver, "2026-01-01", today),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        let client = newClient({ name: "Acme", defaultHourlyRate: 80 }, admin);
        for (const input of changes) {
          const before = client;
          const rate = input.defaultHourlyRate === undefined ? {} : input;
          client = changedClient(before, { currency: input.currency, ...rate }, admin);
          for (const kept of before.rates ?? []) {
            const after = client.rates?.find(({ effectiveFrom }) => effectiveFrom === kept.effectiveFrom)?.rate;
            const sameNumber = after !== undefined && kept.rate !== undefined && toMajor(after) === toMajor(kept.rate);
            if (sameNumber) expect(after).toEqual(kept.rate);
          }
        }
      }),
    );
  });

  it("has a new currency where what it is billed in changes, by its own or the company's", () => {
    const [plain, euro] = [{}, { currency: "EUR" }].map((input) => newClient({ name: "Acme", ...input }, admin));
    if (plain === undefined || euro === undefined) throw new Error("unreachable");
    expect(newCurrency(plain, euro, { currency: "USD" })).toBe("EUR");
    expect(newCurrency(plain, euro, { currency: "EUR" })).toBeUndefined();
    expect(newCurrency(euro, plain, { currency: "USD" })).toBe("USD");
    expect(newCurrency(euro, { ...euro, name: "Other" }, { currency: "USD" })).toBeUndefined();
  });

  it("keeps its currency while it has amounts, and says which there are", () => {
    const nothing = {
      hasRates: false,
      projectsWithAmounts: [],
      projectsWithBilledTime: [],
      hasEntryRates: false,
      invoices: 0,
    };
    expect(() => requireNoAmounts({ name: "Acme" }, "EUR", nothing)).not.toThrow();
    const found = [
      [{ hasRates: true }, "defaultHourlyRate"],
      [{ projectsWithAmounts: ["Apollo", "Gemini"] }, "rates or budgets of projects (Apollo, Gemini)"],
      [
        { projectsWithBilledTime: ["1", "2", "3", "4", "5", "6"] },
        "billed time of projects (1, 2, 3, 4, 5 and 1 more)",
      ],
      [{ hasEntryRates: true }, "rates of single time entries"],
      [{ invoices: 3 }, "3 invoices"],
    ] as const;
    for (const [some, text] of found) {
      const refused = () => requireNoAmounts({ name: "Acme" }, "EUR", { ...nothing, ...some });
      expect(refused).toThrow(`The currency of Acme cannot become EUR, since it has amounts: ${text}.`);
    }
  });

  it("needs to know of the company only where a change concerns the rate", () => {
    const before = newClient({ name: "Acme", defaultHourlyRate: 99.5 }, admin);
    const without: ChangeContext = { caller: admin.caller, now: admin.now };
    expect(concernsRate({ notes: "n" })).toBe(false);
    expect(changedClient(before, { notes: "n" }, without).rates).toBe(before.rates);
    expect([concernsRate({ currency: null }), concernsRate({ defaultHourlyRate: null })]).toEqual([true, true]);
    expect(() => changedClient(before, { defaultHourlyRate: 1 }, without)).toThrow(TypeError);
  });

  it("has fields of invoices, which a change clears", () => {
    const fields = {
      language: "de",
      buyerReference: "04011000-1234512345-06",
      purchaseOrder: "PO 4711",
      taxCategory: "exempt",
      taxReason: "Education",
      timeRounding: { mode: "up", minutes: 15 },
    } as const;
    const client = newClient({ name: "Acme", ...fields }, manager);
    expect(toClientResponse(client, "manager", today)).toMatchObject(fields);
    const cleared = Object.fromEntries(Object.keys(fields).map((name) => [name, null]));
    const after = changedClient(client, cleared, manager);
    for (const name of Object.keys(fields)) expect(after).not.toHaveProperty(name);
    const rounded = changedClient(client, { timeRounding: { mode: "none" } }, manager);
    expect(rounded.timeRounding).toEqual({ mode: "none" });
  });

  it("says why it is exempt or out of scope, in the same request or before", () => {
    for (const taxCategory of ["exempt", "outOfScope"] as const) {
      expect(refusedAt(() => newClient({ name: "Acme", taxCategory }, admin))).toEqual(["taxReason"]);
      const client = newClient({ name: "Acme", taxReason: "Education" }, admin);
      expect(changedClient(client, { taxCategory }, admin)).toMatchObject({ taxCategory, taxReason: "Education" });
      const said = changedClient(newClient({ name: "Acme" }, admin), { taxCategory, taxReason: "Abroad" }, admin);
      expect(said).toMatchObject({ taxCategory, taxReason: "Abroad" });
      expect(refusedAt(() => changedClient(said, { taxReason: null }, admin))).toEqual(["taxReason"]);
      expect(changedClient(said, { taxReason: null, taxCategory: null }, admin)).not.toHaveProperty("taxReason");
    }
    for (const taxCategory of ["standard", "zero", "reverseCharge", "intraCommunity", "export"] as const)
      expect(newClient({ name: "Acme", taxCategory }, admin).taxCategory).toBe(taxCategory);
  });

  it("has a tax rate above zero in the standard category only", () => {
    const taxed = newClient({ name: "Acme", taxRate: 0.19 }, admin);
    for (const taxCategory of ["zero", "reverseCharge", "intraCommunity", "export"] as const) {
      expect(refusedAt(() => newClient({ name: "Acme", taxRate: 0.19, taxCategory }, admin))).toEqual(["taxRate"]);
      expect(refusedAt(() => changedClient(taxed, { taxCategory }, admin))).toEqual(["taxRate"]);
      for (const taxRate of [0, null])
        expect(changedClient(taxed, { taxCategory, taxRate }, admin).taxCategory).toBe(taxCategory);
    }
    expect(changedClient(taxed, { taxCategory: "standard" }, admin).taxRate).toBe(0.19);
    const both = refusedAt(() => changedClient(taxed, { taxCategory: "exempt" }, admin));
    expect(both).toEqual(["taxReason", "taxRate"]);
  });

  it("shows its rates to administrators only", () => {
    const client = newClient({ name: "Acme", defaultHourlyRate: 10 }, admin);
    expect(toClientResponse(client, "admin", today)).toMatchObject({
      defaultHourlyRate: 10,
      rates: [{ effectiveFrom: sinceEver, amount: 10 }],
    });
    for (const role of ["manager", "employee"] as const)
      for (const field of ["defaultHourlyRate", "rates"])
        expect(toClientResponse(client, role, today)).not.toHaveProperty(field);
  });

  it("lets only administrators set a rate, but a form with the rate that holds pass", () => {
    expect(() => newClient({ name: "Acme", defaultHourlyRate: 10 }, manager)).toThrow("Only an administrator");
    const first = newClient({ name: "Acme", defaultHourlyRate: 5 }, admin);
    const client = changedClient(first, { defaultHourlyRate: 10, effectiveFrom: "2026-11-01" }, admin);
    const form = changedClient(client, { name: "Acme 2", defaultHourlyRate: 10 }, manager);
    expect([form.name, form.rates]).toEqual(["Acme 2", client.rates]);
    for (const change of [
      { defaultHourlyRate: 5 },
      { defaultHourlyRate: 11 },
      { defaultHourlyRate: null },
      { defaultHourlyRate: 10, effectiveFrom: "2026-12-01" },
      { defaultHourlyRate: null, effectiveFrom: "2026-12-01" },
    ])
      expect(() => changedClient(client, change, manager)).toThrow("Only an administrator");
    expect(changedClient(client, { defaultHourlyRate: null }, admin)).not.toHaveProperty("rates");
  });

  it("is hidden from employees while inactive", () => {
    const client = newClient({ name: "Acme", isActive: false }, admin);
    expect([isVisible(client, "employee"), isVisible(client, "manager")]).toEqual([false, true]);
  });
});
