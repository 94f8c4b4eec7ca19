import type { Caller } from "@aerotage/core/lambda/caller";
import type { HandlerRequest } from "@aerotage/core/lambda/pipeline";
import { dateIn } from "@aerotage/core/time/zones";
import { type OpenInvoice, readOpenInvoices } from "@aerotage/invoices/published/open";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import type { getReceivables, ReceivablesReport } from "../contract/receivables.js";
import { receivables, rowOrder } from "../domain/receivables.js";
import { namesOf } from "../persistence/names.js";
import { billedClients } from "./billed-clients.js";
import { pageRows } from "./page-rows.js";

type Query = HandlerRequest<typeof getReceivables>["query"];

/** Reports what clients have to pay: to a manager of the clients of their projects. */
export async function reportReceivables(
  { limit, cursor, clientId }: Query,
  caller: Caller,
  now: Date,
): Promise<ReceivablesReport> {
  const [{ timezone }, clientIds] = await Promise.all([companySettings(), billedClients(caller, clientId)]);
  const asOf = dateIn(timezone, now);
  const open: OpenInvoice[] = [];
  for await (const invoice of readOpenInvoices(clientIds)) open.push(invoice);
  const clientNames = await namesOf("Clients", new Set(open.map((invoice) => invoice.clientId)));
  const { rows, totals } = receivables(open, clientNames, asOf);
  const { items, pagination } = await pageRows(rows, {
    limit,
    cursor,
    query: { report: "receivables", callerId: caller.id, clientId },
    placeOf: (row) => ({ name: rowOrder(row), id: row.clientId }),
  });
  return { asOf, totals: [...totals], items, pagination };
}
