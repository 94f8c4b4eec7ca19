/** What was recorded in a period, against what somebody is meant to work: pure rules. */
import { hoursOf } from "@aerotage/core/time/dates";
import { type ScheduleHistory, targetMinutes } from "@aerotage/kernel/domain/work-schedule";

/** A day with its minutes. */
export interface CoveredDay {
  readonly date: string;
  readonly target: number;
  readonly recorded: number;
}

/** The days of a period. @param recorded minutes by date */
export function coveredDays(
  dates: readonly string[],
  recorded: ReadonlyMap<string, number>,
  schedules: ScheduleHistory,
  holidays: readonly { readonly date: string }[],
): CoveredDay[] {
  return dates.map((date) => ({
    date,
    target: targetMinutes(schedules, date, holidays),
    recorded: recorded.get(date) ?? 0,
  }));
}

/** The answer about a period: days that are still to come are not missed yet. */
export function coverageOf(startDate: string, endDate: string, days: readonly CoveredDay[], today: string) {
  const due = days.filter(({ date }) => date <= today);
  const missing = due
    .filter(({ target, recorded }) => recorded < target)
    .map(({ date, target, recorded }) => ({
      date,
      targetHours: hoursOf(target),
      recordedHours: hoursOf(recorded),
      missingHours: hoursOf(target - recorded),
    }));
  const sum = (of: (day: CoveredDay) => number) => days.reduce((total, day) => total + of(day), 0);
  return {
    startDate,
    endDate,
    targetHours: hoursOf(sum(({ target }) => target)),
    recordedHours: hoursOf(sum(({ recorded }) => recorded)),
    missingHours: hoursOf(due.reduce((total, { target, recorded }) => total + Math.max(target - recorded, 0), 0)),
    missing,
  };
}
