import { conflict, preconditionFailed } from "@aerotage/core/contract/errors";
import { defineOperation, type Operation, roles } from "@aerotage/core/contract/operation";
import {
  clearable,
  dateSchema,
  instantSchema,
  timeZoneSchema,
  userIdSchema,
  wallClockSchema,
} from "@aerotage/core/contract/schemas";
import { userNotFound } from "@aerotage/kernel/contract/errors";
import * as z from "zod/mini";
import { userPath } from "./users.js";

/** Hours of a day with at most two decimals. */
const targetHoursSchema = z.number().check(
  z.minimum(0),
  z.maximum(24),
  z.refine((hours) => Number(hours.toFixed(2)) === hours, "must have at most two fraction digits"),
);

const daySchema = z.strictObject({
  /** Both are null on a day without fixed hours. */
  start: z.nullable(wallClockSchema),
  end: z.nullable(wallClockSchema),
  targetHours: targetHoursSchema,
});

const weekSchema = z
  .strictObject({
    monday: daySchema,
    tuesday: daySchema,
    wednesday: daySchema,
    thursday: daySchema,
    friday: daySchema,
    saturday: daySchema,
    sunday: daySchema,
  })
  .register(z.globalRegistry, { id: "WorkWeek", description: "What a person is meant to work on each day of a week." });

/** A person's schedules as they are answered. */
export const workScheduleSchema = z
  .strictObject({
    userId: userIdSchema,
    /** The one that holds today. */
    schedule: weekSchema,
    timezone: timeZoneSchema,
    /** The sum of the days' hours. */
    weeklyTargetHours: z.number(),
    /** By ascending date. Each holds until the next one, the default before the first one. */
    schedules: z.array(
      z.strictObject({ effectiveFrom: dateSchema, schedule: weekSchema, weeklyTargetHours: z.number() }),
    ),
    createdAt: instantSchema,
    updatedAt: instantSchema,
    /** 0 until the person has a schedule of their own. */
    version: z.int().check(z.nonnegative()),
  })
  .register(z.globalRegistry, { id: "WorkSchedule", description: "When a person is meant to work." });
export type WorkScheduleResponse = z.infer<typeof workScheduleSchema>;

const dayInput = z.optional(
  z.object({
    start: clearable(wallClockSchema),
    end: clearable(wallClockSchema),
    targetHours: z.optional(targetHoursSchema),
  }),
);

const updateSchema = z
  .object({
    schedule: z.optional(
      z.object({
        monday: dayInput,
        tuesday: dayInput,
        wednesday: dayInput,
        thursday: dayInput,
        friday: dayInput,
        saturday: dayInput,
        sunday: dayInput,
      }),
    ),
    timezone: z.optional(timeZoneSchema),
    /** The first date of the changed schedule; today without it. */
    effectiveFrom: z.optional(dateSchema),
  })
  .register(z.globalRegistry, { id: "WorkScheduleUpdate", description: "What to change of a schedule." });
export type WorkScheduleInput = z.output<typeof updateSchema>;

const reading = {
  method: "GET",
  token: "access",
  roles,
  tag: "Work schedules",
  response: { status: 200, description: "The schedule.", data: workScheduleSchema, etag: true },
} as const satisfies Partial<Operation>;

const writing = {
  method: "PUT",
  token: "access",
  roles,
  tag: "Work schedules",
  description:
    "What is left out stays, days and their parts alike. A day has both `start` and `end`, or neither: `targetHours` are then worked whenever the person likes. The change holds from `effectiveFrom` on, else from today: what was to be worked before stays as it was. Only administrators give a date before today.",
  response: { status: 200, description: "The schedule as it is now.", data: workScheduleSchema, etag: true },
} as const satisfies Partial<Operation>;

export const getOwnWorkSchedule = defineOperation({
  ...reading,
  id: "getOwnWorkSchedule",
  path: "/users/work-schedule",
  summary: "Get one's own work schedule",
  description: "Monday to Friday from 09:00 to 17:00 stand for a person who has set none.",
  request: {},
  errors: [],
});

export const updateOwnWorkSchedule = defineOperation({
  ...writing,
  id: "updateOwnWorkSchedule",
  path: "/users/work-schedule",
  summary: "Change one's own work schedule",
  request: { body: updateSchema },
  errors: [conflict, preconditionFailed],
});

export const getWorkSchedule = defineOperation({
  ...reading,
  id: "getWorkSchedule",
  path: "/users/{id}/work-schedule",
  summary: "Get a work schedule",
  description:
    "Everybody gets their own, managers those of the people of their scope, administrators everybody's. Monday to Friday from 09:00 to 17:00 stand for a person who has set none.",
  request: { path: userPath },
  errors: [userNotFound],
});

export const updateWorkSchedule = defineOperation({
  ...writing,
  id: "updateWorkSchedule",
  path: "/users/{id}/work-schedule",
  summary: "Change a work schedule",
  description: `Everybody changes their own, administrators everybody's. ${writing.description}`,
  request: { path: userPath, body: updateSchema },
  errors: [userNotFound, conflict, preconditionFailed],
});
