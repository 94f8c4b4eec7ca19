/** What follows for the invoice whose mail failed: pure rules. */
import type { MailFailure } from "@aerotage/core/aws/mail-failures";
import { nextVersion } from "@aerotage/core/contract/versions";
import { type Delivery, type Invoice, isBeingDelivered } from "./invoice.js";

/** The tag of an invoice's mails: SES repeats it in its events, so it names the invoice of a mail that failed. */
const invoiceTag = "invoiceId";
/** The most characters of a server's text that are kept. */
const maxDiagnosticLength = 500;

/** The tags that each mail of an invoice is sent with. */
export function mailTagsOf({ id }: Pick<Invoice, "id">): Readonly<Record<string, string>> {
  return { [invoiceTag]: id };
}

/** The id of the invoice whose mail failed. Undefined for mails that are not of invoices. */
export function failedInvoiceId({ tags }: MailFailure): string | undefined {
  return tags[invoiceTag]?.[0];
}

/** True if the failed mail may be the one that is being handed over: its message id is not stored yet. */
export function isFailureEarly(invoice: Invoice, now: Date): boolean {
  return isBeingDelivered(invoice, now);
}

/**
 * An invoice's next version after a mail of it failed. Undefined where nothing follows: the failure is passing, the mail is not the last
 * delivery, all failed addresses had a copy alone, or the invoice is marked already. A bounce counts more than a complaint, so the
 * order of messages does not matter.
 */
export function withMailFailure(invoice: Invoice, failure: MailFailure, now: Date): Invoice | undefined {
  const { delivery } = invoice;
  if (!failure.isPermanent || delivery?.messageId !== failure.messageId) return undefined;
  if (!isWorse(failure.status, delivery.status) || isOfCopies(failure, delivery)) return undefined;
  return nextVersion<Invoice>(
    { ...invoice, delivery: { ...delivery, status: failure.status, reason: reasonOf(failure) } },
    now,
  );
}

function isWorse(failed: MailFailure["status"], status: Delivery["status"]): boolean {
  return status === "accepted" || (status === "complained" && failed === "bounced");
}

function isOfCopies({ addresses }: MailFailure, { copies = [] }: Delivery): boolean {
  const copied = new Set(copies.map((address) => address.toLowerCase()));
  return addresses.length > 0 && addresses.every((address) => copied.has(address.toLowerCase()));
}

function reasonOf({ status, addresses, diagnostic }: MailFailure): string {
  const names = addresses.join(", ");
  if (status === "complained") return `${names}: the recipient marked the mail as unwanted.`;
  return `${names}: ${diagnostic?.slice(0, maxDiagnosticLength) ?? "the mail could not be delivered."}`;
}
