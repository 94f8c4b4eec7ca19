/** A running timer, and the entry that it becomes: pure rules. */
import { ApiError, fieldError } from "@aerotage/core/errors";
import { localDateOf, localTimeOf } from "@aerotage/core/time";
import { maxEntryMinutes } from "../contract.js";
import { type TimerAnswer, timerTooLong } from "../timer/contract.js";
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
  /** Another one at each start. */
  readonly revision: string;
}

const millisecondsPerMinute = 60_000;

/** When a timer starts: now, or a moment before. @throws `VALIDATION_ERROR` */
export function startOf(said: string | undefined, now: Date): string {
  if (said === undefined) return now.toISOString();
  const age = now.getTime() - Date.parse(said);
  if (age < 0 || age > maxEntryMinutes * millisecondsPerMinute)
    throw fieldError("startTime", "must be within the last 24 hours");
  return new Date(said).toISOString();
}

/**
 * When a timer's work was done, in whole minutes of the clock. One of less than a minute counts as one, without times.
 * @throws `TIMER_TOO_LONG`; `VALIDATION_ERROR` for an end before the start, or in the future
 */
export function timedBy(
  { startedAt, timezone }: Pick<Timer, "startedAt" | "timezone">,
  said: string | undefined,
  now: Date,
): Timing {
  const end = said === undefined ? now.getTime() : Date.parse(said);
  if (end < Date.parse(startedAt)) throw fieldError("endTime", "must not be before the timer was started");
  if (end > now.getTime()) throw fieldError("endTime", "must not be in the future");
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

/** A timer as it is answered. */
export function timerAnswer({ revision: _revision, tags, ...timer }: Timer, now: Date): TimerAnswer {
  const elapsed = Math.floor((now.getTime() - Date.parse(timer.startedAt)) / millisecondsPerMinute);
  return { ...timer, tags: [...tags], elapsedMinutes: Math.max(elapsed, 0) };
}
