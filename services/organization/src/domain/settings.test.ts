import { ApiError } from "@aerotage/core/contract/errors";
import type { TimeRounding } from "@aerotage/kernel/contract/billing";
import { companyDefaults } from "@aerotage/kernel/domain/organization";
import { weekdays } from "@aerotage/kernel/domain/work-schedule";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../contract/organization.js";
import {
  changedSettings,
  requireNoNumbers,
  type Settings,
  type SettingsChange,
  toSettingsResponse,
} from "./settings.js";

const change: SettingsChange = {
  caller: { id: "u1" },
  now: new Date("2026-11-24T08:00:00Z"),
  defaults: companyDefaults,
};
const blank: Settings = { ...companyDefaults, version: 0 };
const full = changedSettings(
  blank,
  {
    legalName: "Acme GmbH",
    address: { street: "Main St 1", city: "Berlin", postcode: "10115", country: "DE" },
    vatId: "DE1",
    taxNumber: "37/123/45678",
    electronicAddress: { scheme: "EM", id: "billing@example.com" },
    bankDetails: { accountHolder: "Acme GmbH", iban: "DE89370400440532013000", bic: null, bankName: "Bank" },
    logo: "https://example.com/logo.svg",
    currency: "EUR",
    timezone: "Europe/Berlin",
    weekStart: "sunday",
    holidays: [
      { date: "2026-12-25", name: "Christmas" },
      { date: "2026-01-01", name: "New Year" },
    ],
    invoicePrefix: "RE",
    lockedUntil: "2026-10-31",
    lockReason: "October is closed",
    selfApproval: true,
    budgetThresholds: [90],
    reminderDays: [3],
    submissionReminder: { weekday: "monday", time: "09:00" },
    taxRate: 0.19,
    smallBusiness: { reason: "No VAT is charged" },
    timeRounding: { mode: "up", minutes: 15 },
    paymentTerms: "Net 14",
    invoiceNumberStart: { year: 2026, number: 100 },
  },
  change,
);

/** The path at which a change is refused; undefined if it is not. */
function refusedAt(before: Settings, input: SettingsInput): string | undefined {
  try {
    changedSettings(before, input, change);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    expect(error.definition.code).toBe("VALIDATION_ERROR");
    return error.details?.[0]?.path;
  }
}

describe("the settings", () => {
  it("keep what a change leaves out, and know who changed them and when", () => {
    const after = changedSettings(full, { vatId: "DE2" }, { ...change, caller: { id: "u2" } });
    expect(after).toEqual({ ...full, vatId: "DE2", updatedBy: "u2", version: 2 });
    expect(full).toMatchObject({ updatedAt: "2026-11-24T08:00:00.000Z", updatedBy: "u1", version: 1 });
  });

  it("lose an optional field by null, and get others back to their defaults", () => {
    const cleared = {
      legalName: null,
      address: null,
      vatId: null,
      taxNumber: null,
      electronicAddress: null,
      bankDetails: null,
      logo: null,
      currency: null,
      timezone: null,
      weekStart: null,
      holidays: null,
      invoicePrefix: null,
      lockedUntil: null,
      lockReason: "Start again",
      selfApproval: null,
      budgetThresholds: null,
      reminderDays: null,
      submissionReminder: null,
      taxRate: null,
      smallBusiness: null,
      timeRounding: null,
      paymentTerms: null,
      invoiceNumberStart: null,
    };
    const after = changedSettings(full, cleared, change);
    expect(after).toEqual({ ...companyDefaults, updatedAt: full.updatedAt, updatedBy: "u1", version: 2 });
  });

  it("have holidays by date, and bank details without what was cleared", () => {
    expect(full.holidays.map(({ date }) => date)).toEqual(["2026-01-01", "2026-12-25"]);
    expect(full.bankDetails).toEqual({
      accountHolder: "Acme GmbH",
      iban: "DE89370400440532013000",
      bankName: "Bank",
    });
    const replaced = changedSettings(
      full,
      { bankDetails: { accountHolder: "A", iban: "GB29NWBK60161331926819" } },
      change,
    );
    expect(replaced.bankDetails).toEqual({ accountHolder: "A", iban: "GB29NWBK60161331926819" });
  });

  it("have a time rounding that is replaced as a whole", () => {
    expect(changedSettings(full, { timeRounding: { mode: "none" } }, change).timeRounding).toEqual({ mode: "none" });
  });

  it("stay the same object if nothing is different", () => {
    expect(changedSettings(full, {}, change)).toBe(full);
    expect(changedSettings(blank, { currency: companyDefaults.currency, legalName: null }, change)).toBe(blank);
    expect(changedSettings(full, { holidays: [...full.holidays].reverse() }, change)).toBe(full);
  });

  it("stay the same if a whole form comes back, whatever they are", () => {
    const settings = fc.record(
      {
        legalName: fc.string({ minLength: 1 }),
        currency: fc.constantFrom("USD", "EUR", "JPY"),
        holidays: fc.uniqueArray(
          fc.record({ date: fc.constantFrom("2026-01-01", "2026-05-01", "2026-12-25"), name: fc.string() }),
          {
            selector: ({ date }) => date,
          },
        ),
        lockedUntil: fc.constantFrom("2026-09-30", "2026-10-31"),
        budgetThresholds: fc.array(fc.integer({ min: 1, max: 1000 })),
        invoiceNumberStart: fc.record({ year: fc.constantFrom(2026, 2027), number: fc.constantFrom(1, 100) }),
        timeRounding: fc.constantFrom<TimeRounding>({ mode: "none" }, { mode: "nearest", minutes: 5 }),
        submissionReminder: fc.record({
          weekday: fc.constantFrom(...weekdays),
          time: fc.constantFrom("09:00", "16:30"),
        }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(settings, (input) => {
        const stored = changedSettings(blank, { ...input, lockReason: "Because" }, change);
        const { updatedAt: _at, updatedBy: _by, version: _version, ...form } = toSettingsResponse(stored, "admin");
        expect(changedSettings(stored, form, change)).toBe(stored);
      }),
    );
  });
});

describe("the lock", () => {
  it.each([
    ["is set", blank, { lockedUntil: "2026-10-31" }],
    ["moves to a later day", full, { lockedUntil: "2026-11-30" }],
    ["moves to an earlier day", full, { lockedUntil: "2026-09-30" }],
    ["is cleared", full, { lockedUntil: null }],
  ])("needs a reason when it %s", (_what, before, input) => {
    expect(refusedAt(before, input)).toBe("lockReason");
    expect(refusedAt(before, { ...input, lockReason: null })).toBe("lockReason");
    expect(refusedAt(before, { ...input, lockReason: "As agreed" })).toBeUndefined();
  });

  it("needs none when it stays, and keeps the one it has", () => {
    const same = changedSettings(full, { lockedUntil: "2026-10-31", vatId: "DE2" }, change);
    expect([same.lockedUntil, same.lockReason]).toEqual(["2026-10-31", "October is closed"]);
    expect(refusedAt(blank, { lockedUntil: null })).toBeUndefined();
  });

  it("takes a better reason, but does not go without one", () => {
    expect(changedSettings(full, { lockReason: "Closed by the auditor" }, change).lockReason).toBe(
      "Closed by the auditor",
    );
    expect(refusedAt(full, { lockReason: null })).toBe("lockReason");
  });

  it("leaves no reason behind when it is cleared, and none is kept without it", () => {
    const open = changedSettings(full, { lockedUntil: null, lockReason: "Late entries" }, change);
    expect(open).not.toHaveProperty("lockedUntil");
    expect(open).not.toHaveProperty("lockReason");
    expect(changedSettings(blank, { lockReason: "For nothing" }, change)).toBe(blank);
  });
});

describe("the first number of a year's invoices", () => {
  it("is settled once a number of that year was given", () => {
    expect(() => requireNoNumbers(2026, false)).not.toThrow();
    expect(() => requireNoNumbers(2026, true)).toThrow("Invoices of 2026 have numbers already");
  });
});

describe("what is answered of the settings", () => {
  it("is all to an administrator", () => {
    expect(toSettingsResponse(full, "admin")).toEqual(full);
  });

  it.each(["manager", "employee"] as const)("is the public part to a %s", (role) => {
    expect(Object.keys(toSettingsResponse(full, role)).sort()).toEqual([
      "address",
      "currency",
      "holidays",
      "legalName",
      "lockReason",
      "lockedUntil",
      "logo",
      "logoFile",
      "selfApproval",
      "timezone",
      "version",
      "weekStart",
    ]);
  });
});
