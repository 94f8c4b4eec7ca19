/**
 * Mailing an invoice. That it is being mailed is stored before the mail is handed over, and that it was sent after it: whoever dies in between
 * leaves an invoice of which nobody knows whether it went out, and which is never mailed again by itself.
 */

import { isRefusedMail, type MailAttachment, sendMail } from "@aerotage/core/aws/mail";
import { readObject } from "@aerotage/core/aws/storage";
import { ApiError } from "@aerotage/core/contract/errors";
import { nextVersion } from "@aerotage/core/contract/versions";
import { OptimisticLockError, retryOnConflict } from "@aerotage/core/database/optimistic-lock";
import type { UnitOfWork, Versioned } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { linkTo } from "@aerotage/core/runtime/environment";
import { faultPoint } from "@aerotage/core/runtime/faults";
import { newToken } from "@aerotage/core/runtime/tokens";
import { dateIn } from "@aerotage/core/time/zones";
import { deliveryInProgress, deliveryUncertain, mailRefused, noRecipient, type SendInput } from "../contract/change.js";
import { invalidStatusTransition } from "../contract/invoice.js";
import { viewInvoice } from "../contract/read.js";
import { invoiceActivity } from "../domain/activity.js";
import { type Delivery, type Invoice, isBeingDelivered, isDeliveryUncertain } from "../domain/invoice.js";
import { invoiceMail } from "../domain/invoice-mail.js";
import { mailTagsOf } from "../domain/mail-failure.js";
import { documentName } from "../domain/settlement.js";
import { settled } from "../domain/status.js";
import {
  type DocumentLocation,
  documentType,
  settledLocation,
  xmlLocation,
  xmlType,
} from "../persistence/documents.js";
import { findInvoice, noInvoice, updateInvoice } from "../persistence/invoices.js";
import { type BilledClient, readParties } from "../persistence/sources.js";
import { insertViewLink } from "../persistence/view-links.js";
import { requireInvoice } from "./find-invoice.js";
import { makeDocument, readSettlement } from "./settle-invoice.js";

/** Statuses of invoices that may be mailed. */
const mailable: readonly Invoice["status"][] = ["draft", "sent", "viewed", "overdue", "paid"];

export interface SendRequest {
  readonly id: string;
  readonly body: SendInput;
  /** Answers go to their address, where they have one. */
  readonly caller: Pick<Caller, "id" | "role"> & Partial<Pick<Caller, "email">>;
  readonly unitOfWork: UnitOfWork;
  readonly now: Date;
  readonly idempotencyFingerprint: string | undefined;
  readonly requireMatch: (record: Versioned) => void;
}

/** Mails an invoice and returns it as it is then. */
export async function sendInvoice(request: SendRequest): Promise<Invoice> {
  const { id, body, caller, unitOfWork, now, idempotencyFingerprint, requireMatch } = request;
  const before = await requireInvoice(id, caller);
  // A repetition of a request that died after its mail was taken. The mail may have bounced since.
  if (
    idempotencyFingerprint !== undefined &&
    before.delivery?.repetition === idempotencyFingerprint &&
    before.delivery.messageId !== undefined
  )
    return before;
  requireMatch(before);
  requireMailable(before, body, now);
  const { organization, client } = await readParties(before.clientId);
  const recipients = recipientsOf(body, client);
  const { email } = caller;
  const copies = body.sendCopy === true && email !== undefined && !recipients.includes(email) ? [email] : [];
  const token = newToken();
  const delivery: Delivery = {
    status: "sending",
    recipients,
    ...(copies.length > 0 && { copies }),
    at: now.toISOString(),
    until: unitOfWork.deadline ?? now.getTime(),
    ...(idempotencyFingerprint !== undefined && { repetition: idempotencyFingerprint }),
  };
  const settlement = before.settlement ?? (await readSettlement(before, now));
  const sending = nextVersion<Invoice>({ ...before, settlement, delivery }, now);
  const first = unitOfWork.separateTransaction();
  await updateInvoice(first, before, sending);
  insertViewLink(first, token, id);
  first.audit(invoiceActivity("sending", before, sending));
  await first.commit();
  const messageId = await handOver(sending, before, { ...request, token, recipients, copies });
  const accepted: Delivery = { ...withoutUntil(delivery), status: "accepted", messageId };
  return await retryOnConflict(async () => {
    const current = await findInvoice(id);
    if (current === undefined) throw noInvoice(id);
    const at = { now, today: dateIn(organization.timezone, now) };
    const delivered = { ...current, delivery: accepted };
    const after =
      current.status === "draft" ? settled(delivered, settlement, at) : nextVersion<Invoice>(delivered, now);
    const last = unitOfWork.separateTransaction();
    await updateInvoice(last, current, after, () => new OptimisticLockError());
    last.audit(invoiceActivity(current.status === "draft" ? "sent" : "mailed", current, after));
    await last.commit();
    return after;
  }, unitOfWork);
}

function requireMailable(invoice: Invoice, { resend = false }: SendInput, now: Date): void {
  if (!mailable.includes(invoice.status))
    throw new ApiError(invalidStatusTransition, `The invoice is ${invoice.status} and cannot be mailed.`);
  if (isBeingDelivered(invoice, now))
    throw new ApiError(deliveryInProgress, "The invoice is being mailed. Look at it again in a moment.", {
      retryAfterSeconds: 10,
    });
  if (isDeliveryUncertain(invoice, now) && !resend)
    throw new ApiError(
      deliveryUncertain,
      `Nobody knows whether the mail of ${invoice.delivery?.at} went out. Ask ${invoice.delivery?.recipients.join(", ")}; then send it again with resend, or mark it as sent.`,
    );
}

/** @throws `NO_RECIPIENT` */
function recipientsOf({ recipientEmails = [] }: SendInput, client: BilledClient | undefined): readonly string[] {
  if (recipientEmails.length > 0) return [...new Set(recipientEmails)];
  const email = client?.contactInfo.email;
  if (email !== undefined) return [email];
  throw new ApiError(noRecipient, "The client has no e-mail address. Give it one, or name recipientEmails.");
}

function withoutUntil({ until: _until, ...delivery }: Delivery): Delivery {
  return delivery;
}

interface HandOver extends SendRequest {
  readonly token: string;
  readonly recipients: readonly string[];
  readonly copies: readonly string[];
}

/** Makes the document and hands the mail over. Where it is certain that no mail went out, the invoice is as it was before. */
async function handOver(sending: Invoice, before: Invoice, request: HandOver): Promise<string> {
  const { body, caller, unitOfWork, token, recipients, copies } = request;
  let isHandedOver = false;
  try {
    const location = settledLocation(sending);
    await makeDocument(sending, location);
    const attachments = await attachmentsOf(sending, location, body);
    const link = linkTo(viewInvoice, token);
    const mail = invoiceMail(sending, { link, message: body.message, subject: body.subject });
    unitOfWork.requireTime();
    await faultPoint("before-mail");
    isHandedOver = true;
    const messageId = await sendMail({
      ...mail,
      to: recipients,
      cc: copies,
      ...(caller.email !== undefined && { replyTo: [caller.email] }),
      tags: mailTagsOf(sending),
      attachments,
      // A second try after a lost response would be a second mail.
      tries: 1,
    });
    await faultPoint("after-mail");
    return messageId;
  } catch (error) {
    if (isHandedOver && !isRefusedMail(error)) throw error;
    const reason = isHandedOver ? (error as Error).message : "The document could not be made.";
    await takeBack(sending, before, reason, unitOfWork);
    if (!isHandedOver) throw error;
    throw new ApiError(mailRefused, `The mail was refused: ${reason}`, { cause: error });
  }
}

/** The files of a mail: the document unless the sender leaves it out, and the electronic invoice that is not within it. */
async function attachmentsOf(
  invoice: Invoice,
  location: DocumentLocation,
  { attachPdf = true }: SendInput,
): Promise<MailAttachment[]> {
  const xml = xmlLocation(location);
  const files = await Promise.all([
    attachPdf && attachmentOf(location, documentName(invoice), documentType),
    invoice.settlement?.eInvoice === "ubl" && attachmentOf(xml, documentName(invoice, "xml"), xmlType),
  ]);
  return files.flatMap((file) => file || []);
}

async function attachmentOf(
  { bucket, key }: DocumentLocation,
  fileName: string,
  contentType: string,
): Promise<MailAttachment | undefined> {
  const content = await readObject(bucket, key);
  return content && { fileName, contentType, content };
}

/** Makes the invoice what it was before, with the reason. */
async function takeBack(sending: Invoice, before: Invoice, reason: string, unitOfWork: UnitOfWork): Promise<void> {
  const { settlement: _now, ...rest } = sending;
  const delivery: Delivery = { ...withoutUntil(sending.delivery as Delivery), status: "refused", reason };
  const after = nextVersion<Invoice>(
    { ...rest, ...(before.settlement !== undefined && { settlement: before.settlement }), delivery },
    unitOfWork.now,
  );
  const unit = unitOfWork.separateTransaction();
  await updateInvoice(unit, sending, after);
  unit.audit(invoiceActivity("mail-refused", sending, after, reason));
  await unit.commit();
}
