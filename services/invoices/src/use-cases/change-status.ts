/** Settling an invoice without a mail, paying, refunding and cancelling it. */

import type { UnitOfWork, Versioned } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { newId } from "@aerotage/core/runtime/ids";
import { dateIn } from "@aerotage/core/time/zones";
import type { StatusInput } from "../contract/change.js";
import { type InvoiceChange, invoiceActivity } from "../domain/activity.js";
import { balanceOf, type Invoice } from "../domain/invoice.js";
import {
  cancelled,
  overdue,
  paidWithoutPayment,
  requireTransition,
  type StatusContext,
  type StatusOutcome,
  settled,
  viewed,
  withoutPayment,
  withPayment,
  withRefund,
} from "../domain/status.js";
import { documentTexts } from "../domain/texts/index.js";
import { updateInvoice } from "../persistence/invoices.js";
import { readOrganization } from "../persistence/sources.js";
import { planCreditNote } from "./credit-invoice.js";
import { requireInvoice, requireNotInDelivery } from "./find-invoice.js";
import { freeTime } from "./free-time.js";
import { readSettlement } from "./settle-invoice.js";

export interface StatusRequest {
  readonly id: string;
  readonly body: StatusInput;
  readonly caller: Caller;
  readonly unitOfWork: UnitOfWork;
  readonly now: Date;
  readonly faults: string | undefined;
  readonly requireMatch: (record: Versioned) => void;
}

/** Changes the status of an invoice, or what is paid of it. Whoever loses against another change decides again. */
export async function changeStatus(request: StatusRequest): Promise<StatusOutcome> {
  const { id, body, caller, unitOfWork, now, requireMatch } = request;
  const [before, organization] = await Promise.all([requireInvoice(id, caller), readOrganization()]);
  requireMatch(before);
  requireNotInDelivery(before, now);
  const context: StatusContext = {
    callerId: caller.id,
    now,
    today: dateIn(organization.timezone, now),
    newId: () => newId(now),
  };
  if (body.status === "cancelled") return { invoice: await cancel(before, request) };
  const [outcome, change] = await outcomeOf(before, body, context);
  if (outcome.invoice === before) return outcome;
  await updateInvoice(unitOfWork, before, outcome.invoice, () => unitOfWork.lostRace());
  unitOfWork.audit(invoiceActivity(change, before, outcome.invoice, body.reason));
  return outcome;
}

async function outcomeOf(
  before: Invoice,
  body: StatusInput,
  context: StatusContext,
): Promise<readonly [StatusOutcome, InvoiceChange]> {
  const { operation, status, paymentData, paymentId = "", reason } = body;
  switch (operation) {
    case "recordPayment":
      return paymentOutcome(withPayment(before, body, context));
    case "recordRefund":
      return refundOutcome(withRefund(before, body, context));
    case "voidPayment":
      return [withoutPayment(before, paymentId, reason, context), "payment-voided"];
  }
  const [payment, path] = paymentData === undefined ? [body, ""] : [paymentData, "paymentData"];
  switch (status) {
    case "sent": {
      // Before anything is read or copied.
      requireTransition(before, "sent");
      const settlement = before.settlement ?? (await readSettlement(before, context.now));
      const { delivery, ...rest } = settled(before, settlement, context);
      // Whoever marks it as sent knows what became of its mail.
      const known = delivery?.status === "sending" ? rest : { ...rest, ...(delivery !== undefined && { delivery }) };
      return [{ invoice: known }, "sent"];
    }
    case "viewed":
      requireTransition(before, "viewed");
      return [{ invoice: viewed(before, context.now) }, "viewed"];
    case "overdue":
      return [{ invoice: overdue(before, context) }, "overdue"];
    case "paid":
      if (balanceOf(before) === 0 && payment.amount === undefined) return [paidWithoutPayment(before, context), "paid"];
      return paymentOutcome(withPayment(before, payment, context, path));
    default: {
      requireTransition(before, "refunded");
      return refundOutcome(withRefund(before, { ...payment, amount: undefined }, context, path));
    }
  }
}

function paymentOutcome(outcome: StatusOutcome): readonly [StatusOutcome, InvoiceChange] {
  return [outcome, outcome.invoice.status === "paid" ? "paid" : "payment-recorded"];
}

function refundOutcome(outcome: StatusOutcome): readonly [StatusOutcome, InvoiceChange] {
  return [outcome, outcome.invoice.status === "refunded" ? "refunded" : "refund-recorded"];
}

/** Cancels an invoice and frees its time. One that was sent gets a credit note of what is left of it. */
async function cancel(before: Invoice, request: StatusRequest): Promise<Invoice> {
  const after = cancelled(before, request);
  const timeEntryIds = before.lines.flatMap(({ timeEntryIds: ids = [] }) => ids);
  return await freeTime(before, timeEntryIds, request, async (unitOfWork) => {
    const reason = request.body.reason ?? documentTexts[before.language].labels.cancellation;
    const final =
      before.status === "draft" || before.totals.total === (before.credited ?? 0)
        ? after
        : await planCreditNote(unitOfWork, before, { reason }, request, after);
    await updateInvoice(unitOfWork, before, final, () => request.unitOfWork.lostRace());
    unitOfWork.audit(invoiceActivity("cancelled", before, final, request.body.reason));
    return final;
  });
}
