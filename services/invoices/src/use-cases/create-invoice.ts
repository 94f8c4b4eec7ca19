/**
 * Making an invoice. What one transaction can take is one: the time, the number and the invoice. More time is claimed in several, by a task
 * that somebody goes on with if its first run dies; the last transaction gives the number and makes the invoice.
 */
import { systemActor } from "@aerotage/core/audit/activity";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { faultPoint } from "@aerotage/core/runtime/faults";
import { idOfText, newId } from "@aerotage/core/runtime/ids";
import { partsToMove, planBilling } from "@aerotage/time-entries/published/billing";
import { entriesAtOnce, type InvoiceInput } from "../contract/create.js";
import { invoiceActivity } from "../domain/activity.js";
import type { Invoice } from "../domain/invoice.js";
import { preparingInvoice } from "../domain/new-invoice.js";
import { defaultTax } from "../domain/tax.js";
import { findInvoice, insertInvoice } from "../persistence/invoices.js";
import { insertSelection, insertTask, lockClient, requireUnlocked, type Task } from "../persistence/tasks.js";
import { billingScopeOf } from "./access.js";
import { contentOf, isExact, readBasis, requireAllBillable, type Selection, selectTime } from "./draft-content.js";
import { nothingToBill, planInvoice } from "./plan-invoice.js";
import { goOn, runTask } from "./run-task.js";

/** Number, invoice, activity, client and its references, lock, up to eight items of lines, and the response that is kept. */
const actionsBesideTime = 16;

export interface CreateRequest {
  readonly body: InvoiceInput;
  readonly caller: Pick<Caller, "id" | "role">;
  readonly unitOfWork: UnitOfWork;
  readonly now: Date;
  readonly idempotencyFingerprint: string | undefined;
  readonly faults: string | undefined;
  /** The recurring invoice that it is a date of. */
  readonly recurringId?: string | undefined;
}

/** Makes an invoice; one that is still being prepared where it has very much time. */
export async function createInvoice(request: CreateRequest): Promise<Invoice> {
  const { body, caller, unitOfWork, now, idempotencyFingerprint, recurringId } = request;
  const id = idempotencyFingerprint === undefined ? newId(now) : idOfText(`invoice ${idempotencyFingerprint}`);
  // A repetition of a request that died finds what that has begun.
  const known = idempotencyFingerprint === undefined ? undefined : await findInvoice(id);
  if (known !== undefined) return known.status === "preparing" ? await goOn(known, unitOfWork) : known;
  const scope = await billingScopeOf(caller);
  const basis = await readBasis(body, scope.mayKnowClient, now);
  const selection = await selectTime(body, basis, scope, { tells: false });
  if (isExact(body)) requireAllBillable(selection, body.timeEntryIds ?? []);
  // What is wrong with lines and sums is told before anything is written.
  const content = await contentOf(selection.billed, body, basis, { dropsTime: isExact(body), now });
  if (content.lines.length === 0) throw nothingToBill();
  const { client, currency, tax } = basis;
  const preparing = preparingInvoice(
    { id, body, client, currency, dates: basis, defaultTax: defaultTax(tax), callerId: caller.id, now, recurringId },
    selection.entries.length,
  );
  const parts = partsToMove(selection.entries, actionsBesideTime);
  if (parts.length > 1) return await claimInParts(preparing, selection, request);
  await planBilling(unitOfWork, selection.entries, id);
  requireUnlocked(unitOfWork, client.id);
  // The first version that is stored.
  return await planInvoice(unitOfWork, { ...preparing, version: 0 }, content, basis, insertInvoice);
}

/** Stores what is to be billed as a task, and does it at once unless it is very much. */
async function claimInParts(
  preparing: Invoice,
  { entries }: Selection,
  { body, caller, unitOfWork, now, faults }: CreateRequest,
): Promise<Invoice> {
  const { timeEntryIds: _ids, ...rest } = body;
  const isAwaited = entries.length <= entriesAtOnce;
  const task: Task = {
    invoiceId: preparing.id,
    clientId: preparing.clientId,
    kind: "prepare",
    actor: caller.id === systemActor.id ? systemActor : { id: caller.id, role: caller.role },
    request: { body: rest, isExact: isExact(body) },
    attempts: 1,
    isAwaited,
    ...(faults !== undefined && { faults }),
  };
  const holder = newId(now);
  const first = isAwaited ? unitOfWork.separateTransaction() : unitOfWork;
  lockClient(first, preparing.clientId, preparing.id);
  await insertInvoice(first, preparing);
  // One that nobody waits for has no holder: the worker takes it at once.
  insertTask(first, task, { holder, now: isAwaited ? Date.now() : 0 });
  insertSelection(
    first,
    preparing.id,
    entries.map(({ id }) => id),
  );
  if (!isAwaited) {
    first.audit(invoiceActivity("requested", undefined, preparing));
    return preparing;
  }
  await first.commit();
  await faultPoint("task-begun");
  return (await runTask(task, holder, { deadline: unitOfWork.deadline })) ?? preparing;
}
