/** Invoices as reports and their files show them. */
import type { Database } from "@aerotage/core/database/client";
import { type IssuedStatus, issuedStatuses } from "@aerotage/kernel/domain/invoices";
import { toMajor } from "@aerotage/kernel/domain/money";
import { balanceOf, paidOf } from "../domain/invoice.js";
import type { ListedInvoice } from "../persistence/invoices.js";
import { readIssued } from "../persistence/issued.js";

/** An invoice in short. Amounts are major units of its currency. */
export interface InvoiceSummary {
  readonly id: string;
  readonly invoiceNumber: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly projectIds: readonly string[];
  readonly status: IssuedStatus;
  readonly issueDate: string;
  readonly dueDate: string;
  readonly sentDate?: string;
  readonly paidDate?: string;
  readonly currency: string;
  readonly subtotal: number;
  readonly discountAmount: number;
  readonly taxAmount: number;
  readonly totalAmount: number;
  readonly amountPaid: number;
  readonly balance: number;
}

/** Which invoices are read. */
export interface SummaryRequest {
  /** Dates of issue, both included. */
  readonly from: string;
  readonly to: string;
  /** Those of some clients alone; all without it. */
  readonly clientIds?: Iterable<string> | undefined;
}

/** The invoices that were issued in a period, by date of issue and number. */
export async function* readSummaries(
  request: SummaryRequest,
  tables?: Database,
): AsyncGenerator<InvoiceSummary, void, undefined> {
  for await (const invoice of readIssued(request, tables)) yield summaryOf(invoice);
}

function summaryOf(invoice: ListedInvoice): InvoiceSummary {
  const { id, invoiceNumber = "", clientId, clientName, projectIds, issueDate, dueDate, currency, totals } = invoice;
  const { sentDate, paidDate } = invoice;
  const major = (minor: number) => toMajor({ minor, currency });
  return {
    id,
    invoiceNumber,
    clientId,
    clientName,
    projectIds,
    // Others are in none of these indexes.
    status: issuedStatuses.find((status) => status === invoice.status) ?? "draft",
    issueDate,
    dueDate,
    ...(sentDate !== undefined && { sentDate }),
    ...(paidDate !== undefined && { paidDate }),
    currency,
    subtotal: major(totals.subtotal),
    discountAmount: major(totals.discount),
    taxAmount: major(totals.tax),
    totalAmount: major(totals.total),
    amountPaid: major(paidOf(invoice.payments)),
    balance: major(balanceOf(invoice)),
  };
}
