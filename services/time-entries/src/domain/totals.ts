/** What of an entry counts in its owner's month: pure rules. */
import { minuteOf } from "@aerotage/core/time/dates";
import { MonthTotals, monthTotalsId, type TimeCell } from "@aerotage/kernel/domain/month-totals";
import { entryAmount } from "@aerotage/kernel/domain/time-entries";
import type { Entry } from "./entry.js";

/** What of an entry reports tell. */
export type Counted = Pick<
  Entry,
  | "userId"
  | "date"
  | "projectId"
  | "clientId"
  | "teamId"
  | "isBillable"
  | "status"
  | "tags"
  | "duration"
  | "frozen"
  | "submittedAt"
  | "approvedAt"
>;

/** An entry as a cell of its owner's month. */
export function cellOf(entry: Counted): TimeCell {
  const { projectId, clientId, teamId, isBillable, status, tags, duration, date } = entry;
  const amount = entryAmount(entry);
  return {
    day: Number(date.slice(8)),
    kind: {
      projectId,
      clientId,
      ...(teamId !== undefined && { teamId }),
      isBillable,
      status,
      tags: tags.toSorted(),
      ...(amount !== undefined && { currency: amount.currency }),
    },
    entries: 1,
    minutes: duration,
    minor: amount?.minor ?? 0,
    approvalMinutes: approvalMinutes(entry),
  };
}

/** How long an approver took, in minutes; nothing while nobody has approved. */
function approvalMinutes({ submittedAt, approvedAt }: Counted): number {
  if (submittedAt === undefined || approvedAt === undefined) return 0;
  return Math.max(minuteOf(approvedAt) - minuteOf(submittedAt), 0);
}

/** A person's month and what it was read as. */
export interface ChangedMonth {
  readonly id: string;
  readonly totals: MonthTotals;
  /** The revision that was read; undefined where there was no item. */
  readonly read: string | undefined;
}

/** A person's month as it was read. */
export interface StoredMonth {
  readonly id: string;
  readonly cells: readonly TimeCell[];
  readonly revision: string;
}

/** The months of some people, and how some changes of entries change them. */
export class MonthChanges {
  readonly #stored: ReadonlyMap<string, StoredMonth>;
  readonly #changed = new Map<string, ChangedMonth>();

  constructor(stored: readonly StoredMonth[]) {
    this.#stored = new Map(stored.map((month) => [month.id, month]));
  }

  /** Notes the change from one version of an entry to the next; nothing where no report tells them apart. */
  add(before: Counted | undefined, after: Counted | undefined): void {
    if (before !== undefined && after !== undefined && sameText(before, after)) return;
    if (before !== undefined) this.#month(before).add(cellOf(before), -1);
    if (after !== undefined) this.#month(after).add(cellOf(after), 1);
  }

  changes(): ChangedMonth[] {
    return [...this.#changed.values()];
  }

  #month({ userId, date }: Counted): MonthTotals {
    const id = monthTotalsId(userId, date);
    const known = this.#changed.get(id);
    if (known !== undefined) return known.totals;
    const stored = this.#stored.get(id);
    const totals = new MonthTotals(stored?.cells);
    this.#changed.set(id, { id, totals, read: stored?.revision });
    return totals;
  }
}

function sameText(before: Counted, after: Counted): boolean {
  const textOf = (entry: Counted) => JSON.stringify([entry.userId, entry.date, cellOf(entry)]);
  return textOf(before) === textOf(after);
}
