import { ApiError } from "@aerotage/core/contract/errors";
import type { Caller } from "@aerotage/core/lambda/caller";
import { deliveryInProgress } from "../contract/change.js";
import { type Invoice, isBeingDelivered } from "../domain/invoice.js";
import { findInvoice, noInvoice } from "../persistence/invoices.js";
import { billingScopeOf } from "./access.js";

/** An invoice that the caller may know of. @throws `INVOICE_NOT_FOUND` */
export async function requireInvoice(id: string, caller: Pick<Caller, "id" | "role">): Promise<Invoice> {
  const [invoice, scope] = await Promise.all([findInvoice(id), billingScopeOf(caller)]);
  if (invoice === undefined || !scope.mayKnowClient(invoice.clientId)) throw noInvoice(id);
  return invoice;
}

/** @throws `DELIVERY_IN_PROGRESS` */
export function requireNotInDelivery(invoice: Invoice, now: Date): void {
  if (!isBeingDelivered(invoice, now)) return;
  throw new ApiError(deliveryInProgress, "The invoice is being mailed. Repeat the request in a moment.", {
    retryAfterSeconds: 10,
  });
}
