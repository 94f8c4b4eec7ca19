/** How an invoice passes from one status to the next, and what is paid of it: pure rules. */
import { ApiError, fieldError } from "@aerotage/core/contract/errors";
import { nextVersion } from "@aerotage/core/contract/versions";
import { amountProblem, fromMajor, toMajor } from "@aerotage/kernel/domain/money";
import {
  invoiceHasPayments,
  maxPayments,
  paymentExceedsBalance,
  paymentNotFound,
  type StatusInput,
  tooManyPayments,
} from "../contract/change.js";
import { type InvoiceStatus, invalidStatusTransition } from "../contract/invoice.js";
import { balanceOf, type Invoice, type Payment, paidOf, type Settlement } from "./invoice.js";

/** To which statuses an invoice can go from each. */
export const transitions: Readonly<Record<InvoiceStatus, readonly InvoiceStatus[]>> = {
  preparing: [],
  failed: [],
  draft: ["sent", "cancelled"],
  sent: ["viewed", "paid", "overdue", "cancelled"],
  viewed: ["paid", "overdue", "cancelled"],
  overdue: ["paid", "cancelled"],
  paid: ["refunded"],
  cancelled: [],
  refunded: [],
};

/** Statuses in which money may come in. */
export const openStatuses: readonly InvoiceStatus[] = ["sent", "viewed", "overdue"];
/** Statuses in which money may have come in. */
export const settledStatuses: readonly InvoiceStatus[] = [...openStatuses, "paid"];

/** @throws `INVALID_STATUS_TRANSITION` */
export function requireTransition({ status, type }: Pick<Invoice, "status" | "type">, to: InvoiceStatus): void {
  if (type === "creditNote") throw new ApiError(invalidStatusTransition, "A credit note stays as it is.");
  if (transitions[status].includes(to)) return;
  const possible = transitions[status];
  const remedy = possible.length === 0 ? "It stays as it is." : `It can become ${possible.join(" or ")}.`;
  throw new ApiError(invalidStatusTransition, `The invoice is ${status} and cannot become ${to}. ${remedy}`);
}

/** Who changes an invoice, when, and the organization's date. */
export interface StatusContext {
  readonly callerId: string;
  readonly now: Date;
  /** Calendar date of the organization. */
  readonly today: string;
  readonly newId: () => string;
}

/** What became of an invoice, with the payment where there is one. */
export interface StatusOutcome {
  readonly invoice: Invoice;
  readonly payment?: Payment;
}

/** A draft that is settled: from now on its documents are made from what the settlement has. */
export function settled(
  invoice: Invoice,
  settlement: Settlement,
  { now, today }: Pick<StatusContext, "now" | "today">,
): Invoice {
  requireTransition(invoice, "sent");
  return nextVersion({ ...invoice, settlement, status: "sent", sentAt: now.toISOString(), sentDate: today }, now);
}

/** An invoice whose link was opened: its next version; the same one where that says nothing new. */
export function viewed(invoice: Invoice, now: Date): Invoice {
  if (invoice.viewedAt !== undefined || invoice.type === "creditNote" || !settledStatuses.includes(invoice.status))
    return invoice;
  const status = invoice.status === "sent" ? "viewed" : invoice.status;
  return nextVersion({ ...invoice, status, viewedAt: now.toISOString() }, now);
}

/** True for an invoice that is due and open on a date. */
export function isOverdue(invoice: Invoice, today: string): boolean {
  return (
    (invoice.status === "sent" || invoice.status === "viewed") && invoice.dueDate < today && balanceOf(invoice) > 0
  );
}

/** An invoice that is past its due date. @throws `INVALID_STATUS_TRANSITION`; `VALIDATION_ERROR` before that */
export function overdue(invoice: Invoice, { now, today }: Pick<StatusContext, "now" | "today">): Invoice {
  requireTransition(invoice, "overdue");
  if (invoice.dueDate >= today) throw fieldError("status", `cannot be overdue before ${invoice.dueDate} has passed`);
  return nextVersion({ ...invoice, status: "overdue" }, now);
}

/**
 * An invoice that nobody has to pay. Its number stays used, and its time can be billed again.
 * @throws `INVALID_STATUS_TRANSITION`, `INVOICE_HAS_PAYMENTS`
 */
export function cancelled(invoice: Invoice, { now }: Pick<StatusContext, "now">): Invoice {
  requireTransition(invoice, "cancelled");
  const paid = paidOf(invoice.payments);
  if (paid !== 0) {
    const amount = toMajor({ minor: paid, currency: invoice.currency });
    throw new ApiError(
      invoiceHasPayments,
      `${amount} ${invoice.currency} of the invoice is paid. Refund or void that first.`,
    );
  }
  return nextVersion({ ...invoice, status: "cancelled", cancelledAt: now.toISOString() }, now);
}

/** What a request says of a payment. */
export type PaymentInput = NonNullable<StatusInput["paymentData"]>;

/**
 * An invoice with one more payment. With nothing left open it is paid.
 * @param path of the fields in the request
 * @throws `INVALID_STATUS_TRANSITION`, `PAYMENT_EXCEEDS_BALANCE`, `VALIDATION_ERROR`
 */
export function withPayment(invoice: Invoice, input: PaymentInput, context: StatusContext, path = ""): StatusOutcome {
  if (!openStatuses.includes(invoice.status) || invoice.type === "creditNote") requireTransition(invoice, "paid");
  const balance = balanceOf(invoice);
  const payment = newPayment("payment", invoice, input, { ...context, path, standing: balance });
  requireWithin(payment.amount, balance, invoice, "is open");
  const after = { ...invoice, payments: [...invoice.payments, payment] };
  const isPaid = balanceOf(after) === 0;
  const next: Invoice = isPaid ? { ...after, status: "paid", paidDate: payment.paymentDate } : after;
  return { invoice: nextVersion(next, context.now), payment };
}

/** An invoice of nothing is paid without a payment. */
export function paidWithoutPayment(invoice: Invoice, { now, today }: StatusContext): StatusOutcome {
  requireTransition(invoice, "paid");
  return { invoice: nextVersion({ ...invoice, status: "paid", paidDate: today }, now) };
}

/**
 * An invoice of which money went back. A paid one of which all went back is refunded.
 * @throws `INVALID_STATUS_TRANSITION`, `PAYMENT_EXCEEDS_BALANCE`, `VALIDATION_ERROR`
 */
export function withRefund(invoice: Invoice, input: PaymentInput, context: StatusContext, path = ""): StatusOutcome {
  if (!settledStatuses.includes(invoice.status) || invoice.type === "creditNote")
    requireTransition(invoice, "refunded");
  const paid = paidOf(invoice.payments);
  const payment = newPayment("refund", invoice, input, { ...context, path, standing: paid });
  requireWithin(payment.amount, paid, invoice, "is paid");
  const after = { ...invoice, payments: [...invoice.payments, payment] };
  const isRefunded = invoice.status === "paid" && paidOf(after.payments) === 0;
  return { invoice: nextVersion(isRefunded ? { ...after, status: "refunded" } : after, context.now), payment };
}

/**
 * An invoice without a payment that never was. One that was paid, or refunded, by it goes back to where it would be.
 * @throws `PAYMENT_NOT_FOUND`, `INVALID_STATUS_TRANSITION`, `PAYMENT_EXCEEDS_BALANCE`
 */
export function withoutPayment(
  invoice: Invoice,
  paymentId: string,
  reason: string | undefined,
  { callerId, now, today }: StatusContext,
): StatusOutcome {
  const found = invoice.payments.find(({ id }) => id === paymentId);
  if (found === undefined) throw new ApiError(paymentNotFound, `The invoice has no payment ${paymentId}.`);
  if (found.voidedAt !== undefined)
    throw new ApiError(invalidStatusTransition, `The payment ${paymentId} is voided already.`);
  const payment: Payment = {
    ...found,
    voidedAt: now.toISOString(),
    voidedBy: callerId,
    ...(reason !== undefined && { voidReason: reason }),
  };
  const payments = invoice.payments.map((one) => (one === found ? payment : one));
  const paid = paidOf(payments);
  const { total } = invoice.totals;
  const outstanding = total - (invoice.credited ?? 0);
  if (paid < 0)
    throw new ApiError(
      paymentExceedsBalance,
      "More than the rest of the payments was refunded. Void the refund first.",
    );
  if (paid > total) requireWithin(paid, total, invoice, "is the whole invoice");
  const { paidDate, ...rest } = invoice;
  const next: Invoice =
    paid >= outstanding && outstanding > 0
      ? { ...invoice, payments, status: "paid", paidDate: paidDate ?? found.paymentDate }
      : { ...rest, payments, status: reopenedStatus(invoice, paid, today) };
  return { invoice: nextVersion(next, now), payment };
}

/** The status of an invoice that is open again, or still. */
function reopenedStatus(invoice: Invoice, paid: number, today: string): InvoiceStatus {
  if (invoice.status === "refunded" && paid === 0) return "refunded";
  if (invoice.dueDate < today) return "overdue";
  return invoice.viewedAt === undefined ? "sent" : "viewed";
}

interface PaymentContext extends StatusContext {
  readonly path: string;
  /** The amount where the request has none, in minor units. */
  readonly standing: number;
}

function newPayment(
  kind: Payment["kind"],
  { currency, issueDate, payments }: Invoice,
  input: PaymentInput,
  { callerId, now, today, newId, path, standing }: PaymentContext,
): Payment {
  const { amount, paymentMethod = "other", reference, notes } = input;
  if (payments.length >= maxPayments)
    throw new ApiError(tooManyPayments, `The invoice has ${maxPayments} payments and refunds already.`);
  const at = (field: string) => (path === "" ? field : `${path}.${field}`);
  const problem = amount === undefined ? undefined : amountProblem(amount, currency);
  if (problem !== undefined) throw fieldError(at("amount"), problem);
  const paymentDate = input.paymentDate?.slice(0, 10) ?? today;
  if (paymentDate < issueDate)
    throw fieldError(at("paymentDate"), `must not be before the date of issue, ${issueDate}`);
  if (paymentDate > today) throw fieldError(at("paymentDate"), `must not be after today, ${today}`);
  return {
    id: newId(),
    kind,
    amount: amount === undefined ? standing : fromMajor(amount, currency).minor,
    paymentDate,
    paymentMethod,
    ...(typeof reference === "string" && { reference }),
    ...(typeof notes === "string" && { notes }),
    recordedAt: now.toISOString(),
    recordedBy: callerId,
  };
}

function requireWithin(amount: number, limit: number, { currency }: Invoice, what: string): void {
  if (amount <= limit) return;
  const [given, most] = [amount, limit].map((minor) => toMajor({ minor, currency }));
  throw new ApiError(paymentExceedsBalance, `${given} ${currency} is more than the ${most} ${currency} that ${what}.`, {
    details: [{ path: "amount", message: `must be at most ${most}` }],
  });
}
