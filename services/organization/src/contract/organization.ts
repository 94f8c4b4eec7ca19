import { conflict, type ErrorDefinition, preconditionFailed } from "@aerotage/core/contract/errors";
import { defineOperation, roles } from "@aerotage/core/contract/operation";
import {
  addressSchema,
  amountSchema,
  clearable,
  currencySchema,
  dateSchema,
  fractionSchema,
  instantSchema,
  listOf,
  listParameters,
  multilineText,
  singleLine,
  text,
  timeZoneSchema,
  ulidSchema,
  userIdSchema,
  wallClockSchema,
} from "@aerotage/core/contract/schemas";
import { timeRoundingInputSchema, timeRoundingSchema } from "@aerotage/kernel/contract/billing";
import { electronicAddressSchema } from "@aerotage/kernel/contract/electronic-address";
import { userNotFound } from "@aerotage/kernel/contract/errors";
import { weekdays } from "@aerotage/kernel/domain/work-schedule";
import * as z from "zod/mini";
import { compactCode, isIban } from "../domain/iban.js";

export const organizationHasAmounts = {
  status: 409,
  code: "ORGANIZATION_HAS_AMOUNTS",
  description:
    "Rates of people, or clients without a currency of their own, are in the company's currency, so it cannot get another one; the message says how many.",
} as const satisfies ErrorDefinition;

export const invoiceNumbersGiven = {
  status: 409,
  code: "INVOICE_NUMBERS_GIVEN",
  description:
    "Invoices of that year have numbers already, so the first number of the year can no longer be set or changed.",
} as const satisfies ErrorDefinition;

const ibanSchema = z
  .string()
  .check(
    z.trim(),
    z.maxLength(50),
    singleLine,
    z.overwrite(compactCode),
    z.refine(isIban, "must be an IBAN with the right check digits"),
  );

/** ISO 9362: institution, country and place, and maybe a branch. */
const bicSchema = z
  .string()
  .check(
    z.trim(),
    singleLine,
    z.overwrite(compactCode),
    z.regex(/^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/, "must be a BIC of 8 or 11 characters"),
  );

/** Where invoices are paid to. */
const bankDetailsSchema = z.strictObject({
  accountHolder: text(1, 100),
  iban: ibanSchema,
  bic: z.optional(bicSchema),
  bankName: z.optional(text(1, 100)),
});

const holidayFields = { date: dateSchema, name: text(1, 100) };

const maxHolidays = 400;
const maxSteps = 10;

/** Up to ten whole numbers, ascending. */
function steps(min: number, max: number) {
  return z.array(z.int().check(z.minimum(min), z.maximum(max))).check(
    z.maxLength(maxSteps),
    z.refine(
      (numbers) => numbers.every((number, index) => index === 0 || number > Number(numbers[index - 1])),
      "must be ascending, each number once",
    ),
  );
}

/** Percent of a budget. */
const budgetThresholdsSchema = steps(1, 1000);
/** Days after an invoice's due date; negative ones are before it. */
const reminderDaysSchema = steps(-30, 90);

/** A company that charges no tax, such as a small business in the sense of tax law. */
const smallBusinessFields = { reason: text(1, 300) };
const paymentTermsSchema = text(1, 200);
/** The first number of a year's invoices. */
const invoiceNumberStartFields = {
  year: z.int().check(z.minimum(2000), z.maximum(2100)),
  number: z.int().check(z.minimum(1), z.maximum(999_999_999)),
};

const submissionReminderFields = { weekday: z.enum(weekdays), time: wallClockSchema };

/** The address of a picture; the picture itself is kept elsewhere. */
const logoSchema = z
  .url({ protocol: /^https$/, error: "must be an https address" })
  .check(z.maxLength(2048), singleLine);
/** The picture on documents of the organization. */
export const logoFileSchema = z.strictObject({
  id: z.string(),
  contentType: z.enum(["image/png", "image/jpeg"]),
  sizeBytes: z.int(),
  uploadedAt: instantSchema,
});

const weekStartSchema = z.enum(["monday", "sunday", "saturday"]);
const invoicePrefixSchema = z
  .string()
  .check(z.regex(/^[A-Z0-9-]{1,10}$/, "must be 1 to 10 capital letters, digits and hyphens"));
const lockReasonSchema = multilineText(3, 500);

/** The settings as they are answered; fields that may be missing are not set, or not for the caller's eyes. */
export const settingsSchema = z
  .strictObject({
    legalName: z.optional(text(1, 200)),
    address: z.optional(addressSchema),
    /** Administrators alone see this, the bank details, thresholds, reminders, and what invoices go by. */
    vatId: z.optional(text(1, 30)),
    /** The number of the tax office, for a company without a VAT id, and where nothing on an invoice is subject to VAT. */
    taxNumber: z.optional(text(1, 30)),
    /** Where electronic invoices come from. */
    electronicAddress: z.optional(electronicAddressSchema),
    bankDetails: z.optional(bankDetailsSchema),
    logo: z.optional(logoSchema),
    /** What was uploaded to stand on documents. */
    logoFile: z.optional(logoFileSchema),
    currency: currencySchema,
    timezone: timeZoneSchema,
    weekStart: weekStartSchema,
    /** By date. */
    holidays: z.array(z.strictObject(holidayFields)).check(z.maxLength(maxHolidays)),
    invoicePrefix: z.optional(invoicePrefixSchema),
    /** Not the same as `invoicePrefix`. */
    creditNotePrefix: z.optional(invoicePrefixSchema),
    /** Time of this day and of all days before is locked. */
    lockedUntil: z.optional(dateSchema),
    lockReason: z.optional(lockReasonSchema),
    /** True if managers may approve their own time. */
    selfApproval: z.boolean(),
    budgetThresholds: z.optional(budgetThresholdsSchema),
    reminderDays: z.optional(reminderDaysSchema),
    /** What a reminder after the due date costs, in the organization's currency: a line of the reminder, never of the invoice. */
    reminderFee: z.optional(amountSchema),
    /** When people are reminded of time of the week before that they have not submitted, in the company's zone; nobody is without it. */
    submissionReminder: z.optional(z.strictObject(submissionReminderFields)),
    /** The rate of invoices where neither the line, nor the client, nor the request has one. */
    taxRate: z.optional(fractionSchema),
    /** With it the company charges no tax; the reason stands on its invoices. */
    smallBusiness: z.optional(z.strictObject(smallBusinessFields)),
    /** How time on invoices is rounded, unless the client has a rounding of its own. */
    timeRounding: z.optional(timeRoundingSchema),
    /** Payment terms of new invoices, such as `Net 14`; `Net 30` without it. */
    paymentTerms: z.optional(paymentTermsSchema),
    /** The first number of one year's invoices. Numbers of all other years begin at 1. */
    invoiceNumberStart: z.optional(z.strictObject(invoiceNumberStartFields)),
    updatedAt: z.optional(instantSchema),
    updatedBy: z.optional(userIdSchema),
    /** 0 until anything is set. */
    version: z.int().check(z.nonnegative()),
  })
  .register(z.globalRegistry, { id: "Settings", description: "What holds for the whole company." });
export type SettingsResponse = z.infer<typeof settingsSchema>;

const countSchema = z.int().check(z.nonnegative());

/** What people have not finished in a period that was locked. */
const pendingSchema = z
  .strictObject({
    startDate: dateSchema,
    endDate: dateSchema,
    /** Who has drafts, submitted entries or a running timer in it. */
    people: z.array(
      z.strictObject({
        userId: userIdSchema,
        name: z.string(),
        drafts: countSchema,
        submitted: countSchema,
        timers: countSchema,
      }),
    ),
  })
  .register(z.globalRegistry, { id: "Pending", description: "What people have not finished in a locked period." });
export type PendingResponse = z.infer<typeof pendingSchema>;

const settingsUpdateSchema = z
  .object({
    legalName: clearable(text(1, 200)),
    address: clearable(z.object(addressSchema.shape)),
    vatId: clearable(text(1, 30)),
    taxNumber: clearable(text(1, 30)),
    electronicAddress: clearable(z.object(electronicAddressSchema.shape)),
    bankDetails: clearable(
      z.object({ ...bankDetailsSchema.shape, bic: clearable(bicSchema), bankName: clearable(text(1, 100)) }),
    ),
    logo: clearable(logoSchema),
    currency: clearable(currencySchema),
    timezone: clearable(timeZoneSchema),
    weekStart: clearable(weekStartSchema),
    holidays: clearable(
      z.array(z.object(holidayFields)).check(
        z.maxLength(maxHolidays),
        z.refine(
          (holidays) => new Set(holidays.map(({ date }) => date)).size === holidays.length,
          "must have each date once",
        ),
      ),
    ),
    invoicePrefix: clearable(invoicePrefixSchema),
    creditNotePrefix: clearable(invoicePrefixSchema),
    lockedUntil: clearable(dateSchema),
    lockReason: clearable(lockReasonSchema),
    selfApproval: clearable(z.boolean()),
    budgetThresholds: clearable(budgetThresholdsSchema),
    reminderDays: clearable(reminderDaysSchema),
    reminderFee: clearable(amountSchema),
    submissionReminder: clearable(z.object(submissionReminderFields)),
    taxRate: clearable(fractionSchema),
    smallBusiness: clearable(z.object(smallBusinessFields)),
    timeRounding: clearable(timeRoundingInputSchema),
    paymentTerms: clearable(paymentTermsSchema),
    invoiceNumberStart: clearable(z.object(invoiceNumberStartFields)),
  })
  .register(z.globalRegistry, {
    id: "SettingsUpdate",
    description: "What to change; `null` clears a field, or brings back its default.",
  });
export type SettingsInput = z.output<typeof settingsUpdateSchema>;

export const getSettings = defineOperation({
  id: "getSettings",
  method: "GET",
  path: "/settings",
  token: "access",
  roles,
  tag: "Organization",
  summary: "Get the settings",
  description:
    "Everybody reads names, address, logo, currency, time zone, week, holidays, lock and self-approval; administrators read all. What nobody has set has its default.",
  request: {},
  response: { status: 200, description: "The settings.", data: settingsSchema, etag: true },
  errors: [],
});

export const updateSettings = defineOperation({
  id: "updateSettings",
  method: "PUT",
  path: "/settings",
  token: "access",
  roles: ["admin"],
  tag: "Organization",
  summary: "Change the settings",
  description:
    "Fields that are left out stay as they are; objects such as an address or bank details are replaced as a whole. `invoiceNumberStart` can be set until the first number of its year is given, and cleared at any time. Another `lockedUntil`, be it later, earlier or none, needs a `lockReason` in the same request. A later one is answered with `pending`: what people have not finished in the days that it adds, of which the last 366 are looked through.",
  request: { body: settingsUpdateSchema },
  response: {
    status: 200,
    description: "The settings as they are now.",
    data: z.strictObject({ ...settingsSchema.shape, pending: z.optional(pendingSchema) }),
    etag: true,
  },
  errors: [organizationHasAmounts, invoiceNumbersGiven, conflict, preconditionFailed],
});

/** A change as the audit trail has it. */
export const activitySchema = z
  .strictObject({
    id: ulidSchema,
    timestamp: instantSchema,
    /** Who did it: a user id, or `system`. */
    actorId: userIdSchema,
    actorRole: z.enum([...roles, "system"]),
    type: z.string(),
    entityType: z.string(),
    entityId: z.string(),
    /** Fields in alphabetical order; `before` is missing where there was nothing, `after` where there is nothing now. */
    changes: z.array(
      z.strictObject({ field: z.string(), before: z.optional(z.unknown()), after: z.optional(z.unknown()) }),
    ),
    reason: z.optional(z.string()),
    requestId: z.string(),
    sourceIp: z.optional(z.string()),
  })
  .register(z.globalRegistry, { id: "Activity", description: "Who changed what, and when." });
export type ActivityResponse = z.infer<typeof activitySchema>;

/** A moment, or a day in UTC, which counts as a whole: both ends of a period belong to it. */
const periodEnd = z.union([dateSchema, instantSchema], {
  error: "must be a date such as 2026-11-24 or an instant such as 2026-11-24T08:00:00Z",
});

const activityParameters = {
  ...listParameters,
  /** `client.updated`, or `client.*` for all of a group. */
  type: z.optional(
    text(1, 100).check(
      z.regex(/^[\w-]+(?:\.[\w-]+)*(?:\.\*)?$/, "must be a type such as client.updated, or a group such as client.*"),
    ),
  ),
  entityType: z.optional(text(1, 50)),
  entityId: z.optional(text(1, 128)),
  from: z.optional(periodEnd),
  to: z.optional(periodEnd),
};

const order =
  "Newest first; `sortOrder` may be `asc` with a `limit`. Without `limit` and `cursor`: up to 5,000 or 4 MB. `from` and `to` are instants or days in UTC, and belong to the period.";

export const listUserActivity = defineOperation({
  id: "listUserActivity",
  method: "GET",
  path: "/users/{id}/activity",
  token: "access",
  roles,
  tag: "Organization",
  summary: "List what a person did",
  description: `Everybody lists their own changes, administrators those of everybody. ${order}`,
  request: { path: z.object({ id: userIdSchema }), query: z.object(activityParameters) },
  response: { status: 200, description: "Changes that the person made.", data: listOf(activitySchema) },
  errors: [userNotFound],
  list: { index: "UserActivity" },
});

export const listActivity = defineOperation({
  id: "listActivity",
  method: "GET",
  path: "/activity",
  token: "access",
  roles: ["admin"],
  tag: "Organization",
  summary: "List what was changed",
  description: `Unless \`userId\`, \`entityId\` or an exact \`type\` is asked for, \`from\` is 90 days before \`to\`, or before now, and at most ten years. ${order}`,
  request: {
    query: z.object({
      ...activityParameters,
      /** Who did it. */
      userId: z.optional(userIdSchema),
    }),
  },
  response: { status: 200, description: "Changes.", data: listOf(activitySchema) },
  errors: [],
  list: { index: "UserActivity.MonthIndex" },
});
