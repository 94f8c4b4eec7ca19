import { defineOperation } from "@aerotage/core/contract/operation";
import { dateSchema, listOf, pageParameters, ulidSchema, userIdSchema } from "@aerotage/core/contract/schemas";
import * as z from "zod/mini";
import { filterParameters, periodCheck, periodSchema, sumFields, timeStatuses } from "./filters.js";

const countSchema = z.int().check(z.nonnegative());

/** What is reported of people, one by one and together. */
const personFields = {
  ...sumFields,
  /** Up to today, by work schedules, without holidays and times of inactivity. */
  targetHours: z.number(),
  /** Recorded hours as a share of the target hours: 0.9 is 90 %. Null without target hours. */
  utilizationRate: z.nullable(z.number()),
  /** Billable hours as a share of the recorded ones. Null without time. */
  billableShare: z.nullable(z.number()),
  /** How many entries are in each state. */
  entriesByStatus: z.strictObject(
    Object.fromEntries(timeStatuses.map((status) => [status, countSchema])) as Record<
      (typeof timeStatuses)[number],
      typeof countSchema
    >,
  ),
  /** Mean hours from submission to approval, of approved and invoiced entries. Null without any. */
  meanApprovalHours: z.nullable(z.number()),
};

const userSchema = z
  .strictObject({
    userId: userIdSchema,
    name: z.string(),
    /** The team that the person is in now. */
    teamId: z.optional(ulidSchema),
    isActive: z.boolean(),
    ...personFields,
    /** True for active people with target hours who lack time on a workday, or have drafts or rejected entries. */
    notSubmitted: z.boolean(),
    /** Workdays without any time, up to today. */
    missingDates: z.array(dateSchema),
    /** Days with drafts or rejected entries. */
    openDates: z.array(dateSchema),
  })
  .register(z.globalRegistry, { id: "UserReportRow", description: "A person's time in a period." });
export type UserReportRow = z.output<typeof userSchema>;

const summarySchema = z
  .strictObject({ ...personFields, userCount: countSchema, notSubmittedCount: countSchema })
  .register(z.globalRegistry, { id: "UserReportSummary", description: "The time of all people of the report." });

const { items, pagination } = listOf(userSchema).def.shape;
const reportSchema = z.strictObject({ period: periodSchema, summary: summarySchema, items, pagination });
export type UserReport = z.output<typeof reportSchema>;

export const getUserReport = defineOperation({
  id: "getUserReport",
  method: "GET",
  path: "/reports/users",
  token: "access",
  roles: ["admin", "manager"],
  tag: "Reports",
  summary: "Report people's time",
  description:
    "Administrators see everybody, managers themselves and the people of their teams. A person is in the report if they are active, or have time in the period. `teamId` is the team that a person is in now. Other filters count a part of their time; what is not submitted is said of all of it. Sorted by name.",
  request: {
    query: z
      .object({
        ...filterParameters,
        ...pageParameters,
        /** True for those alone who have not submitted. */
        notSubmitted: filterParameters.isBillable,
      })
      .check(periodCheck),
  },
  response: { status: 200, description: "The report.", data: reportSchema },
  errors: [],
  list: { index: "Users.ListIndex" },
});
