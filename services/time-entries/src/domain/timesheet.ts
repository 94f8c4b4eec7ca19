/**
 * A person's book of time: what is written together with every entry so that rules hold under races and sums need no reading of
 * entries. Two kinds of pages:
 *
 * - a *guard* for each UTC day, with the intervals of timed entries in it. Since instants have no zone, an overlap is found whatever
 *   zones the entries were recorded in, and over midnight.
 * - a *day* for each local date, with the minutes of each entry in it: what totals and summaries are made of.
 *
 * A page is decided on as a whole: it is written on condition that its `revision` is the one that was read. Pure rules.
 */

import { ApiError } from "@aerotage/core/contract/errors";
import { itemId } from "@aerotage/core/contract/tables";
import { canonicalJson } from "@aerotage/core/text/canonical-json";
import { minuteOf } from "@aerotage/core/time/dates";
import type { Money } from "@aerotage/kernel/domain/money";
import { entryAmount } from "@aerotage/kernel/domain/time-entries";
import { dayLimitExceeded, type EntryStatus, timeOverlap } from "../contract/time-entries.js";
import type { Entry } from "./entry.js";

/** Minutes of a UTC day, from inclusive, to exclusive. */
export type Interval = readonly [from: number, to: number];

/** The intervals of a UTC day, by entry. */
export interface BusyIntervals {
  readonly id: string;
  readonly ownerId: string;
  /** UTC date. */
  readonly day: string;
  readonly intervals: Readonly<Record<string, Interval>>;
  /** Another one at each change; a page is deleted with its last entry, so that a number would come again. */
  readonly revision?: string;
}

/** What a day knows of an entry. */
export interface DayEntry {
  readonly projectId: string;
  readonly minutes: number;
  readonly billable: boolean;
  readonly status: EntryStatus;
  /** What it comes to, once its rate is frozen. */
  readonly amount?: Money;
  /** Minutes since 1970, where the entry has times. */
  readonly from?: number;
  readonly to?: number;
  /** IANA: the zone in which its times were on the clock. */
  readonly zone?: string;
}

/** The entries of a local date. */
export interface DayTotals {
  readonly id: string;
  readonly ownerId: string;
  /** Local date. */
  readonly day: string;
  readonly entries: Readonly<Record<string, DayEntry>>;
  readonly revision?: string;
}

export type Page = BusyIntervals | DayTotals;

const minutesPerDay = 24 * 60;

/** The id of a UTC day's guard. */
export function busyIntervalsId(userId: string, utcDate: string): string {
  return itemId("TimeEntries", "busyIntervals", userId, utcDate);
}

/** The id of a local day. */
export function dayTotalsId(userId: string, date: string): string {
  return itemId("TimeEntries", "dayTotals", userId, date);
}

/** What of an entry stands in the book. */
export type TimesheetEntry = Pick<
  Entry,
  "id" | "userId" | "date" | "startedAt" | "endedAt" | "projectId" | "duration" | "isBillable" | "status" | "frozen"
> &
  Partial<Pick<Entry, "timezone">>;

/** The UTC days that an entry reaches into, with its minutes of each: at most two. */
export function utcDaysOf({
  startedAt,
  endedAt,
}: Pick<TimesheetEntry, "startedAt" | "endedAt">): Map<string, Interval> {
  const days = new Map<string, Interval>();
  if (startedAt === undefined || endedAt === undefined) return days;
  const [from, to] = [minuteOf(startedAt), minuteOf(endedAt)];
  for (let day = Math.floor(from / minutesPerDay); day * minutesPerDay < to; day += 1) {
    const midnight = day * minutesPerDay;
    const date = new Date(midnight * 60_000).toISOString().slice(0, 10);
    days.set(date, [Math.max(from - midnight, 0), Math.min(to - midnight, minutesPerDay)]);
  }
  return days;
}

/** The ids of the pages that an entry stands on. */
export function timesheetItemIds(entry: TimesheetEntry): string[] {
  return [dayTotalsId(entry.userId, entry.date), ...busyIntervalsIds(entry)];
}

function busyIntervalsIds(entry: TimesheetEntry): string[] {
  return [...utcDaysOf(entry).keys()].map((date) => busyIntervalsId(entry.userId, date));
}

/** The pages that were read, and what becomes of them. */
export class Timesheet {
  readonly #read: ReadonlyMap<string, Page>;
  readonly #changed = new Map<string, Page>();

  /** @param pages those that are there, of the keys that were asked for */
  constructor(pages: readonly Page[]) {
    this.#read = new Map(pages.map((page) => [page.id, page]));
  }

  /** Writes an entry into the book, or its next version, or takes it out: only pages on which something differs. Checks nothing. */
  write(before: TimesheetEntry | undefined, after: TimesheetEntry | undefined): void {
    const days = new Map<string, readonly [TimesheetEntry, DayEntry | undefined]>();
    if (before !== undefined) days.set(before.date, [before, undefined]);
    if (after !== undefined) days.set(after.date, [after, dayEntryOf(after)]);
    for (const [entry, content] of days.values()) this.#changeDay(entry, content);
    const [left, taken] = [before && utcDaysOf(before), after && utcDaysOf(after)];
    // Where the time stays as it is, guards are not even read.
    if (canonicalJson([...(left ?? [])]) === canonicalJson([...(taken ?? [])])) return;
    if (before !== undefined)
      for (const date of left?.keys() ?? []) if (!taken?.has(date)) this.#changeGuard(before, date, undefined);
    if (after !== undefined) for (const [date, interval] of taken ?? []) this.#changeGuard(after, date, interval);
  }

  /** The id of another entry that takes a part of an entry's time. */
  overlapOf(entry: TimesheetEntry): string | undefined {
    for (const [date, [from, to]] of utcDaysOf(entry)) {
      const { intervals } = this.#guard(entry.userId, date);
      const other = Object.entries(intervals).find(
        ([id, interval]) => id !== entry.id && interval[0] < to && from < interval[1],
      );
      if (other !== undefined) return other[0];
    }
    return undefined;
  }

  /**
   * Makes sure that there is place for an entry, an earlier version of it apart.
   * @param dayMinutes how long the local day is
   * @throws `TIME_OVERLAP`, `DAY_LIMIT_EXCEEDED`
   */
  requireFreeSlot(entry: TimesheetEntry, dayMinutes: number): void {
    const other = this.overlapOf(entry);
    if (other !== undefined) throw overlap(other);
    const { [entry.id]: _itself, ...others } = this.day(entry.userId, entry.date).entries;
    const minutes = minutesOf({ entries: others }) + entry.duration;
    if (minutes > dayMinutes) {
      throw new ApiError(
        dayLimitExceeded,
        `${entry.date} would have ${minutes} minutes of recorded time, but is ${dayMinutes} minutes long.`,
      );
    }
  }

  /** The longest part of an entry's time that no other entry takes, in minutes since 1970; the first of equals. */
  longestFreePart(entry: TimesheetEntry): Interval | undefined {
    const taken = [...utcDaysOf(entry).keys()].flatMap((date) => {
      const midnight = minuteOf(`${date}T00:00:00Z`);
      const { intervals } = this.#guard(entry.userId, date);
      return Object.values(intervals).map(([from, to]) => [midnight + from, midnight + to] as const);
    });
    const [start, end] = [minuteOf(entry.startedAt ?? ""), minuteOf(entry.endedAt ?? "")];
    let longest: Interval | undefined;
    let free = start;
    for (const [from, to] of [...taken, [end, end] as const].sort(([a], [b]) => a - b)) {
      const until = Math.min(from, end);
      if (until > free && (longest === undefined || until - free > longest[1] - longest[0])) longest = [free, until];
      free = Math.max(free, to);
    }
    return longest;
  }

  /** A day as it is now. */
  day(userId: string, date: string): DayTotals {
    const id = dayTotalsId(userId, date);
    return (this.#page(id) as DayTotals | undefined) ?? { id, ownerId: userId, day: date, entries: {} };
  }

  /** The pages that differ from what was read, with the revision that was. */
  changes(): { readonly page: Page; readonly read: string | undefined }[] {
    return [...this.#changed.values()].map((page) => ({ page, read: this.#read.get(page.id)?.revision }));
  }

  #guard(userId: string, date: string): BusyIntervals {
    const id = busyIntervalsId(userId, date);
    return (this.#page(id) as BusyIntervals | undefined) ?? { id, ownerId: userId, day: date, intervals: {} };
  }

  #page(id: string): Page | undefined {
    return this.#changed.get(id) ?? this.#read.get(id);
  }

  #changeDay({ id, userId, date }: TimesheetEntry, content: DayEntry | undefined): void {
    const day = this.day(userId, date);
    if (canonicalJson(day.entries[id]) === canonicalJson(content)) return;
    this.#changed.set(day.id, { ...day, entries: withOne(day.entries, id, content) });
  }

  #changeGuard({ id, userId }: TimesheetEntry, date: string, interval: Interval | undefined): void {
    const busyIntervals = this.#guard(userId, date);
    if (canonicalJson(busyIntervals.intervals[id]) === canonicalJson(interval)) return;
    this.#changed.set(busyIntervals.id, {
      ...busyIntervals,
      intervals: withOne(busyIntervals.intervals, id, interval),
    });
  }
}

/** True for a page that nothing stands on. */
export function isEmptyItem(page: Page): boolean {
  return Object.keys("intervals" in page ? page.intervals : page.entries).length === 0;
}

/** The minutes of all entries of a day. */
export function minutesOf(day: Pick<DayTotals, "entries">): number {
  return Object.values(day.entries).reduce((sum, { minutes }) => sum + minutes, 0);
}

function withOne<T>(all: Readonly<Record<string, T>>, id: string, one: T | undefined): Record<string, T> {
  const { [id]: _one, ...rest } = all;
  return one === undefined ? rest : { ...rest, [id]: one };
}

function dayEntryOf(entry: TimesheetEntry): DayEntry {
  const { projectId, duration, isBillable, status, startedAt, endedAt, timezone } = entry;
  const amount = entryAmount(entry);
  return {
    projectId,
    minutes: duration,
    billable: isBillable,
    status,
    ...(amount !== undefined && { amount }),
    ...(startedAt !== undefined && { from: minuteOf(startedAt) }),
    ...(endedAt !== undefined && { to: minuteOf(endedAt) }),
    ...(startedAt !== undefined && timezone !== undefined && { zone: timezone }),
  };
}

function overlap(id: string): ApiError {
  return new ApiError(timeOverlap, `The time overlaps the entry ${id}. Change the times, or that entry.`, {
    details: [{ path: "startTime", message: `overlaps the entry ${id}` }],
  });
}
