/** When a person is meant to work, and how that changes: pure rules. */
import { canonicalJson } from "@aerotage/core/activity";
import { ApiError, type ErrorDetail, validationError } from "@aerotage/core/errors";
import { timezoneOf, type UserItem } from "@aerotage/core/users";
import { nextVersion } from "@aerotage/core/versions";
import {
  defaultSchedule,
  type Schedule,
  type WorkScheduleItem,
  weekdays,
  weeklyHours,
} from "@aerotage/core/work-schedule";
import type { WorkScheduleAnswer, WorkScheduleInput } from "../work-schedule/contract.js";
import { filled } from "./preferences.js";

/** A person's schedule; version 0 while they have set none. */
export type WorkSchedule = Omit<WorkScheduleItem, "id">;

/** What holds for a person who has set none. */
export function initialWorkSchedule(user: Pick<UserItem, "id" | "createdAt" | "preferences">): WorkSchedule {
  return {
    userId: user.id,
    schedule: defaultSchedule,
    timezone: timezoneOf(user),
    createdAt: user.createdAt,
    updatedAt: user.createdAt,
    version: 0,
  };
}

/**
 * A schedule after a change: its next version, or the same object if nothing is different.
 * @throws `VALIDATION_ERROR` for days that have one of start and end, or end before they start
 */
export function changedWorkSchedule(before: WorkSchedule, input: WorkScheduleInput, now: Date): WorkSchedule {
  const schedule = filled(before.schedule, input.schedule ?? {});
  const timezone = input.timezone ?? before.timezone;
  const details = problemsOf(schedule);
  if (details.length > 0) {
    const text = details.map(({ path, message }) => `${path} ${message}`).join("; ");
    throw new ApiError(validationError, `${text}.`, { details });
  }
  if (canonicalJson({ ...before, schedule, timezone }) === canonicalJson(before)) return before;
  const after = nextVersion({ ...before, schedule, timezone }, now);
  return before.version === 0 ? { ...after, createdAt: after.updatedAt } : after;
}

function problemsOf(schedule: Schedule): ErrorDetail[] {
  return weekdays.flatMap((day): ErrorDetail[] => {
    const { start, end } = schedule[day];
    const path = `schedule.${day}`;
    if (start === null && end === null) return [];
    if (start === null) return [{ path: `${path}.start`, message: `is missing, while the day ends at ${end}` }];
    if (end === null) return [{ path: `${path}.end`, message: `is missing, while the day starts at ${start}` }];
    return start < end ? [] : [{ path: `${path}.end`, message: `must be after ${start}, when the day starts` }];
  });
}

/** A schedule as it is answered. */
export function answerOf({ schedule, ...rest }: WorkSchedule): WorkScheduleAnswer {
  return { ...rest, schedule: { ...schedule }, weeklyTargetHours: weeklyHours(schedule) };
}
