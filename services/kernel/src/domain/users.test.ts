import { describe, expect, it } from "vitest";
import { emailKey } from "../persistence/users.js";
import { isEndedSignIn, type UserItem, userActivity } from "./users.js";

const user: UserItem = {
  id: "u",
  kind: "user",
  email: "u@example.com",
  name: "U",
  role: "employee",
  isActive: true,
  startDate: "2026-01-01",
  managedTeamIds: new Set(["t"]),
  sessionsEndedThrough: 5,
  lastLogin: "x",
  createdAt: "c",
  updatedAt: "u",
  createdBy: "a",
  version: 1,
};

describe("sign-ins that ended together", () => {
  it.each([
    [{}, 1, "s", false],
    [{ sessionsEndedThrough: 10 }, 10, "s", true],
    [{ sessionsEndedThrough: 10 }, 11, "s", false],
    [{ sessionsEndedThrough: 10, keptSessionId: "s" }, 9, "s", false],
    [{ sessionsEndedThrough: 10, keptSessionId: "other" }, 9, "s", true],
  ])("%j: one at %i named %s is among them: %s", (marks, authTime, sessionId, ended) => {
    expect(isEndedSignIn(marks, { authTime, sessionId })).toBe(ended);
  });
});

describe("a user's activity", () => {
  it("tells what changed, but nothing that others keep on the record, and no rate in its event", () => {
    const after = {
      ...user,
      role: "manager",
      rates: [{ effectiveFrom: "2026-01-01", rate: { minor: 1, currency: "EUR" } }],
      version: 2,
    } as UserItem;
    const activity = userActivity("updated", user, after);
    expect(activity).toMatchObject({ type: "user.updated", entityType: "user", entityId: "u" });
    for (const told of [activity.before, activity.after])
      expect(Object.keys(told ?? {})).not.toEqual(expect.arrayContaining(["managedTeamIds"]));
    expect(JSON.stringify(activity)).not.toMatch(/sessionsEndedThrough|lastLogin|managedTeamIds/);
    expect(JSON.stringify(activity.events)).not.toContain("rate");
    expect(activity.events?.[0]?.data).toEqual({ userId: "u", name: "U", role: "manager", isActive: true });
  });
});

it("an address is the same in any case", () => {
  expect(emailKey("A@Example.COM")).toBe(emailKey("a@example.com"));
});
