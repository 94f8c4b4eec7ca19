/** An invoice as it is returned. */

import type { ErrorDefinition } from "@aerotage/core/contract/errors";
import {
  currencySchema,
  dateSchema,
  emailSchema,
  fractionSchema,
  instantSchema,
  multilineText,
  recordFields,
  text,
  ulidSchema,
  userIdSchema,
} from "@aerotage/core/contract/schemas";
import { documentLanguages, taxCategories } from "@aerotage/kernel/contract/billing";
import { issuedStatuses } from "@aerotage/kernel/domain/invoices";
import * as z from "zod/mini";

export const invoiceNotFound = {
  status: 404,
  code: "INVOICE_NOT_FOUND",
  description: "There is no such invoice, or the caller may not know of it.",
} as const satisfies ErrorDefinition;

export const invalidStatusTransition = {
  status: 409,
  code: "INVALID_STATUS_TRANSITION",
  description: "The invoice has a status that the change does not start from.",
} as const satisfies ErrorDefinition;

/**
 * `preparing`: its time is being claimed, it has no number yet; `failed`: it could not be made, nothing is claimed. The others are those
 * of an invoice that exists.
 */
export const invoiceStatuses = ["preparing", "failed", ...issuedStatuses] as const;
export type InvoiceStatus = (typeof invoiceStatuses)[number];

export const lineTypes = ["time", "expense", "fixed", "discount"] as const;
export type LineType = (typeof lineTypes)[number];

/** The most lines that a request may add. */
export const maxAdditionalLines = 200;
/** The most lines, and ids of time entries, of an invoice in a list. */
export const maxListedDetails = 100;

const amountOfLine = z.number();

export const lineItemSchema = z
  .strictObject({
    id: ulidSchema,
    type: z.enum(lineTypes),
    description: z.string(),
    /** Billed minutes of recorded time, after rounding. */
    minutes: z.optional(z.int()),
    /** Hours of time, else units. */
    quantity: z.number(),
    /** Per hour or unit, in major units. */
    rate: amountOfLine,
    /** Rate × quantity, rounded once; negative for a discount. */
    amount: amountOfLine,
    /** True if its tax rate is above zero; a discount without a tax of its own lowers all taxes in proportion. */
    taxable: z.boolean(),
    taxRate: z.optional(fractionSchema),
    taxCategory: z.optional(z.enum(taxCategories)),
    taxReason: z.optional(z.string()),
    projectId: z.optional(ulidSchema),
    userId: z.optional(userIdSchema),
    timeEntryIds: z.optional(z.array(ulidSchema)),
  })
  .register(z.globalRegistry, { id: "InvoiceLineItem", description: "A line of an invoice." });
export type LineItemResponse = z.infer<typeof lineItemSchema>;

export const taxSchema = z
  .strictObject({
    category: z.enum(taxCategories),
    rate: fractionSchema,
    /** What is taxed, discounts taken off. */
    taxable: z.number(),
    tax: z.number(),
    /** Why nothing is taxed, as it stands on the document. */
    reason: z.optional(z.string()),
  })
  .register(z.globalRegistry, { id: "InvoiceTax", description: "The tax of all lines of one category and rate." });
export type TaxResponse = z.infer<typeof taxSchema>;

export const paymentSchema = z
  .strictObject({
    id: ulidSchema,
    kind: z.enum(["payment", "refund"]),
    amount: z.number(),
    paymentDate: dateSchema,
    paymentMethod: z.string(),
    reference: z.optional(z.string()),
    notes: z.optional(z.string()),
    recordedAt: instantSchema,
    recordedBy: userIdSchema,
    /** When it was voided: it counts no more. */
    voidedAt: z.optional(instantSchema),
    voidedBy: z.optional(userIdSchema),
    voidReason: z.optional(z.string()),
  })
  .register(z.globalRegistry, { id: "InvoicePayment", description: "Money that came, or went back." });
export type PaymentResponse = z.infer<typeof paymentSchema>;

const reminderSchema = z
  .strictObject({
    /** Relative to the due date. */
    day: z.int(),
    at: instantSchema,
    /** `sending`: nobody knows yet, or ever, whether it went out. */
    status: z.enum(["sending", "accepted", "refused"]),
    /** A line of the reminder alone: the invoice does not have it. */
    fee: z.optional(z.number()),
    reason: z.optional(z.string()),
  })
  .register(z.globalRegistry, { id: "InvoiceReminder", description: "A reminder of an invoice." });
export type ReminderResponse = z.infer<typeof reminderSchema>;

/** How the last mail of an invoice went. */
const deliverySchema = z
  .strictObject({
    /**
     * `sending`: it is being handed over, or the function that did so has died; `accepted`: the mail service took it;
     * `bounced`: it came back for good; `complained`: a recipient marked it as unwanted.
     */
    status: z.enum(["sending", "accepted", "refused", "bounced", "complained"]),
    recipients: z.array(emailSchema),
    at: instantSchema,
    /** Why it was refused, bounced or complained about. */
    reason: z.optional(z.string()),
  })
  .register(z.globalRegistry, { id: "InvoiceDelivery", description: "How the last mail of an invoice went." });

const countSchema = z.int().check(z.nonnegative());

/** What stands in an invoice's sums, in major units of its currency. */
export const sumFields = {
  /** The sum of all lines. */
  subtotal: z.number(),
  discountRate: z.optional(fractionSchema),
  discountAmount: z.number(),
  taxes: z.array(taxSchema),
  taxAmount: z.number(),
  totalAmount: z.number(),
};

/** The fields of an invoice, for responses that have others beside them. */
export const invoiceFields = {
  id: ulidSchema,
  type: z.enum(["invoice", "creditNote"]),
  /** The invoice that a credit note is of. */
  credits: z.optional(z.strictObject({ id: ulidSchema, invoiceNumber: z.string(), issueDate: dateSchema })),
  creditNoteIds: z.optional(z.array(ulidSchema)),
  /** Missing while the invoice is being prepared. */
  invoiceNumber: z.optional(z.string()),
  clientId: ulidSchema,
  clientName: z.string(),
  projectIds: z.array(ulidSchema),
  /** Left out of lists above 100, and of responses that would have more than 2 MB, or 300 KB after a POST. */
  timeEntryIds: z.array(ulidSchema),
  timeEntryCount: countSchema,
  status: z.enum(invoiceStatuses),
  issueDate: dateSchema,
  dueDate: dateSchema,
  /** The first and the last day of billed time. */
  periodStart: z.optional(dateSchema),
  periodEnd: z.optional(dateSchema),
  /** The date of the payment with which nothing is left open. */
  paidDate: z.optional(dateSchema),
  sentAt: z.optional(instantSchema),
  /** The calendar date of `sentAt` in the organization's zone. */
  sentDate: z.optional(dateSchema),
  viewedAt: z.optional(instantSchema),
  cancelledAt: z.optional(instantSchema),
  ...sumFields,
  /** The rate of lines that have none of their own. */
  taxRate: fractionSchema,
  /** Payments without those that were voided, refunds taken off. */
  amountPaid: z.number(),
  amountCredited: z.number(),
  /** total − paid − credited; negative where the client is owed something; zero once the invoice is cancelled or refunded. */
  balance: z.number(),
  currency: currencySchema,
  language: z.enum(documentLanguages),
  /** Left out as `timeEntryIds` is. */
  lineItems: z.array(lineItemSchema),
  lineItemCount: countSchema,
  paymentTerms: z.string(),
  payments: z.array(paymentSchema),
  buyerReference: z.optional(text(1, 100)),
  purchaseOrder: z.optional(text(1, 100)),
  notes: z.optional(multilineText(1, 2000)),
  clientNotes: z.optional(multilineText(1, 2000)),
  delivery: z.optional(deliverySchema),
  /** True if nobody knows whether the last mail went out. It is never mailed again by itself. */
  deliveryUncertain: z.boolean(),
  /** A link to the document, good for 15 minutes; given where one invoice is read. */
  pdfUrl: z.optional(z.string()),
  remindersSent: countSchema,
  reminders: z.optional(z.array(reminderSchema)),
  isRecurring: z.boolean(),
  /** The recurring invoice that made it. */
  recurringId: z.optional(ulidSchema),
  /** Why it could not be made. */
  failure: z.optional(z.strictObject({ code: z.string(), message: z.string() })),
  ...recordFields,
};

export const invoiceSchema = z
  .strictObject(invoiceFields)
  .register(z.globalRegistry, { id: "Invoice", description: "What a client owes for time and other things." });
export type InvoiceResponse = z.infer<typeof invoiceSchema>;

export const invoicePath = z.object({ id: ulidSchema });
