/**
 * What the invoices service uses of recorded time: finding what waits to be billed, and moving it onto an invoice and off it again together
 * with everything that is stored beside entries. The entries stay this service's own: only it knows how they are written.
 */
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { merged } from "@aerotage/core/database/merged";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { daysBetween, entrySource } from "@aerotage/kernel/persistence/time-entries";
import { billingActivity } from "../domain/activity.js";
import { awaitsBilling, billed, released } from "../domain/billing.js";
import type { Entry } from "../domain/entry.js";
import { partsOf } from "../domain/parts.js";
import { type EntryItem, fromItem, updateEntry } from "../persistence/entries.js";
import { readTimesheetTransaction } from "../persistence/timesheet-transaction.js";

export type { Entry } from "../domain/entry.js";

/** An entry with its place in the order of lists by date. */
export type WaitingEntry = Entry & Pick<EntryItem, "dateOrder">;

/** Days, both inclusive. */
export interface BilledPeriod {
  readonly startDate: string;
  readonly endDate: string;
}

/**
 * Time of projects that waits to be billed, in the order of time. It is found by an index, which lags: what was approved just now may be
 * missing, and what is found may be billed by now.
 */
export async function findWaiting(
  projectIds: readonly string[],
  period: BilledPeriod | undefined,
  most: number,
  tables: Database = database,
): Promise<WaitingEntry[]> {
  const sources = projectIds.map((id) => entrySource("BillableIndex", "billableProjectId", id));
  const range = {
    sortKey: "dateOrder",
    ...daysBetween(period?.startDate, period?.endDate),
    descending: false,
    wanted: most,
  } as const;
  const found: WaitingEntry[] = [];
  for await (const item of merged<"dateOrder", EntryItem>(tables, sources, range)) {
    found.push({ ...fromItem(item), dateOrder: item.dateOrder });
    if (found.length === most) break;
  }
  return found;
}

/** Entries of some ids, read consistently; what is not there is missing. */
export async function readEntries(ids: readonly string[], tables: Database = database): Promise<WaitingEntry[]> {
  const items = (await getMany(tables, "TimeEntries", ids)) as unknown as EntryItem[];
  return items.map((item) => ({ ...fromItem(item), dateOrder: item.dateOrder }));
}

/** Time of projects that does not wait to be billed, the newest first: of the period, at most so many. */
export async function findOthers(
  projectIds: readonly string[],
  period: BilledPeriod | undefined,
  most: number,
  tables: Database = database,
): Promise<WaitingEntry[]> {
  const sources = projectIds.map((id) => entrySource("ProjectIndex", "projectId", id));
  const range = {
    sortKey: "dateOrder",
    ...daysBetween(period?.startDate, period?.endDate),
    descending: true,
    wanted: most,
  } as const;
  const found: WaitingEntry[] = [];
  for await (const item of merged<"dateOrder", EntryItem>(tables, sources, range)) {
    if (awaitsBilling(item)) continue;
    found.push({ ...fromItem(item), dateOrder: item.dateOrder });
    if (found.length === most) break;
  }
  return found;
}

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
