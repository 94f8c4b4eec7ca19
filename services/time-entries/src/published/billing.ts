/**
 * What the invoices service uses of recorded time: finding what waits to be billed, and moving it onto an invoice and off it again together
 * with everything that is stored beside entries. The entries stay this service's own: only it knows how they are written.
 */
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { billingActivity } from "../domain/activity.js";
import { billed, released } from "../domain/billing.js";
import type { Entry } from "../domain/entry.js";
import { partsOf } from "../domain/parts.js";
import { updateEntry } from "../persistence/entries.js";
import { readTimesheetTransaction } from "../persistence/timesheet-transaction.js";

export type { Entry } from "../domain/entry.js";

export {
  type BilledPeriod,
  findOthers,
  findWaiting,
  readEntries,
  type WaitingEntry,
} from "../persistence/billable-entries.js";

/** An entry and its activity record. */
const actionsPerEntry = 2;

/**
 * Parts of entries that one transaction can move, in their order.
 * @param actionsBeside how many other actions the transaction has
 */
export function partsToMove<Moved extends Entry>(entries: readonly Moved[], actionsBeside: number): Moved[][] {
  return partsOf(entries, entries.length, (part) => {
    const days = new Set(part.map(({ userId, date }) => `${userId} ${date}`)).size;
    const months = new Set(part.map(({ userId, date }) => `${userId} ${date.slice(0, 7)}`)).size;
    return {
      actions: actionsPerEntry * part.length + days + months + actionsBeside,
      keys: days + months,
    };
  });
}

/**
 * Plans that approved entries are on an invoice. An entry that has changed since it was read is `OptimisticLockError`.
 * @param entries those of one part, read consistently
 */
export function planBilling(unitOfWork: UnitOfWork, entries: readonly Entry[], invoiceId: string): Promise<void> {
  return planMove(unitOfWork, entries, (entry) => billed(entry, invoiceId, unitOfWork.now));
}

/** Plans that entries are on no invoice any more, as `planBilling`. */
export function planRelease(unitOfWork: UnitOfWork, entries: readonly Entry[]): Promise<void> {
  return planMove(unitOfWork, entries, (entry) => released(entry, unitOfWork.now));
}

async function planMove(
  unitOfWork: UnitOfWork,
  entries: readonly Entry[],
  move: (entry: Entry) => Entry,
): Promise<void> {
  const transaction = await readTimesheetTransaction({ entries, changesTimes: false, spending: false });
  for (const entry of entries) {
    const after = move(entry);
    transaction.change(entry, after);
    updateEntry(unitOfWork, entry, after, () => new OptimisticLockError());
    unitOfWork.audit(billingActivity(entry, after));
  }
  transaction.plan(unitOfWork);
}
