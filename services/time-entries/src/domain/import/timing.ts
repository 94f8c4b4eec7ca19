/** When a row was worked: first what the file says, which no zone changes, then where that lies in a zone. Pure. */

import { ApiError, validationError } from "@aerotage/core/contract/errors";
import { instantOf, isCalendarDate, localDateOf, minutesBetween, readingsOf } from "@aerotage/core/time/calendar";
import { dayAfter } from "@aerotage/core/time/dates";
import type { DateFormat } from "../../contract/import.js";
import { maxEntryMinutes } from "../../contract/time-entries.js";
import type { Timing } from "../entry.js";
import { resolveTiming } from "../timing.js";
import { clockTimeOf, secondsOf, wholeMinutes } from "./cells.js";
import { dateOf } from "./dates.js";
import type { Fields } from "./formats.js";
import { unreadable } from "./refusals.js";

/** A date, with a time if the file has one: on the wall clock of its zone, or in UTC if the text has an offset. */
interface Moment {
  readonly date: string;
  /** `HH:MM` */
  readonly time?: string;
  readonly second: number;
  readonly isInstant: boolean;
}

/** What a row says of when something was worked: the same in every zone. */
export interface Span {
  readonly start: Moment;
  /** Only with a time. */
  readonly end: Moment | undefined;
  /** The duration. */
  readonly seconds: number | undefined;
}

/** What a row says of when something was worked. @throws `VALIDATION_ERROR` for a text that is no date, time or duration */
export function spanOf(fields: Fields, format: DateFormat): Span {
  const start = momentOf(fields.startDate, fields.startTime, format);
  const end = fields.endTime === "" ? undefined : momentOf(fields.endDate || fields.startDate, fields.endTime, format);
  const seconds = fields.duration === "" ? undefined : secondsIn(fields.duration);
  return { start, end, seconds };
}

/** A time that has its own offset. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

function momentOf(dateText: string, timeText: string, format: DateFormat): Moment {
  if (instant.test(timeText)) {
    const milliseconds = Date.parse(timeText);
    if (!isCalendarDate(timeText.slice(0, "YYYY-MM-DD".length)) || Number.isNaN(milliseconds))
      return unreadable(timeText, "an instant");
    const [date = "", clock = ""] = new Date(milliseconds).toISOString().split("T");
    return { date, time: clock.slice(0, "HH:MM".length), second: Number(clock.slice(6, 8)), isInstant: true };
  }
  const date = dateOf(dateText, format) ?? unreadable(dateText, `a date as ${format}`);
  if (timeText === "") return { date, second: 0, isInstant: false };
  const { hour, minute, second } = clockTimeOf(timeText) ?? unreadable(timeText, "a time such as 13:05 or 1:05 PM");
  const two = (number: number) => String(number).padStart(2, "0");
  // At 24:00 the next day begins.
  const isEndOfDay = hour === 24;
  const time = `${isEndOfDay ? "00" : two(hour)}:${two(minute)}`;
  return { date: isEndOfDay ? dayAfter(date) : date, time, second, isInstant: false };
}

function secondsIn(text: string): number {
  return secondsOf(text) ?? unreadable(text, "a duration such as 1:30:00 or 1.5");
}

/** True for a row of no time: it ends when it begins, or its duration is zero and no times say otherwise. */
export function isEmptySpan({ start, end, seconds }: Span): boolean {
  if (seconds !== undefined && seconds > 0) return false;
  if (start.time === undefined || end === undefined) return seconds === 0;
  return isSameMinute(start, end) && start.second === end.second;
}

/** By what a row is recognized, beside its person, project and description. */
export interface Written {
  /** A date, or a date and a time: as the file writes them, but always in the same notation. */
  readonly start: string;
  /** The minutes of the duration, else the end as `start`. */
  readonly length: number | string;
}

/** By what a row is recognized. */
export function writtenOf(span: Span): Written {
  const { start, end } = span;
  const isTimed = start.time !== undefined && (end === undefined || !isSameMinute(start, end));
  return {
    start: isTimed ? textOf(start) : start.date,
    length: minutesOf(span) ?? (end === undefined ? "" : textOf(end)),
  };
}

function textOf({ date, time, isInstant }: Moment): string {
  return `${date}T${time}${isInstant ? "Z" : ""}`;
}

function isSameMinute(one: Moment, other: Moment): boolean {
  return textOf(one) === textOf(other);
}

/** The minutes of the duration; one where times in the same minute say that there was less. */
function minutesOf({ start, end, seconds }: Span): number | undefined {
  if (seconds !== undefined) return wholeMinutes(seconds);
  return start.time !== undefined && end !== undefined && isSameMinute(start, end) ? 1 : undefined;
}

/**
 * When a row was worked.
 * @throws the errors of `resolveTiming`; `VALIDATION_ERROR` for more than 24 hours
 */
export function timingOf(span: Span, timezone: string, now: Date): Timing {
  const { start, end } = span;
  const duration = minutesOf(span);
  if (duration !== undefined && duration > maxEntryMinutes)
    throw new ApiError(validationError, `${duration} minutes are more than the 24 hours of an entry.`);
  if (start.time === undefined) return resolveTiming({ date: start.date, duration, timezone }, now);
  const chosen = end && duration !== undefined ? chosenInstants(start, end, duration, timezone) : undefined;
  if (chosen !== undefined) {
    const [startTime, endTime] = chosen;
    return resolveTiming({ date: localDateOf(startTime, timezone), startTime, endTime, duration, timezone }, now);
  }
  const startTime = start.isInstant ? instantAt(start) : start.time;
  const date = start.isInstant ? localDateOf(startTime, timezone) : start.date;
  return resolveTiming({ date, startTime, endTime: end && endTimeOf(start, end, timezone), duration, timezone }, now);
}

function instantAt({ date, time }: Moment): string {
  return `${date}T${time}:00.000Z`;
}

/** On the same day an end before the start is over midnight, if the duration says so; on another one it is an instant. */
function endTimeOf(start: Moment, end: Moment, timezone: string): string {
  if (end.isInstant) return instantAt(end);
  const { date, time = "" } = end;
  return date === start.date && !start.isInstant ? time : instantOf(date, time, timezone);
}

/**
 * The instants of start and end where clocks are put back, so that a time may be meant twice: those that are as long apart as the
 * duration, else nearest to it; of equals the earlier ones. Nothing where each time is there once.
 */
function chosenInstants(
  start: Moment,
  end: Moment,
  duration: number,
  timezone: string,
): readonly [string, string] | undefined {
  const starts = instantsOf(start, start.date, timezone);
  const ends = instantsOf(end, end.date, timezone);
  // A file may say the date of the start alone.
  const nextDay = end.date === start.date && !end.isInstant ? instantsOf(end, dayAfter(end.date), timezone) : [];
  if ([starts, ends, nextDay].every(({ length }) => length < 2)) return undefined;
  const error = ([from, to]: readonly [string, string]) => Math.abs(minutesBetween(from, to) - duration);
  return starts
    .flatMap((from) => [...ends, ...nextDay].map((to) => [from, to] as const))
    .filter(([from, to]) => to >= from)
    .sort((one, other) => error(one) - error(other))[0];
}

function instantsOf(moment: Moment, date: string, timezone: string): readonly string[] {
  return moment.isInstant ? [instantAt(moment)] : readingsOf(date, moment.time ?? "", timezone);
}
