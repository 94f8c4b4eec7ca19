/** Freeing time of an invoice: with the change that frees it in one transaction, or by a task where that cannot take all of it. */

import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { newId } from "@aerotage/core/runtime/ids";
import { partsToMove, planRelease, readEntries } from "@aerotage/time-entries/published/billing";
import type { Invoice } from "../domain/invoice.js";
import { insertSelection, insertTask, type Task } from "../persistence/tasks.js";
import { runTask } from "./run-task.js";

/** Two invoices with up to eight items of lines, their activity records, a number, and what the pipeline adds. */
const actionsBesideTime = 16;

interface FreeingRequest {
  readonly unitOfWork: UnitOfWork;
  readonly now: Date;
  readonly caller: Pick<Caller, "id" | "role">;
  /** In test builds, the faults that the request asks for. */
  readonly faults: string | undefined;
}

/**
 * Frees those of some entries that are on an invoice.
 * @param plan plans the change that frees them, and returns what is to be told of it
 */
export async function freeTime<Planned>(
  { id, clientId }: Invoice,
  timeEntryIds: readonly string[],
  { unitOfWork, now, caller, faults }: FreeingRequest,
  plan: (unitOfWork: UnitOfWork) => Promise<Planned>,
): Promise<Planned> {
  const entries = (await readEntries(timeEntryIds)).filter((entry) => entry.invoiceId === id);
  if (partsToMove(entries, actionsBesideTime).length <= 1) {
    const planned = await plan(unitOfWork);
    await planRelease(unitOfWork, entries);
    return planned;
  }
  const first = unitOfWork.separateTransaction();
  const planned = await plan(first);
  const task: Task = {
    invoiceId: id,
    clientId,
    kind: "release",
    actor: { id: caller.id, role: caller.role },
    attempts: 1,
    isAwaited: true,
    ...(faults !== undefined && { faults }),
  };
  const holder = newId(now);
  insertTask(first, task, { holder, now: Date.now() });
  insertSelection(
    first,
    id,
    entries.map((entry) => entry.id),
  );
  await first.commit();
  await runTask(task, holder, { deadline: unitOfWork.deadline });
  return planned;
}
