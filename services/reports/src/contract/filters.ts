/** What all reports can be asked for. */
import { booleanParameter, dateSchema, repeatable, text, ulidSchema, userIdSchema } from "@aerotage/core/schemas";
import * as z from "zod/mini";

/** The most days of a period: a leap year. */
export const maxReportDays = 366;

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

/** Checks of a period that belong to every report. */
export const periodChecks = [
  z.refine<Pick<ReportFilters, "startDate" | "endDate">>(
    ({ startDate, endDate }) => startDate === undefined || endDate === undefined || startDate <= endDate,
    { error: "must not be before startDate", path: ["endDate"] },
  ),
  z.refine<Pick<ReportFilters, "startDate" | "endDate">>(
    ({ startDate, endDate }) => (startDate === undefined) === (endDate === undefined),
    { error: "is missing: startDate and endDate come together", path: ["endDate"] },
  ),
  z.refine<Pick<ReportFilters, "startDate" | "endDate">>(
    ({ startDate, endDate }) =>
      startDate === undefined || endDate === undefined || daysIn(startDate, endDate) <= maxReportDays,
    { error: `must be at most ${maxReportDays} days after startDate, both included`, path: ["endDate"] },
  ),
  z.refine<Pick<ReportFilters, "startDate" | "preset">>(
    ({ startDate, preset }) => startDate === undefined || preset === undefined,
    { error: "must not be combined with startDate and endDate", path: ["preset"] },
  ),
] as const;

/** The days from one date to another, both included. */
function daysIn(startDate: string, endDate: string): number {
  return (Date.parse(endDate) - Date.parse(startDate)) / 86_400_000 + 1;
}

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
