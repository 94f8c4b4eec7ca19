/** Whom to remind of time that they have not submitted, and when: pure rules. */

import { instantOf, localDateOf } from "@aerotage/core/time/calendar";
import { daysAfter } from "@aerotage/core/time/dates";
import type { CompanySettings } from "@aerotage/kernel/domain/organization";
import {
  type ScheduleHistory,
  targetMinutes,
  type Weekday,
  weekdayOf,
  weekdays,
} from "@aerotage/kernel/domain/work-schedule";
import { type DayTotals, minutesOf } from "./timesheet.js";

/** A reminder that is to go out now. */
export interface DueReminder {
  /** The dates of the last week that is over. */
  readonly week: readonly string[];
}

/** How long after its moment a reminder still goes out, so that a failed run is made up for. */
const graceMilliseconds = 24 * 3_600_000;

/** The reminder that is due, if one is. */
export function dueReminder(
  { submissionReminder, timezone, weekStart }: Pick<CompanySettings, "submissionReminder" | "timezone" | "weekStart">,
  now: Date,
): DueReminder | undefined {
  if (submissionReminder === undefined) return undefined;
  const today = localDateOf(now, timezone);
  // It may have become due yesterday, late.
  for (const date of [today, daysAfter(today, -1)]) {
    if (weekdayOf(date) !== submissionReminder.weekday) continue;
    const age = now.getTime() - Date.parse(instantOf(date, submissionReminder.time, timezone));
    if (age < 0 || age >= graceMilliseconds) continue;
    const start = daysAfter(startOfWeek(date, weekStart), -7);
    return { week: Array.from({ length: 7 }, (_, index) => daysAfter(start, index)) };
  }
  return undefined;
}

/** The first day of a date's week. */
export function startOfWeek(date: string, weekStart: Weekday): string {
  const distance = weekdays.indexOf(weekdayOf(date)) - weekdays.indexOf(weekStart);
  return daysAfter(date, -((distance + 7) % 7));
}

/** What somebody owes of a week. */
export interface Outstanding {
  /** Entries that are drafts, or were rejected. */
  readonly unsubmitted: number;
  readonly recordedMinutes: number;
  readonly targetMinutes: number;
}

/**
 * What somebody has not submitted of a week; undefined if there is nothing to remind them of. A week is open while any entry of it is,
 * or while nothing is recorded at all though there was work to do.
 */
export function outstandingOf(
  days: readonly DayTotals[],
  week: readonly string[],
  schedules: ScheduleHistory,
  holidays: readonly { readonly date: string }[],
): Outstanding | undefined {
  const entries = days.flatMap((day) => Object.values(day.entries));
  const unsubmitted = entries.filter(({ status }) => status === "draft" || status === "rejected").length;
  const target = week.reduce((sum, date) => sum + targetMinutes(schedules, date, holidays), 0);
  if (unsubmitted === 0 && (entries.length > 0 || target === 0)) return undefined;
  const recordedMinutes = days.reduce((sum, day) => sum + minutesOf(day), 0);
  return { unsubmitted, recordedMinutes, targetMinutes: target };
}

/** What of somebody's settings decides whether they are reminded. */
export interface Reachable {
  readonly kind?: string;
  readonly isActive: boolean;
  readonly erasedAt?: string;
  readonly startDate: string;
  readonly preferences?: { readonly notifications?: boolean | undefined };
  readonly notificationSettings?: { readonly emailEnabled?: boolean; readonly timeEntrySubmissionReminders?: boolean };
}

/** True for people who worked in a week and want to be reminded. */
export function isReminded(person: Reachable, week: readonly string[]): boolean {
  const { isActive, erasedAt, startDate, preferences, notificationSettings } = person;
  return (
    isActive &&
    erasedAt === undefined &&
    startDate <= (week.at(-1) ?? "") &&
    preferences?.notifications !== false &&
    notificationSettings?.emailEnabled !== false &&
    notificationSettings?.timeEntrySubmissionReminders !== false
  );
}
