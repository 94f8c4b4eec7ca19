/** The weeks of calendar dates. */

import { daysAfter } from "@aerotage/core/time/dates";

const millisecondsPerDay = 86_400_000;

function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / millisecondsPerDay;
}

/** How many weeks, each from Monday to Sunday, lie between a date's and the first one of 1970. */
export function weekNumber(date: string): number {
  // 1 January 1970 was a Thursday.
  return Math.floor((dayNumber(date) + 3) / 7);
}

/** The Monday of a date's week. */
export function mondayOf(date: string): string {
  return daysAfter("1969-12-29", 7 * weekNumber(date));
}

/** True from Monday to Friday. */
export function isWeekday(date: string): boolean {
  return date < daysAfter(mondayOf(date), 5);
}
