import { describe, expect, it } from "vitest";
import { mailFailureOf, withMailFailure, withoutMailFailure } from "./mail-status.js";
import { answerOf, newUser, profileOf } from "./user.js";

const now = new Date("2026-11-26T10:00:00.000Z");
const admin = { id: "admin", role: "admin" } as const;
const user = newUser({ id: "u", email: "u@example.com", name: "Una Long" }, { caller: admin, now });

// As in "Examples of event data that Amazon SES publishes to Amazon SNS".
const mail = {
  timestamp: "2026-11-26T09:00:00.000Z",
  source: "time@aerotage.example",
  messageId: "m1",
  destination: ["u@example.com"],
};
const bounce = (bounceType: string) => ({
  eventType: "Bounce",
  mail,
  bounce: {
    bounceType,
    bounceSubType: "General",
    bouncedRecipients: [
      { emailAddress: "u@example.com", action: "failed", status: "5.1.1", diagnosticCode: "smtp; 550 5.1.1" },
    ],
    timestamp: "2026-11-26T09:00:01.000Z",
    feedbackId: "f1",
  },
});
const complaint = {
  eventType: "Complaint",
  mail,
  complaint: {
    complainedRecipients: [{ emailAddress: "u@example.com" }],
    timestamp: "2026-11-26T09:30:00.000Z",
    feedbackId: "f2",
    complaintFeedbackType: "abuse",
  },
};
const failureOf = (event: object) => mailFailureOf(JSON.stringify(event));

describe("what SES tells", () => {
  it.each([
    ["Permanent", true],
    ["Transient", false],
    ["Undetermined", false],
  ])("a bounce of type %s is for good: %s", (type, isPermanent) => {
    expect(failureOf(bounce(type))).toEqual({
      status: "bounced",
      addresses: ["u@example.com"],
      isPermanent,
      at: "2026-11-26T09:00:01.000Z",
    });
  });

  it("a complaint is for good", () => {
    expect(failureOf(complaint)).toEqual({
      status: "complained",
      addresses: ["u@example.com"],
      isPermanent: true,
      at: "2026-11-26T09:30:00.000Z",
    });
  });

  it("the text that tries a topic is no failure; an event that has another shape is an error, so that somebody looks at it", () => {
    expect(mailFailureOf("Successfully validated SNS topic for Amazon SES event publishing.")).toBeUndefined();
    expect(() => failureOf({ eventType: "Bounce", mail })).toThrow();
    expect(() => failureOf({ eventType: "Delivery", mail })).toThrow();
    expect(() => mailFailureOf("{")).toThrow();
  });
});

describe("a user whose mail failed", () => {
  const failure = failureOf(bounce("Permanent"));
  if (failure === undefined) throw new Error("There is no failure.");
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
    expect(answerOf(marked, admin, today)).toMatchObject({ mailStatus: "bounced", mailStatusAt: failure.at });
    for (const role of ["manager", "employee"] as const)
      expect(JSON.stringify(answerOf(marked, { role }, today))).not.toContain("mailStatus");
    expect(JSON.stringify(profileOf(marked, admin, today))).not.toContain("mailStatus");
    expect(JSON.stringify(answerOf(user, admin, today))).not.toContain("mailStatus");
  });

  it("is no longer, once that is taken away", () => {
    expect(withoutMailFailure(marked)).toEqual({ ...user, version: 2 });
    expect(withoutMailFailure(user)).toEqual(user);
  });
});
