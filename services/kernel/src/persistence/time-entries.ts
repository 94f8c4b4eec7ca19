/** The partitions of the indexes of time entries. */
import type { Source } from "@aerotage/core/database/merged";

/** A partition of an index of TimeEntries. */
export function entrySource(index: string, attribute: string, value: string): Source {
  return { table: "TimeEntries", index, attribute, value };
}

/** The bounds of `dateOrder` in a period of whole days. */
export function daysBetween(
  from: string | undefined,
  to: string | undefined,
): { readonly from?: string; readonly to?: string } {
  // A date is before all keys that begin with it, and with "~" behind all of them.
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to: `${to}~` }) };
}
