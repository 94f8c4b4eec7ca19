import { defineOperation, roles } from "@aerotage/core/contract/operation";
import { dateSchema, ulidSchema } from "@aerotage/core/contract/schemas";
import * as z from "zod/mini";
import { amountsSchema, filterParameters, periodCheck, periodSchema, sumFields } from "./filters.js";

/** How many projects and clients are among those with the most hours. */
export const topCount = 10;

const rankedSchema = z.strictObject({ id: ulidSchema, name: z.string(), ...sumFields });

const analyticsSchema = z.strictObject({
  period: periodSchema,
  /** Each date of the period, those without time too. */
  hoursPerDay: z.array(z.strictObject({ date: dateSchema, totalHours: z.number(), billableHours: z.number() })),
  /** Billable hours as a share of all: 0.9 is 90 %. Null without time. */
  billableShare: z.nullable(z.number()),
  /** The ten with the most hours, most first, then by name. */
  topProjects: z.array(rankedSchema),
  topClients: z.array(rankedSchema),
  /** Each month of the period: approved and invoiced billable time. Missing for employees. */
  revenuePerMonth: z.optional(z.array(z.strictObject({ month: z.string(), amounts: amountsSchema }))),
  /** What was submitted and is not decided on. */
  approvalsWaiting: z.strictObject({ entryCount: z.int(), totalHours: z.number() }),
});
export type Analytics = z.output<typeof analyticsSchema>;

export const getAnalytics = defineOperation({
  id: "getAnalytics",
  method: "GET",
  path: "/reports/analytics",
  token: "access",
  roles,
  tag: "Reports",
  summary: "Get series to plot",
  description:
    "Hours per day, billable share, the projects and clients with the most hours, revenue per month, and what waits for approval. Employees see their own time, managers also that of their scope, administrators all.",
  request: { query: z.object(filterParameters).check(periodCheck) },
  response: { status: 200, description: "The series.", data: analyticsSchema },
  errors: [],
});
