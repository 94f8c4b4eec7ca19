import type { ErrorDefinition } from "@aerotage/core/contract/errors";
import { defineOperation, roles } from "@aerotage/core/contract/operation";
import {
  dateSchema,
  pageParameters,
  paginationSchema,
  repeatable,
  ulidSchema,
  userIdSchema,
  wallClockSchema,
} from "@aerotage/core/contract/schemas";
import * as z from "zod/mini";
import { filterParameters, periodCheck, periodSchema, sumFields, timeStatuses } from "./filters.js";

/** What time can be grouped by; `date` is the same as `day`. */
export const groupings = [
  "day",
  "date",
  "week",
  "month",
  "user",
  "project",
  "client",
  "team",
  "billable",
  "status",
  "tag",
] as const;
export type Grouping = (typeof groupings)[number];

/** The most levels of groups. */
export const maxGroupLevels = 2;
/** The most groups of a report, those of both levels together. */
export const maxReportGroups = 5000;

export const reportTooLarge = {
  status: 422,
  code: "REPORT_TOO_LARGE",
  description: "The report would have more than 5,000 groups or 4 MB. Narrow it down, or export it.",
} as const satisfies ErrorDefinition;

/** Group levels as one parameter (`project,user`) or as several of one name. */
const groupingPattern = new RegExp(`^(?:${groupings.join("|")})(?:,(?:${groupings.join("|")}))*$`);
const groupByParameter = z
  .string()
  .check(z.regex(groupingPattern, `must be one of ${groupings.join(", ")}, or two of them with a comma between`));

const groupFields = {
  /** Null for time without a team, or without a tag. A date, week or month has its name as its key. */
  key: z.nullable(z.string()),
  /** The name of the user, project, client, team or tag. */
  name: z.optional(z.string()),
  ...sumFields,
};
const groupSchema = z
  .strictObject({ ...groupFields, groups: z.optional(z.array(z.strictObject(groupFields))) })
  .register(z.globalRegistry, { id: "TimeGroup", description: "The time of a group, and of the groups within it." });
export type TimeGroup = z.output<typeof groupSchema>;

/** A time entry in a report. */
const itemSchema = z
  .strictObject({
    id: ulidSchema,
    date: dateSchema,
    startTime: z.optional(wallClockSchema),
    endTime: z.optional(wallClockSchema),
    userId: userIdSchema,
    userName: z.string(),
    projectId: ulidSchema,
    projectName: z.string(),
    clientId: ulidSchema,
    clientName: z.string(),
    /** The person's team when they recorded it. */
    teamId: z.optional(ulidSchema),
    description: z.string(),
    tags: z.array(z.string()),
    isBillable: z.boolean(),
    status: z.enum(timeStatuses),
    hours: z.number(),
    /** Of approved and invoiced billable time, in major units. Missing for employees. */
    amount: z.optional(z.strictObject({ currency: z.string(), amount: z.number() })),
  })
  .register(z.globalRegistry, { id: "TimeReportItem", description: "A time entry in a report." });
export type TimeReportItem = z.output<typeof itemSchema>;

const summarySchema = z
  .strictObject({
    ...sumFields,
    /**
     * Recorded hours as a share of the target hours of the same people, up to today: 0.9 is 90 %. They are the people whom the caller asks
     * for, or everybody in their scope; with other filters those who have such time. Null where they have no target hours.
     */
    utilizationRate: z.nullable(z.number()),
    userCount: z.int(),
    projectCount: z.int(),
    clientCount: z.int(),
  })
  .register(z.globalRegistry, { id: "TimeSummary", description: "The sums of a report. An entry counts once." });
export type TimeSummary = z.output<typeof summarySchema>;

const timeReportSchema = z.strictObject({
  period: periodSchema,
  summary: summarySchema,
  /** The sums of the period that `compare` asks for, with the same filters. */
  comparison: z.optional(z.strictObject({ period: periodSchema, summary: summarySchema })),
  /** With `groupBy`. */
  groups: z.optional(z.array(groupSchema)),
  /** Without `groupBy`: by date, start time and creation. */
  items: z.optional(z.array(itemSchema)),
  pagination: z.optional(paginationSchema),
});
export type TimeReport = z.output<typeof timeReportSchema>;

export const getTimeReport = defineOperation({
  id: "getTimeReport",
  method: "GET",
  path: "/reports/time",
  token: "access",
  roles,
  tag: "Reports",
  summary: "Report time",
  description:
    "Employees see their own time, managers also that of their scope, administrators all. Filters and `groupBy` may be repeated; a filter lets through what has one of its values. Without `groupBy` the entries themselves are in `items`, by date, start time and creation, in pages as lists have them. Days, weeks and months are sorted by date, other groups by hours, most first, then by name. An entry counts under each of its tags, and once in the summary. Amounts count approved and invoiced billable time at frozen rates; an invoice, which rounds per line, may differ from them by cents.",
  request: {
    query: z
      .object({
        ...filterParameters,
        /** One or two levels. */
        groupBy: repeatable(groupByParameter, maxGroupLevels),
        /** Another period's sums beside: the one before, or the same dates a year before. */
        compare: z.optional(z.enum(["previous", "lastYear"])),
        ...pageParameters,
      })
      .check(
        periodCheck,
        z.refine(({ groupBy = [] }) => groupBy.join().split(",").length <= maxGroupLevels, {
          error: `must name at most ${maxGroupLevels} levels`,
          path: ["groupBy"],
        }),
        z.refine(
          ({ groupBy, limit, cursor }) => groupBy === undefined || (limit === undefined && cursor === undefined),
          {
            error: "must not be combined with limit and cursor: groups are not paged",
            path: ["groupBy"],
          },
        ),
      ),
  },
  response: { status: 200, description: "The report.", data: timeReportSchema },
  errors: [reportTooLarge],
  list: { index: "TimeEntries.MonthIndex" },
});
