/** Invoices that are made again and again. */
import { conflict, type ErrorDefinition, preconditionFailed } from "@aerotage/core/contract/errors";
import { defineOperation } from "@aerotage/core/contract/operation";
import {
  clearable,
  dateSchema,
  emailSchema,
  fractionSchema,
  listOf,
  listParameters,
  multilineText,
  recordFields,
  text,
  ulidSchema,
} from "@aerotage/core/contract/schemas";
import { clientNotFound, projectNotFound } from "@aerotage/kernel/contract/errors";
import * as z from "zod/mini";
import { groupings, lineInputSchema, linesSchema } from "./create.js";

export const recurringInvoiceNotFound = {
  status: 404,
  code: "RECURRING_INVOICE_NOT_FOUND",
  description: "There is no such recurring invoice, or the caller may not know of it.",
} as const satisfies ErrorDefinition;

export const frequencies = ["weekly", "monthly", "quarterly", "yearly"] as const;
export type Frequency = (typeof frequencies)[number];

/** How a run went: `made`; `nothing`: there was nothing to bill; `failed`: the message says why. */
const runStatuses = ["made", "nothing", "failed"] as const;

const maxInterval = 12;
const maxRecipients = 20;
const intervalSchema = z.int().check(z.minimum(1), z.maximum(maxInterval));
const countSchema = z.int().check(z.minimum(1), z.maximum(1000));
const recipientsSchema = z.array(emailSchema).check(z.maxLength(maxRecipients));
const projectIdsSchema = z.array(ulidSchema).check(z.maxLength(100));

const recurringSchema = z
  .strictObject({
    id: ulidSchema,
    name: z.string(),
    clientId: ulidSchema,
    clientName: z.string(),
    isActive: z.boolean(),
    frequency: z.enum(frequencies),
    /** Every so many weeks, months, quarters or years. */
    interval: intervalSchema,
    /** The date of the first invoice. One on the 31st is made at the end of shorter months. */
    startDate: dateSchema,
    /** The last date on which one may be made. */
    endDate: z.optional(dateSchema),
    /** After how many dates it ends; those without anything to bill count too. */
    count: z.optional(countSchema),
    /** How many dates have passed, those without anything to bill too. */
    occurrences: z.int(),
    /** The date of the next one; missing once there is none. */
    nextDate: z.optional(dateSchema),
    /** Whose approved time of the period before each date is billed. */
    projectIds: z.optional(projectIdsSchema),
    groupBy: z.optional(z.enum(groupings)),
    additionalLineItems: z.optional(z.array(lineInputSchema)),
    discountRate: z.optional(fractionSchema),
    taxRate: z.optional(fractionSchema),
    paymentTerms: z.optional(z.string()),
    clientNotes: z.optional(z.string()),
    buyerReference: z.optional(z.string()),
    purchaseOrder: z.optional(z.string()),
    /** True to mail each invoice once it is made. */
    autoSend: z.boolean(),
    recipientEmails: z.optional(recipientsSchema),
    lastRun: z.optional(
      z.strictObject({
        date: dateSchema,
        status: z.enum(runStatuses),
        invoiceId: z.optional(ulidSchema),
        message: z.optional(z.string()),
      }),
    ),
    ...recordFields,
  })
  .register(z.globalRegistry, { id: "RecurringInvoice", description: "An invoice that is made again and again." });
export type RecurringResponse = z.infer<typeof recurringSchema>;

const fields = {
  isActive: z.optional(z.boolean()),
  interval: z.optional(intervalSchema),
  endDate: clearable(dateSchema),
  count: clearable(countSchema),
  projectIds: clearable(projectIdsSchema),
  groupBy: clearable(z.enum(groupings)),
  additionalLineItems: clearable(linesSchema),
  discountRate: clearable(fractionSchema),
  taxRate: clearable(fractionSchema),
  paymentTerms: clearable(text(1, 200)),
  clientNotes: clearable(multilineText(1, 2000)),
  buyerReference: clearable(text(1, 100)),
  purchaseOrder: clearable(text(1, 100)),
  autoSend: z.optional(z.boolean()),
  recipientEmails: clearable(recipientsSchema),
};

const createSchema = z
  .object({
    name: text(1, 100),
    clientId: ulidSchema,
    frequency: z.enum(frequencies),
    startDate: dateSchema,
    ...fields,
  })
  .register(z.globalRegistry, { id: "RecurringInvoiceCreate", description: "What to bill again and again." });
export type RecurringInput = z.output<typeof createSchema>;

const updateSchema = z
  .object({ name: z.optional(text(1, 100)), frequency: z.optional(z.enum(frequencies)), ...fields })
  .register(z.globalRegistry, {
    id: "RecurringInvoiceUpdate",
    description: "What to change; `null` clears a field. The client and the first date stay.",
  });
export type RecurringUpdate = z.output<typeof updateSchema>;

const common = { token: "access", roles: ["admin", "manager"], tag: "Invoices" } as const;
const recurringPath = z.object({ recurringId: ulidSchema });

export const listRecurringInvoices = defineOperation({
  ...common,
  id: "listRecurringInvoices",
  method: "GET",
  path: "/invoices/recurring",
  summary: "List recurring invoices",
  description: "Administrators list all, managers those of the clients of their projects; the newest first.",
  request: { query: z.object(listParameters) },
  response: { status: 200, description: "Recurring invoices.", data: listOf(recurringSchema) },
  errors: [],
  list: { index: "Invoices.ListIndex" },
});

export const createRecurringInvoice = defineOperation({
  ...common,
  id: "createRecurringInvoice",
  method: "POST",
  path: "/invoices/recurring",
  summary: "Make a recurring invoice",
  description:
    "An invoice is made on each date, once, from the lines, from the approved time of the projects in the period before it, or both. A date that was missed is caught up. Without `autoSend` the invoices are drafts.",
  request: { body: createSchema },
  response: { status: 201, description: "The recurring invoice.", data: recurringSchema, etag: true },
  errors: [clientNotFound, projectNotFound],
});

export const getRecurringInvoice = defineOperation({
  ...common,
  id: "getRecurringInvoice",
  method: "GET",
  path: "/invoices/recurring/{recurringId}",
  summary: "Get a recurring invoice",
  request: { path: recurringPath },
  response: { status: 200, description: "The recurring invoice.", data: recurringSchema, etag: true },
  errors: [recurringInvoiceNotFound],
});

export const updateRecurringInvoice = defineOperation({
  ...common,
  id: "updateRecurringInvoice",
  method: "PUT",
  path: "/invoices/recurring/{recurringId}",
  summary: "Change a recurring invoice",
  description: "Invoices that were made stay as they are.",
  request: { path: recurringPath, body: updateSchema },
  response: { status: 200, description: "The recurring invoice as it is now.", data: recurringSchema, etag: true },
  errors: [recurringInvoiceNotFound, projectNotFound, conflict, preconditionFailed],
});

export const deleteRecurringInvoice = defineOperation({
  ...common,
  id: "deleteRecurringInvoice",
  method: "DELETE",
  path: "/invoices/recurring/{recurringId}",
  summary: "Delete a recurring invoice",
  description: "Invoices that were made stay.",
  request: { path: recurringPath },
  response: { status: 200, description: "What was deleted.", data: recurringSchema },
  errors: [recurringInvoiceNotFound, conflict, preconditionFailed],
});
