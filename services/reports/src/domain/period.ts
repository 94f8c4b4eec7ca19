/** The period of a report: pure rules. */
import { daysAfter, lastDateOf, monthsAfter } from "@aerotage/core/time/dates";
import { type Weekday, weekdayOf, weekdays } from "@aerotage/kernel/domain/work-schedule";
import type { Period, Preset, ReportFilters } from "../contract/filters.js";

/** The days of a report without dates and preset, today included. */
const defaultDays = 30;
const monthsPerQuarter = 3;

/** What the calendar of a report depends on. */
export interface Calendar {
  /** The caller's local date. */
  readonly today: string;
  readonly weekStart: Weekday;
}

/** The period that filters ask for. */
export function periodOf(filters: Pick<ReportFilters, "startDate" | "endDate" | "preset">, calendar: Calendar): Period {
  const { startDate, endDate, preset = "last30" } = filters;
  if (startDate !== undefined && endDate !== undefined) return { startDate, endDate };
  return presetPeriod(preset, calendar);
}

/** The first day of the week that a date is in. */
export function startOfWeek(date: string, weekStart: Weekday): string {
  const days = (weekdays.indexOf(weekdayOf(date)) - weekdays.indexOf(weekStart) + weekdays.length) % weekdays.length;
  return daysAfter(date, -days);
}

function presetPeriod(preset: Preset, { today, weekStart }: Calendar): Period {
  const month = today.slice(0, 7);
  const quarter = startOfQuarter(month);
  const year = today.slice(0, 4);
  switch (preset) {
    case "today":
      return { startDate: today, endDate: today };
    case "week":
      return daysFrom(startOfWeek(today, weekStart), weekdays.length);
    case "lastWeek":
      return daysFrom(daysAfter(startOfWeek(today, weekStart), -weekdays.length), weekdays.length);
    case "month":
      return monthsFrom(month, 1);
    case "lastMonth":
      return monthsFrom(monthsAfter(month, -1), 1);
    case "quarter":
      return monthsFrom(quarter, monthsPerQuarter);
    case "lastQuarter":
      return monthsFrom(monthsAfter(quarter, -monthsPerQuarter), monthsPerQuarter);
    case "year":
      return monthsFrom(`${year}-01`, 12);
    case "lastYear":
      return monthsFrom(monthsAfter(`${year}-01`, -12), 12);
    case "last30":
      return daysFrom(daysAfter(today, 1 - defaultDays), defaultDays);
  }
}

function startOfQuarter(month: string): string {
  const [year = "", number = "1"] = month.split("-");
  const first = Math.floor((Number(number) - 1) / monthsPerQuarter) * monthsPerQuarter + 1;
  return `${year}-${String(first).padStart(2, "0")}`;
}

function daysFrom(startDate: string, days: number): Period {
  return { startDate, endDate: daysAfter(startDate, days - 1) };
}

function monthsFrom(month: string, months: number): Period {
  return { startDate: `${month}-01`, endDate: lastDateOf(monthsAfter(month, months - 1)) };
}

/** What a period can be compared with. */
export const comparisons = ["previous", "lastYear"] as const;
export type Comparison = (typeof comparisons)[number];

/**
 * The period that another one is compared with. `lastYear` has the same dates a year before, the 29th of February as the 28th.
 * `previous` ends on the day before: as many whole months where the period is whole months, else as many days.
 */
export function comparedPeriod({ startDate, endDate }: Period, comparison: Comparison): Period {
  if (comparison === "lastYear") return { startDate: yearBefore(startDate), endDate: yearBefore(endDate) };
  const previousEnd = daysAfter(startDate, -1);
  const months = wholeMonths(startDate, endDate);
  if (months !== undefined)
    return { startDate: `${monthsAfter(startDate.slice(0, 7), -months)}-01`, endDate: previousEnd };
  const days = (Date.parse(endDate) - Date.parse(startDate)) / 86_400_000;
  return { startDate: daysAfter(previousEnd, -days), endDate: previousEnd };
}

function yearBefore(date: string): string {
  const before = `${String(Number(date.slice(0, 4)) - 1).padStart(4, "0")}${date.slice(4)}`;
  return date.endsWith("-02-29") ? before.replace(/29$/, "28") : before;
}

/** How many months a period is made of; undefined where it is not whole months. */
function wholeMonths(startDate: string, endDate: string): number | undefined {
  const next = daysAfter(endDate, 1);
  if (!startDate.endsWith("-01") || !next.endsWith("-01")) return undefined;
  const monthOf = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  return monthOf(next) - monthOf(startDate);
}

/** The months that a period touches, `YYYY-MM`, in order. */
export function monthsOf({ startDate, endDate }: Period): string[] {
  const months: string[] = [];
  for (let month = startDate.slice(0, 7); month <= endDate.slice(0, 7); month = monthsAfter(month, 1))
    months.push(month);
  return months;
}

/**
 * The name of a week: its ISO 8601 name (`2026-W48`) where weeks begin on Monday, else its first date.
 */
export function weekName(date: string, weekStart: Weekday): string {
  const first = startOfWeek(date, weekStart);
  if (weekStart !== "monday") return first;
  // The week belongs to the year that its Thursday is in.
  const thursday = daysAfter(first, 3);
  const year = thursday.slice(0, 4);
  const dayOfYear = (Date.parse(thursday) - Date.parse(`${year}-01-01`)) / 86_400_000;
  return `${year}-W${String(Math.floor(dayOfYear / weekdays.length) + 1).padStart(2, "0")}`;
}
