/** Invoices as reports read them: by date of issue, and the open ones by due date. */
import { type Database, database } from "@aerotage/core/database/client";
import { merged } from "@aerotage/core/database/merged";
import { openStatuses } from "../domain/status.js";
import { type InvoiceItem, type ListedInvoice, listedInvoice } from "./invoices.js";
import { readNumbers, yearsOf } from "./numbers.js";

/** Which invoices are read. */
export interface IssuedRequest {
  /** The first date of issue; without it there is no first one. */
  readonly from?: string | undefined;
  /** The last date of issue, included. */
  readonly to: string;
  /** Those of some clients alone; all without it. */
  readonly clientIds?: Iterable<string> | undefined;
}

/** Invoices that are read together. */
const readAhead = 500;

/** The invoices that were issued in a period, by date of issue and number. Credit notes are not among them. */
export async function* readIssued(
  { from, to, clientIds }: IssuedRequest,
  tables: Database = database,
): AsyncGenerator<ListedInvoice, void, undefined> {
  const years = yearsOf(await readNumbers("invoice", tables));
  const [firstYear, lastYear] = [from?.slice(0, 4) ?? "", to.slice(0, 4)];
  const [index, attribute, values] =
    clientIds === undefined
      ? ["ListIndex", "year", years.filter((year) => firstYear <= year && year <= lastYear)]
      : ["ClientIndex", "clientId", [...clientIds]];
  const sources = values.map((value) => ({ table: "Invoices", index, attribute, value }) as const);
  const range = { sortKey: "issueOrder", from, to: `${to}~`, descending: false, wanted: readAhead } as const;
  for await (const item of merged<"issueOrder", InvoiceItem>(tables, sources, range)) yield listedInvoice(item);
}

/**
 * The open invoices, by due date. The index of statuses serves any number of clients: it holds the open invoices alone, while the index of
 * clients holds all that were ever paid.
 */
export async function* openInvoices(tables: Database = database): AsyncGenerator<ListedInvoice, void, undefined> {
  const sources = openStatuses.map(
    (value) => ({ table: "Invoices", index: "StatusIndex", attribute: "status", value }) as const,
  );
  const range = { sortKey: "dueOrder", descending: false, wanted: readAhead } as const;
  for await (const item of merged<"dueOrder", InvoiceItem>(tables, sources, range)) yield listedInvoice(item);
}
