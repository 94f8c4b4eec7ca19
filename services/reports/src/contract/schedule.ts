/** The schedule of a saved report. */
import { emailSchema, numberInput, timeZoneSchema, userIdSchema } from "@aerotage/core/contract/schemas";
import { weekdays } from "@aerotage/kernel/domain/work-schedule";
import * as z from "zod/mini";

export const frequencies = ["daily", "weekly", "monthly"] as const;

/** The most people whom a report is mailed to. */
export const maxRecipients = 20;
const lastHour = 23;
const longestMonth = 31;

const hourSchema = z.int().check(z.minimum(0), z.maximum(lastHour));
const dayOfMonthSchema = z.int().check(z.minimum(1), z.maximum(longestMonth));

/** A schedule as it is sent. */
export const scheduleInput = z
  .object({
    frequency: z.enum(frequencies),
    /** Of `weekly`. */
    weekday: z.optional(z.enum(weekdays)),
    /** Of `monthly`; a month without that day has its last one. */
    dayOfMonth: z.optional(numberInput(dayOfMonthSchema)),
    hour: numberInput(hourSchema),
    timezone: timeZoneSchema,
    /** User ids, or e-mail addresses of users. */
    recipients: z.array(z.union([emailSchema, userIdSchema])).check(z.minLength(1), z.maxLength(maxRecipients)),
  })
  .check(
    z.check(({ value, issues }) => {
      const missing =
        value.frequency === "weekly" && value.weekday === undefined
          ? "weekday"
          : value.frequency === "monthly" && value.dayOfMonth === undefined
            ? "dayOfMonth"
            : undefined;
      if (missing === undefined) return;
      const message = `is missing: a ${value.frequency} schedule needs it`;
      issues.push({ code: "custom", input: value, path: [missing], message });
    }),
  );
export type ScheduleInput = z.output<typeof scheduleInput>;

/** A schedule as it is answered. */
export const scheduleSchema = z.strictObject({
  frequency: z.enum(frequencies),
  weekday: z.optional(z.enum(weekdays)),
  dayOfMonth: z.optional(dayOfMonthSchema),
  hour: hourSchema,
  timezone: z.string(),
  /** User ids. */
  recipients: z.array(userIdSchema),
});
