/** The dates of recurring invoices: pure rules. */
import { dateInMonth, daysAfter, monthsAfter } from "@aerotage/core/time/dates";
import type { Frequency } from "../contract/recurring.js";

/** When something recurs. */
export interface Recurrence {
  readonly frequency: Frequency;
  readonly interval: number;
  /** The first date. */
  readonly startDate: string;
  readonly endDate?: string | undefined;
  readonly count?: number | undefined;
}

const daysPerWeek = 7;
const monthsOf: Readonly<Record<Exclude<Frequency, "weekly">, number>> = { monthly: 1, quarterly: 3, yearly: 12 };

/**
 * A date of a recurrence, the first one at 0; -1 is the one before that. Each is reckoned from the first, so that the 31st comes again after
 * a shorter month, in which it is the last day.
 */
export function occurrence({ frequency, interval, startDate }: Recurrence, index: number): string {
  if (frequency === "weekly") return daysAfter(startDate, index * interval * daysPerWeek);
  const month = monthsAfter(startDate.slice(0, 7), index * interval * monthsOf[frequency]);
  return dateInMonth(month, Number(startDate.slice(8)));
}

/** The date of an occurrence, unless the recurrence has ended before it. */
export function nextOccurrence(recurrence: Recurrence, index: number): string | undefined {
  if (recurrence.count !== undefined && index >= recurrence.count) return undefined;
  const date = occurrence(recurrence, index);
  return recurrence.endDate !== undefined && date > recurrence.endDate ? undefined : date;
}

/** The days before an occurrence, since the one before it. */
export function periodBefore(recurrence: Recurrence, index: number) {
  return {
    periodStart: occurrence(recurrence, index - 1),
    periodEnd: daysAfter(occurrence(recurrence, index), -1),
  };
}
