/** Settling an invoice without a mail, paying, refunding and cancelling it. */
import type { Caller } from "@aerotage/core/caller";
import type { UnitOfWork, Versioned } from "@aerotage/core/database/unit-of-work";
import { ApiError } from "@aerotage/core/errors";
import { newId } from "@aerotage/core/ids";
import { dateIn } from "@aerotage/core/zones";
import { partsToMove, planRelease, readEntries, type WaitingEntry } from "@aerotage/time-entries/published/billing";
import { type InvoiceChange, invoiceActivity } from "../activity.js";
import { deliveryInProgress, type StatusInput } from "../contract/change.js";
import { balanceOf, type Invoice, isBeingDelivered } from "../domain/invoice.js";
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
import { updateInvoice } from "../persistence/invoices.js";
import { readOrganization } from "../persistence/sources.js";
import { insertTask, type Task } from "../persistence/tasks.js";
import { requireInvoice } from "./find-invoice.js";
import { runTask } from "./run-task.js";
import { readSettlement } from "./settle-invoice.js";

/** The invoice, its activity record, and what the pipeline adds. */
const actionsBesideTime = 4;

export interface StatusRequest {
  readonly id: string;
  readonly body: StatusInput;
  readonly caller: Caller;
  readonly work: UnitOfWork;
  readonly now: Date;
  readonly faults: string | undefined;
  readonly requireMatch: (record: Versioned) => void;
}

/** Changes the status of an invoice, or what is paid of it. Whoever loses against another change decides again. */
export async function changeStatus(request: StatusRequest): Promise<StatusOutcome> {
  const { id, body, caller, work, now, requireMatch } = request;
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
  await updateInvoice(work, before, outcome.invoice, () => work.lostRace());
  work.record(invoiceActivity(change, before, outcome.invoice, body.reason));
  return outcome;
}

/** @throws `DELIVERY_IN_PROGRESS` */
export function requireNotInDelivery(invoice: Invoice, now: Date): void {
  if (!isBeingDelivered(invoice, now)) return;
  throw new ApiError(deliveryInProgress, "The invoice is being mailed. Repeat the request in a moment.", {
    retryAfterSeconds: 10,
  });
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

/** Cancels an invoice and frees its time: in one transaction, or by a task where that cannot take all of it. */
async function cancel(before: Invoice, request: StatusRequest): Promise<Invoice> {
  const { work, now, caller, body, faults } = request;
  const after = cancelled(before, { now });
  const ids = before.lines.flatMap(({ timeEntryIds = [] }) => timeEntryIds);
  const entries = (await readEntries(ids)).filter((entry: WaitingEntry) => entry.invoiceId === before.id);
  const parts = partsToMove(entries, actionsBesideTime);
  const isSmall = parts.length <= 1;
  const first = isSmall ? work : work.apart();
  await updateInvoice(first, before, after, () => work.lostRace());
  first.record(invoiceActivity("cancelled", before, after, body.reason));
  if (isSmall) {
    await planRelease(first, entries);
    return after;
  }
  const task: Task = {
    invoiceId: before.id,
    clientId: before.clientId,
    kind: "release",
    actor: { id: caller.id, role: caller.role },
    attempts: 1,
    isAwaited: true,
    ...(faults !== undefined && { faults }),
  };
  const holder = newId(now);
  insertTask(first, task, { holder, now: Date.now() });
  await first.commit();
  await runTask(task, holder, { deadline: work.deadline });
  return after;
}
