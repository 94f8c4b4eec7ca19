/**
 * Going on with a task: claiming the time of an invoice part by part and then making the invoice, or freeing its time. Every part can be done
 * again: time that is on the invoice already is left as it is. Where time is lost to a change, an invoice of exact entries is given up, and
 * any other is made without it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, unavailable } from "@aerotage/core/contract/errors";
import { nextVersion } from "@aerotage/core/contract/versions";
import { retryOnConflict } from "@aerotage/core/database/optimistic-lock";
import { systemWork } from "@aerotage/core/database/system-work";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { askForFaults, faultPoint } from "@aerotage/core/runtime/faults";
import { newId } from "@aerotage/core/runtime/ids";
import { logger } from "@aerotage/core/runtime/logger";
import {
  partsToMove,
  planBilling,
  planRelease,
  readEntries,
  type WaitingEntry,
} from "@aerotage/time-entries/published/billing";
import { invoiceActivity } from "../domain/activity.js";
import type { Invoice } from "../domain/invoice.js";
import { missing } from "../domain/selection.js";
import { findInvoice, removeInvoice, updateInvoice } from "../persistence/invoices.js";
import {
  endTask,
  findLeftTasks,
  leaveTask,
  readSelection,
  renewTask,
  requireTask,
  type Task,
  TaskLostError,
  type TaskRequest,
  takeTask,
  turnTask,
} from "../persistence/tasks.js";
import { contentOf, decideAgain, readBasis, requireAllBillable } from "./draft-content.js";
import { planInvoice } from "./plan-invoice.js";

/** The check that the task is still its holder's. */
const actionsBesidePart = 1;
/** A task that fails so often for no known reason is given up; so is one whose runs end without an error, be they killed, after more. */
const mostAttempts = 5;
const mostRuns = 25;
/** So long before the end of its time a run leaves its task to the next one, in milliseconds. */
const closingMilliseconds = 4000;
/** How often a holder says that it goes on, in milliseconds: some times within its lease. */
const renewalMilliseconds = 4000;
const pollMilliseconds = 250;

/** Until when a run may go on, epoch milliseconds. */
export interface RunTimes {
  readonly deadline: number | undefined;
}

function isOver({ deadline = Number.POSITIVE_INFINITY }: RunTimes): boolean {
  return Date.now() >= deadline - closingMilliseconds;
}

/** Goes on with the invoice that an earlier request has begun, or waits for whoever does. */
export async function goOn(invoice: Invoice, { deadline }: Pick<UnitOfWork, "deadline">): Promise<Invoice> {
  for (;;) {
    const holder = newId();
    const task = await takeTask(invoice.id, { holder, now: Date.now() });
    if (task !== undefined) return (await runTask(task, holder, { deadline })) ?? invoice;
    const current = await findInvoice(invoice.id);
    if (current === undefined)
      throw new ApiError(unavailable, "The invoice could not be made. Repeat the request.", { retryAfterSeconds: 1 });
    if (current.status !== "preparing" || isOver({ deadline })) return current;
    await sleep(pollMilliseconds);
  }
}

/** Takes on a task that nobody has, and goes on with it. */
export async function runLeftTask(invoiceId: string, times: RunTimes): Promise<void> {
  const holder = newId();
  const task = await takeTask(invoiceId, { holder, now: Date.now() });
  if (task === undefined) return;
  try {
    await runTask(task, holder, times);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    logger.info("The invoice was given up", { invoiceId, reason: error.message });
  }
}

/** Goes on with all tasks that their holders have left: one that fails does not keep the others. */
export async function runLeftTasks(times: RunTimes): Promise<void> {
  const errors: Error[] = [];
  for (const invoiceId of await findLeftTasks(Date.now())) {
    try {
      await runLeftTask(invoiceId, times);
    } catch (error) {
      errors.push(error as Error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} invoices could not be gone on with.`);
}

/** True for an error that says the same at every try. */
function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && error.definition.status < 500;
}

/**
 * Runs a task as its holder. Returns the invoice that was made; undefined where somebody else goes on, or time was freed.
 * @throws why the invoice was given up; any other error leaves the task to the next run
 */
export async function runTask(task: Task, holder: string, times: RunTimes): Promise<Invoice | undefined> {
  askForFaults(task.faults, task.attempts);
  const run = new TaskRun(task, holder, times);
  try {
    if (task.kind === "prepare" && task.attempts > mostRuns) throw hopeless();
    if (task.kind === "prepare" && task.request !== undefined) return await run.prepare(task.request);
    await run.release();
    return undefined;
  } catch (error) {
    if (error instanceof TaskLostError) return undefined;
    if (isRefusal(error)) await run.giveUp(error);
    else if (task.kind === "prepare" && task.attempts >= mostAttempts) await run.giveUp(hopeless());
    else await leaveTask(task.invoiceId, holder);
    throw error;
  }
}

function hopeless(): ApiError {
  return new ApiError(unavailable, "The invoice could not be made. The log tells why.");
}

class TaskRun {
  readonly #task: Task;
  readonly #holder: string;
  readonly #times: RunTimes;
  #renewedAt = Date.now();

  constructor(task: Task, holder: string, times: RunTimes) {
    this.#task = task;
    this.#holder = holder;
    this.#times = times;
  }

  /** Claims what is not claimed yet, and makes the invoice. */
  async prepare(request: TaskRequest): Promise<Invoice | undefined> {
    const { invoiceId } = this.#task;
    const ids = await readSelection(invoiceId);
    const unclaimed = (await readEntries(ids)).filter((entry) => entry.invoiceId !== invoiceId);
    const basis = await readBasis(request.body, () => true, new Date());
    const claimed = await this.#inParts(unclaimed, async (unitOfWork, entries) => {
      await planBilling(unitOfWork, decideAgain(entries, request.body, basis).entries, invoiceId);
    });
    if (!claimed) return undefined;
    return await retryOnConflict(() => this.#publish(ids, request), this.#times);
  }

  /** Frees time that is on the invoice. */
  async release(): Promise<void> {
    const { invoiceId, request, isAwaited, failure } = this.#task;
    const [invoice, ids] = await Promise.all([findInvoice(invoiceId), readSelection(invoiceId)]);
    const claimed = (await readEntries(ids)).filter((entry) => entry.invoiceId === invoiceId);
    const freed = await this.#inParts(claimed, (unitOfWork, entries) =>
      planRelease(
        unitOfWork,
        entries.filter((entry) => entry.invoiceId === invoiceId),
      ),
    );
    if (!freed) return;
    const unitOfWork = this.#work();
    if (request !== undefined && invoice !== undefined) {
      const failed = nextVersion<Invoice>(
        { ...invoice, status: "failed", ...(failure && { failure }) },
        unitOfWork.now,
      );
      if (isAwaited) removeInvoice(unitOfWork, invoice);
      else {
        await updateInvoice(unitOfWork, invoice, failed);
        unitOfWork.audit(invoiceActivity("failed", invoice, failed));
      }
    }
    endTask(unitOfWork, this.#task, this.#holder);
    await faultPoint("before-task-end");
    await unitOfWork.commit();
  }

  /** Frees what was claimed of an invoice that cannot be made. */
  async giveUp({ definition: { code }, message }: ApiError): Promise<void> {
    const unitOfWork = this.#work();
    const failure = { code, message };
    turnTask(unitOfWork, this.#task, this.#holder, failure);
    await unitOfWork.commit();
    await new TaskRun({ ...this.#task, kind: "release", failure }, this.#holder, this.#times).release();
  }

  /**
   * Plans and writes a move of entries, part by part. Entries that have changed since they were read are read again. Returns false where
   * there is no time for all parts: somebody else goes on.
   */
  async #inParts(
    entries: readonly WaitingEntry[],
    plan: (unitOfWork: UnitOfWork, entries: readonly WaitingEntry[]) => Promise<void>,
  ): Promise<boolean> {
    let moved = 0;
    for (const part of partsToMove(entries, actionsBesidePart)) {
      if (isOver(this.#times)) {
        await leaveTask(this.#task.invoiceId, this.#holder);
        return false;
      }
      await this.#renew();
      let read: readonly WaitingEntry[] | undefined = part;
      await retryOnConflict(async () => {
        const current = read ?? (await readEntries(part.map(({ id }) => id)));
        read = undefined;
        const unitOfWork = this.#work();
        await plan(unitOfWork, current);
        requireTask(unitOfWork, this.#task, this.#holder);
        await unitOfWork.commit();
      }, this.#times);
      moved += 1;
      await faultPoint(`part-moved-${moved}`);
    }
    return true;
  }

  async #publish(ids: readonly string[], { body, isExact }: TaskRequest): Promise<Invoice> {
    const { invoiceId } = this.#task;
    const [preparing, entries, basis] = await Promise.all([
      findInvoice(invoiceId),
      readEntries(ids),
      readBasis(body, () => true, new Date()),
    ]);
    if (preparing === undefined) throw new TaskLostError(invoiceId);
    const claimed = entries.filter((entry) => entry.invoiceId === invoiceId);
    const selection = decideAgain(
      claimed.map((entry) => ({ ...entry, status: "approved" })),
      body,
      basis,
    );
    if (isExact) requireAllBillable({ ...selection, excluded: lost(ids, entries, invoiceId) }, ids);
    const unitOfWork = this.#work();
    const content = await contentOf(selection.billed, body, basis, { dropsTime: isExact, now: unitOfWork.now });
    const invoice = await planInvoice(unitOfWork, preparing, content, basis, (unit, next) =>
      updateInvoice(unit, preparing, next),
    );
    endTask(unitOfWork, this.#task, this.#holder);
    await faultPoint("before-task-end");
    await unitOfWork.commit();
    await faultPoint("after-task-end");
    return invoice;
  }

  #work(): UnitOfWork {
    return systemWork(new Date(), { actor: this.#task.actor });
  }

  async #renew(): Promise<void> {
    if (Date.now() - this.#renewedAt < renewalMilliseconds) return;
    await renewTask(this.#task.invoiceId, { holder: this.#holder, now: Date.now() });
    this.#renewedAt = Date.now();
  }
}

/** What of exact entries is not on the invoice. */
function lost(ids: readonly string[], entries: readonly WaitingEntry[], invoiceId: string) {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return ids.flatMap((id) => {
    const entry = byId.get(id);
    if (entry === undefined) return [missing(id)];
    if (entry.invoiceId === invoiceId) return [];
    const message = `It is ${entry.status} now: it was changed while it was billed.`;
    return [{ timeEntryId: id, reason: "NOT_APPROVED" as const, message }];
  });
}
