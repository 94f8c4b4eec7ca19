/** Time entries as other services see them. The time entries service owns and writes them. */
import { type Money, rateForMinutes } from "./money.js";

/** A time entry as it is stored. */
export interface TimeEntryItem {
  readonly id: string;
  readonly userId: string;
  readonly projectId: string;
  readonly clientId: string;
  /** The owner's team when they recorded it: reports count it there, wherever the owner is now. */
  readonly teamId?: string;
  /** Local calendar date on which it begins. */
  readonly date: string;
  /** `HH:MM` in `timezone`; both times are there, or neither. */
  readonly startTime?: string;
  readonly endTime?: string;
  /** IANA. */
  readonly timezone: string;
  /** Whole minutes. */
  readonly duration: number;
  readonly description: string;
  readonly isBillable: boolean;
  /** The billing rate of an approved entry; missing where none was found. */
  readonly frozen?: { readonly rate: Money };
  readonly tags: readonly string[];
  readonly notes?: string;
  readonly status: string;
  /** The sort key of the indexes that are read by date: the whole order of a list. No two entries have the same. */
  readonly dateOrder: string;
}

/** The amount that an entry comes to: approved and invoiced billable ones have one, at their frozen rates, rounded half up. */
export function entryAmount({
  status,
  isBillable,
  frozen,
  duration,
}: Pick<TimeEntryItem, "status" | "isBillable" | "frozen" | "duration">): Money | undefined {
  if ((status !== "approved" && status !== "invoiced") || !isBillable || frozen === undefined) return undefined;
  return rateForMinutes(frozen.rate, duration);
}
