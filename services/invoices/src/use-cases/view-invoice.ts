/** Following the link of an invoice's mail. */

import { ApiError } from "@aerotage/core/contract/errors";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { invoiceLinkRevoked, invoiceLinkUnknown } from "../contract/read.js";
import { invoiceActivity } from "../domain/activity.js";
import { viewed } from "../domain/status.js";
import { documentLink, settledLocation } from "../persistence/documents.js";
import { findInvoice, updateInvoice } from "../persistence/invoices.js";
import { findLinkedInvoice } from "../persistence/view-links.js";

/** A link to the document of the invoice that a token stands for; plans that it was viewed. */
export async function followLink(token: string, unitOfWork: UnitOfWork, now: Date): Promise<string> {
  const invoiceId = await findLinkedInvoice(token);
  const invoice = invoiceId === undefined ? undefined : await findInvoice(invoiceId);
  // A link of a mail that was refused leads nowhere before another one is taken.
  if (invoice === undefined || invoice.settlement === undefined)
    throw new ApiError(invoiceLinkUnknown, "There is no such link. Ask who sent it to you for another one.");
  if (invoice.status === "cancelled")
    throw new ApiError(invoiceLinkRevoked, `The invoice ${invoice.invoiceNumber} was cancelled.`);
  // It was made before the mail with the link was handed over.
  const location = settledLocation(invoice);
  const after = viewed(invoice, now);
  if (after !== invoice) {
    await updateInvoice(unitOfWork, invoice, after, () => new OptimisticLockError());
    unitOfWork.audit(invoiceActivity("viewed", invoice, after));
  }
  return (await documentLink(location, invoice, now)).downloadUrl;
}
