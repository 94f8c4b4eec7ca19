/** Invoices as the table that a file shows. */

import { type InvoiceSummary, readSummaries } from "@aerotage/invoices/published/list";
import { fromMajor, sum as sumOf, toMajor } from "@aerotage/kernel/domain/money";
import { columns } from "../domain/export-columns.js";
import type { Cell, ExportTable, Total } from "../domain/export-table.js";
import { billedClients } from "./billed-clients.js";
import type { ExportSubject } from "./export-subject.js";

/** The invoices that were issued in a period and that the caller may know of: a manager those of the clients of their projects. */
export async function invoiceTable({ filters, period, caller }: ExportSubject): Promise<ExportTable> {
  const clientIds = await billedClients(caller, filters.clientId);
  const summaries: InvoiceSummary[] = [];
  for await (const summary of readSummaries({ from: period.startDate, to: period.endDate, clientIds })) {
    const { status, projectIds } = summary;
    const isRequested =
      (filters.status?.includes(status) ?? true) &&
      (filters.projectId === undefined || projectIds.some((id) => filters.projectId?.includes(id)));
    if (isRequested) summaries.push(summary);
  }
  async function* rows(): AsyncGenerator<Cell[], void, undefined> {
    for (const summary of summaries) yield cellsOf(summary);
  }
  return {
    columns: columns.invoice,
    rowsTotal: summaries.length,
    totals: totalsOf(summaries),
    addsUp: true,
    rows: rows(),
  };
}

function cellsOf(summary: InvoiceSummary): Cell[] {
  return [
    summary.invoiceNumber,
    summary.issueDate,
    summary.dueDate,
    summary.clientName,
    summary.status,
    summary.sentDate ?? null,
    summary.paidDate ?? null,
    summary.currency,
    summary.subtotal,
    summary.discountAmount,
    summary.taxAmount,
    summary.totalAmount,
    summary.amountPaid,
    summary.balance,
  ];
}

/** What was billed and what is open, by currency. Invoices that were cancelled are none. */
function totalsOf(summaries: readonly InvoiceSummary[]): Total[] {
  const counted = summaries.filter(({ status }) => status !== "cancelled");
  const currencies = [...new Set(counted.map(({ currency }) => currency))].sort();
  const total = (title: string, currency: string, field: "totalAmount" | "balance"): Total => {
    const amounts = counted.filter((one) => one.currency === currency).map((one) => fromMajor(one[field], currency));
    return { title: `${title} ${currency}`, kind: "amount", currency, value: toMajor(sumOf(amounts, currency)) };
  };
  return [
    { title: "Invoices", kind: "count", value: counted.length },
    ...currencies.flatMap((currency) => [total("Billed", currency, "totalAmount"), total("Open", currency, "balance")]),
  ];
}
