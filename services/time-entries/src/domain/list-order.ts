/** The orders in which entries are listed: pure rules. */
import type { SortPosition } from "@aerotage/core/order";
import type { Entry } from "./entry.js";

/** What entries can be sorted by. `submittedAt` is the order of a queue. */
export type EntryOrder = "date" | "submittedAt" | "duration" | "createdAt";

type OrderedEntry = Pick<Entry, "id" | "date" | "startedAt" | "createdAt" | "duration" | "submittedAt">;

/** Where an entry stands in an order. */
export function listPosition(entry: OrderedEntry, order: EntryOrder): SortPosition {
  return { key: keyOf(entry, order), id: entry.id };
}

/** The date or the moment of submission that a position of its order begins with: the sort key of the index behind it. */
export function indexedPart({ key }: SortPosition): string {
  return String(key).split(" ")[0] ?? "";
}

function keyOf(entry: OrderedEntry, order: EntryOrder): string | number {
  if (order === "duration" || order === "createdAt") return entry[order];
  const day = chronologicalKey(entry);
  return order === "date" ? day : `${entry.submittedAt} ${day}`;
}

/** Behind every instant. */
const endOfDay = "~";

/**
 * By date, within a day by start time, then by creation. Entries without a start time stand at the end of their day, so a list that
 * runs backwards begins a day with them.
 */
function chronologicalKey({ date, startedAt = endOfDay, createdAt }: OrderedEntry): string {
  return `${date} ${startedAt} ${createdAt}`;
}
