/** Days and weeks of recorded time, made of the pages of somebody's book: pure rules. */

import { instantOf, localTimeOf } from "@aerotage/core/time/calendar";
import { daysAfter, hoursOf, minuteOf } from "@aerotage/core/time/dates";
import { type ScheduleHistory, scheduleOn, targetMinutes, weekdayOf } from "@aerotage/kernel/domain/work-schedule";
import type { DailyResponse, DaySummary, WeekResponse } from "../contract/summaries.js";
import type { DayEntry, DayTotals } from "./timesheet.js";

/** The names that a project is shown by. */
export interface ProjectNames {
  readonly projectName: string;
  readonly clientName: string;
}

/** What summaries are made of. */
export interface SummarySources {
  /** By local date; the day before the first one too, whose last entry may reach into it. */
  readonly days: ReadonlyMap<string, DayTotals>;
  readonly schedules: ScheduleHistory;
  /** IANA: of days on which no entry says where the person was. */
  readonly timezone: string;
  readonly holidays: readonly { readonly date: string }[];
  readonly names: ReadonlyMap<string, ProjectNames>;
  readonly now: Date;
  readonly includeGaps: boolean;
  /** In place of the schedule's target of each working day. */
  readonly targetHours?: number | undefined;
}

/** A stretch of time, in minutes since 1970, and the zone in which it was on the clock. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  /** IANA. */
  readonly zone: string;
}

const minutesPerDay = 24 * 60;
/** A pause counts as lunch if it begins within these hours and is this long, in minutes. */
const lunch = { earliest: "11:00", latest: "14:00", shortest: 15, longest: 90 } as const;

const entriesOf = (page: DayTotals | undefined): DayEntry[] => Object.values(page?.entries ?? {});
const sumOf = (entries: readonly DayEntry[]): number => entries.reduce((sum, { minutes }) => sum + minutes, 0);
const billableOf = (entries: readonly DayEntry[]): number => sumOf(entries.filter(({ billable }) => billable));

/** The target of a date, in minutes. */
function targetOf(date: string, { schedules, holidays, targetHours }: SummarySources): number {
  const target = targetMinutes(schedules, date, holidays);
  return target > 0 && targetHours !== undefined ? Math.round(targetHours * 60) : target;
}

/** A day's summary. */
export function daySummary(date: string, sources: SummarySources): DaySummary {
  const entries = entriesOf(sources.days.get(date));
  const [total, target] = [sumOf(entries), targetOf(date, sources)];
  return {
    date,
    dayOfWeek: dayName(date),
    totalHours: hoursOf(total),
    billableHours: hoursOf(billableOf(entries)),
    targetHours: hoursOf(target),
    completionPercentage: completion(total, target),
    entriesCount: entries.length,
    projectBreakdown: sharesOf(entries, sources.names),
    timeGaps: sources.includeGaps ? gapsOf(date, sources) : [],
    workingHours: workingHoursOf(entries, sources.timezone),
  };
}

/** The answer about some days. */
export function dailyResponse(dates: readonly string[], sources: SummarySources): DailyResponse {
  const all = dates.map((date) => entriesOf(sources.days.get(date)));
  const total = all.reduce((sum, entries) => sum + sumOf(entries), 0);
  const targets = dates.map((date) => targetOf(date, sources));
  const target = targets.reduce((sum, minutes) => sum + minutes, 0);
  const recordedDays = all.filter((entries) => entries.length > 0).length;
  return {
    summaries: dates.map((date) => daySummary(date, sources)),
    periodSummary: {
      totalDays: dates.length,
      workDays: targets.filter((minutes) => minutes > 0).length,
      totalHours: hoursOf(total),
      averageHoursPerDay: recordedDays === 0 ? 0 : hoursOf(total / recordedDays),
      targetHours: hoursOf(target),
      completionPercentage: completion(total, target),
    },
  };
}

/** The answer about a week. @param previous the days of the week before, where it is to be compared */
export function weekResponse(
  firstDay: string,
  sources: SummarySources,
  previous: ReadonlyMap<string, DayTotals> | undefined,
): WeekResponse {
  const dates = Array.from({ length: 7 }, (_, index) => daysAfter(firstDay, index));
  const entries = dates.flatMap((date) => entriesOf(sources.days.get(date)));
  const total = sumOf(entries);
  const target = dates.reduce((sum, date) => sum + targetOf(date, sources), 0);
  return {
    weekInfo: { weekStartDate: firstDay, weekEndDate: daysAfter(firstDay, 6), ...isoWeek(firstDay) },
    dailySummaries: dates.map((date) => daySummary(date, sources)),
    weeklyTotals: {
      totalHours: hoursOf(total),
      billableHours: hoursOf(billableOf(entries)),
      targetHours: hoursOf(target),
      completionPercentage: completion(total, target),
    },
    patterns: patternsOf(dates, sources),
    projectDistribution: sharesOf(entries, sources.names),
    ...(previous !== undefined && {
      comparison: { previousWeek: comparison(total, sumOf([...previous.values()].flatMap(entriesOf))) },
    }),
  };
}

function completion(total: number, target: number): number {
  if (target === 0) return total > 0 ? 100 : 0;
  return percent(total, target);
}

/** A part of a whole in percent, to one decimal. */
function percent(part: number, whole: number): number {
  return Math.round((part * 1000) / whole) / 10;
}

function sharesOf(entries: readonly DayEntry[], names: SummarySources["names"]): DaySummary["projectBreakdown"] {
  const byProject = new Map<string, DayEntry[]>();
  for (const entry of entries) byProject.set(entry.projectId, [...(byProject.get(entry.projectId) ?? []), entry]);
  const total = sumOf(entries);
  return [...byProject]
    .map(([projectId, ofProject]) => ({ projectId, minutes: sumOf(ofProject), billable: billableOf(ofProject) }))
    .sort((a, b) => b.minutes - a.minutes || (a.projectId < b.projectId ? -1 : 1))
    .map(({ projectId, minutes, billable }) => ({
      projectId,
      projectName: names.get(projectId)?.projectName ?? "",
      clientName: names.get(projectId)?.clientName ?? "",
      hours: hoursOf(minutes),
      billableHours: hoursOf(billable),
      percentage: percent(minutes, total),
    }));
}

/** The stretches of entries with times, in their order. @param fallback the zone of entries that were recorded without one */
function stretchesOf(entries: readonly DayEntry[], fallback: string): Stretch[] {
  return entries
    .flatMap(({ from, to, zone = fallback }) => (from === undefined || to === undefined ? [] : [{ from, to, zone }]))
    .sort((a, b) => a.from - b.from);
}

/** The first and the last stretch of a day. */
function endsOf(entries: readonly DayEntry[], fallback: string): readonly [Stretch, Stretch] | undefined {
  const stretches = stretchesOf(entries, fallback);
  const [first, ...others] = stretches;
  if (first === undefined) return undefined;
  return [first, others.reduce((last, one) => (one.to > last.to ? one : last), first)];
}

function workingHoursOf(entries: readonly DayEntry[], fallback: string): DaySummary["workingHours"] {
  const ends = endsOf(entries, fallback);
  if (ends === undefined) return { firstEntry: null, lastEntry: null, totalSpan: "0h 0m" };
  const [first, last] = ends;
  const span = last.to - first.from;
  return {
    firstEntry: clockTime(first.from, first.zone),
    lastEntry: clockTime(last.to, last.zone),
    totalSpan: `${Math.floor(span / 60)}h ${span % 60}m`,
  };
}

/** The times of the day's schedule that no entry covers, up to now, on the clock of where the person was that day. */
function gapsOf(date: string, { days, schedules, holidays, timezone, now }: SummarySources): DaySummary["timeGaps"] {
  const { start, end } = scheduleOn(schedules, date)[weekdayOf(date)];
  if (start === null || end === null || targetMinutes(schedules, date, holidays) === 0) return [];
  const zone = stretchesOf(entriesOf(days.get(date)), timezone)[0]?.zone ?? timezone;
  const begin = minuteOf(instantOf(date, start, zone));
  const finish = Math.min(minuteOf(instantOf(date, end, zone)), Math.floor(now.getTime() / 60_000));
  const nearbyEntries = [date, daysAfter(date, -1)].flatMap((one) => entriesOf(days.get(one)));
  const stretches = stretchesOf(nearbyEntries, timezone).filter(({ from, to }) => to > begin && from < finish);
  const gaps: DaySummary["timeGaps"] = [];
  let free = begin;
  for (const { from, to } of stretches) {
    if (from > free) gaps.push(gap(free, from, free === begin ? "start_of_day" : "between_entries", zone));
    free = Math.max(free, to);
  }
  if (finish > free) gaps.push(gap(free, finish, stretches.length === 0 ? "start_of_day" : "end_of_day", zone));
  return gaps;
}

function gap(
  from: number,
  to: number,
  type: "start_of_day" | "between_entries" | "end_of_day",
  zone: string,
): DaySummary["timeGaps"][number] {
  const [startTime, endTime] = [clockTime(from, zone), clockTime(to, zone)];
  const minutes = to - from;
  const isLunch =
    type === "between_entries" &&
    startTime >= lunch.earliest &&
    startTime <= lunch.latest &&
    minutes >= lunch.shortest &&
    minutes <= lunch.longest;
  return {
    startTime,
    endTime,
    duration: hoursOf(minutes),
    type: isLunch ? "lunch_break" : type,
    ...(isLunch && { suggestedDescription: "Lunch break" }),
  };
}

function patternsOf(dates: readonly string[], { days, timezone }: SummarySources): WeekResponse["patterns"] {
  const recorded = dates
    .map((date) => ({ date, entries: entriesOf(days.get(date)) }))
    .filter(({ entries }) => entries.length > 0)
    .map(({ date, entries }) => ({ date, minutes: sumOf(entries), ends: endsOf(entries, timezone) }));
  const byMinutes = recorded.toSorted((a, b) => b.minutes - a.minutes);
  const [most, least] = [byMinutes[0], byMinutes.at(-1)];
  const spans = recorded.flatMap(({ ends }) => {
    if (ends === undefined) return [];
    const [first, last] = ends;
    return [{ start: clockMinutes(clockTime(first.from, first.zone)), minutes: last.to - first.from }];
  });
  const average = averageSpan(spans);
  return {
    mostProductiveDay: most === undefined ? null : dayName(most.date),
    leastProductiveDay: least === undefined ? null : dayName(least.date),
    averageStartTime: average === undefined ? null : wallClockOf(average.start),
    averageEndTime: average === undefined ? null : wallClockOf(average.start + average.minutes),
  };
}

/** From a minute of the day on, for so many minutes. */
interface Span {
  readonly start: number;
  readonly minutes: number;
}

/**
 * The mean of spans of the clock. The clock is a circle: 23:30 and 00:30 have their mean at midnight. The mean start is the one from
 * which the starts lie least far (in squares) the short way round; of several, the earliest that goes over midnight least.
 */
export function averageSpan(spans: readonly Span[]): Span | undefined {
  if (spans.length === 0) return undefined;
  const starts = spans.map(({ start }) => start).sort((a, b) => a - b);
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  // Each way to cut the circle open: the first so many starts count as of the next day.
  const cuts = starts.map((_, count) => {
    const opened = starts.map((start, index) => start + (index < count ? minutesPerDay : 0));
    const middle = mean(opened);
    return { middle, spread: opened.reduce((sum, start) => sum + (start - middle) ** 2, 0) };
  });
  const best = cuts.reduce((least, cut) => (cut.spread < least.spread ? cut : least));
  return { start: best.middle % minutesPerDay, minutes: mean(spans.map(({ minutes }) => minutes)) };
}

function wallClockOf(minute: number): string {
  const rounded = Math.round(minute) % minutesPerDay;
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(rounded / 60))}:${two(rounded % 60)}`;
}

function clockMinutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function comparison(total: number, before: number) {
  const change = total - before;
  const share = before === 0 ? Number(total > 0) * 100 : (change * 100) / before;
  return { totalHours: hoursOf(before), change: signed(change / 60), changePercentage: `${signed(share)}%` };
}

/** A number with its sign, to one decimal. */
function signed(number: number): string {
  const rounded = number.toFixed(1);
  return rounded.startsWith("-") ? (Number(rounded) === 0 ? "+0.0" : rounded) : `+${rounded}`;
}

/** The ISO week of a week that begins on any day: both have their Thursday in common, whose year it belongs to. */
function isoWeek(firstDay: string): { readonly weekNumber: number; readonly year: number } {
  const dates = Array.from({ length: 7 }, (_, index) => daysAfter(firstDay, index));
  const thursday = dates.find((date) => weekdayOf(date) === "thursday") ?? firstDay;
  const year = Number(thursday.slice(0, 4));
  const dayOfYear = (Date.parse(thursday) - Date.parse(`${year}-01-01`)) / 86_400_000;
  return { weekNumber: Math.floor(dayOfYear / 7) + 1, year };
}

function dayName(date: string): string {
  const day = weekdayOf(date);
  return day.charAt(0).toUpperCase() + day.slice(1);
}

function clockTime(minute: number, zone: string): string {
  return localTimeOf(new Date(minute * 60_000), zone);
}
