/** When a person is meant to work, and how that changes: pure rules. */

import { ApiError, type ErrorDetail, forbidden, validationError } from "@aerotage/core/contract/errors";
import type { Role } from "@aerotage/core/contract/operation";
import { nextVersion } from "@aerotage/core/contract/versions";
import { canonicalJson } from "@aerotage/core/text/canonical-json";
import { dateIn } from "@aerotage/core/time/zones";
import { timezoneOf, type UserItem } from "@aerotage/kernel/domain/users";
import {
  type DatedSchedule,
  type Schedule,
  scheduleOn,
  type WorkScheduleItem,
  weekdays,
  weeklyHours,
} from "@aerotage/kernel/domain/work-schedule";
import type { WorkScheduleInput, WorkScheduleResponse } from "../contract/work-schedules.js";
import { filled } from "./preferences.js";

/** A person's schedules; version 0 while they have set none. */
export type WorkSchedule = Omit<WorkScheduleItem, "id" | "kind" | "name">;

/** The most schedules of a person. */
export const maxDatedSchedules = 100;

/** What holds for a person who has set none. */
export function initialWorkSchedule(user: Pick<UserItem, "id" | "createdAt" | "preferences">): WorkSchedule {
  return {
    userId: user.id,
    schedules: [],
    timezone: timezoneOf(user),
    createdAt: user.createdAt,
    updatedAt: user.createdAt,
    version: 0,
  };
}

/**
 * A person's schedules after a change: the next version, or the same object if nothing is different. The change holds from its date on, until
 * the next schedule that begins later.
 * @throws `VALIDATION_ERROR` for days that have one of start and end, or end before they start, and for too many dates; `FORBIDDEN` for a date
 * before today, unless an administrator gives it
 */
export function changedWorkSchedule(
  before: WorkSchedule,
  input: WorkScheduleInput,
  { now, role }: { readonly now: Date; readonly role: Role },
): WorkSchedule {
  const timezone = input.timezone ?? before.timezone;
  const today = dateIn(timezone, now);
  const { effectiveFrom = today } = input;
  const current = scheduleOn(before.schedules, effectiveFrom);
  const schedule = filled(current, input.schedule ?? {});
  const isSame = canonicalJson(schedule) === canonicalJson(current);
  if (isSame && timezone === before.timezone) return before;
  if (!isSame && effectiveFrom < today && role !== "admin")
    throw new ApiError(forbidden, `Only administrators may set a schedule for days before today (${today}).`);
  const schedules = isSame ? before.schedules : withSchedule(before.schedules, { effectiveFrom, schedule });
  refuse(problemsOf(schedule, schedules));
  const after = nextVersion({ ...before, schedules, timezone }, now);
  return before.version === 0 ? { ...after, createdAt: after.updatedAt } : after;
}

function refuse(details: readonly ErrorDetail[]): void {
  if (details.length === 0) return;
  const text = details.map(({ path, message }) => `${path} ${message}`).join("; ");
  throw new ApiError(validationError, `${text}.`, { details });
}

function withSchedule(schedules: readonly DatedSchedule[], next: DatedSchedule): DatedSchedule[] {
  const others = schedules.filter(({ effectiveFrom }) => effectiveFrom !== next.effectiveFrom);
  return [...others, next].sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
}

function problemsOf(schedule: Schedule, schedules: readonly DatedSchedule[]): ErrorDetail[] {
  const tooMany = { path: "effectiveFrom", message: `would make more than ${maxDatedSchedules} schedules` };
  return [
    ...(schedules.length > maxDatedSchedules ? [tooMany] : []),
    ...weekdays.flatMap((day): ErrorDetail[] => {
      const { start, end } = schedule[day];
      const path = `schedule.${day}`;
      if (start === null && end === null) return [];
      if (start === null) return [{ path: `${path}.start`, message: `is missing, while the day ends at ${end}` }];
      if (end === null) return [{ path: `${path}.end`, message: `is missing, while the day starts at ${start}` }];
      return start < end ? [] : [{ path: `${path}.end`, message: `must be after ${start}, when the day starts` }];
    }),
  ];
}

/** A person's schedules as they are answered: the one of today, and all by date. */
export function toWorkScheduleResponse({ schedules, ...rest }: WorkSchedule, now: Date): WorkScheduleResponse {
  const schedule = scheduleOn(schedules, dateIn(rest.timezone, now));
  return {
    ...rest,
    schedule: { ...schedule },
    weeklyTargetHours: weeklyHours(schedule),
    schedules: schedules.map((one) => ({ ...one, weeklyTargetHours: weeklyHours(one.schedule) })),
  };
}
