/** What all reports can be asked for. */
import {
  booleanParameter,
  dateSchema,
  repeatable,
  text,
  ulidSchema,
  userIdSchema,
} from "@aerotage/core/contract/schemas";
import * as z from "zod/mini";

/** The most days of a period: a leap year. */
export const maxReportDays = 366;

/** No time is recorded beyond these dates. The years around them, with which periods are compared, have four digits too. */
const earliestDate = "1970-01-01";
const latestDate = "9998-12-31";

/** Periods by name. They are reckoned in the caller's time zone; weeks begin on the organization's first day of the week. */
export const presets = [
  "today",
  "week",
  "month",
  "quarter",
  "year",
  "last30",
  "lastWeek",
  "lastMonth",
  "lastQuarter",
  "lastYear",
] as const;
export type Preset = (typeof presets)[number];

/** The states of time entries, in the order in which an entry passes them. */
export const timeStatuses = ["draft", "submitted", "approved", "rejected", "invoiced"] as const;

/** The most values of a filter. */
const maxFilterValues = 100;
const maxTagLength = 50;

/** Each filter lets through what has one of its values; an unknown value lets nothing through. */
export const filterParameters = {
  /** Together with `endDate`, in place of `preset`. */
  startDate: z.optional(dateSchema),
  endDate: z.optional(dateSchema),
  /** @default last30 */
  preset: z.optional(z.enum(presets)),
  userId: repeatable(userIdSchema, maxFilterValues),
  /** The team of the person when they recorded the time. */
  teamId: repeatable(ulidSchema, maxFilterValues),
  projectId: repeatable(ulidSchema, maxFilterValues),
  clientId: repeatable(ulidSchema, maxFilterValues),
  status: repeatable(z.enum(timeStatuses), timeStatuses.length),
  isBillable: z.optional(booleanParameter),
  /** Regardless of case. */
  tag: repeatable(text(1, maxTagLength), maxFilterValues),
};

/** What the filters of a report were read as. */
export type ReportFilters = z.output<z.ZodMiniObject<typeof filterParameters>>;

/** What is asked for of a period. */
type PeriodInput = Pick<ReportFilters, "startDate" | "endDate" | "preset">;

/** What is wrong with a period that is asked for, and where. */
export function periodProblem({
  startDate,
  endDate,
  preset,
}: PeriodInput): { readonly path: string; readonly message: string } | undefined {
  const given = startDate ?? endDate;
  if (given === undefined) return undefined;
  if (preset !== undefined) return { path: "preset", message: "must not be combined with startDate and endDate" };
  if (startDate === undefined) return { path: "startDate", message: "is missing: startDate and endDate come together" };
  if (endDate === undefined) return { path: "endDate", message: "is missing: startDate and endDate come together" };
  if (startDate < earliestDate || endDate > latestDate)
    return {
      path: startDate < earliestDate ? "startDate" : "endDate",
      message: `must be from ${earliestDate} to ${latestDate}`,
    };
  if (endDate < startDate) return { path: "endDate", message: "must not be before startDate" };
  const days = (Date.parse(endDate) - Date.parse(startDate)) / 86_400_000 + 1;
  return days > maxReportDays
    ? { path: "endDate", message: `must be at most ${maxReportDays} days after startDate, both included` }
    : undefined;
}

/** The check of a period that belongs to every report. */
export const periodCheck = z.check<PeriodInput>(({ value, issues }) => {
  const problem = periodProblem(value);
  if (problem !== undefined)
    issues.push({ code: "custom", input: value, path: [problem.path], message: problem.message });
});

/** The dates that a report covers, both included. */
export const periodSchema = z
  .strictObject({ startDate: dateSchema, endDate: dateSchema })
  .register(z.globalRegistry, { id: "ReportPeriod", description: "The dates that a report covers, both included." });
export type Period = z.output<typeof periodSchema>;

/** An amount of a currency, in major units. Amounts of several currencies are never added up. */
export const amountsSchema = z
  .array(z.strictObject({ currency: z.string(), amount: z.number() }))
  .register(z.globalRegistry, {
    id: "Amounts",
    description:
      "Sums by currency, sorted by its code. Approved and invoiced billable time at frozen rates, rounded per entry.",
  });

/** What every sum of a report has. */
export const sumFields = {
  /** Exact sums of minutes. */
  totalHours: z.number(),
  billableHours: z.number(),
  nonBillableHours: z.number(),
  /** Billable time that is not approved yet (drafts, submitted, rejected): no amount counts it. */
  unapprovedBillableHours: z.number(),
  /** Missing for employees. */
  amounts: z.optional(amountsSchema),
  entryCount: z.int(),
};
