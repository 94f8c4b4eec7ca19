import { defineOperation } from "@aerotage/core/contract/operation";
import { dateSchema, listOf, pageParameters, repeatable, ulidSchema } from "@aerotage/core/contract/schemas";
import * as z from "zod/mini";
import { amountsSchema, filterParameters, periodCheck, periodSchema, sumFields } from "./filters.js";

/** The states of a project. */
const projectStatusSchema = z.enum(["active", "paused", "completed", "cancelled"]);

/** Numbers of a budget are hours, or major units of its currency. */
const budgetSchema = z
  .strictObject({
    /** A monthly budget begins anew each month: what follows is of `month`. */
    period: z.enum(["total", "monthly"]),
    type: z.enum(["hours", "amount"]),
    /** ISO 4217, of an amount. */
    currency: z.optional(z.string()),
    value: z.number(),
    /** Of all time: hours but for rejected entries, amounts of approved and invoiced ones. */
    spent: z.number(),
    /** Below zero once more is spent. */
    remaining: z.number(),
    /** The month that a monthly budget is reported of, `YYYY-MM`: the last one of the period that has begun. */
    month: z.optional(z.string()),
    /** What is spent as a share of the budget: 0.9 is 90 %. */
    completion: z.number(),
    /** What a week of the period, or of the month, used up on average, up to today. */
    burnPerWeek: z.number(),
    /** When nothing remains if it goes on like this; null if it never does, does already, or not before the month ends. */
    exhaustedOn: z.nullable(dateSchema),
  })
  .register(z.globalRegistry, { id: "ProjectReportBudget", description: "A budget, and what is used up of it." });

const projectSchema = z
  .strictObject({
    projectId: ulidSchema,
    name: z.string(),
    clientId: ulidSchema,
    clientName: z.string(),
    status: projectStatusSchema,
    deadline: z.optional(dateSchema),
    /** True from the day after the deadline on, while the project is active or paused. */
    isOverdue: z.boolean(),
    isOverBudget: z.boolean(),
    budget: z.optional(budgetSchema),
    /** Of the period. */
    ...sumFields,
    /** Of all time, whatever the filters. */
    allTime: z.strictObject({ totalHours: z.number(), amounts: amountsSchema }),
  })
  .register(z.globalRegistry, { id: "ProjectReportRow", description: "A project's time and budget." });
export type ProjectReportRow = z.output<typeof projectSchema>;

const summarySchema = z
  .strictObject({
    ...sumFields,
    projectCount: z.int(),
    overdueCount: z.int(),
  })
  .register(z.globalRegistry, { id: "ProjectReportSummary", description: "The time of all projects of the report." });

const { items, pagination } = listOf(projectSchema).def.shape;
const reportSchema = z.strictObject({ period: periodSchema, summary: summarySchema, items, pagination });
export type ProjectReport = z.output<typeof reportSchema>;

export const getProjectReport = defineOperation({
  id: "getProjectReport",
  method: "GET",
  path: "/reports/projects",
  token: "access",
  roles: ["admin", "manager"],
  tag: "Reports",
  summary: "Report projects",
  description:
    "Administrators see all projects, managers those that they are a member of. A project is in the report if it is active or paused, or has time in the period; `projectStatus` asks for others. Sorted by name. What is spent of all time is read per person and project: ask for pages.",
  request: {
    query: z
      .object({
        ...filterParameters,
        ...pageParameters,
        projectStatus: repeatable(projectStatusSchema, projectStatusSchema.options.length),
      })
      .check(periodCheck),
  },
  response: { status: 200, description: "The report.", data: reportSchema },
  errors: [],
  list: { index: "Projects.ListIndex" },
});
