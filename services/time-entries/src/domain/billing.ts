/** How approved time gets onto an invoice, and off it again: pure rules. */
import { nextVersion } from "@aerotage/core/contract/versions";
import type { Entry } from "./entry.js";

/** True for time that waits to be billed. */
export function awaitsBilling({ status, isBillable }: Pick<Entry, "status" | "isBillable">): boolean {
  return status === "approved" && isBillable;
}

/** An approved entry on an invoice: its next version. */
export function billed(entry: Entry, invoiceId: string, now: Date): Entry {
  if (!awaitsBilling(entry)) throw new TypeError(`The entry ${entry.id} is ${entry.status}, and cannot be billed.`);
  return nextVersion({ ...entry, status: "invoiced", invoiceId }, now);
}

/** An entry that is on no invoice any more: approved as it was before, its next version. */
export function released({ invoiceId: _invoice, ...entry }: Entry, now: Date): Entry {
  return nextVersion({ ...entry, status: "approved" }, now);
}
