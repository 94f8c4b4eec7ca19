import { ApiError } from "@aerotage/core/contract/errors";
import { sinceEver } from "@aerotage/kernel/domain/rates";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UserInput } from "../contract/users.js";
import {
  changedProfile,
  changedUser,
  endedSignIns,
  isActiveAdmin,
  isChange,
  namesOf,
  newUser,
  profileOf,
  toUserResponse,
  type User,
} from "./user.js";

const now = new Date("2026-11-24T10:00:00.500Z");
const today = "2026-11-24";
const company = { currency: "EUR", today, answered: today };
const admin = { caller: { id: "admin", role: "admin" }, now, company } as const;
const self = { caller: { id: "u", role: "employee" }, now, company } as const;

function someone(input: Omit<UserInput, "email" | "name"> = {}): User {
  return newUser({ id: "u", email: "u@example.com", name: "Una Maria Long", ...input }, admin);
}

describe("a user", () => {
  it("begins active, as an employee, today", () => {
    expect(someone()).toMatchObject({ role: "employee", isActive: true, startDate: "2026-11-24", version: 1 });
    expect(someone()).not.toHaveProperty("contactInfo");
  });

  it.each([
    ["Una Maria Long", "Una Maria", "Long"],
    ["Cher", "Cher", ""],
    [" A  B ", "A", "B"],
  ])("named %j is %j and %j", (name, firstName, lastName) => {
    expect(namesOf(name)).toEqual({ firstName, lastName });
  });

  it("has a rate in the company's currency, which keeps it when the number comes back", () => {
    const user = someone({ hourlyRate: 99.5 });
    const rates = [{ effectiveFrom: sinceEver, rate: { minor: 9950, currency: "EUR" } }];
    expect(user.rates).toEqual(rates);
    const inYen = { ...admin, company: { ...company, currency: "JPY" } };
    expect(changedUser(user, { hourlyRate: 99.5, name: "N N" }, inYen).rates).toEqual(rates);
    const yen = { effectiveFrom: today, rate: { minor: 9000, currency: "JPY" } };
    expect(changedUser(user, { hourlyRate: 9000 }, inYen).rates).toEqual([...rates, yen]);
    expect(changedUser(user, { hourlyRate: null }, admin)).not.toHaveProperty("rates");
    expect(() => changedUser(user, { hourlyRate: 0.001 }, admin)).toThrow(ApiError);
  });

  it("has the rate of the day, of all that were and are to come", () => {
    const planned = { hourlyRate: 120, effectiveFrom: "2027-01-01" };
    const user = changedUser(changedUser(someone({ hourlyRate: 100 }), { hourlyRate: 110 }, admin), planned, admin);
    expect(user).not.toHaveProperty("effectiveFrom");
    expect(toUserResponse(user, { role: "admin" }, today)).toMatchObject({
      hourlyRate: 110,
      rates: [
        { effectiveFrom: sinceEver, amount: 100 },
        { effectiveFrom: today, amount: 110 },
        { effectiveFrom: "2027-01-01", amount: 120 },
      ],
    });
    expect(profileOf(user, { role: "admin" }, "2026-11-23").hourlyRate).toBe(100);
    expect(isChange(user, changedUser(user, planned, admin))).toBe(false);
    const ended = changedUser(user, { hourlyRate: null, effectiveFrom: "2026-12-01" }, admin);
    expect(toUserResponse(ended, { role: "admin" }, "2026-12-01")).not.toHaveProperty("hourlyRate");
    expect(someone({ hourlyRate: 90, effectiveFrom: "2026-06-01" }).rates?.[0]?.effectiveFrom).toBe("2026-06-01");
  });

  it("shows rates to administrators alone, on every page", () => {
    const user = someone({ hourlyRate: 10 });
    for (const view of [toUserResponse, profileOf]) {
      expect(view(user, { role: "admin" }, today)).toMatchObject({
        hourlyRate: 10,
        rates: [{ effectiveFrom: sinceEver, amount: 10 }],
      });
      for (const role of ["manager", "employee"] as const)
        for (const field of ["hourlyRate", "rates"]) expect(view(user, { role }, today)).not.toHaveProperty(field);
    }
  });

  it("needs to know of the company only where a change concerns the rate", () => {
    const without = { caller: admin.caller, now };
    expect(changedUser(someone({ hourlyRate: 10 }), { name: "N N" }, without).name).toBe("N N");
    expect(() => changedUser(someone(), { hourlyRate: 10 }, without)).toThrow(TypeError);
  });

  it("may send back their whole form, and nothing protected with another value", () => {
    const user = someone({ hourlyRate: 10, department: "D", role: "manager" });
    const later = changedUser(user, { hourlyRate: 20, effectiveFrom: "2027-01-01" }, admin);
    expect(isChange(later, changedUser(later, { hourlyRate: 10 }, self))).toBe(false);
    const {
      firstName: _f,
      lastName: _l,
      createdAt: _c,
      updatedAt: _u,
      createdBy: _b,
      ...form
    } = toUserResponse(user, { role: "employee" }, today);
    const { id: _i, version: _v, lastLogin: _g, profilePicture: _p, ...fields } = form;
    expect(isChange(user, changedUser(user, fields, self))).toBe(false);
    const protectedFields = fc.constantFrom<UserInput>(
      { role: "admin" },
      { role: "employee" },
      { hourlyRate: 11 },
      { hourlyRate: null },
      { hourlyRate: 10, effectiveFrom: "2026-12-01" },
      { hourlyRate: null, effectiveFrom: "2026-12-01" },
      { department: null },
      { jobTitle: "X" },
      { teamId: "01ARZ3NDEKTSV4RRFFQ69G5FAV" },
      { isActive: false },
      { email: "other@example.com" },
      { startDate: "2020-01-01" },
      { permissions: { features: ["x"] } },
    );
    fc.assert(
      fc.property(protectedFields, (change) => {
        expect(() => changedUser(user, { ...fields, ...change }, self)).toThrow(/Only an administrator/);
        expect(() => changedUser(user, { ...fields, ...change }, admin)).not.toThrow();
      }),
    );
  });

  it("describe themselves on their profile, but set no rate", () => {
    const user = someone({ hourlyRate: 10 });
    expect(changedProfile(user, { jobTitle: "Lead", department: "Ops", hourlyRate: 10 }, self)).toMatchObject({
      jobTitle: "Lead",
      department: "Ops",
      version: 2,
    });
    expect(() => changedProfile(user, { hourlyRate: 12 }, self)).toThrow(/hourlyRate/);
  });

  it("loses all sign-ins so far when deactivated, and gets none of them back", () => {
    const off = changedUser(someone(), { isActive: false }, admin);
    expect(off).toMatchObject({ isActive: false, ...endedSignIns(now) });
    const on = changedUser(off, { isActive: true }, admin);
    expect([on.isActive, on.sessionsEndedThrough]).toEqual([true, Math.floor(now.getTime() / 1000)]);
  });

  it("is an active administrator while both hold", () => {
    const boss = someone({ role: "admin" });
    expect([isActiveAdmin(boss), isActiveAdmin({ ...boss, isActive: false }), isActiveAdmin(someone())]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("merges preferences, and replaces the contact info by one that is sent", () => {
    const user = someone({ contactInfo: { phone: "1", address: "2" }, preferences: { theme: "dark" } });
    const after = changedUser(user, { preferences: { notifications: false } }, self);
    expect([after.contactInfo, after.preferences]).toEqual([
      { phone: "1", address: "2" },
      { theme: "dark", notifications: false },
    ]);
    for (const change of [changedUser, changedProfile]) {
      expect(change(user, { contactInfo: { address: "3", phone: null } }, self).contactInfo).toEqual({ address: "3" });
      for (const contactInfo of [{}, { phone: null }, null])
        expect(change(user, { contactInfo }, self)).not.toHaveProperty("contactInfo");
    }
  });
});
