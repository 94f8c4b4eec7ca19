import { describe, expect, it } from "vitest";
import { mailFailureOf } from "./mail-failures.js";

// As in "Examples of event data that Amazon SES publishes to Amazon SNS".
const tags = { "ses:configuration-set": ["aerotage-local-mail"], invoiceId: ["01K"] };
const mail = {
  timestamp: "2026-11-26T09:00:00.000Z",
  source: "time@aerotage.example",
  messageId: "m1",
  destination: ["u@example.com"],
  tags,
};
const recipient = { emailAddress: "u@example.com", action: "failed", status: "5.1.1" };
const bounce = (bounceType: string, bouncedRecipients: object[] = [recipient]) => ({
  eventType: "Bounce",
  mail,
  bounce: {
    bounceType,
    bounceSubType: "General",
    bouncedRecipients,
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
      messageId: "m1",
      tags,
    });
  });

  it("a bounce has the first text that a server has said", () => {
    const others = [recipient, { emailAddress: "v@example.com", diagnosticCode: "smtp; 550 5.1.1 user unknown" }];
    expect(failureOf(bounce("Permanent", others))).toMatchObject({
      addresses: ["u@example.com", "v@example.com"],
      diagnostic: "smtp; 550 5.1.1 user unknown",
    });
  });

  it("a complaint is for good", () => {
    expect(failureOf(complaint)).toEqual({
      status: "complained",
      addresses: ["u@example.com"],
      isPermanent: true,
      at: "2026-11-26T09:30:00.000Z",
      messageId: "m1",
      tags,
    });
  });

  it("a mail may have no tags", () => {
    expect(failureOf({ ...complaint, mail: { messageId: "m2" } })).toMatchObject({ messageId: "m2", tags: {} });
  });

  it("the text that tries a topic is no failure; an event that has another shape is an error, so that somebody looks at it", () => {
    expect(mailFailureOf("Successfully validated SNS topic for Amazon SES event publishing.")).toBeUndefined();
    expect(() => failureOf({ eventType: "Bounce", mail })).toThrow();
    expect(() => failureOf({ ...complaint, mail: {} })).toThrow();
    expect(() => failureOf({ eventType: "Delivery", mail })).toThrow();
    expect(() => mailFailureOf("{")).toThrow();
  });
});
