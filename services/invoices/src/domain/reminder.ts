/** Reminders of invoices: pure rules. */

import { nextVersion } from "@aerotage/core/contract/versions";
import { daysAfter } from "@aerotage/core/time/dates";
import { balanceOf, type Invoice, type Reminder } from "./invoice.js";
import { openStatuses } from "./status.js";

/**
 * The day of the reminder that is due, relative to the due date: the latest one whose date has come and that was not sent. One that was missed
 * for a later one is left out, and so is one whose date had passed when the invoice was sent.
 * @param reminderDays the organization's
 * @param today its calendar date
 */
export function dueReminder(invoice: Invoice, reminderDays: readonly number[], today: string): number | undefined {
  const { type, status, dueDate, sentDate, reminders = [] } = invoice;
  if (type === "creditNote" || !openStatuses.includes(status) || balanceOf(invoice) <= 0) return undefined;
  const latest = reminderDays.filter((day) => daysAfter(dueDate, day) <= today).at(-1);
  if (latest === undefined || reminders.some(({ day }) => day >= latest)) return undefined;
  return sentDate !== undefined && daysAfter(dueDate, latest) <= sentDate ? undefined : latest;
}

/** An invoice of which a reminder is being mailed: its next version. */
export function withReminder(invoice: Invoice, reminder: Reminder, now: Date): Invoice {
  return nextVersion({ ...invoice, reminders: [...(invoice.reminders ?? []), reminder] }, now);
}

/** An invoice whose reminder was taken or refused: its next version. */
export function withOutcome(invoice: Invoice, day: number, outcome: Partial<Reminder>, now: Date): Invoice {
  const reminders = invoice.reminders?.map((one) => (one.day === day ? { ...one, ...outcome } : one));
  return nextVersion({ ...invoice, ...(reminders !== undefined && { reminders }) }, now);
}

/** An invoice whose reminder did not go out and is due again: its next version. */
export function withoutReminder(invoice: Invoice, day: number, now: Date): Invoice {
  const { reminders: before = [], ...rest } = invoice;
  const reminders = before.filter((one) => one.day !== day);
  return nextVersion<Invoice>({ ...rest, ...(reminders.length > 0 && { reminders }) }, now);
}

/** How many reminders went out. */
export function remindersSent({ reminders = [] }: Pick<Invoice, "reminders">): number {
  return reminders.filter(({ status }) => status === "accepted").length;
}

/** What a reminder costs, in minor units: nothing before the due date has passed. */
export function feeOf(day: number, fee: number | undefined): number | undefined {
  return day > 0 ? fee : undefined;
}
