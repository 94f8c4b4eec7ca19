/** Payments and refunds as files of reports show them. */
import type { Database } from "@aerotage/core/database/client";
import type { Money } from "@aerotage/kernel/domain/money";
import type { Payment } from "../domain/invoice.js";
import type { ListedInvoice } from "../persistence/invoices.js";
import { readIssued } from "../persistence/issued.js";

/** Money that came, or went back, with the invoice that it is of. */
export interface RecordedPayment {
  readonly kind: Payment["kind"];
  readonly paymentDate: string;
  readonly paymentMethod: string;
  readonly reference?: string;
  /** Above zero for refunds too. */
  readonly amount: Money;
  readonly invoiceNumber: string;
  readonly clientName: string;
  readonly projectIds: readonly string[];
}

/** Which payments are read. */
export interface PaymentRequest {
  /** Dates of payment, both included. */
  readonly from: string;
  readonly to: string;
  /** Those of some clients alone; all without it. */
  readonly clientIds?: Iterable<string> | undefined;
}

/**
 * The payments and refunds of a period that are not voided, in the order of their invoices. No index has them. A payment is never before
 * the date of issue, so all invoices are read that were issued up to the end of the period.
 */
export async function* readPayments(
  { from, to, clientIds }: PaymentRequest,
  tables?: Database,
): AsyncGenerator<RecordedPayment, void, undefined> {
  for await (const invoice of readIssued({ to, clientIds }, tables))
    for (const payment of invoice.payments)
      if (payment.voidedAt === undefined && from <= payment.paymentDate && payment.paymentDate <= to)
        yield recordedPayment(invoice, payment);
}

function recordedPayment(
  { invoiceNumber = "", clientName, projectIds, currency }: ListedInvoice,
  { kind, paymentDate, paymentMethod, reference, amount }: Payment,
): RecordedPayment {
  return {
    kind,
    paymentDate,
    paymentMethod,
    ...(reference !== undefined && { reference }),
    amount: { minor: amount, currency },
    invoiceNumber,
    clientName,
    projectIds,
  };
}
