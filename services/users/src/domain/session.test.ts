import type { SessionItem } from "@aerotage/kernel/domain/users";
import { describe, expect, it } from "vitest";
import { isOpenSession, securityResponse, sessionResponse } from "./session.js";
import { newUser, type User } from "./user.js";

const now = new Date("2026-11-24T10:00:00.000Z");
const seconds = Math.floor(now.getTime() / 1000);
const user: User = newUser(
  { id: "u", email: "u@example.com", name: "U U" },
  { caller: { id: "a", role: "admin" }, now },
);
const session: SessionItem = {
  sessionId: "s",
  userId: "u",
  createdAt: now.toISOString(),
  authTime: seconds - 600,
  lastActivity: new Date(now.getTime() - 20 * 60_000).toISOString(),
  expiresAt: seconds + 1000,
};

describe("a session", () => {
  it.each([
    ["that nothing ended", {}, {}, true],
    ["that was terminated", { terminatedAt: now.toISOString() }, {}, false],
    ["from before all were ended", {}, { sessionsEndedThrough: seconds - 600 }, false],
    ["from after all were ended", {}, { sessionsEndedThrough: seconds - 601 }, true],
    ["that was kept", {}, { sessionsEndedThrough: seconds, keptSessionId: "s" }, true],
    ["within the pause and its tenth", {}, { security: { sessionTimeout: 18.2 } }, true],
    ["after the pause and its tenth", {}, { security: { sessionTimeout: 18 } }, false],
    ["older than any may be", { authTime: seconds - 3601 }, {}, false],
  ])("%s", (_what, ofSession, ofUser, open) => {
    expect(isOpenSession({ ...session, ...ofSession }, { ...user, ...ofUser }, now, 3600)).toBe(open);
  });

  it("is answered with the moment of its sign-in", () => {
    expect(sessionResponse(session, "s")).toEqual({
      id: "s",
      ipAddress: "",
      userAgent: "",
      loginTime: new Date((seconds - 600) * 1000).toISOString(),
      lastActivity: session.lastActivity,
      isCurrent: true,
    });
  });
});

describe("security settings", () => {
  it("say when a password has to be changed", () => {
    const changed = { ...user, passwordChangedAt: new Date(now.getTime() - 30 * 86_400_000).toISOString() };
    const asked = (days: number) =>
      securityResponse({ ...changed, security: { requirePasswordChangeEvery: days } }, false, now, 7200);
    expect(asked(31)).toMatchObject({ passwordChangeRequired: false, sessionTimeout: 120 });
    expect(asked(30)).toMatchObject({ passwordChangeRequired: true, passwordExpiresAt: now.toISOString() });
    expect(asked(0)).not.toHaveProperty("passwordExpiresAt");
  });
});
