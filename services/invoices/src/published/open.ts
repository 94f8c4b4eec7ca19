/** Open invoices as reports count them. */
import { type Database, database } from "@aerotage/core/database/client";
import { merged } from "@aerotage/core/database/merged";
import type { Money } from "@aerotage/kernel/domain/money";
import { balanceOf } from "../domain/invoice.js";
import { openStatuses } from "../domain/status.js";
import { type InvoiceItem, listedInvoice } from "../persistence/invoices.js";

/** An invoice of which something is still to be paid. */
export interface OpenInvoice {
  readonly clientId: string;
  readonly dueDate: string;
  /** Above zero. */
  readonly balance: Money;
}

/** Invoices that are read together. */
const readAhead = 500;

/**
 * The open invoices, by due date. The index of statuses serves any number of clients: it has the open invoices alone, while the
 * index of clients would have all that were ever paid.
 * @param clientIds those of some clients alone; all without it
 */
export async function* readOpenInvoices(
  clientIds: ReadonlySet<string> | undefined,
  tables: Database = database,
): AsyncGenerator<OpenInvoice, void, undefined> {
  if (clientIds?.size === 0) return;
  const sources = openStatuses.map(
    (value) => ({ table: "Invoices", index: "StatusIndex", attribute: "status", value }) as const,
  );
  const range = { sortKey: "dueOrder", descending: false, wanted: readAhead } as const;
  for await (const item of merged<"dueOrder", InvoiceItem>(tables, sources, range)) {
    const invoice = listedInvoice(item);
    const { clientId, dueDate, currency } = invoice;
    const minor = balanceOf(invoice);
    if (minor > 0 && (clientIds?.has(clientId) ?? true)) yield { clientId, dueDate, balance: { minor, currency } };
  }
}
