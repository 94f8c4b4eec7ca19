import { describe, expect, it } from "vitest";
import type { Invoice } from "./invoice.js";
import { dueReminder, feeOf, remindersSent, withOutcome, withoutReminder, withReminder } from "./reminder.js";
import { testInvoice, testNow } from "./test-invoice.js";

const now = testNow;

/** An invoice of one euro that is due on the 20th. */
const invoice = (parts: Partial<Invoice> = {}): Invoice =>
  testInvoice({
    dueDate: "2026-11-20",
    sentDate: "2026-11-01",
    totals: { subtotal: 100, discount: 0, taxes: [], tax: 0, total: 100 },
    ...parts,
  });

const days = [-3, 0, 7, 14];

describe("the reminder that is due", () => {
  it.each([
    ["2026-11-16", undefined],
    ["2026-11-17", -3],
    ["2026-11-19", -3],
    ["2026-11-20", 0],
    ["2026-11-27", 7],
    ["2027-01-01", 14],
  ])("on %s is that of day %s", (today, day) => {
    expect(dueReminder(invoice(), days, today)).toBe(day);
  });

  it("is sent once, and none before it any more", () => {
    const reminded = withReminder(invoice(), { day: 7, at: now.toISOString(), status: "sending" }, now);
    expect(dueReminder(reminded, days, "2026-11-28")).toBeUndefined();
    expect(dueReminder(reminded, [...days, 10], "2026-11-30")).toBe(10);
    expect(dueReminder(reminded, days, "2026-12-04")).toBe(14);
    expect(remindersSent(reminded)).toBe(0);
    expect(remindersSent(withOutcome(reminded, 7, { status: "accepted" }, now))).toBe(1);
  });

  it("is due again where it was taken back, and others stay", () => {
    const first = withReminder(invoice(), { day: 0, at: now.toISOString(), status: "accepted" }, now);
    const both = withReminder(first, { day: 7, at: now.toISOString(), status: "sending" }, now);
    expect(withoutReminder(both, 7, now).reminders).toEqual(first.reminders);
    expect(dueReminder(withoutReminder(both, 7, now), days, "2026-11-27")).toBe(7);
    expect(withoutReminder(first, 0, now)).not.toHaveProperty("reminders");
  });

  it("is none of what is paid, cancelled, not sent, or credited", () => {
    for (const status of ["draft", "paid", "cancelled", "refunded"] as const)
      expect(dueReminder(invoice({ status }), days, "2026-11-27")).toBeUndefined();
    expect(dueReminder(invoice({ credited: 100 }), days, "2026-11-27")).toBeUndefined();
    expect(dueReminder(invoice({ type: "creditNote" }), days, "2026-11-27")).toBeUndefined();
  });

  it("is none whose date had passed when the invoice was sent", () => {
    const late = invoice({ sentDate: "2026-11-29" });
    expect(dueReminder(late, days, "2026-11-29")).toBeUndefined();
    expect(dueReminder(late, days, "2026-12-04")).toBe(14);
  });

  it("costs something only after the due date", () => {
    expect([-3, 0, 7].map((day) => feeOf(day, 500))).toEqual([undefined, undefined, 500]);
    expect(feeOf(7, undefined)).toBeUndefined();
  });
});
