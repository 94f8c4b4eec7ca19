/** Payments and refunds as the table that a file shows. */

import { type RecordedPayment, readPayments } from "@aerotage/invoices/published/payments";
import { toMajor } from "@aerotage/kernel/domain/money";
import { columns } from "../domain/export-columns.js";
import type { Cell, ExportTable } from "../domain/export-table.js";
import { paymentOrder, paymentTotals, signedAmount } from "../domain/payments.js";
import { billedClients } from "./billed-clients.js";
import type { ExportSubject } from "./export-subject.js";

/** The payments and refunds of a period, by date and invoice: for a manager those of the clients of their projects. */
export async function paymentTable({ filters, period, caller }: ExportSubject): Promise<ExportTable> {
  const clientIds = await billedClients(caller, filters.clientId);
  const payments: RecordedPayment[] = [];
  for await (const payment of readPayments({ from: period.startDate, to: period.endDate, clientIds })) {
    const isRequested =
      filters.projectId === undefined || payment.projectIds.some((id) => filters.projectId?.includes(id));
    if (isRequested) payments.push(payment);
  }
  payments.sort(paymentOrder);
  async function* rows(): AsyncGenerator<Cell[], void, undefined> {
    for (const payment of payments) yield cellsOf(payment);
  }
  return {
    columns: columns.payment,
    rowsTotal: payments.length,
    totals: paymentTotals(payments),
    addsUp: true,
    rows: rows(),
  };
}

function cellsOf(payment: RecordedPayment): Cell[] {
  return [
    payment.paymentDate,
    payment.kind,
    payment.invoiceNumber,
    payment.clientName,
    payment.paymentMethod,
    payment.reference ?? null,
    payment.amount.currency,
    toMajor(signedAmount(payment)),
  ];
}
