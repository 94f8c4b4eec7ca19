/**
 * Reminding clients of invoices, before and after they are due. A reminder is stored before it is mailed and mailed once: one of which nobody
 * knows whether it went out is not mailed again.
 */

import { isRefusedMail, isThrottledMail, sendMail } from "@aerotage/core/aws/mail";
import { readObject } from "@aerotage/core/aws/storage";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import { systemWork } from "@aerotage/core/database/system-work";
import { linkTo } from "@aerotage/core/runtime/environment";
import { faultPoint } from "@aerotage/core/runtime/faults";
import { newToken } from "@aerotage/core/runtime/tokens";
import { dateIn } from "@aerotage/core/time/zones";
import { amountProblem, fromMajor } from "@aerotage/kernel/domain/money";
import { viewInvoice } from "../contract/read.js";
import { type InvoiceChange, invoiceActivity } from "../domain/activity.js";
import type { Invoice, Reminder } from "../domain/invoice.js";
import { reminderMail } from "../domain/invoice-mail.js";
import { mailTagsOf } from "../domain/mail-failure.js";
import { dueReminder, feeOf, withOutcome, withoutReminder, withReminder } from "../domain/reminder.js";
import { documentName } from "../domain/settlement.js";
import { documentType } from "../persistence/documents.js";
import { findInvoice, updateInvoice } from "../persistence/invoices.js";
import { findOpen } from "../persistence/list.js";
import { type Organization, readOrganization, readParties } from "../persistence/sources.js";
import { insertViewLink } from "../persistence/view-links.js";
import { changeInvoice } from "./change-invoice.js";
import { dealWithDue } from "./deal-with-due.js";
import { settledDocument } from "./settle-invoice.js";

/** Sends all reminders that are due. One that fails does not keep the others. */
export async function remindAll(now: Date, deadline: number): Promise<void> {
  const organization = await readOrganization();
  const today = dateIn(organization.timezone, now);
  const due = (await findOpen()).filter(
    (invoice) => dueReminder(invoice, organization.reminderDays, today) !== undefined,
  );
  await dealWithDue(due, { deadline, what: "reminders" }, ({ id }) => remind(id, organization, today));
}

/** Sends the reminder of an invoice that is due, if one still is. */
async function remind(id: string, organization: Organization, today: string): Promise<void> {
  const before = await findInvoice(id);
  const day = before && dueReminder(before, organization.reminderDays, today);
  if (before === undefined || day === undefined) return;
  const recipients = await recipientsOf(before);
  if (recipients.length === 0) return;
  const location = await settledDocument(before);
  const content = await readObject(location.bucket, location.key);
  const now = new Date();
  const token = newToken();
  const reminding = withReminder(before, { day, at: now.toISOString(), status: "sending" }, now);
  const unitOfWork = systemWork(now);
  await updateInvoice(unitOfWork, before, reminding, () => new OptimisticLockError());
  insertViewLink(unitOfWork, token, id);
  unitOfWork.audit(invoiceActivity("reminding", before, reminding));
  await faultPoint("task-begun");
  try {
    await unitOfWork.commit();
  } catch (error) {
    // Somebody else reminds, or the invoice was paid: the next run decides.
    if (error instanceof OptimisticLockError) return;
    throw error;
  }
  await handOver(reminding, day, { organization, token, recipients, content });
}

/** Those that the invoice was mailed to; the client's address where it was not mailed. */
async function recipientsOf({ delivery, clientId }: Invoice): Promise<readonly string[]> {
  if (delivery?.status === "accepted") return delivery.recipients;
  const email = (await readParties(clientId)).client?.contactInfo.email;
  return email === undefined ? [] : [email];
}

interface HandOver {
  readonly organization: Organization;
  readonly token: string;
  readonly recipients: readonly string[];
  readonly content: Uint8Array | undefined;
}

async function handOver(invoice: Invoice, day: number, { organization, token, recipients, content }: HandOver) {
  const link = linkTo(viewInvoice, token);
  const fee = feeOf(day, reminderFee(invoice, organization));
  await faultPoint("before-mail");
  try {
    const messageId = await sendMail({
      ...reminderMail(invoice, { link, day, fee }),
      to: recipients,
      tags: mailTagsOf(invoice),
      ...(content !== undefined && {
        attachments: [{ fileName: documentName(invoice), contentType: documentType, content }],
      }),
      // A second try after a lost response would be a second mail.
      tries: 1,
    });
    await faultPoint("after-mail");
    await store(invoice.id, day, { status: "accepted", messageId, ...(fee !== undefined && { fee }) }, "reminded");
  } catch (error) {
    if (!isRefusedMail(error)) throw error;
    if (isThrottledMail(error)) return await postpone(invoice.id, day);
    await store(invoice.id, day, { status: "refused", reason: (error as Error).message }, "reminder-refused");
  }
}

/** The organization's fee where it is an amount of the invoice's currency. */
function reminderFee({ currency }: Invoice, organization: Organization): number | undefined {
  const { reminderFee: fee } = organization;
  if (fee === undefined || currency !== organization.currency || amountProblem(fee, currency) !== undefined)
    return undefined;
  return fromMajor(fee, currency).minor;
}

async function store(id: string, day: number, outcome: Partial<Reminder>, change: InvoiceChange): Promise<void> {
  const now = new Date();
  await changeInvoice(id, now, (before) => ({ after: withOutcome(before, day, outcome, now), change }));
}

/** Takes back that a reminder is being mailed: nothing went out, and the next run sends it. */
async function postpone(id: string, day: number): Promise<void> {
  const now = new Date();
  await changeInvoice(id, now, (before) => ({
    after: withoutReminder(before, day, now),
    change: "reminder-postponed",
  }));
}
