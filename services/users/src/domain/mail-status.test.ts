import type { MailFailure } from "@aerotage/core/aws/mail-failures";
import { describe, expect, it } from "vitest";
import { withMailFailure, withoutMailFailure } from "./mail-status.js";
import { newUser, profileOf, toUserResponse } from "./user.js";

const now = new Date("2026-11-26T10:00:00.000Z");
const admin = { id: "admin", role: "admin" } as const;
const user = newUser({ id: "u", email: "u@example.com", name: "Una Long" }, { caller: admin, now });

const failure: MailFailure = {
  status: "bounced",
  addresses: ["u@example.com"],
  isPermanent: true,
  at: "2026-11-26T09:00:01.000Z",
  messageId: "m1",
  tags: {},
};

describe("a user whose mail failed", () => {
  const marked = withMailFailure(user, failure, now);
  if (marked === undefined) throw new Error("The user is not marked.");

  it("is marked with what happened and when, once", () => {
    expect(marked).toEqual({ ...user, mailStatus: "bounced", mailStatusAt: failure.at, version: 2 });
    expect(withMailFailure(marked, failure, now)).toBeUndefined();
    expect(withMailFailure(marked, { ...failure, at: "2026-11-26T08:00:00.000Z" }, now)).toBeUndefined();
    const later = { ...failure, status: "complained" as const, at: "2026-11-26T09:30:00.000Z" };
    expect(withMailFailure(marked, later, now)).toMatchObject({ mailStatus: "complained", mailStatusAt: later.at });
  });

  it("is seen as such by administrators alone, and not on the profile", () => {
    const today = "2026-11-26";
    expect(toUserResponse(marked, admin, today)).toMatchObject({ mailStatus: "bounced", mailStatusAt: failure.at });
    for (const role of ["manager", "employee"] as const)
      expect(JSON.stringify(toUserResponse(marked, { role }, today))).not.toContain("mailStatus");
    expect(JSON.stringify(profileOf(marked, admin, today))).not.toContain("mailStatus");
    expect(JSON.stringify(toUserResponse(user, admin, today))).not.toContain("mailStatus");
  });

  it("is no longer, once that is taken away", () => {
    expect(withoutMailFailure(marked)).toEqual({ ...user, version: 2 });
    expect(withoutMailFailure(user)).toEqual(user);
  });
});
