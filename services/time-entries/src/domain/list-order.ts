/** The orders in which entries are listed: pure rules. */
import type { SortPosition } from "@aerotage/core/text/order";
import type { Entry } from "./entry.js";

/** The orders that indexes have. `submittedAt` is the order of a queue. */
export type IndexedOrder = "date" | "submittedAt";
/** What entries can be sorted by. */
export type EntryOrder = IndexedOrder | "duration" | "createdAt";

type OrderedEntry = Pick<Entry, "id" | "date" | "startedAt" | "createdAt" | "duration" | "submittedAt">;

/** Where an entry stands in an order. */
export function listPosition(entry: OrderedEntry, order: EntryOrder): SortPosition {
  const key = order === "duration" || order === "createdAt" ? entry[order] : orderKey(entry, order);
  return { key, id: entry.id };
}

/** Behind every instant. */
const endOfDay = "~";

/**
 * The sort key of an index: by date, within a day by start time, then by creation; in a queue by submission first. Entries without a
 * start time stand at the end of their day, so a list that runs backwards begins a day with them. No two entries have the same key.
 */
export function orderKey(
  { id, date, startedAt = endOfDay, createdAt, submittedAt }: OrderedEntry,
  order: IndexedOrder,
): string {
  const day = `${date} ${startedAt} ${createdAt} ${id}`;
  return order === "date" ? day : `${submittedAt} ${day}`;
}
