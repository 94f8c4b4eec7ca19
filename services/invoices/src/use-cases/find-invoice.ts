import type { Caller } from "@aerotage/core/caller";
import type { Invoice } from "../domain/invoice.js";
import { findInvoice, noInvoice } from "../persistence/invoices.js";
import { billingScopeOf } from "./access.js";

/** An invoice that the caller may know of. @throws `INVOICE_NOT_FOUND` */
export async function requireInvoice(id: string, caller: Pick<Caller, "id" | "role">): Promise<Invoice> {
  const [invoice, scope] = await Promise.all([findInvoice(id), billingScopeOf(caller)]);
  if (invoice === undefined || !scope.mayKnowClient(invoice.clientId)) throw noInvoice(id);
  return invoice;
}
