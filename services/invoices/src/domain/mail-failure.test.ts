import type { MailFailure } from "@aerotage/core/aws/mail-failures";
import { describe, expect, it } from "vitest";
import type { Delivery, Invoice } from "./invoice.js";
import { failedInvoiceId, isFailureEarly, mailTagsOf, withMailFailure } from "./mail-failure.js";

const now = new Date("2026-11-26T10:00:00.000Z");
const delivery: Delivery = {
  status: "accepted",
  recipients: ["client@example.com"],
  copies: ["Me@example.com"],
  at: "2026-11-26T09:00:00.000Z",
  messageId: "m2",
};
const invoiceOf = (last?: Delivery) =>
  ({ id: "01K", status: "sent", version: 3, ...(last !== undefined && { delivery: last }) }) as Invoice;
const bounce: MailFailure = {
  status: "bounced",
  addresses: ["client@example.com"],
  isPermanent: true,
  at: "2026-11-26T09:00:01.000Z",
  messageId: "m2",
  tags: { "ses:configuration-set": ["set"], invoiceId: ["01K"] },
  diagnostic: "smtp; 550 5.1.1 user unknown",
};
const complaint: MailFailure = { ...bounce, status: "complained" };

/** The invoice after some failures, each of which may change nothing. */
const after = (...failures: readonly MailFailure[]) =>
  failures.reduce((invoice, failure) => withMailFailure(invoice, failure, now) ?? invoice, invoiceOf(delivery));

describe("the invoice of a mail that failed", () => {
  it("is named by the tag that its mails are sent with", () => {
    expect(mailTagsOf(invoiceOf())).toEqual({ invoiceId: "01K" });
    expect(failedInvoiceId(bounce)).toBe("01K");
    expect(failedInvoiceId({ ...bounce, tags: {} })).toBeUndefined();
  });

  it("keeps its status, and its delivery has the reason", () => {
    const reason = "client@example.com: smtp; 550 5.1.1 user unknown";
    expect(after(bounce)).toEqual({
      ...invoiceOf({ ...delivery, status: "bounced", reason }),
      version: 4,
      updatedAt: now.toISOString(),
    });
    expect(after(complaint).delivery?.reason).toContain("client@example.com");
    expect(after({ ...bounce, diagnostic: "x".repeat(2000) }).delivery?.reason?.length).toBeLessThan(600);
  });

  it("is the same in whatever order the messages come, and how often", () => {
    expect(after(bounce, bounce, complaint)).toMatchObject({ version: 4, delivery: { status: "bounced" } });
    expect(after(complaint, complaint)).toMatchObject({ version: 4, delivery: { status: "complained" } });
    expect(after(complaint, bounce, complaint)).toMatchObject({ version: 5, delivery: { status: "bounced" } });
  });

  it.each([
    ["a passing bounce", invoiceOf(delivery), { ...bounce, isPermanent: false }],
    ["a mail that is not the last one", invoiceOf(delivery), { ...bounce, messageId: "m1" }],
    ["a copy alone", invoiceOf(delivery), { ...bounce, addresses: ["me@example.com"] }],
    ["an invoice without a mail", invoiceOf(), bounce],
    ["a mail of which nobody knows whether it went out", invoiceOf({ ...delivery, status: "sending" }), complaint],
  ])("is not marked for %s", (_what, invoice, failure) => {
    expect(withMailFailure(invoice, failure, now)).toBeUndefined();
  });

  it("is marked where a recipient is among the failed addresses", () => {
    expect(after({ ...bounce, addresses: ["me@example.com", "client@example.com"] }).delivery?.status).toBe("bounced");
  });

  it("may not have the message id yet, as long as the mail is being handed over", () => {
    const { messageId: _id, ...begun } = delivery;
    const sending = (until: number) => invoiceOf({ ...begun, status: "sending", until });
    expect(isFailureEarly(sending(now.getTime() + 1), now)).toBe(true);
    expect(isFailureEarly(sending(now.getTime() - 1), now)).toBe(false);
    expect(isFailureEarly(invoiceOf(delivery), now)).toBe(false);
  });
});
