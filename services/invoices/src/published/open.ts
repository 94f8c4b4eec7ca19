/** Open invoices as reports count them. */
import type { Database } from "@aerotage/core/database/client";
import type { Money } from "@aerotage/kernel/domain/money";
import { balanceOf } from "../domain/invoice.js";
import { openInvoices } from "../persistence/issued.js";

/** An invoice of which something is still to be paid. */
export interface OpenInvoice {
  readonly clientId: string;
  readonly dueDate: string;
  /** Above zero. */
  readonly balance: Money;
}

/**
 * The open invoices, by due date.
 * @param clientIds those of some clients alone; all without it
 */
export async function* readOpenInvoices(
  clientIds: ReadonlySet<string> | undefined,
  tables?: Database,
): AsyncGenerator<OpenInvoice, void, undefined> {
  if (clientIds?.size === 0) return;
  for await (const invoice of openInvoices(tables)) {
    const { clientId, dueDate, currency } = invoice;
    const minor = balanceOf(invoice);
    if (minor > 0 && (clientIds?.has(clientId) ?? true)) yield { clientId, dueDate, balance: { minor, currency } };
  }
}
