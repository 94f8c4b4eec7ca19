/** Invoices as reports and their files show them. */
import { type Database, database } from "@aerotage/core/database/client";
import { merged } from "@aerotage/core/database/merged";
import { type IssuedStatus, issuedStatuses } from "@aerotage/core/invoices";
import { toMajor } from "@aerotage/core/money";
import { balanceOf, paidOf } from "../domain/invoice.js";
import { type InvoiceItem, listedInvoice } from "../persistence/invoices.js";
import { readNumbers, yearsOf } from "../persistence/numbers.js";

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

/** Invoices that are read together. */
const readAhead = 500;

/** The invoices that were issued in a period, by date of issue and number. */
export async function* readSummaries(
  { from, to, clientIds }: SummaryRequest,
  tables: Database = database,
): AsyncGenerator<InvoiceSummary, void, undefined> {
  const years = yearsOf(await readNumbers(tables));
  const [index, attribute, values] =
    clientIds === undefined
      ? ["ListIndex", "year", years.filter((year) => from.slice(0, 4) <= year && year <= to.slice(0, 4))]
      : ["ClientIndex", "clientId", [...clientIds]];
  const sources = values.map((value) => ({ table: "Invoices", index, attribute, value }) as const);
  const range = { sortKey: "issueOrder", from, to: `${to}~`, descending: false, wanted: readAhead } as const;
  for await (const item of merged<"issueOrder", InvoiceItem>(tables, sources, range)) yield summaryOf(item);
}

function summaryOf(item: InvoiceItem): InvoiceSummary {
  const invoice = listedInvoice(item);
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
