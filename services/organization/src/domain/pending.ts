/** What people have not finished in a period: pure rules. */
import { daysAfter } from "@aerotage/core/time/dates";
import type { PendingResponse } from "../contract/organization.js";

/** Calendar dates, both inclusive. */
export interface LockedPeriod {
  readonly startDate: string;
  readonly endDate: string;
}

/** An entry that is not decided on. */
export interface PendingEntry {
  readonly userId: string;
  readonly status: "draft" | "submitted";
}

/** A running timer. */
export interface RunningTimer {
  readonly userId: string;
  /** ISO, UTC. */
  readonly startedAt: string;
}

/** Counts by person, by name and then id; people with nothing are left out. Timers count by the date of their start in UTC. */
export function pendingOf(
  { startDate, endDate }: LockedPeriod,
  entries: readonly PendingEntry[],
  timers: readonly RunningTimer[],
  names: ReadonlyMap<string, string>,
): PendingResponse {
  const people = new Map<string, { drafts: number; submitted: number; timers: number }>();
  const of = (userId: string) => {
    const known = people.get(userId) ?? { drafts: 0, submitted: 0, timers: 0 };
    people.set(userId, known);
    return known;
  };
  for (const { userId, status } of entries) of(userId)[status === "draft" ? "drafts" : "submitted"] += 1;
  for (const { userId, startedAt } of timers) {
    const date = startedAt.slice(0, 10);
    if (date >= startDate && date <= endDate) of(userId).timers += 1;
  }
  return {
    startDate,
    endDate,
    people: [...people]
      .map(([userId, counts]) => ({ userId, name: names.get(userId) ?? "", ...counts }))
      .sort((a, b) => (a.name === b.name ? compare(a.userId, b.userId) : compare(a.name, b.name))),
  };
}

/** The period that a later lock adds, as far as it is looked through; undefined for one that adds none. */
export function addedPeriod(before: string | undefined, after: string | undefined): LockedPeriod | undefined {
  if (after === undefined || (before !== undefined && after <= before)) return undefined;
  const furthest = daysAfter(after, 1 - maxPendingDays);
  const startDate = before !== undefined && before >= furthest ? daysAfter(before, 1) : furthest;
  return { startDate, endDate: after };
}

/** The most days that are looked through: a year. */
const maxPendingDays = 366;

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
