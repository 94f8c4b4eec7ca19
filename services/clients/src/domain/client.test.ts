import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  answerOf,
  type ChangeContext,
  changedClient,
  concernsRate,
  isVisible,
  newClient,
  normalizedName,
} from "./client.js";

const admin: ChangeContext = {
  caller: { id: "u1", role: "admin" },
  now: new Date("2026-11-23T08:00:00Z"),
  companyCurrency: "USD",
};
const manager: ChangeContext = { ...admin, caller: { id: "u2", role: "manager" } };

describe("a client's name", () => {
  it("is the same regardless of case, spacing and composition", () => {
    expect(normalizedName("  ACME   Gmbh ")).toBe(normalizedName("acme gmbh"));
    expect(normalizedName("Cafe\u0301")).toBe(normalizedName("CAFÉ"));
    expect(normalizedName("Acme")).not.toBe(normalizedName("Acme 2"));
  });

  it("is normalized once and for all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        expect(normalizedName(normalizedName(name))).toBe(normalizedName(name));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a client", () => {
  it("starts active, with contact info even if none is given", () => {
    const client = newClient({ name: "Acme" }, admin);
    expect(client).toMatchObject({ name: "Acme", isActive: true, contactInfo: {}, version: 1, createdBy: "u1" });
    expect(answerOf(client, "admin")).not.toHaveProperty("defaultHourlyRate");
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
    const plain = newClient({ name: "Acme", defaultHourlyRate: 99.5 }, admin);
    expect(plain.defaultHourlyRate).toEqual({ minor: 9950, currency: "USD" });
    const yen = newClient({ name: "Acme", defaultHourlyRate: 9000, currency: "JPY" }, admin);
    expect(yen.defaultHourlyRate).toEqual({ minor: 9000, currency: "JPY" });
  });

  it("keeps the number of its rate when its currency changes, if that currency can hold it", () => {
    const before = newClient({ name: "Acme", defaultHourlyRate: 99.5 }, admin);
    expect(changedClient(before, { currency: "EUR" }, admin).defaultHourlyRate).toEqual({
      minor: 9950,
      currency: "EUR",
    });
    expect(() => changedClient(before, { currency: "JPY" }, admin)).toThrow("at most 0 fraction digits in JPY");
  });

  it("keeps the currency of its rate when a form sends the number back, even after the company changed its own", () => {
    const before = newClient({ name: "Acme", defaultHourlyRate: 99.5 }, admin);
    const later: ChangeContext = { ...manager, companyCurrency: "EUR" };
    expect(changedClient(before, { defaultHourlyRate: 99.5 }, later).defaultHourlyRate).toEqual({
      minor: 9950,
      currency: "USD",
    });
    const set = changedClient(before, { defaultHourlyRate: 100 }, { ...admin, companyCurrency: "EUR" });
    expect(set.defaultHourlyRate).toEqual({ minor: 10_000, currency: "EUR" });
  });

  it("needs the company's currency only where a change concerns the rate", () => {
    const before = newClient({ name: "Acme", defaultHourlyRate: 99.5 }, admin);
    const without: ChangeContext = { caller: admin.caller, now: admin.now };
    expect(concernsRate({ notes: "n" })).toBe(false);
    expect(changedClient(before, { notes: "n" }, without).defaultHourlyRate).toEqual(before.defaultHourlyRate);
    expect([concernsRate({ currency: null }), concernsRate({ defaultHourlyRate: null })]).toEqual([true, true]);
    expect(() => changedClient(before, { defaultHourlyRate: 1 }, without)).toThrow(TypeError);
  });

  it("shows its rate to administrators only", () => {
    const client = newClient({ name: "Acme", defaultHourlyRate: 10 }, admin);
    expect(answerOf(client, "admin").defaultHourlyRate).toBe(10);
    expect(answerOf(client, "manager")).not.toHaveProperty("defaultHourlyRate");
    expect(answerOf(client, "employee")).not.toHaveProperty("defaultHourlyRate");
  });

  it("lets only administrators set a rate, but a form with the stored rate pass", () => {
    expect(() => newClient({ name: "Acme", defaultHourlyRate: 10 }, manager)).toThrow("Only an administrator");
    const client = newClient({ name: "Acme", defaultHourlyRate: 10 }, admin);
    expect(changedClient(client, { name: "Acme 2", defaultHourlyRate: 10 }, manager).name).toBe("Acme 2");
    expect(() => changedClient(client, { defaultHourlyRate: 11 }, manager)).toThrow("Only an administrator");
    expect(() => changedClient(client, { defaultHourlyRate: null }, manager)).toThrow("Only an administrator");
    expect(changedClient(client, { defaultHourlyRate: null }, admin)).not.toHaveProperty("defaultHourlyRate");
  });

  it("is hidden from employees while inactive", () => {
    const client = newClient({ name: "Acme", isActive: false }, admin);
    expect([isVisible(client, "employee"), isVisible(client, "manager")]).toEqual([false, true]);
  });
});
