import { conflict, type ErrorDefinition } from "@aerotage/core/contract/errors";
import { defineOperation, roles } from "@aerotage/core/contract/operation";
import { clearable, instantSchema, timeZoneSchema, ulidSchema, userIdSchema } from "@aerotage/core/contract/schemas";
import { projectNotFound, userNotFound } from "@aerotage/kernel/contract/errors";
import * as z from "zod/mini";
import {
  descriptionSchema,
  momentSchema,
  notesSchema,
  projectNotActive,
  tagsSchema,
  timeEntrySchema,
  timingErrors,
} from "./time-entries.js";

export const timerRunning = {
  status: 409,
  code: "TIMER_RUNNING",
  description: "The person's timer runs already; one runs at a time.",
} as const satisfies ErrorDefinition;

export const timerNotRunning = {
  status: 409,
  code: "TIMER_NOT_RUNNING",
  description: "The person's timer does not run.",
} as const satisfies ErrorDefinition;

export const timerTooLong = {
  status: 422,
  code: "TIMER_TOO_LONG",
  description: "The timer has run for more than 24 hours; `endTime` says when the work ended.",
} as const satisfies ErrorDefinition;

const timerSchema = z
  .strictObject({
    projectId: ulidSchema,
    description: z.optional(descriptionSchema),
    /** As the project has it, where nobody said. */
    isBillable: z.optional(z.boolean()),
    tags: tagsSchema,
    notes: z.optional(notesSchema),
    startedAt: instantSchema,
    timezone: timeZoneSchema,
    elapsedMinutes: z.int().check(z.nonnegative()),
  })
  .register(z.globalRegistry, { id: "Timer", description: "A running timer." });
export type TimerResponse = z.infer<typeof timerSchema>;

const statusSchema = z
  .strictObject({ isRunning: z.boolean(), timer: z.optional(timerSchema) })
  .register(z.globalRegistry, { id: "TimerStatus", description: "Whether a timer runs, and which." });

/** What an entry of the timer will say. */
const workFields = {
  isBillable: z.optional(z.boolean()),
  tags: z.optional(tagsSchema),
  notes: clearable(notesSchema),
};

const common = { token: "access", roles, tag: "Timer" } as const;

export const startTimer = defineOperation({
  ...common,
  id: "startTimer",
  method: "POST",
  path: "/time-entries/timer/start",
  summary: "Start the timer",
  request: {
    body: z.object({
      projectId: ulidSchema,
      /** May be said when it is stopped. */
      description: clearable(descriptionSchema),
      ...workFields,
      /** When the work began, if not now: at most 24 hours ago. A clock may be two minutes ahead: that is now. */
      startTime: z.optional(momentSchema),
    }),
  },
  response: { status: 201, description: "The timer runs.", data: statusSchema },
  errors: [timerRunning, projectNotFound, projectNotActive],
});

export const updateTimer = defineOperation({
  ...common,
  id: "updateTimer",
  method: "PUT",
  path: "/time-entries/timer",
  summary: "Change the running timer",
  description: "What is left out stays as it is; `null` clears the description and the notes.",
  request: {
    body: z.object({
      projectId: z.optional(ulidSchema),
      description: clearable(descriptionSchema),
      ...workFields,
      /** When the work began: at most 24 hours ago. */
      startTime: z.optional(momentSchema),
    }),
  },
  response: { status: 200, description: "The timer runs.", data: statusSchema },
  errors: [timerNotRunning, projectNotFound, projectNotActive, conflict],
});

export const stopTimer = defineOperation({
  ...common,
  id: "stopTimer",
  method: "POST",
  path: "/time-entries/timer/stop",
  summary: "Stop the timer",
  description:
    "Makes a time entry of it, by the rules of recording time. Where they refuse it (`TIME_OVERLAP` names the other entry) the timer runs on, and can be stopped with other times. A project that the timer was started on takes its time, also if it is closed to the person since. `discard` makes no entry. Administrators may stop the timer of others.",
  request: {
    body: z.object({
      projectId: z.optional(ulidSchema),
      description: z.optional(descriptionSchema),
      ...workFields,
      /** When the work began, if not when the timer was started. */
      startTime: z.optional(momentSchema),
      /** When the work ended, if not now. A clock may be two minutes ahead: that is now. */
      endTime: z.optional(momentSchema),
      discard: z.optional(z.boolean()),
      /** Whose timer, if not the caller's own. */
      userId: z.optional(userIdSchema),
    }),
  },
  response: {
    status: 200,
    description: "The timer does not run any more.",
    data: z.strictObject({ isRunning: z.literal(false), timeEntry: z.optional(timeEntrySchema) }),
  },
  errors: [timerNotRunning, timerTooLong, ...timingErrors, userNotFound, conflict],
});

export const getTimerStatus = defineOperation({
  ...common,
  id: "getTimerStatus",
  method: "GET",
  path: "/time-entries/timer/status",
  summary: "Get the timer",
  request: {},
  response: { status: 200, description: "Whether the timer runs.", data: statusSchema },
  errors: [],
});
