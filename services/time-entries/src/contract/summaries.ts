import { defineOperation, roles } from "@aerotage/core/contract/operation";
import {
  booleanParameter,
  dateSchema,
  ulidSchema,
  userIdSchema,
  wallClockSchema,
} from "@aerotage/core/contract/schemas";
import { userNotFound } from "@aerotage/kernel/contract/errors";
import * as z from "zod/mini";

/** The most days of a summary; the desktop client's limit. */
export const maxSummaryDays = 31;

const hoursSchema = z.number();
/** Percent, to one decimal. */
const percentSchema = z.number();

const shareSchema = z
  .strictObject({
    projectId: ulidSchema,
    projectName: z.string(),
    clientName: z.string(),
    hours: hoursSchema,
    billableHours: hoursSchema,
    percentage: percentSchema,
  })
  .register(z.globalRegistry, { id: "ProjectShare", description: "A project's part of recorded time." });

const gapSchema = z.strictObject({
  startTime: wallClockSchema,
  endTime: wallClockSchema,
  /** Hours. */
  duration: hoursSchema,
  type: z.enum(["start_of_day", "between_entries", "end_of_day", "lunch_break"]),
  suggestedDescription: z.optional(z.string()),
});

const daySchema = z
  .strictObject({
    date: dateSchema,
    dayOfWeek: z.string(),
    totalHours: hoursSchema,
    billableHours: hoursSchema,
    targetHours: hoursSchema,
    completionPercentage: percentSchema,
    entriesCount: z.int(),
    projectBreakdown: z.array(shareSchema),
    /** Times of the work schedule without an entry, up to now; none unless asked for. */
    timeGaps: z.array(gapSchema),
    workingHours: z.strictObject({
      /** Null while no entry has times. */
      firstEntry: z.nullable(wallClockSchema),
      lastEntry: z.nullable(wallClockSchema),
      /** `8h 30m` */
      totalSpan: z.string(),
    }),
  })
  .register(z.globalRegistry, { id: "DaySummary", description: "What was recorded on a day." });
export type DaySummary = z.infer<typeof daySchema>;

const dailySchema = z.strictObject({
  summaries: z.array(daySchema),
  periodSummary: z.strictObject({
    totalDays: z.int(),
    /** Days on which the schedule asks for work. */
    workDays: z.int(),
    totalHours: hoursSchema,
    /** Over the days on which anything was recorded. */
    averageHoursPerDay: hoursSchema,
    targetHours: hoursSchema,
    completionPercentage: percentSchema,
  }),
});
export type DailyResponse = z.infer<typeof dailySchema>;

const weekSchema = z.strictObject({
  weekInfo: z.strictObject({
    weekStartDate: dateSchema,
    weekEndDate: dateSchema,
    /** Of the ISO 8601 week that has the same Thursday. */
    weekNumber: z.int(),
    year: z.int(),
  }),
  dailySummaries: z.array(daySchema),
  weeklyTotals: z.strictObject({
    totalHours: hoursSchema,
    billableHours: hoursSchema,
    targetHours: hoursSchema,
    completionPercentage: percentSchema,
  }),
  patterns: z.strictObject({
    /** Names of days; null while nothing is recorded. */
    mostProductiveDay: z.nullable(z.string()),
    leastProductiveDay: z.nullable(z.string()),
    averageStartTime: z.nullable(wallClockSchema),
    averageEndTime: z.nullable(wallClockSchema),
  }),
  projectDistribution: z.array(shareSchema),
  comparison: z.optional(
    z.strictObject({
      previousWeek: z.strictObject({
        totalHours: hoursSchema,
        /** `+3.5` hours. */
        change: z.string(),
        /** `+10.0%` */
        changePercentage: z.string(),
      }),
    }),
  ),
});
export type WeekResponse = z.infer<typeof weekSchema>;

/** The days of `weekStart`: Monday, Sunday, Saturday, as JavaScript counts them. */
const weekStartDays: readonly number[] = [1, 0, 6];

const common = { token: "access", roles, tag: "Time entries" } as const;

/** Hours in a query string. */
const hoursParameter = z
  .pipe(z.string().check(z.regex(/^\d{1,2}(\.\d{1,2})?$/, "must be hours such as 7.5")), z.transform(Number))
  .register(z.globalRegistry, { override: { type: "number", minimum: 0, maximum: 24, pattern: undefined } });

export const getDailySummary = defineOperation({
  ...common,
  id: "getDailySummary",
  method: "GET",
  path: "/time-entries/daily-summary",
  summary: "Summarize days",
  description: `Of the caller, or of \`userId\`: administrators everybody, managers the people of their scope. At most ${maxSummaryDays} days.`,
  request: {
    query: z
      .object({
        startDate: dateSchema,
        endDate: dateSchema,
        userId: z.optional(userIdSchema),
        includeGaps: z.optional(booleanParameter),
        /** In place of the work schedule's hours of each working day. */
        targetHours: z.optional(hoursParameter.check(z.maximum(24))),
      })
      .check(
        z.refine(
          ({ startDate, endDate }) =>
            startDate <= endDate && Date.parse(endDate) - Date.parse(startDate) < maxSummaryDays * 86_400_000,
          { error: `must be from startDate to at most ${maxSummaryDays} days later`, path: ["endDate"] },
        ),
      ),
  },
  response: { status: 200, description: "The days, and all of them together.", data: dailySchema },
  errors: [userNotFound],
});

export const getWeeklyOverview = defineOperation({
  ...common,
  id: "getWeeklyOverview",
  method: "GET",
  path: "/time-entries/weekly-overview",
  summary: "Summarize a week",
  description: "Of the caller, or of `userId` as for days. Its gaps are left out.",
  request: {
    query: z.object({
      /** A day on which an organization's week can start. */
      weekStartDate: dateSchema.check(
        z.refine((date) => weekStartDays.includes(new Date(`${date}T00:00:00Z`).getUTCDay()), {
          error: "must be a Monday, Sunday or Saturday",
        }),
      ),
      userId: z.optional(userIdSchema),
      includeComparison: z.optional(booleanParameter),
    }),
  },
  response: { status: 200, description: "The week.", data: weekSchema },
  errors: [userNotFound],
});
