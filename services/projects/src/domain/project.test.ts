import type { Role } from "@aerotage/core/contract/operation";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NewProjectInput, ProjectInput } from "../contract.js";
import {
  type ChangeContext,
  changedProject,
  newProject,
  type Project,
  showsBudget,
  toProjectResponse,
  writesAmounts,
} from "./project.js";

const now = new Date("2026-11-24T08:00:00Z");
const later = new Date("2026-11-25T08:00:00Z");
const today = "2026-11-24";
const context = (role: Role = "admin", fields: Partial<ChangeContext> = {}): ChangeContext => ({
  caller: { id: "me", role },
  now,
  money: { currency: "EUR", today },
  ...fields,
});
const created = (input: Partial<NewProjectInput> = {}, by = context()) =>
  newProject({ name: "Apollo", clientId: "c1", ...input }, by);
const changed = (before: Project, input: ProjectInput, by = context("admin", { now: later })) =>
  changedProject(before, input, by);
const answered = (project: Project, runs = true, spentMinutes = 0) =>
  toProjectResponse(project, {
    runs,
    clientName: "Acme",
    today,
    spent: { minutes: spentMinutes, entries: 1, amounts: { EUR: 500 } },
  });
const rate = (minor: number, effectiveFrom = "1970-01-01") => ({ effectiveFrom, rate: { minor, currency: "EUR" } });

describe("a new project", () => {
  it("is active, billable and open unless it says otherwise", () => {
    const project = created();
    expect(project).toMatchObject({ status: "active", defaultBillable: true, teamMembers: [], tags: [], version: 1 });
    for (const field of ["leadId", "rates", "budget", "deadline", "description"])
      expect(project).not.toHaveProperty(field);
  });

  it("is led by the manager who creates it, who is a member if there are any", () => {
    expect(created({}, context("manager"))).toMatchObject({ leadId: "me", teamMembers: [] });
    expect(created({ teamMembers: [{ userId: "a" }] }, context("manager"))).toMatchObject({
      leadId: "me",
      teamMembers: [
        { userId: "a", role: "member" },
        { userId: "me", role: "manager" },
      ],
    });
    expect(created({ teamMembers: [{ userId: "a" }] })).not.toHaveProperty("leadId");
  });

  it("has no rate where the form was left empty, and a rate of zero where a date shows that it is meant", () => {
    expect(created({ defaultHourlyRate: 0 })).not.toHaveProperty("rates");
    expect(created({ defaultHourlyRate: null })).not.toHaveProperty("rates");
    expect(created({ defaultHourlyRate: 80 }).rates).toEqual([rate(8000)]);
    expect(created({ defaultHourlyRate: 0, effectiveFrom: "2026-01-01" }).rates).toEqual([rate(0, "2026-01-01")]);
  });

  it("loses its tags by null", () => {
    expect(changed(created({ tags: ["a"] }), { tags: null }).tags).toEqual([]);
    expect(created({ tags: null }).tags).toEqual([]);
  });

  it("has each tag once, and nothing spent", () => {
    expect(created({ tags: ["b", "a", "b"] }).tags).toEqual(["b", "a"]);
    expect(() => created({ budget: { type: "hours", value: 1, spent: 2 } })).toThrow("budget.spent");
    expect(created({ budget: { type: "hours", value: 1, spent: 0 } }).budget).toEqual({ type: "hours", hours: 1 });
  });
});

describe("a change of a project", () => {
  it("keeps what is left out and loses what is cleared", () => {
    const before = created({
      description: "old",
      deadline: "2026-12-24",
      tags: ["a"],
      budget: { type: "hours", value: 9 },
    });
    const after = changed(before, { name: "Gemini", description: null, deadline: null, budget: null });
    expect(after).toMatchObject({ name: "Gemini", tags: ["a"], version: 2, updatedAt: later.toISOString() });
    for (const field of ["description", "deadline", "budget"]) expect(after).not.toHaveProperty(field);
    expect(changed(before, { tags: [] }).tags).toEqual([]);
  });

  it("is none where a whole form comes back as it was answered", () => {
    const before = created({
      description: "text",
      deadline: "2026-12-24",
      defaultHourlyRate: 80,
      budget: { type: "amount", value: 100 },
      teamMembers: [{ userId: "a", hourlyRate: 50 }, { userId: "b" }],
      tags: ["a"],
    });
    const { rates: _rates, clientName: _name, createdBy: _createdBy, ...form } = answered(before);
    const spent = { minutes: 0, entries: 1, amounts: { EUR: 500 } };
    expect(changed(before, form, context("admin", { spent }))).toBe(before);
    expect(changed(created(), { defaultHourlyRate: 0 }).version).toBe(1);
  });

  it("gives another rate from today, and zero where there was one", () => {
    const before = created({ defaultHourlyRate: 80 });
    expect(changed(before, { defaultHourlyRate: 90 }).rates).toEqual([rate(8000), rate(9000, today)]);
    expect(changed(before, { defaultHourlyRate: 0 }).rates).toEqual([rate(8000), rate(0, today)]);
    expect(changed(before, { defaultHourlyRate: null })).not.toHaveProperty("rates");
  });

  it("leaves a rate of later alone where an empty form comes back", () => {
    const before = created({ defaultHourlyRate: 80, effectiveFrom: "2027-01-01" });
    expect(answered(before)).not.toHaveProperty("defaultHourlyRate");
    expect(changed(before, { defaultHourlyRate: 0 })).toBe(before);
  });

  it("of the client is refused while the project has amounts in another currency, and names them", () => {
    const before = created({
      budget: { type: "amount", value: 100 },
      defaultHourlyRate: 80,
      teamMembers: [{ userId: "a", hourlyRate: 50 }],
    });
    const dollars = context("admin", { now: later, money: { currency: "USD", today } });
    const refused = () => changed(before, { clientId: "c2" }, dollars);
    expect(refused).toThrow("has a rate and a budget and rates of 1 members in another currency than USD");
    const cleared = { budget: null, defaultHourlyRate: null, teamMembers: [] };
    expect(changed(before, { clientId: "c2", ...cleared }, dollars)).toMatchObject({ clientId: "c2", version: 2 });
    const euros = context("admin", { now: later });
    expect(changed(before, { clientId: "c2" }, euros).budget).toEqual(before.budget);
    const hours = created({ budget: { type: "hours", value: 5 } });
    expect(changed(hours, { clientId: "c2" }, dollars).budget).toEqual({ type: "hours", hours: 5 });
  });

  it("writes amounts where a rate or budget is another one, and not where it goes", () => {
    const [plain, rated] = [created(), created({ defaultHourlyRate: 80 })];
    const budget = { type: "amount", amount: { minor: 100, currency: "EUR" } } as const;
    expect([writesAmounts(undefined, plain), writesAmounts(undefined, rated)]).toEqual([false, true]);
    expect(writesAmounts(rated, { ...rated, name: "Other" })).toBe(false);
    expect(writesAmounts(rated, { ...rated, budget })).toBe(true);
    expect(writesAmounts(rated, plain)).toBe(false);
    expect(writesAmounts(plain, { ...plain, budget: { type: "hours", hours: 1 } })).toBe(false);
  });

  it("makes a version that differs from the one before, or none at all", () => {
    const input = fc.record<ProjectInput>(
      {
        name: fc.constantFrom("Apollo", "Gemini"),
        description: fc.constantFrom("text", null),
        status: fc.constantFrom("active", "paused"),
        defaultHourlyRate: fc.constantFrom(0, 80, null),
        budget: fc.constantFrom({ type: "hours", value: 9 } as const, null),
        teamMembers: fc.constantFrom([], [{ userId: "a" }], [{ userId: "a", hourlyRate: 1 }]),
        tags: fc.constantFrom([], ["a"]),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(input, input, (first, second) => {
        const one = changed(created(), first);
        const two = changed(one, second);
        expect(two.version - one.version).toBe(two === one ? 0 : 1);
        expect(changed(two, second)).toBe(two);
      }),
    );
  });
});

describe("the answer of a project", () => {
  const project = created({
    defaultHourlyRate: 80,
    budget: { type: "amount", value: 100 },
    teamMembers: [{ userId: "a", role: "designer", hourlyRate: 50 }],
  });

  it("has the client's name, and rates and amounts for who runs it", () => {
    const response = answered(project);
    expect(response).toMatchObject({
      clientName: "Acme",
      defaultHourlyRate: 80,
      rates: [{ effectiveFrom: "1970-01-01", amount: 80 }],
      budget: { type: "amount", value: 100, spent: 5 },
      teamMembers: [{ userId: "a", role: "designer", hourlyRate: 50, rates: [{ amount: 50 }] }],
    });
    expect(response).not.toHaveProperty("kind");
  });

  it("has neither for anybody else", () => {
    const response = answered(project, false);
    for (const field of ["defaultHourlyRate", "rates", "budget"]) expect(response).not.toHaveProperty(field);
    expect(response.teamMembers).toEqual([{ userId: "a", role: "designer" }]);
  });

  it("has a budget of hours for everybody", () => {
    const hours = created({ budget: { type: "hours", value: 10 } });
    expect(answered(hours, false, 90).budget).toEqual({ type: "hours", period: "total", value: 10, spent: 1.5 });
    expect([showsBudget(hours, false), showsBudget(project, false), showsBudget(project, true)]).toEqual([
      true,
      false,
      true,
    ]);
    expect(showsBudget(created(), true)).toBe(false);
  });
});
