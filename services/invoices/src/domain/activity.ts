/** What the audit trail and others are told of invoices. */
import type { ActivityInput } from "@aerotage/core/audit/activity";
import type { Invoice } from "./invoice.js";
import type { Recurring } from "./recurring.js";

/** What can happen to an invoice. */
export type InvoiceChange =
  | "requested"
  | "failed"
  | "created"
  | "updated"
  | "sending"
  | "sent"
  | "mailed"
  | "mail-refused"
  | "mail-bounced"
  | "mail-complained"
  | "viewed"
  | "overdue"
  | "payment-recorded"
  | "refund-recorded"
  | "payment-voided"
  | "paid"
  | "refunded"
  | "cancelled"
  | "credited"
  | "credit-note-created"
  | "reminding"
  | "reminder-postponed"
  | "reminded"
  | "reminder-refused";

/** Changes that are steps of another one, of which nobody else is told. */
const unaudited: ReadonlySet<InvoiceChange> = new Set(["sending", "reminding", "reminder-postponed"]);

/** The activity record of a change, and the event that tells others of it. */
export function invoiceActivity(
  change: InvoiceChange,
  before: Invoice | undefined,
  after: Invoice,
  reason?: string,
): ActivityInput {
  const type = `invoice.${change}`;
  return {
    type,
    entityType: "invoice",
    entityId: after.id,
    before: before && recorded(before),
    after: recorded(after),
    ...(reason !== undefined && { reason }),
    ...(!unaudited.has(change) && { events: [{ type, version: 1, data: eventData(after) }] }),
  };
}

/** The activity record of a recurring invoice. Nobody else acts on it: its invoices have events of their own. */
export function recurringActivity(
  change: "created" | "updated" | "deleted" | "run",
  before: Recurring | undefined,
  after: Recurring | undefined,
): ActivityInput {
  return {
    type: `recurring-invoice.${change}`,
    entityType: "recurring-invoice",
    entityId: (after ?? before)?.id ?? "",
    before: before && { ...before },
    after: after && { ...after },
  };
}

/** What says whether somebody is concerned. Amounts are in no event. */
function eventData(invoice: Invoice): Readonly<Record<string, unknown>> {
  const { id: invoiceId, invoiceNumber, clientId, status, issueDate, dueDate } = invoice;
  return { invoiceId, ...(invoiceNumber !== undefined && { invoiceNumber }), clientId, status, issueDate, dueDate };
}

/** An invoice as the audit trail has it: lines as their number, since they may be thousands, and what was paid in short. */
function recorded(invoice: Invoice): Readonly<Record<string, unknown>> {
  const { lines, lineChunks: _chunks, payments, settlement, totals, ...rest } = invoice;
  const { taxes: _taxes, ...sums } = totals;
  return {
    ...rest,
    ...sums,
    lineCount: lines.length,
    payments: payments.map(({ id, kind, amount, paymentDate, voidedAt }) => ({
      id,
      kind,
      amount,
      paymentDate,
      ...(voidedAt !== undefined && { voidedAt }),
    })),
    ...(settlement !== undefined && { settledAt: settlement.at }),
  };
}
