/** Everything that is derived from entries and stored beside them, computed anew: pure rules. */
import { canonicalJson } from "@aerotage/core/text/canonical-json";
import { MonthTotals, monthTotalsId } from "@aerotage/kernel/domain/month-totals";
import { spentId } from "@aerotage/kernel/domain/projects";
import type { Entry } from "./entry.js";
import { SpendingChanges } from "./spending.js";
import { type DayEntry, dayTotalsId, Timesheet } from "./timesheet.js";
import { cellOf } from "./totals.js";

/** What a person has used up of a project. Amounts of nothing are left out. */
export interface SpentSums {
  readonly minutes: number;
  readonly entries: number;
  /** By currency, minor units. */
  readonly amounts: Readonly<Record<string, number>>;
}

/** What is stored beside some entries, each by the id of its item. */
export interface Derived {
  readonly months: ReadonlyMap<string, MonthTotals>;
  readonly days: ReadonlyMap<string, Readonly<Record<string, DayEntry>>>;
  readonly spent: ReadonlyMap<string, SpentSums>;
}

/** What has to be stored beside some entries. */
export function derivedFrom(entries: readonly Entry[]): Derived {
  const months = new Map<string, MonthTotals>();
  const spending = new SpendingChanges();
  const timesheet = new Timesheet([]);
  for (const entry of entries) {
    const key = monthTotalsId(entry.userId, entry.date);
    const totals = months.get(key) ?? new MonthTotals();
    totals.add(cellOf(entry), 1);
    months.set(key, totals);
    spending.add(undefined, entry);
    timesheet.write(undefined, entry);
  }
  const days = entries.map(
    ({ userId, date }) => [dayTotalsId(userId, date), timesheet.day(userId, date).entries] as const,
  );
  const spent = spending
    .deltas()
    .map(({ projectId, userId, ...sums }) => [spentId(projectId, userId), withoutZeros(sums)] as const);
  return { months, days: new Map(days), spent: new Map(spent) };
}

/** Sums without amounts that are zero: a currency in which something was approved and re-opened. */
export function withoutZeros({ minutes, entries, amounts }: SpentSums): SpentSums {
  return { minutes, entries, amounts: Object.fromEntries(Object.entries(amounts).filter(([, minor]) => minor !== 0)) };
}

/** The cells of a month in a fixed order, as text; for comparing and for telling. */
export function cellsText(totals: MonthTotals | undefined): string {
  return canonicalJson((totals?.cells() ?? []).map((cell) => canonicalJson(cell)).sort());
}
