/**
 * From what somebody enters to a place in time: wall clock times become instants, durations are checked against them, and nothing
 * lies in the future. Pure rules, with the calendar.
 */

import { ApiError, fieldError } from "@aerotage/core/contract/errors";
import { localDateOf, localTimeOf, minutesBetween, readingsOf } from "@aerotage/core/time/calendar";
import { dayAfter } from "@aerotage/core/time/dates";
import {
  durationMismatch,
  endOfDay,
  maxEntryMinutes,
  type TimeEntryUpdate,
  timeInFuture,
} from "../contract/time-entries.js";
import { saidMoment } from "./clock.js";
import type { Timing } from "./entry.js";

/** What was entered. */
export interface TimingInput {
  /** Local calendar date. */
  readonly date: string;
  /** `HH:MM` or an ISO instant. */
  readonly startTime?: string | undefined;
  /** As `startTime`, or `24:00`. */
  readonly endTime?: string | undefined;
  /** Minutes. */
  readonly duration?: number | undefined;
  /** IANA. */
  readonly timezone: string;
  /** True if an end at or before the start may be on the next day without a duration that says so. */
  readonly mayCrossMidnight?: boolean;
}

/** Minutes by which a duration may differ from the time from start to end: programs round either. */
const tolerance = 1;
/** Before it nobody has recorded time here: an earlier year is a slip of the keyboard. */
const earliestDate = "2000-01-01";
/** A timer's entry comes at once; this leaves time for slow networks. */
const timerDelayMilliseconds = 5 * 60_000;

/**
 * Where an entry lies.
 * @throws `VALIDATION_ERROR`, `DURATION_MISMATCH`, `TIME_IN_FUTURE`
 */
export function resolveTiming(input: TimingInput, now: Date): Timing {
  if (input.date < earliestDate) throw fieldError("date", `must be ${earliestDate} or later`);
  const today = localDateOf(now, input.timezone);
  if (input.date > today) {
    const timer = fromTimerPage(input, now);
    if (timer !== undefined) return timer;
    throw new ApiError(timeInFuture, `${input.date} is still to come: in ${input.timezone} it is ${today}.`);
  }
  return resolved(input);
}

/**
 * Where an entry lies after a change of some of what was entered. What a change does not name, or only sends back as whole forms do,
 * keeps its instant: the wall clock alone does not tell which of two it was where clocks are put back. Errors as `resolveTiming`.
 */
export function resolveChangedTiming(entry: Timing, input: TimeEntryUpdate, now: Date): Timing {
  const date = input.date ?? entry.date;
  const timezone = input.timezone ?? entry.timezone;
  const givenDuration = input.duration ?? undefined;
  const startTime = saidOr(input.startTime, entry.startTime);
  const endTime = saidOr(input.endTime, entry.endTime);
  const sameDay = date === entry.date && timezone === entry.timezone;
  const [keepsStart, keepsEnd] = [startTime === entry.startTime, endTime === entry.endTime];
  const { startedAt, endedAt } = entry;
  if (sameDay && keepsStart && keepsEnd && startedAt !== undefined && endedAt !== undefined)
    return givenDuration === undefined || givenDuration === entry.duration
      ? entry
      : fitting(startedAt, endedAt, givenDuration, timezone);
  const wanted = {
    date,
    startTime: sameDay && keepsStart ? (startedAt ?? startTime) : startTime,
    endTime: sameDay && keepsEnd ? (endedAt ?? endTime) : endTime,
    timezone,
    mayCrossMidnight: crossesMidnight(entry),
  };
  if (givenDuration !== undefined || startTime === undefined)
    return resolveTiming({ ...wanted, duration: givenDuration ?? entry.duration }, now);
  // A start that is added to a duration begins it.
  if (endTime === undefined && entry.endTime === undefined)
    return resolveTiming({ ...wanted, duration: entry.duration }, now);
  // Times that were said make the duration; the same times on another day keep it, unless clocks change on either.
  if (!keepsStart || !keepsEnd) return resolveTiming(wanted, now);
  try {
    return resolveTiming({ ...wanted, duration: entry.duration }, now);
  } catch (error) {
    if (error instanceof ApiError && error.definition === durationMismatch) return resolveTiming(wanted, now);
    throw error;
  }
}

/** What a change says of a field, else what is stored; `null` clears it. */
function saidOr(text: string | null | undefined, stored: string | undefined): string | undefined {
  return text === undefined ? stored : (text ?? undefined);
}

function crossesMidnight({ startTime, endTime }: Timing): boolean {
  return startTime !== undefined && endTime !== undefined && endTime <= startTime;
}

/** True if a change says anything of when something was worked. */
export function concernsTiming({ date, startTime, endTime, duration, timezone }: TimeEntryUpdate): boolean {
  return (
    [startTime, endTime].some((said) => said !== undefined) || [date, duration, timezone].some((said) => said != null)
  );
}

function resolved(input: TimingInput): Timing {
  const { date, startTime, endTime, duration, timezone } = input;
  if (startTime === undefined && endTime !== undefined) throw fieldError("startTime", "must be there beside endTime");
  if (startTime === undefined) {
    if (duration === undefined) throw fieldError("duration", "must be there, or startTime and endTime");
    return { date, timezone, duration };
  }
  if (startTime === endOfDay) throw fieldError("startTime", "must be before the end of the day");
  const starts = momentsOf(date, startTime, timezone);
  const [startedAt] = starts;
  if (localDateOf(startedAt, timezone) !== date)
    throw fieldError("date", `must be the date of startTime in ${timezone}: ${localDateOf(startedAt, timezone)}`);
  if (endTime === undefined) {
    if (duration === undefined) throw fieldError("endTime", "must be there, or duration");
    return timed(startedAt, plusMinutes(startedAt, duration), duration, timezone);
  }
  const span = chosenSpan(input, starts, endTime);
  if (span !== undefined) return fitting(...span, duration, timezone);
  // A timer that ran for less than a minute: its duration is rounded up, its times are the same.
  if (duration !== undefined) return { date, timezone, duration };
  throw fieldError(
    "endTime",
    isInstant(endTime)
      ? "must be after startTime"
      : "must be after startTime; for time over midnight send the duration too",
  );
}

/**
 * Start and end of an entry. In an hour that there is twice, what else is given chooses the reading: the duration, else that the end is
 * after the start, else the earlier one. An end before the start is on the next day where the duration says so.
 * Returns undefined where start and end are the same, or the end is before the start and nothing says that it is on the next day.
 * @throws `DURATION_MISMATCH`; `VALIDATION_ERROR` for an instant before the start
 */
function chosenSpan(
  { date, startTime = "", duration, timezone, mayCrossMidnight }: TimingInput,
  starts: readonly [string, ...string[]],
  endTime: string,
): readonly [string, string] | undefined {
  const spansTo = (ends: readonly string[]) =>
    starts.flatMap((start) => ends.filter((end) => end > start).map((end) => [start, end] as const));
  const ends = momentsOf(date, endTime, timezone);
  const within = spansTo(ends);
  const isLater = ends[0] > starts[0];
  const over = isLater || isInstant(endTime) ? [] : spansTo(momentsOf(dayAfter(date), endTime, timezone));
  const isNothing = ends[0] === starts[0];
  if (duration === undefined) {
    // Where the start is known, an equal time on the clock is the second of the two: an entry takes some time.
    if (isNothing || endTime === startTime) return isInstant(startTime) ? within[0] : undefined;
    return within[0] ?? (mayCrossMidnight === true ? over[0] : undefined);
  }
  const fitting = [...within, ...over].find(([start, end]) => fits(start, end, duration));
  if (fitting !== undefined) return fitting;
  if (isNothing) return undefined;
  const [start, end] = within[0] ?? over[0] ?? [];
  if (start === undefined || end === undefined) throw fieldError("endTime", "must be after startTime");
  throw mismatch(start, end, duration);
}

/**
 * The same input read as UTC, where the desktop client's timer page may have sent it: with both times and a duration, ended within the
 * last five minutes. In zones ahead of UTC the page's times are too early by the zone's offset, so a caller records them as UTC where
 * they overlap another entry.
 */
export function resolveTimingAsUtc(input: TimingInput, now: Date): Timing | undefined {
  const timing = fromTimerPage(input, now);
  return timing?.startedAt === undefined ? undefined : timing;
}

/**
 * The desktop client's timer page sends dates and times in UTC. In zones behind UTC its date is tomorrow's for some hours: what is
 * refused as future then, but as UTC ended just now, was meant so.
 */
function fromTimerPage(input: TimingInput, now: Date): Timing | undefined {
  const { date, startTime, endTime, duration, timezone } = input;
  if (startTime === undefined || endTime === undefined || duration === undefined) return undefined;
  if (isInstant(startTime) || isInstant(endTime)) return undefined;
  const startedAt = momentOf(date, startTime, "UTC");
  const ended = momentOf(date, endTime, "UTC");
  const endedAt = ended < startedAt ? momentOf(dayAfter(date), endTime, "UTC") : ended;
  if (saidMoment(endedAt, now) === undefined) return undefined;
  if (now.getTime() - Date.parse(endedAt) > timerDelayMilliseconds) return undefined;
  if (endedAt === startedAt) return { date: localDateOf(startedAt, timezone), timezone, duration };
  return fits(startedAt, endedAt, duration) ? timed(startedAt, endedAt, duration, timezone) : undefined;
}

function fitting(startedAt: string, endedAt: string, duration: number | undefined, timezone: string): Timing {
  const span = minutesBetween(startedAt, endedAt);
  if (span > maxEntryMinutes) throw fieldError("endTime", "must be at most 24 hours after startTime");
  if (duration !== undefined && !fits(startedAt, endedAt, duration)) throw mismatch(startedAt, endedAt, duration);
  return timed(startedAt, endedAt, duration ?? span, timezone);
}

function timed(startedAt: string, endedAt: string, duration: number, timezone: string): Timing {
  return {
    date: localDateOf(startedAt, timezone),
    startedAt,
    endedAt,
    startTime: localTimeOf(startedAt, timezone),
    endTime: localTimeOf(endedAt, timezone),
    timezone,
    duration,
  };
}

/** A part of a time, between two minutes since 1970. */
export function partOf({ timezone }: Timing, [from, to]: readonly [number, number]): Timing {
  const instant = (minute: number) => new Date(minute * 60_000).toISOString();
  return timed(instant(from), instant(to), to - from, timezone);
}

function fits(startedAt: string, endedAt: string, duration: number): boolean {
  return Math.abs(minutesBetween(startedAt, endedAt) - duration) <= tolerance;
}

function mismatch(startedAt: string, endedAt: string, duration: number): ApiError {
  const span = minutesBetween(startedAt, endedAt);
  return new ApiError(
    durationMismatch,
    `From startTime to endTime are ${span} minutes, the duration is ${duration}. Correct one of them, or send one only.`,
  );
}

function isInstant(time: string): boolean {
  return time.length > "HH:MM".length;
}

/** The whole minutes that a wall clock time can mean, earlier first, or the one of an instant. */
function momentsOf(date: string, time: string, zone: string): readonly [string, ...string[]] {
  if (time === endOfDay) return readingsOf(dayAfter(date), "00:00", zone);
  if (!isInstant(time)) return readingsOf(date, time, zone);
  const minute = Math.floor(Date.parse(time) / 60_000) * 60_000;
  return [new Date(minute).toISOString()];
}

/** The earlier one. */
function momentOf(date: string, time: string, zone: string): string {
  return momentsOf(date, time, zone)[0];
}

function plusMinutes(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}
