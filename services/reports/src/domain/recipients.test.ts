import { describe, expect, it, test } from "vitest";
import { type Addressee, type MailedReport, recipientProblem } from "./recipients.js";

const nothing = { memberIds: new Set<string>(), projectIds: new Set<string>() };
const person = (id: string, role: Addressee["role"], more: Partial<Addressee> = {}): Addressee => ({
  id,
  role,
  isActive: true,
  visibility: nothing,
  clientIds: new Set(),
  ...more,
});
const admin = person("admin", "admin");
const bob = person("bob", "employee");
const report = (more: Partial<MailedReport> = {}): MailedReport => ({
  type: "time",
  filters: {},
  owner: admin,
  ...more,
});

test.each([
  ["an administrator gets everything", report({ type: "invoices", filters: { userId: ["x"] } }), admin, undefined],
  ["an employee gets their own time", report(), bob, undefined],
  ["an employee gets time that is theirs among others'", report({ filters: { userId: ["x", "bob"] } }), bob, undefined],
  ["an employee gets no time of others", report({ filters: { userId: ["x"] } }), bob, "may not see any"],
  ["an employee gets nothing but time", report({ type: "projects" }), bob, "may not have reports of projects"],
  ["nobody gets a report after they have left", report(), { ...bob, isActive: false }, "is not an active user"],
  [
    "nobody gets a report whose owner has left",
    report({ owner: { ...admin, isActive: false } }),
    admin,
    "the owner of the report is not active",
  ],
  ["an employee mails to themselves", report({ owner: bob }), bob, undefined],
  ["an employee mails to nobody else", report({ owner: bob }), admin, "employees mail reports to themselves alone"],
] as const)("%s", (_title, mailed, to, problem) => {
  const found = recipientProblem(mailed, to);
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(problem);
});

describe("a manager", () => {
  const manager = person("mia", "manager", {
    visibility: { memberIds: new Set(["bob"]), projectIds: new Set(["p1"]) },
    clientIds: new Set(["c1"]),
  });
  const mayHave = (mailed: Partial<MailedReport>, who = manager) => recipientProblem(report(mailed), who) === undefined;

  it("gets what has a part in their scope", () => {
    expect(mayHave({})).toBe(true);
    expect(mayHave({ filters: { userId: ["bob"], projectId: ["p2"] } })).toBe(true);
    expect(mayHave({ filters: { userId: ["x"] } })).toBe(true);
    expect(mayHave({ type: "users", filters: { userId: ["mia"] } })).toBe(true);
    expect(mayHave({ type: "projects", filters: { projectId: ["p1", "p2"] } })).toBe(true);
    expect(mayHave({ type: "invoices", filters: { clientId: ["c1"] } })).toBe(true);
  });

  it("gets nothing that is wholly beyond it", () => {
    expect(mayHave({ filters: { userId: ["x"], projectId: ["p2"] } })).toBe(false);
    expect(mayHave({ filters: { userId: ["x"] } }, person("mo", "manager"))).toBe(false);
    expect(mayHave({ type: "projects", filters: { projectId: ["p2"] } })).toBe(false);
    expect(mayHave({ type: "invoices", filters: { clientId: ["c2"] } })).toBe(false);
  });
});
