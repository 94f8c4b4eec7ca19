/** What people are meant to work, and what they have not submitted: pure rules. */
import { datesBetween } from "@aerotage/core/time/dates";
import { isEmployedOn, type UserItem } from "@aerotage/kernel/domain/users";
import { type ScheduleHistory, targetMinutes } from "@aerotage/kernel/domain/work-schedule";
import type { Period } from "../contract/filters.js";
import type { OwnedCell } from "./sums.js";

/** Somebody whose time is reported. */
export interface Worker
  extends Pick<UserItem, "id" | "name" | "teamId" | "isActive" | "startDate" | "inactivePeriods"> {
  readonly schedules: ScheduleHistory;
}

/** What targets depend on beside the person. */
export interface TargetContext {
  readonly holidays: readonly { readonly date: string }[];
  /** Local date: nothing is expected of days that are still to come. */
  readonly today: string;
}

/** The days of a period on which a person is meant to work, with the minutes of each. */
export function workdaysOf(worker: Worker, period: Period, { holidays, today }: TargetContext): Map<string, number> {
  const endDate = period.endDate < today ? period.endDate : today;
  const days = new Map<string, number>();
  for (const date of datesBetween(period.startDate, endDate)) {
    const target = isEmployedOn(worker, date) ? targetMinutes(worker.schedules, date, holidays) : 0;
    if (target > 0) days.set(date, target);
  }
  return days;
}

/** The minutes that people are meant to work in a period, up to today. */
export function targetOf(workers: readonly Worker[], period: Period, context: TargetContext): number {
  return workers.reduce((total, worker) => {
    let minutes = 0;
    for (const target of workdaysOf(worker, period, context).values()) minutes += target;
    return total + minutes;
  }, 0);
}

/**
 * A share as a fraction with four decimals (0.8125 is 81.25 %); null where there is nothing to compare with.
 */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}

/** What a person has not submitted of a period. */
export interface Unsubmitted {
  /** Days on which they are meant to work, without any time, by date. */
  readonly missingDates: string[];
  /** Days with drafts or rejected entries, by date. */
  readonly openDates: string[];
}

/** States of which the person still has to do something. */
const isOpen = (status: string) => status === "draft" || status === "rejected";

/**
 * What an active person with target hours has not submitted; nothing is expected of anybody else.
 * @param cells all of the person's time of the period, whatever the report filters
 */
export function unsubmittedOf(
  worker: Worker,
  cells: readonly OwnedCell[],
  workdays: ReadonlyMap<string, number>,
): Unsubmitted {
  if (!worker.isActive || workdays.size === 0) return { missingDates: [], openDates: [] };
  const recorded = new Set(cells.map(({ date }) => date));
  const open = new Set(cells.filter(({ kind }) => isOpen(kind.status)).map(({ date }) => date));
  return { missingDates: [...workdays.keys()].filter((date) => !recorded.has(date)), openDates: [...open].sort() };
}
