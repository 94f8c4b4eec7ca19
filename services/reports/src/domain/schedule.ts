/** When a scheduled report runs: pure rules. */

import { instantOf, localDateOf } from "@aerotage/core/time/calendar";
import { dateInMonth, daysAfter, monthsAfter } from "@aerotage/core/time/dates";
import { type Weekday, weekdayOf, weekdays } from "@aerotage/kernel/domain/work-schedule";
import type { frequencies, ScheduleInput } from "../contract/schedule.js";

/** The times of a schedule. */
export interface Times {
  readonly frequency: (typeof frequencies)[number];
  readonly weekday?: Weekday;
  /** A month without that day has its last one. */
  readonly dayOfMonth?: number;
  readonly hour: number;
  readonly timezone: string;
}

/** A schedule as it is stored. */
export interface ReportSchedule extends Times {
  /** User ids, each once. */
  readonly recipients: readonly string[];
}

/** The times of what was sent, without what does not hold for its frequency. */
export function timesOf({ frequency, weekday, dayOfMonth, hour, timezone }: ScheduleInput | ReportSchedule): Times {
  return {
    frequency,
    ...(frequency === "weekly" && weekday !== undefined && { weekday }),
    ...(frequency === "monthly" && dayOfMonth !== undefined && { dayOfMonth }),
    hour,
    timezone,
  };
}

/** True if two schedules have the same times. */
export function hasSameTimes(a: ReportSchedule | undefined, b: ReportSchedule | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const names = ["frequency", "weekday", "dayOfMonth", "hour", "timezone"] as const;
  return names.every((name) => a[name] === b[name]);
}

/**
 * The first moment after another at which a schedule runs. An hour that does not exist moves forward by the gap; one that exists twice is the
 * earlier one, and runs once.
 */
export function nextRun(times: Times, after: Date): string {
  for (const date of datesFrom(times, localDateOf(after, times.timezone))) {
    const instant = instantOf(date, hourText(times.hour), times.timezone);
    if (Date.parse(instant) > after.getTime()) return instant;
  }
  throw new RangeError("A schedule has no next run.");
}

/** The latest moment up to now at which a schedule runs, from a planned one on: the only run that is made up for. */
export function latestRun(times: Times, planned: string, now: Date): string {
  for (let latest = planned; ; ) {
    const next = nextRun(times, new Date(latest));
    if (Date.parse(next) > now.getTime()) return latest;
    latest = next;
  }
}

/** The dates of a schedule from a date on, in order. */
function* datesFrom({ frequency, weekday = "monday", dayOfMonth = 1 }: Times, from: string): Generator<string> {
  if (frequency === "monthly") {
    for (let month = from.slice(0, 7); ; month = monthsAfter(month, 1)) yield dateInMonth(month, dayOfMonth);
  }
  const distance = weekdays.indexOf(weekday) - weekdays.indexOf(weekdayOf(from));
  const first = frequency === "weekly" ? daysAfter(from, (distance + weekdays.length) % weekdays.length) : from;
  const step = frequency === "weekly" ? weekdays.length : 1;
  for (let date = first; ; date = daysAfter(date, step)) yield date;
}

function hourText(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}
