/** A running timer, and the entry that it becomes: pure rules. */
import { ApiError, fieldError } from "@aerotage/core/contract/errors";
import { localDateOf, localTimeOf } from "@aerotage/core/time/calendar";
import { maxEntryMinutes } from "../contract/time-entries.js";
import { type TimerResponse, timerTooLong } from "../contract/timer.js";
import { saidMoment } from "./clock.js";
import type { Timing } from "./entry.js";

/** A timer as it runs. */
export interface Timer {
  readonly projectId: string;
  readonly description?: string;
  readonly isBillable?: boolean;
  readonly tags: readonly string[];
  readonly notes?: string;
  readonly startedAt: string;
  /** IANA. */
  readonly timezone: string;
  /** Another one at each start and change. */
  readonly revision: string;
}

const millisecondsPerMinute = 60_000;

/** When a timer starts: now, or a moment before. @throws `VALIDATION_ERROR` */
export function startOf(text: string | undefined, now: Date): string {
  if (text === undefined) return now.toISOString();
  const moment = saidMoment(text, now);
  if (moment === undefined) throw fieldError("startTime", inFuture(now));
  if (now.getTime() - moment.getTime() > maxEntryMinutes * millisecondsPerMinute)
    throw fieldError("startTime", "must be within the last 24 hours");
  return moment.toISOString();
}

/** What is wrong with a moment that is still to come. */
function inFuture(now: Date): string {
  return `must not be in the future: here it is ${now.toISOString()}`;
}

/** When a timer ends that nobody stops: at a moment, but not more than 24 hours after it was started, nor before. */
export function endOfTimer({ startedAt }: Pick<Timer, "startedAt">, at: Date): Date {
  const start = Date.parse(startedAt);
  return new Date(Math.min(Math.max(at.getTime(), start), start + maxEntryMinutes * millisecondsPerMinute));
}

/**
 * When a timer's work was done, in whole minutes of the clock. One of less than a minute counts as one, without times.
 * @param text the end, if not now
 * @throws `TIMER_TOO_LONG`; `VALIDATION_ERROR` for an end before the start, or in the future
 */
export function timedBy(
  { startedAt, timezone }: Pick<Timer, "startedAt" | "timezone">,
  text: string | undefined,
  now: Date,
): Timing {
  const end = (text === undefined ? now : saidMoment(text, now))?.getTime();
  if (end === undefined) throw fieldError("endTime", inFuture(now));
  if (end < Date.parse(startedAt)) throw fieldError("endTime", `must not be before the timer's start, ${startedAt}`);
  const [from, to] = [wholeMinute(Date.parse(startedAt)), wholeMinute(end)];
  const duration = (to - from) / millisecondsPerMinute;
  if (duration > maxEntryMinutes)
    throw new ApiError(timerTooLong, "The timer has run for more than 24 hours. Say with endTime when the work ended.");
  const [start, stop] = [new Date(from).toISOString(), new Date(to).toISOString()];
  const date = localDateOf(start, timezone);
  if (duration === 0) return { date, timezone, duration: 1 };
  return {
    date,
    startedAt: start,
    endedAt: stop,
    startTime: localTimeOf(start, timezone),
    endTime: localTimeOf(stop, timezone),
    timezone,
    duration,
  };
}

function wholeMinute(milliseconds: number): number {
  return Math.floor(milliseconds / millisecondsPerMinute) * millisecondsPerMinute;
}

/** When the work of a timer began, where somebody corrects it as they stop it. @throws `VALIDATION_ERROR` for a future one */
export function correctedStart(text: string, now: Date): string {
  const moment = saidMoment(text, now);
  if (moment === undefined) throw fieldError("startTime", inFuture(now));
  return moment.toISOString();
}

/** A timer as it is answered. */
export function timerResponse({ revision: _revision, tags, ...timer }: Timer, now: Date): TimerResponse {
  const elapsed = Math.floor((now.getTime() - Date.parse(timer.startedAt)) / millisecondsPerMinute);
  return { ...timer, tags: [...tags], elapsedMinutes: Math.max(elapsed, 0) };
}
