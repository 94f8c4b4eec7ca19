import { ulid } from "ulid";

/** A new ULID: sorts by the time of its making, to the millisecond. */
export function newId(now: Date = new Date()): string {
  return ulid(now.getTime());
}
