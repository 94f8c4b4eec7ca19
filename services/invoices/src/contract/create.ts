/** Making an invoice, and trying out what it would be. */

import type { ErrorDefinition } from "@aerotage/core/contract/errors";
import { defineOperation } from "@aerotage/core/contract/operation";
import {
  clearable,
  currencySchema,
  dateSchema,
  fractionSchema,
  multilineText,
  numberInput,
  text,
  ulidSchema,
} from "@aerotage/core/contract/schemas";
import { taxCategories } from "@aerotage/kernel/contract/billing";
import { clientNotFound, projectNotFound } from "@aerotage/kernel/contract/errors";
import * as z from "zod/mini";
import { invoiceSchema, lineItemSchema, lineTypes, maxAdditionalLines, sumFields } from "./invoice.js";

export const noBillableTimeEntries = {
  status: 422,
  code: "NO_BILLABLE_TIME_ENTRIES",
  description: "There is nothing to bill: no approved, billable time that is on no invoice yet, and no other line.",
} as const satisfies ErrorDefinition;

export const timeEntriesNotBillable = {
  status: 422,
  code: "TIME_ENTRIES_NOT_BILLABLE",
  description: "Some of the time entries cannot be billed; `details` names each with its reason. Nothing was written.",
} as const satisfies ErrorDefinition;

export const tooManyTimeEntries = {
  status: 422,
  code: "TOO_MANY_TIME_ENTRIES",
  description: "There is more time than one invoice may have. Set a period.",
} as const satisfies ErrorDefinition;

export const invoiceInPreparation = {
  status: 409,
  code: "INVOICE_IN_PREPARATION",
  description: "Another invoice of the client is being prepared; try again after `Retry-After` seconds.",
} as const satisfies ErrorDefinition;

export const invoiceTotalNegative = {
  status: 422,
  code: "INVOICE_TOTAL_NEGATIVE",
  description: "The discounts are larger than what they lower.",
} as const satisfies ErrorDefinition;

export const invoiceTooLarge = {
  status: 422,
  code: "INVOICE_TOO_LARGE",
  description: "An amount or a sum of the invoice is larger than what can be kept exactly.",
} as const satisfies ErrorDefinition;

/** The most time entries of an invoice. */
export const maxTimeEntries = 5000;
/** Time entries that are billed while the caller waits; more are billed after the response. */
export const entriesAtOnce = 500;
/** The most time entries that a preview names as left out. */
export const maxExcluded = 500;

export const groupings = ["project", "user", "entry"] as const;
export type Grouping = (typeof groupings)[number];

/** Up to a million, with at most six decimals. */
export const quantitySchema = z.number().check(
  z.positive(),
  z.maximum(1_000_000),
  z.refine((value) => Number(value.toFixed(6)) === value, "must have at most six fraction digits"),
);

/** A line that a caller adds. What the fields must be in the invoice's currency is checked once that is known. */
export const lineInputSchema = z
  .object({
    type: z.enum(lineTypes),
    description: text(1, 1000),
    quantity: z.optional(numberInput(quantitySchema)),
    /** Per unit, in major units; not negative. */
    rate: numberInput(z.number().check(z.nonnegative())),
    /** May be left out; where it is given it must be rate × quantity. */
    amount: z.optional(numberInput(z.number())),
    /** False is the same as a tax rate of 0. */
    taxable: z.optional(z.boolean()),
    taxRate: z.optional(fractionSchema),
    taxCategory: z.optional(z.enum(taxCategories)),
    /** Why nothing is taxed; needed for `exempt` and `outOfScope`. */
    taxReason: z.optional(text(1, 300)),
    /** The invoice's, which is the client's. */
    currency: z.optional(currencySchema),
    projectId: z.optional(ulidSchema),
  })
  .register(z.globalRegistry, { id: "InvoiceLineInput", description: "A line beside those of recorded time." });
export type LineInput = z.output<typeof lineInputSchema>;

/** What may be said of an invoice when it is made, and while it is a draft. */
export const editableFields = {
  issueDate: z.optional(dateSchema),
  dueDate: z.optional(dateSchema),
  paymentTerms: z.optional(text(1, 200)),
  discountRate: clearable(fractionSchema),
  /** Of lines that have none of their own, where the client has none. */
  taxRate: z.optional(fractionSchema),
  notes: clearable(multilineText(1, 2000)),
  clientNotes: clearable(multilineText(1, 2000)),
  buyerReference: clearable(text(1, 100)),
  purchaseOrder: clearable(text(1, 100)),
};

export const linesSchema = z.array(lineInputSchema).check(z.maxLength(maxAdditionalLines));
export const additionalLinesSchema = z.optional(linesSchema);

const createFields = {
  clientId: ulidSchema,
  projectIds: z.optional(z.array(ulidSchema).check(z.maxLength(100))),
  timeEntryIds: z.optional(z.array(ulidSchema).check(z.maxLength(maxTimeEntries))),
  additionalLineItems: additionalLinesSchema,
  /** How time becomes lines: one per group and rate. @default project */
  groupBy: z.optional(z.enum(groupings)),
  /** The first and the last day of the time to bill; both or neither. */
  periodStart: z.optional(dateSchema),
  periodEnd: z.optional(dateSchema),
  ...editableFields,
};

interface PeriodInput {
  readonly periodStart?: string | undefined;
  readonly periodEnd?: string | undefined;
}

/** Checks of a period: it has both ends or none, and does not end before it begins. */
const periodChecks = [
  z.refine<PeriodInput>(({ periodStart, periodEnd }) => periodStart !== undefined || periodEnd === undefined, {
    path: ["periodStart"],
    error: "is missing: a period has both ends",
  }),
  z.refine<PeriodInput>(({ periodStart, periodEnd }) => periodEnd !== undefined || periodStart === undefined, {
    path: ["periodEnd"],
    error: "is missing: a period has both ends",
  }),
  z.refine<PeriodInput>(
    ({ periodStart, periodEnd }) => periodStart === undefined || periodEnd === undefined || periodStart <= periodEnd,
    { path: ["periodEnd"], error: "must not be before periodStart" },
  ),
] as const;

const createSchema = z
  .object(createFields)
  .check(...periodChecks)
  .register(z.globalRegistry, { id: "InvoiceCreate", description: "What to bill." });
export type InvoiceInput = z.output<typeof createSchema>;

/** Why a time entry is not billed. */
export const exclusionReasons = [
  "NOT_FOUND",
  "OTHER_CLIENT",
  "NOT_APPROVED",
  "NOT_BILLABLE",
  "NO_RATE",
  "OTHER_CURRENCY",
  "ALREADY_BILLED",
  "OUTSIDE_PERIOD",
] as const;
export type ExclusionReason = (typeof exclusionReasons)[number];

const previewSchema = z
  .strictObject({
    clientId: ulidSchema,
    clientName: z.string(),
    currency: currencySchema,
    issueDate: dateSchema,
    dueDate: dateSchema,
    periodStart: z.optional(dateSchema),
    periodEnd: z.optional(dateSchema),
    lineItems: z.array(lineItemSchema),
    /** Entries that would be billed. */
    timeEntryCount: z.int(),
    ...sumFields,
    /** Entries that would not be billed, each with its reason. */
    excluded: z.array(
      z.strictObject({
        timeEntryId: ulidSchema,
        reason: z.enum(exclusionReasons),
        message: z.string(),
        /** The invoice that it is on. */
        invoiceId: z.optional(ulidSchema),
      }),
    ),
    /** True if there are more than are named. */
    hasMoreExcluded: z.boolean(),
  })
  .register(z.globalRegistry, { id: "InvoicePreview", description: "What an invoice would be." });
export type PreviewResponse = z.infer<typeof previewSchema>;

const common = { token: "access", roles: ["admin", "manager"], tag: "Invoices" } as const;

const selectionErrors = [
  clientNotFound,
  projectNotFound,
  noBillableTimeEntries,
  timeEntriesNotBillable,
  tooManyTimeEntries,
  invoiceTotalNegative,
  invoiceTooLarge,
] as const;

export const createInvoice = defineOperation({
  ...common,
  id: "createInvoice",
  method: "POST",
  path: "/invoices",
  summary: "Make an invoice",
  description: `Bills the time entries of \`timeEntryIds\`, exactly those; without them all approved, billable time of \`projectIds\` that is on no invoice. Time is billed at the rates that its approval has frozen, and is on one invoice at most. Additional lines of the type \`time\` are dropped where \`timeEntryIds\` are given: they would repeat the entries. The currency is the client's, else the organization's. Up to ${entriesAtOnce} entries are billed at once; up to ${maxTimeEntries} after the response, which then has the status \`preparing\` and no number.`,
  request: { body: createSchema },
  response: {
    status: 201,
    description: "The new invoice, a draft.",
    accepted: "The invoice is being prepared.",
    data: invoiceSchema,
    etag: true,
  },
  errors: [...selectionErrors, invoiceInPreparation],
});

export const previewInvoice = defineOperation({
  ...common,
  id: "previewInvoice",
  method: "POST",
  path: "/invoices/preview",
  summary: "See what an invoice would be",
  description: `Takes the same body as making an invoice, and writes nothing. Names up to ${maxExcluded} time entries that would not be billed, with the reasons.`,
  request: { body: createSchema },
  response: { status: 200, description: "The invoice as it would be.", data: previewSchema },
  errors: [clientNotFound, projectNotFound, tooManyTimeEntries, invoiceTotalNegative, invoiceTooLarge],
});
