/** Entries as invoices read them: by project, in the order of time. */
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { merged } from "@aerotage/core/database/merged";
import { daysBetween, entrySource } from "@aerotage/kernel/persistence/time-entries";
import { awaitsBilling } from "../domain/billing.js";
import type { Entry } from "../domain/entry.js";
import { type EntryItem, fromItem } from "./entries.js";

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
  const items = await getMany<EntryItem>(tables, "TimeEntries", ids);
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
