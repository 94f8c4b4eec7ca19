/** An invoice as it is returned: pure rules. */
import { hoursOf } from "@aerotage/core/time/dates";
import { toMajor } from "@aerotage/kernel/domain/money";
import {
  type InvoiceResponse,
  type LineItemResponse,
  maxListedDetails,
  type PaymentResponse,
  type ReminderResponse,
  type TaxResponse,
} from "../contract/invoice.js";
import {
  balanceOf,
  type Invoice,
  type InvoiceLine,
  isDeliveryUncertain,
  type Payment,
  paidOf,
  type Reminder,
} from "./invoice.js";
import { remindersSent } from "./reminder.js";
import type { Totals } from "./totals.js";

/** What is known beside the invoice itself. */
export interface ResponseContext {
  readonly now: Date;
  /** How many lines there are, in a list, where long details are left out. */
  readonly listedLines?: number;
  readonly pdfUrl?: string | undefined;
}

/** An invoice as it is returned. */
export function invoiceResponse(invoice: Invoice, { now, listedLines, pdfUrl }: ResponseContext): InvoiceResponse {
  const { lines, totals, payments, defaultTax, delivery, ...others } = invoice;
  const {
    settlement: _settlement,
    lineChunks: _chunks,
    creditedUnits: _units,
    credits,
    credited = 0,
    creditNoteIds,
    reminders,
    type,
    ...rest
  } = others;
  const { currency, discountRate, ...stored } = rest;
  const major = (minor: number) => toMajor({ minor, currency });
  const ids = lines.flatMap(({ timeEntryIds = [] }) => timeEntryIds);
  const showsIds = listedLines === undefined || invoice.timeEntryCount <= maxListedDetails;
  return {
    ...stored,
    type: type ?? "invoice",
    ...(credits !== undefined && { credits }),
    ...(creditNoteIds !== undefined && { creditNoteIds: [...creditNoteIds] }),
    currency,
    projectIds: [...invoice.projectIds],
    timeEntryIds: showsIds ? ids : [],
    ...sumsResponse(totals, discountRate, currency),
    taxRate: defaultTax.rate,
    amountPaid: major(paidOf(payments)),
    amountCredited: major(credited),
    balance: major(balanceOf(invoice)),
    lineItems: lines.map((line) => lineResponse(line, currency, showsIds)),
    lineItemCount: listedLines ?? lines.length,
    payments: payments.map((payment) => paymentResponse(payment, currency)),
    ...(delivery !== undefined && {
      delivery: {
        status: delivery.status,
        recipients: [...delivery.recipients],
        at: delivery.at,
        ...(delivery.reason !== undefined && { reason: delivery.reason }),
      },
    }),
    deliveryUncertain: isDeliveryUncertain(invoice, now),
    ...(pdfUrl !== undefined && { pdfUrl }),
    remindersSent: remindersSent(invoice),
    ...(reminders !== undefined && { reminders: reminders.map((reminder) => reminderResponse(reminder, currency)) }),
    isRecurring: invoice.recurringId !== undefined,
  };
}

/** The most bytes of an invoice in a response: a function's response may have 6 MB. */
const maxResponseBytes = 2_000_000;
/** The most bytes of an invoice in a response that is kept for an idempotency key: that has 350 KB in all. */
export const maxKeptBytes = 300_000;

/** An invoice as it is returned, without lines and ids of time entries where it would be too long. */
export function fittingResponse(
  invoice: Invoice,
  context: ResponseContext,
  maxBytes = maxResponseBytes,
): InvoiceResponse {
  const response = invoiceResponse(invoice, context);
  if (Buffer.byteLength(JSON.stringify(response)) <= maxBytes) return response;
  return { ...response, lineItems: [], timeEntryIds: [] };
}

/** Totals in major units. */
export function sumsResponse(totals: Totals, discountRate: number | undefined, currency: string) {
  const major = (minor: number) => toMajor({ minor, currency });
  return {
    subtotal: major(totals.subtotal),
    ...(discountRate !== undefined && { discountRate }),
    discountAmount: major(totals.discount),
    taxes: totals.taxes.map(
      ({ category, rate, taxable, tax, reason }): TaxResponse => ({
        category,
        rate,
        taxable: major(taxable),
        tax: major(tax),
        ...(reason !== undefined && { reason }),
      }),
    ),
    taxAmount: major(totals.tax),
    totalAmount: major(totals.total),
  };
}

/** A line in major units. @param showsIds false to leave out the ids of its time entries */
export function lineResponse(line: InvoiceLine, currency: string, showsIds = true): LineItemResponse {
  const { id, type, description, minutes, quantity, rate, amount, tax, projectId, userId, timeEntryIds } = line;
  return {
    id,
    type,
    description,
    ...(minutes !== undefined && { minutes }),
    quantity: minutes === undefined ? (quantity ?? 1) : hoursOf(minutes),
    rate: toMajor({ minor: rate, currency }),
    amount: toMajor({ minor: amount, currency }),
    taxable: tax === undefined || tax.rate > 0,
    ...(tax !== undefined && {
      taxRate: tax.rate,
      taxCategory: tax.category,
      ...(tax.reason !== undefined && { taxReason: tax.reason }),
    }),
    ...(projectId !== undefined && { projectId }),
    ...(userId !== undefined && { userId }),
    ...(showsIds && timeEntryIds !== undefined && { timeEntryIds: [...timeEntryIds] }),
  };
}

function reminderResponse({ messageId: _id, fee, ...reminder }: Reminder, currency: string): ReminderResponse {
  return { ...reminder, ...(fee !== undefined && { fee: toMajor({ minor: fee, currency }) }) };
}

/** A payment in major units. */
export function paymentResponse(payment: Payment, currency: string): PaymentResponse {
  return { ...payment, amount: toMajor({ minor: payment.amount, currency }) };
}
