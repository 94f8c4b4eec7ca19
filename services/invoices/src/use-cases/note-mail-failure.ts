/** Marks the invoice whose last mail bounced, or was called unwanted. */
import { Contended, untilUncontended } from "@aerotage/core/database/contention";
import { type MailFailure, mailFailureOf } from "@aerotage/core/mail-failures";
import { systemWork } from "@aerotage/core/system-work";
import { invoiceActivity } from "../activity.js";
import { failedInvoiceId, isFailureEarly, withMailFailure } from "../domain/mail-failure.js";
import { findInvoice, updateInvoice } from "../persistence/invoices.js";

/**
 * Handles a message of SES, which may come more than once and in any order. Mails of other services have no tag of an invoice.
 * @throws if the invoice's mail is still being handed over: the message is to be delivered again
 */
export async function noteMailFailure(message: string, now: Date): Promise<void> {
  const failure = mailFailureOf(message);
  const id = failure && failedInvoiceId(failure);
  if (failure === undefined || id === undefined || !failure.isPermanent) return;
  await untilUncontended(() => markInvoice(id, failure, now));
}

async function markInvoice(id: string, failure: MailFailure, now: Date): Promise<void> {
  const before = await findInvoice(id);
  if (before === undefined) return;
  if (isFailureEarly(before, now))
    throw new Error(`The invoice ${id} is being mailed: its message id is not stored yet.`);
  const after = withMailFailure(before, failure, now);
  if (after === undefined) return;
  const work = systemWork(now);
  await updateInvoice(work, before, after, () => new Contended());
  const change = failure.status === "bounced" ? "mail-bounced" : "mail-complained";
  work.record(invoiceActivity(change, before, after, after.delivery?.reason));
  await work.commit();
}
