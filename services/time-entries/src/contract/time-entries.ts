import {
  conflict,
  type ErrorDefinition,
  forbidden,
  preconditionFailed,
  unavailable,
} from "@aerotage/core/contract/errors";
import { defineOperation, roles } from "@aerotage/core/contract/operation";
import {
  amountSchema,
  booleanParameter,
  clearable,
  dateSchema,
  instantSchema,
  listOf,
  listParameters,
  multilineText,
  recordFields,
  repeatable,
  searchParameter,
  text,
  timeZoneSchema,
  ulidSchema,
  userIdSchema,
  wallClockSchema,
} from "@aerotage/core/contract/schemas";
import { projectNotFound, userNotFound } from "@aerotage/kernel/contract/errors";
import * as z from "zod/mini";

export const timeEntryNotFound = {
  status: 404,
  code: "TIME_ENTRY_NOT_FOUND",
  description: "There is no such time entry, or the caller may not know of it.",
} as const satisfies ErrorDefinition;

export const timeOverlap = {
  status: 409,
  code: "TIME_OVERLAP",
  description: "The person has another entry in this time; the message and `details` name it.",
} as const satisfies ErrorDefinition;

export const timeEntryLocked = {
  status: 409,
  code: "TIME_ENTRY_LOCKED",
  description: "The entry is submitted, approved or invoiced, or lies in a locked period.",
} as const satisfies ErrorDefinition;

export const timeEntryHasRate = {
  status: 409,
  code: "TIME_ENTRY_HAS_RATE",
  description:
    "The entry has a rate of its own in another currency than that of the client to which it should go; an administrator clears or replaces it.",
} as const satisfies ErrorDefinition;

export const durationMismatch = {
  status: 422,
  code: "DURATION_MISMATCH",
  description: "`duration` and the time from start to end are more than a minute apart.",
} as const satisfies ErrorDefinition;

export const timeInFuture = {
  status: 422,
  code: "TIME_IN_FUTURE",
  description: "The date is still to come in the person's time zone.",
} as const satisfies ErrorDefinition;

export const dayLimitExceeded = {
  status: 422,
  code: "DAY_LIMIT_EXCEEDED",
  description:
    "The person's entries of the day would be longer than the day, which has 23 or 25 hours where clocks change.",
} as const satisfies ErrorDefinition;

export const projectNotActive = {
  status: 422,
  code: "PROJECT_NOT_ACTIVE",
  description: "The project is paused, completed or cancelled, so no time can be recorded on it.",
} as const satisfies ErrorDefinition;

export const invalidStatusTransition = {
  status: 409,
  code: "INVALID_STATUS_TRANSITION",
  description: "The entry is in a state from which this operation does not lead on. Given by entry, in bulk results.",
} as const satisfies ErrorDefinition;

export const nothingChanged = {
  status: 422,
  code: "NOTHING_CHANGED",
  description: "None of the entries could be changed; `details` says why by id.",
} as const satisfies ErrorDefinition;

/** The errors of an entry that is placed in somebody's time. */
export const timingErrors = [
  timeOverlap,
  timeEntryLocked,
  durationMismatch,
  timeInFuture,
  dayLimitExceeded,
  projectNotActive,
  projectNotFound,
] as const;

/** The states of an entry, in the order in which it passes them. */
export const entryStatuses = ["draft", "submitted", "approved", "rejected", "invoiced"] as const;
export const entryStatusSchema = z.enum(entryStatuses);
export type EntryStatus = z.output<typeof entryStatusSchema>;

/** How an entry came about. */
export const entrySources = ["timer", "manual", "import", "api"] as const;

/** The most minutes of an entry: 24 hours. */
export const maxEntryMinutes = 24 * 60;

/** Where the billing rate of an approved entry came from. */
export const rateOrigins = ["entry", "member", "project", "client", "user"] as const;

const durationSchema = z.int().check(z.minimum(1), z.maximum(maxEntryMinutes));
/** What was done. */
export const descriptionSchema = multilineText(1, 1000);
/** What the description does not say. */
export const notesSchema = multilineText(1, 2000);
const tagSchema = text(1, 50);
/** The most tags that a list is filtered by. */
const maxTagFilters = 20;
/** Words by which entries are found. */
export const tagsSchema = z.array(tagSchema).check(z.maxLength(10));
/** Why something was decided; the contract's limit. */
export const reasonSchema = multilineText(1, 500);

/** A time entry as it is answered. */
export const timeEntrySchema = z
  .strictObject({
    id: ulidSchema,
    userId: userIdSchema,
    projectId: ulidSchema,
    clientId: ulidSchema,
    /** The local calendar date on which it begins. */
    date: dateSchema,
    /** `HH:MM` on the wall clock of `timezone`; missing where only the duration is known. */
    startTime: z.optional(wallClockSchema),
    endTime: z.optional(wallClockSchema),
    startedAt: z.optional(instantSchema),
    endedAt: z.optional(instantSchema),
    timezone: timeZoneSchema,
    /** Whole minutes. */
    duration: durationSchema,
    description: descriptionSchema,
    isBillable: z.boolean(),
    /** Major units of the client's currency; administrators alone see it. Frozen once the entry is approved. */
    hourlyRate: z.optional(amountSchema),
    /** Where the frozen rate came from; administrators alone see it. */
    rateOrigin: z.optional(z.enum(rateOrigins)),
    tags: tagsSchema,
    notes: z.optional(notesSchema),
    status: entryStatusSchema,
    submittedAt: z.optional(instantSchema),
    /** The same as `userId`. */
    submittedBy: userIdSchema,
    approvedAt: z.optional(instantSchema),
    approvedBy: z.optional(userIdSchema),
    rejectedAt: z.optional(instantSchema),
    rejectedBy: z.optional(userIdSchema),
    /** Whoever decided. */
    approverId: z.optional(userIdSchema),
    rejectionReason: z.optional(reasonSchema),
    comments: z.optional(reasonSchema),
    /** The comments or the reason of the decision. */
    comment: z.optional(reasonSchema),
    invoiceId: z.optional(ulidSchema),
    source: z.enum(entrySources),
    ...recordFields,
  })
  .register(z.globalRegistry, { id: "TimeEntry", description: "Work that a person did for a project." });
export type TimeEntryResponse = z.infer<typeof timeEntrySchema>;

/** The end of a day as the end of an entry. */
export const endOfDay = "24:00";

/** A time as people and programs write it: seconds are cut off a wall clock time, and added to an instant without them. */
function plainTime(time: unknown): unknown {
  if (typeof time !== "string") return time;
  return time
    .replace(/^(\d\d:\d\d):\d\d(\.\d+)?$/, "$1")
    .replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d)(Z|[+-]\d\d:\d\d)$/, "$1:00$2");
}

/** An instant with an offset, with or without seconds. */
export const momentSchema = z.pipe(z.transform(plainTime), z.iso.datetime({ offset: true }));

/** `HH:MM` on the wall clock, or an instant with an offset, of which whole minutes count. */
const timeOfDaySchema = z.pipe(
  z.transform(plainTime),
  z.union([wallClockSchema, z.literal(endOfDay), z.iso.datetime({ offset: true })], {
    error: "must be HH:MM or an instant such as 2026-11-24T08:00:00Z",
  }),
);

/** `null` says nothing of a field that an entry always has. */
const writableFields = {
  startTime: clearable(timeOfDaySchema),
  /** `24:00` is the end of the day. */
  endTime: clearable(timeOfDaySchema),
  duration: clearable(durationSchema),
  /** The person's own zone without it. */
  timezone: clearable(timeZoneSchema),
  isBillable: clearable(z.boolean()),
  hourlyRate: clearable(amountSchema),
  tags: clearable(tagsSchema),
  notes: clearable(notesSchema),
  status: clearable(entryStatusSchema),
  userId: clearable(userIdSchema),
};

const createSchema = z
  .object({
    projectId: ulidSchema,
    date: dateSchema,
    description: descriptionSchema,
    source: clearable(z.enum(["timer", "manual", "api"])),
    ...writableFields,
  })
  .register(z.globalRegistry, {
    id: "TimeEntryCreate",
    description: "A new time entry: `duration`, or `startTime` with `endTime`, or all of them.",
  });
export type TimeEntryCreate = z.output<typeof createSchema>;

const updateSchema = z
  .object({
    projectId: z.optional(ulidSchema),
    date: z.optional(dateSchema),
    description: z.optional(descriptionSchema),
    ...writableFields,
  })
  .register(z.globalRegistry, { id: "TimeEntryUpdate", description: "What to change; `null` clears a field." });
export type TimeEntryUpdate = z.output<typeof updateSchema>;

const idPath = z.object({ id: ulidSchema });
const common = { token: "access", tag: "Time entries" } as const;

export const listTimeEntries = defineOperation({
  ...common,
  id: "listTimeEntries",
  method: "GET",
  path: "/time-entries",
  roles,
  summary: "List time entries",
  description:
    "Employees see their own, managers also those of their scope, administrators all. `status=submitted` without `userId` is the queue of whoever decides. Without `limit` and `cursor`: up to 5,000 or 4 MB, newest first. With them: pages by date, the queue by when it was submitted; `sortBy` another field needs filters that leave at most 1,000. A day is sorted by start time, entries without one at its end, equal ones by creation. `tag` may be repeated, also as `tags`: entries with any of these tags. `search` looks into description and notes, regardless of case, accents and spacing.",
  request: {
    query: z
      .object({
        ...listParameters,
        userId: z.optional(userIdSchema),
        projectId: z.optional(ulidSchema),
        clientId: z.optional(ulidSchema),
        status: z.optional(entryStatusSchema),
        isBillable: z.optional(booleanParameter),
        startDate: z.optional(dateSchema),
        endDate: z.optional(dateSchema),
        /** The same as `startDate` and `endDate`. */
        dateFrom: z.optional(dateSchema),
        dateTo: z.optional(dateSchema),
        /** Entries with any of these tags, regardless of case. */
        tag: repeatable(tagSchema, maxTagFilters),
        /** The same as `tag`. */
        tags: repeatable(tagSchema, maxTagFilters),
        /** Text in the description or the notes. */
        search: searchParameter,
        sortBy: z.optional(z.enum(["date", "duration", "createdAt"])),
      })
      .check(
        z.refine(
          ({ startDate, dateFrom, endDate, dateTo }) => (startDate ?? dateFrom ?? "") <= (endDate ?? dateTo ?? "9"),
          { error: "must not be before startDate", path: ["endDate"] },
        ),
      ),
  },
  response: { status: 200, description: "Time entries.", data: listOf(timeEntrySchema) },
  errors: [],
  list: { index: "TimeEntries.MonthIndex" },
});

export const getTimeEntry = defineOperation({
  ...common,
  id: "getTimeEntry",
  method: "GET",
  path: "/time-entries/{id}",
  roles,
  summary: "Get a time entry",
  request: { path: idPath },
  response: { status: 200, description: "The time entry.", data: timeEntrySchema, etag: true },
  errors: [timeEntryNotFound],
});

export const createTimeEntry = defineOperation({
  ...common,
  id: "createTimeEntry",
  method: "POST",
  path: "/time-entries",
  roles,
  summary: "Record time",
  description:
    "`duration` and times may be a minute apart. With a `duration`, an `endTime` at or before `startTime` is on the next day if that fits it; equal times that don't fit are dropped. Times without a `timezone` that overlap another entry are read as UTC if that ended within the last five minutes. Administrators may record for others and set `hourlyRate`.",
  request: { body: createSchema },
  response: { status: 201, description: "The new time entry.", data: timeEntrySchema, etag: true },
  errors: [...timingErrors, userNotFound],
});

export const quickAddTimeEntry = defineOperation({
  ...common,
  id: "quickAddTimeEntry",
  method: "POST",
  path: "/time-entries/quick-add",
  roles,
  summary: "Record time between two times",
  description: "With `fillGap` the entry takes the longest free part of the time where other entries lie in it.",
  request: {
    body: z.object({
      projectId: ulidSchema,
      date: dateSchema,
      startTime: timeOfDaySchema,
      endTime: timeOfDaySchema,
      /** Needed for time over midnight. */
      duration: clearable(durationSchema),
      description: descriptionSchema,
      isBillable: clearable(z.boolean()),
      fillGap: clearable(z.boolean()),
    }),
  },
  response: { status: 201, description: "The new time entry.", data: timeEntrySchema, etag: true },
  errors: [...timingErrors],
});

export const updateTimeEntry = defineOperation({
  ...common,
  id: "updateTimeEntry",
  method: "PUT",
  path: "/time-entries/{id}",
  roles,
  summary: "Change a time entry",
  description:
    "Its owner, or an administrator, changes a draft or rejected entry. `status` is changed by submitting and deciding only.",
  request: { path: idPath, body: updateSchema },
  response: { status: 200, description: "The time entry as it is now.", data: timeEntrySchema, etag: true },
  errors: [timeEntryNotFound, ...timingErrors, timeEntryHasRate, conflict, preconditionFailed],
});

export const deleteTimeEntry = defineOperation({
  ...common,
  id: "deleteTimeEntry",
  method: "DELETE",
  path: "/time-entries/{id}",
  roles,
  summary: "Delete a time entry",
  description: "Its owner, or an administrator, deletes a draft or rejected entry.",
  request: { path: idPath },
  response: { status: 200, description: "The time entry as it was.", data: timeEntrySchema },
  errors: [timeEntryNotFound, timeEntryLocked, conflict, preconditionFailed],
});

/** The most entries of one bulk request: the desktop client sends every id that a list shows. */
export const maxBulkEntries = 1000;
const idsSchema = z.array(ulidSchema).check(z.minLength(1), z.maxLength(maxBulkEntries));
const idsFields = { timeEntryIds: z.optional(idsSchema), entryIds: z.optional(idsSchema) };

interface IdsBody {
  readonly timeEntryIds?: string[] | undefined;
  readonly entryIds?: string[] | undefined;
}

/** The ids of a bulk request, by either name. */
export function idsOf(body: IdsBody): string[] {
  return [...new Set([...(body.timeEntryIds ?? []), ...(body.entryIds ?? [])])];
}

const needsIds = z.refine<IdsBody>((body) => idsOf(body).length > 0, {
  error: "must name at least one entry",
  path: ["timeEntryIds"],
});
/** Each list has its own limit; together they must keep it too. */
const boundsIds = z.refine<IdsBody>((body) => idsOf(body).length <= maxBulkEntries, {
  error: `must name at most ${maxBulkEntries} entries, together with entryIds`,
  path: ["timeEntryIds"],
});

/** Why an entry of a bulk request was not changed. The codes are those of requests for one entry. */
export const bulkFailureCodes = [
  timeEntryNotFound.code,
  forbidden.code,
  invalidStatusTransition.code,
  timeEntryLocked.code,
  unavailable.code,
] as const;
export type BulkFailureCode = (typeof bulkFailureCodes)[number];

const bulkFields = {
  successful: z.array(ulidSchema),
  failed: z.array(
    z.strictObject({
      /** As it was sent. */
      id: z.string(),
      code: z.enum(bulkFailureCodes),
      /** A sentence for people. */
      message: z.string(),
    }),
  ),
};

/** What became of each entry of a bulk request. */
export const bulkSchema = z
  .strictObject(bulkFields)
  .register(z.globalRegistry, { id: "BulkResult", description: "What became of each entry of a request." });
export type BulkResponse = z.infer<typeof bulkSchema>;

const bulkDescription = `Each entry by itself, at most ${maxBulkEntries}: 200 if all were changed, 207 if some were, 422 with \`details\` by id if none was. Entries with the code \`${unavailable.code}\` can be sent again: there was no time left for them, or the database was busy.`;
const bulkResponse = {
  status: 200,
  description: "All entries were changed.",
  partly: "Some entries were changed, others were not.",
  data: bulkSchema,
} as const;

/** Hours, to four decimals. */
const hoursSchema = z.number().check(z.nonnegative());

/** What was worked in a period against what was meant to be. */
const coverageSchema = z
  .strictObject({
    startDate: dateSchema,
    endDate: dateSchema,
    targetHours: hoursSchema,
    recordedHours: hoursSchema,
    missingHours: hoursSchema,
    /** Days on which less was recorded than the work schedule asks, holidays and days to come left out. */
    missing: z.array(
      z.strictObject({
        date: dateSchema,
        targetHours: hoursSchema,
        recordedHours: hoursSchema,
        missingHours: hoursSchema,
      }),
    ),
  })
  .register(z.globalRegistry, {
    id: "Coverage",
    description: "What was recorded in a period, against the work schedule.",
  });

/** The most days of a range that is submitted at once. */
export const maxSubmitDays = 31;

export const submitTimeEntries = defineOperation({
  ...common,
  id: "submitTimeEntries",
  method: "POST",
  path: "/time-entries/submit",
  roles,
  summary: "Submit time entries",
  description: `By ids: drafts and rejected entries. By a range of at most ${maxSubmitDays} days: all drafts, and those rejected entries that were changed since. \`coverage\` says what is missing from the work schedule in the range, or from the first to the last day of the entries; it is left out where they are several people's, or further apart. ${bulkDescription}`,
  request: {
    body: z
      .object({
        ...idsFields,
        startDate: z.optional(dateSchema),
        endDate: z.optional(dateSchema),
        /** Whose range; administrators alone may name somebody else. */
        userId: z.optional(userIdSchema),
      })
      .check(
        boundsIds,
        z.refine((body) => idsOf(body).length > 0 || (body.startDate !== undefined && body.endDate !== undefined), {
          error: "must name entries, or startDate and endDate a range",
          path: ["timeEntryIds"],
        }),
        z.refine(
          ({ startDate, endDate }) =>
            startDate === undefined ||
            endDate === undefined ||
            (startDate <= endDate && Date.parse(endDate) - Date.parse(startDate) < maxSubmitDays * 86_400_000),
          { error: `must be from startDate to at most ${maxSubmitDays} days later`, path: ["endDate"] },
        ),
      ),
  },
  response: {
    ...bulkResponse,
    data: z.strictObject({ ...bulkFields, coverage: z.optional(coverageSchema) }).register(z.globalRegistry, {
      id: "SubmitResult",
      description: "What became of each entry, and what is missing.",
    }),
  },
  errors: [nothingChanged],
});

export const withdrawTimeEntries = defineOperation({
  ...common,
  id: "withdrawTimeEntries",
  method: "POST",
  path: "/time-entries/withdraw",
  roles,
  summary: "Withdraw submitted time entries",
  description: `Its owner makes a submitted entry a draft again. ${bulkDescription}`,
  request: { body: z.object(idsFields).check(needsIds, boundsIds) },
  response: bulkResponse,
  errors: [nothingChanged],
});

const deciders = ["admin", "manager"] as const;

export const approveTimeEntries = defineOperation({
  ...common,
  id: "approveTimeEntries",
  method: "POST",
  path: "/time-entries/approve",
  roles: deciders,
  summary: "Approve submitted time entries",
  description: `Freezes the billing rate of each entry's date. ${bulkDescription}`,
  request: { body: z.object({ ...idsFields, comments: clearable(reasonSchema) }).check(needsIds, boundsIds) },
  response: bulkResponse,
  errors: [nothingChanged],
});

/** A reason by any of its names; the first that is not empty counts. */
const reasonFields = {
  reason: clearable(reasonSchema),
  rejectionReason: clearable(reasonSchema),
  comments: clearable(reasonSchema),
};
type ReasonBody = Readonly<Partial<Record<keyof typeof reasonFields, string | null | undefined>>>;

/** The reason that a body gives, by any of its names. */
export function reasonOf({ reason, rejectionReason, comments }: ReasonBody): string | undefined {
  return reason ?? rejectionReason ?? comments ?? undefined;
}

const needsReason = z.refine<ReasonBody>((body) => reasonOf(body) !== undefined, {
  error: "must say why",
  path: ["reason"],
});

export const rejectTimeEntries = defineOperation({
  ...common,
  id: "rejectTimeEntries",
  method: "POST",
  path: "/time-entries/reject",
  roles: deciders,
  summary: "Reject submitted time entries",
  description: `The reason is taken from \`reason\`, \`rejectionReason\` or \`comments\`. ${bulkDescription}`,
  request: { body: z.object({ ...idsFields, ...reasonFields }).check(needsIds, boundsIds, needsReason) },
  response: bulkResponse,
  errors: [nothingChanged],
});

export const reopenTimeEntries = defineOperation({
  ...common,
  id: "reopenTimeEntries",
  method: "POST",
  path: "/time-entries/reopen",
  roles: deciders,
  summary: "Re-open approved time entries",
  description: `Makes an approved entry a draft again, and its billing rate is no longer frozen. Needs a reason, as rejecting does. ${bulkDescription}`,
  request: { body: z.object({ ...idsFields, ...reasonFields }).check(needsIds, boundsIds, needsReason) },
  response: bulkResponse,
  errors: [nothingChanged],
});
