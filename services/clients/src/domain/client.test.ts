import { ApiError } from "@aerotage/core/errors";
import { type RateHistory, sinceEver } from "@aerotage/core/rates";
import { describe, expect, it } from "vitest";
import { answerOf, type ChangeContext, changedClient, concernsRate, isVisible, newClient } from "./client.js";

const today = "2026-11-23";
const company = { currency: "USD", today, answered: today };
const admin: ChangeContext = { caller: { id: "u1", role: "admin" }, now: new Date(`${today}T08:00:00Z`), company };
const manager: ChangeContext = { ...admin, caller: { id: "u2", role: "manager" } };
/** A context of the same person in a company with another currency. */
const within = (currency: string, context = admin): ChangeContext => ({
  ...context,
  company: { ...company, currency },
});
/** The only rate of a client, as it is stored. */
const only = (minor: number, currency: string): RateHistory => [
  { effectiveFrom: sinceEver, rate: { minor, currency } },
];

/** Where and why a change is refused. */
function refusedAt(change: () => unknown): readonly (string | undefined)[] | undefined {
  try {
    change();
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    expect(error.definition.code).toBe("VALIDATION_ERROR");
    return [error.details?.[0]?.path, error.details?.[0]?.message];
  }
}

describe("a client", () => {
  it("starts active, with contact info even if none is given", () => {
    const client = newClient({ name: "Acme" }, admin);
    expect(client).toMatchObject({ name: "Acme", isActive: true, contactInfo: {}, version: 1, createdBy: "u1" });
    for (const field of ["defaultHourlyRate", "rates"])
      expect(answerOf(client, "admin", today)).not.toHaveProperty(field);
  });

  it("keeps what a change leaves out and loses what it clears", () => {
    const before = newClient(
      { name: "Acme", notes: "old", vatId: "DE1", contactInfo: { email: "a@example.com", phone: "1" } },
      admin,
    );
    const after = changedClient(before, { notes: null, contactInfo: { phone: null, address: "Street 1" } }, admin);
    expect(after).toMatchObject({
      name: "Acme",
      vatId: "DE1",
      version: 2,
      contactInfo: { email: "a@example.com", address: "Street 1" },
    });
    expect(after).not.toHaveProperty("notes");
    expect(after.contactInfo).not.toHaveProperty("phone");
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
    expect(answerOf(planned, "admin", today)).toMatchObject({
      defaultHourlyRate: 110,
      rates: [
        { effectiveFrom: sinceEver, amount: 100 },
        { effectiveFrom: today, amount: 110 },
        { effectiveFrom: "2027-01-01", amount: 120 },
      ],
    });
    expect(answerOf(planned, "admin", "2026-11-22").defaultHourlyRate).toBe(100);
    expect(answerOf(planned, "admin", "2027-01-01").defaultHourlyRate).toBe(120);
    const ended = changedClient(planned, { defaultHourlyRate: null, effectiveFrom: "2026-12-01" }, admin);
    expect(answerOf(ended, "admin", "2026-12-31")).not.toHaveProperty("defaultHourlyRate");
    expect(answerOf(ended, "admin", "2027-01-01").defaultHourlyRate).toBe(120);
  });

  it("keeps the numbers of all its rates when its currency changes, if that currency can hold them", () => {
    const before = newClient({ name: "Acme", defaultHourlyRate: 99.5 }, admin);
    const two = changedClient(before, { defaultHourlyRate: 100 }, admin);
    expect(changedClient(two, { currency: "EUR" }, admin).rates).toEqual([
      ...only(9950, "EUR"),
      { effectiveFrom: today, rate: { minor: 10_000, currency: "EUR" } },
    ]);
    const gone = changedClient(two, { defaultHourlyRate: null, effectiveFrom: "2026-12-01" }, admin);
    expect(changedClient(gone, { currency: "EUR" }, admin).rates?.at(-1)).toEqual({ effectiveFrom: "2026-12-01" });
    expect(refusedAt(() => changedClient(two, { currency: "JPY" }, admin))).toEqual([
      "currency",
      "cannot be JPY: a rate of the client must have at most 0 fraction digits in JPY",
    ]);
    const dear = newClient({ name: "Acme", currency: "JPY", defaultHourlyRate: 1_000_000 }, admin);
    expect(refusedAt(() => changedClient(dear, { currency: "EUR" }, admin))?.[0]).toBe("currency");
  });

  it("takes a rate and a currency at once, and forgets all rates for another currency if asked to", () => {
    const before = newClient({ name: "Acme", defaultHourlyRate: 99.5 }, admin);
    const both = { currency: "JPY", defaultHourlyRate: 9000, effectiveFrom: sinceEver };
    expect(changedClient(before, both, admin).rates).toEqual(only(9000, "JPY"));
    expect(refusedAt(() => changedClient(before, { currency: "JPY", defaultHourlyRate: 9000 }, admin))?.[0]).toBe(
      "currency",
    );
    expect(changedClient(before, { currency: "JPY", defaultHourlyRate: null }, admin)).not.toHaveProperty("rates");
  });

  it("has the company's currency again when it loses its own, and no other one when that changes", () => {
    const euro = newClient({ name: "Acme", currency: "EUR", defaultHourlyRate: 80 }, admin);
    expect(changedClient(euro, { currency: null }, admin).rates).toEqual(only(8000, "USD"));
    const plain = newClient({ name: "Acme", defaultHourlyRate: 99.5 }, admin);
    const form = { currency: null, defaultHourlyRate: 99.5 };
    expect(changedClient(plain, form, within("JPY", manager)).rates).toEqual(only(9950, "USD"));
    const set = changedClient(plain, { defaultHourlyRate: 100 }, within("EUR"));
    expect(set.rates?.at(-1)?.rate).toEqual({ minor: 10_000, currency: "EUR" });
  });

  it("needs to know of the company only where a change concerns the rate", () => {
    const before = newClient({ name: "Acme", defaultHourlyRate: 99.5 }, admin);
    const without: ChangeContext = { caller: admin.caller, now: admin.now };
    expect(concernsRate({ notes: "n" })).toBe(false);
    expect(changedClient(before, { notes: "n" }, without).rates).toBe(before.rates);
    expect([concernsRate({ currency: null }), concernsRate({ defaultHourlyRate: null })]).toEqual([true, true]);
    expect(() => changedClient(before, { defaultHourlyRate: 1 }, without)).toThrow(TypeError);
  });

  it("shows its rates to administrators only", () => {
    const client = newClient({ name: "Acme", defaultHourlyRate: 10 }, admin);
    expect(answerOf(client, "admin", today)).toMatchObject({
      defaultHourlyRate: 10,
      rates: [{ effectiveFrom: sinceEver, amount: 10 }],
    });
    for (const role of ["manager", "employee"] as const)
      for (const field of ["defaultHourlyRate", "rates"])
        expect(answerOf(client, role, today)).not.toHaveProperty(field);
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
