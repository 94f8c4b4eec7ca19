/** Marks the invoice whose last mail bounced, or was called unwanted. */
import { mailFailureOf } from "@aerotage/core/aws/mail-failures";
import { failedInvoiceId, isFailureEarly, withMailFailure } from "../domain/mail-failure.js";
import { changeInvoice } from "./change-invoice.js";

/**
 * Handles a message of SES, which may come more than once and in any order. Mails of other services have no tag of an invoice.
 * @throws if the invoice's mail is still being handed over: the message is to be delivered again
 */
export async function noteMailFailure(message: string, now: Date): Promise<void> {
  const failure = mailFailureOf(message);
  const id = failure && failedInvoiceId(failure);
  if (failure === undefined || id === undefined || !failure.isPermanent) return;
  await changeInvoice(id, now, (before) => {
    if (isFailureEarly(before, now))
      throw new Error(`The invoice ${id} is being mailed: its message id is not stored yet.`);
    const after = withMailFailure(before, failure, now);
    const change = failure.status === "bounced" ? "mail-bounced" : "mail-complained";
    return after && { after, change, reason: after.delivery?.reason };
  });
}
