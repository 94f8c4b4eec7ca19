/** Changing, sending and settling invoices. */

import { conflict, type ErrorDefinition, preconditionFailed } from "@aerotage/core/contract/errors";
import { defineOperation } from "@aerotage/core/contract/operation";
import {
  clearable,
  dateSchema,
  emailSchema,
  fractionSchema,
  instantSchema,
  multilineText,
  numberInput,
  text,
  ulidSchema,
} from "@aerotage/core/contract/schemas";
import { taxCategories } from "@aerotage/kernel/contract/billing";
import * as z from "zod/mini";
import { additionalLinesSchema, editableFields, invoiceTooLarge, invoiceTotalNegative } from "./create.js";
import { eInvoiceIncomplete } from "./e-invoice.js";
import {
  invalidStatusTransition,
  invoiceFields,
  invoiceNotFound,
  invoicePath,
  invoiceSchema,
  paymentSchema,
} from "./invoice.js";

export const invoiceLocked = {
  status: 409,
  code: "INVOICE_LOCKED",
  description: "Only drafts that nobody may have received can be changed.",
} as const satisfies ErrorDefinition;

export const deliveryUncertain = {
  status: 409,
  code: "DELIVERY_UNCERTAIN",
  description: "Nobody knows whether the last mail went out. Send it again with `resend`, or mark the invoice as sent.",
} as const satisfies ErrorDefinition;

export const deliveryInProgress = {
  status: 409,
  code: "DELIVERY_IN_PROGRESS",
  description: "The invoice is being mailed; try again after `Retry-After` seconds.",
} as const satisfies ErrorDefinition;

export const noRecipient = {
  status: 422,
  code: "NO_RECIPIENT",
  description: "Neither the request nor the client has an e-mail address.",
} as const satisfies ErrorDefinition;

export const mailRefused = {
  status: 422,
  code: "MAIL_REFUSED",
  description: "The mail service refused the mail; the invoice is as it was before, with the reason.",
} as const satisfies ErrorDefinition;

export const paymentExceedsBalance = {
  status: 422,
  code: "PAYMENT_EXCEEDS_BALANCE",
  description: "The payment is larger than what is open, or the refund than what was paid.",
} as const satisfies ErrorDefinition;

export const paymentNotFound = {
  status: 404,
  code: "PAYMENT_NOT_FOUND",
  description: "The invoice has no such payment.",
} as const satisfies ErrorDefinition;

export const invoiceHasPayments = {
  status: 409,
  code: "INVOICE_HAS_PAYMENTS",
  description: "Something was paid, so the invoice cannot be cancelled before it is refunded or voided.",
} as const satisfies ErrorDefinition;

export const tooManyPayments = {
  status: 422,
  code: "TOO_MANY_PAYMENTS",
  description: "The invoice has as many payments as it may have.",
} as const satisfies ErrorDefinition;

/** The most payments and refunds of an invoice, voided ones too. */
export const maxPayments = 100;

const common = { token: "access", roles: ["admin", "manager"], tag: "Invoices" } as const;

/** What may be said of a line of recorded time. Its minutes, rate and amount follow from the entries. */
const lineChangeSchema = z.object({
  id: ulidSchema,
  description: z.optional(text(1, 1000)),
  taxRate: z.optional(fractionSchema),
  taxCategory: z.optional(z.enum(taxCategories)),
  taxReason: z.optional(text(1, 300)),
});
export type LineChange = z.output<typeof lineChangeSchema>;

const updateSchema = z
  .object({
    ...editableFields,
    /** In place of all lines that are not of recorded time. */
    additionalLineItems: additionalLinesSchema,
    /** Changes of lines of recorded time, by their ids. */
    lineItems: z.optional(z.array(lineChangeSchema).check(z.maxLength(5000))),
  })
  .register(z.globalRegistry, {
    id: "InvoiceUpdate",
    description: "What to change of a draft; `null` clears a field.",
  });
export type InvoiceUpdate = z.output<typeof updateSchema>;

export const updateInvoice = defineOperation({
  ...common,
  id: "updateInvoice",
  method: "PUT",
  path: "/invoices/{id}",
  summary: "Change a draft",
  description:
    "Sums are computed anew. The date of issue stays within its year, since the number has it. Which time is billed does not change: cancel the draft and make another one.",
  request: { path: invoicePath, body: updateSchema },
  response: { status: 200, description: "The invoice as it is now.", data: invoiceSchema, etag: true },
  errors: [
    invoiceNotFound,
    invoiceLocked,
    deliveryInProgress,
    invoiceTotalNegative,
    invoiceTooLarge,
    conflict,
    preconditionFailed,
  ],
});

const maxRecipients = 20;

const sendSchema = z
  .object({
    /** @default the client's address */
    recipientEmails: z.optional(z.array(emailSchema).check(z.maxLength(maxRecipients))),
    /** A line above what the mail says by itself. */
    message: z.optional(multilineText(1, 5000)),
    subject: z.optional(text(1, 200)),
    /** True to send a copy to the caller. @default false */
    sendCopy: z.optional(z.boolean()),
    /** False leaves the document out; the link leads to it. @default true */
    attachPdf: z.optional(z.boolean()),
    /** True to mail again though nobody knows whether the last mail went out. */
    resend: z.optional(z.boolean()),
  })
  .register(z.globalRegistry, { id: "InvoiceSend", description: "Who gets the mail, and what it says." });
export type SendInput = z.output<typeof sendSchema>;

export const sendInvoice = defineOperation({
  ...common,
  id: "sendInvoice",
  method: "POST",
  path: "/invoices/{id}/send",
  summary: "Mail an invoice",
  description:
    "Settles a draft and mails it with its document and a link that marks it as viewed; an invoice that was sent is mailed again as it is. It counts as sent only if the mail service took the mail. Where the function dies while it hands the mail over, the invoice has `deliveryUncertain`, and is never mailed again by itself.",
  request: { path: invoicePath, body: sendSchema },
  response: {
    status: 200,
    description: "The mail was taken.",
    data: z.strictObject({ success: z.literal(true), ...invoiceFields }),
    etag: true,
  },
  errors: [
    invoiceNotFound,
    invalidStatusTransition,
    eInvoiceIncomplete,
    noRecipient,
    mailRefused,
    deliveryUncertain,
    deliveryInProgress,
    conflict,
    preconditionFailed,
  ],
});

const amountInput = numberInput(z.number().check(z.positive()));
/** A calendar date, or an instant of which the date counts. */
const paymentDateInput = z.union([dateSchema, instantSchema], { error: "must be a date such as 2026-11-24" });

const paymentFields = {
  /** In major units. @default the balance; what was paid, of a refund */
  amount: z.optional(amountInput),
  /** @default today */
  paymentDate: z.optional(paymentDateInput),
  paymentMethod: z.optional(text(1, 50)),
  /** Forms send an empty text for what was not filled in. */
  reference: clearable(text(1, 200)),
  notes: clearable(multilineText(1, 1000)),
};

export const statusInput = z
  .object({
    status: z.optional(z.enum(["sent", "viewed", "overdue", "paid", "cancelled", "refunded"])),
    operation: z.optional(z.enum(["recordPayment", "recordRefund", "voidPayment"])),
    ...paymentFields,
    /** Which one is voided. */
    paymentId: z.optional(ulidSchema),
    /** Why it is voided, or the invoice cancelled. */
    reason: z.optional(multilineText(1, 500)),
    /** The same as the fields beside it, for `paid`. */
    paymentData: z.optional(z.object(paymentFields)),
  })
  .check(
    z.refine<{ status?: unknown; operation?: unknown }>(
      ({ status, operation }) => (status === undefined) !== (operation === undefined),
      { path: ["status"], error: "or operation must be there, and not both" },
    ),
    z.refine<{ operation?: unknown; paymentId?: unknown }>(
      ({ operation, paymentId }) => operation !== "voidPayment" || paymentId !== undefined,
      { path: ["paymentId"], error: "says which payment is voided" },
    ),
    z.refine<{ operation?: unknown; amount?: unknown }>(
      ({ operation, amount }) =>
        (operation !== "recordPayment" && operation !== "recordRefund") || amount !== undefined,
      { path: ["amount"], error: "is missing" },
    ),
  )
  .register(z.globalRegistry, { id: "InvoiceStatusChange", description: "A new status, or a payment." });
export type StatusInput = z.output<typeof statusInput>;

export const updateInvoiceStatus = defineOperation({
  ...common,
  id: "updateInvoiceStatus",
  method: "PUT",
  path: "/invoices/{id}/status",
  summary: "Settle, pay or cancel an invoice",
  description:
    "`{status}` moves it: `sent` settles a draft without a mail; `paid` records a payment of `amount`, else of the balance; `refunded` a refund of all that was paid; `cancelled` frees its time. `{operation}` records a payment or a refund, or voids one. A payment of less than the balance leaves the invoice open.",
  request: { path: invoicePath, body: statusInput },
  response: {
    status: 200,
    description: "The invoice's fields, the invoice itself, and the payment.",
    data: z.strictObject({ ...invoiceFields, invoice: invoiceSchema, payment: z.optional(paymentSchema) }),
    etag: true,
  },
  errors: [
    invoiceNotFound,
    invalidStatusTransition,
    eInvoiceIncomplete,
    invoiceHasPayments,
    paymentExceedsBalance,
    paymentNotFound,
    tooManyPayments,
    deliveryInProgress,
    conflict,
    preconditionFailed,
  ],
});
