/** Series to plot: pure rules. */

import { compareText } from "@aerotage/core/text/order";
import { datesBetween, hoursOf } from "@aerotage/core/time/dates";
import { type Analytics, topCount } from "../contract/analytics.js";
import type { Period } from "../contract/filters.js";
import { monthsOf } from "./period.js";
import { minutesOf, type OwnedCell, Sums } from "./sums.js";
import { shareOf } from "./targets.js";
import type { GroupNames } from "./time-report.js";

export interface AnalyticsOptions {
  readonly names: GroupNames;
  readonly withAmounts: boolean;
}

/** The series of a period. */
export function analyticsOf(cells: readonly OwnedCell[], period: Period, options: AnalyticsOptions): Analytics {
  const billable = cells.filter(({ kind }) => kind.isBillable);
  const waiting = cells.filter(({ kind }) => kind.status === "submitted");
  const [total, ofBillable] = [minutesBy(cells, dateOf), minutesBy(billable, dateOf)];
  return {
    period,
    hoursPerDay: datesBetween(period.startDate, period.endDate).map((date) => ({
      date,
      totalHours: hoursOf(total.get(date) ?? 0),
      billableHours: hoursOf(ofBillable.get(date) ?? 0),
    })),
    billableShare: shareOf(minutesOf(billable), minutesOf(cells)),
    topProjects: topOf("project", cells, options),
    topClients: topOf("client", cells, options),
    ...(options.withAmounts && { revenuePerMonth: revenuePerMonth(cells, period) }),
    approvalsWaiting: {
      entryCount: waiting.reduce((sum, { entries }) => sum + entries, 0),
      totalHours: hoursOf(minutesOf(waiting)),
    },
  };
}

const dateOf = ({ date }: OwnedCell) => date;

function minutesBy(cells: readonly OwnedCell[], keyOf: (cell: OwnedCell) => string): Map<string, number> {
  const minutes = new Map<string, number>();
  for (const cell of cells) minutes.set(keyOf(cell), (minutes.get(keyOf(cell)) ?? 0) + cell.minutes);
  return minutes;
}

function topOf(
  grouping: "project" | "client",
  cells: readonly OwnedCell[],
  { names, withAmounts }: AnalyticsOptions,
): Analytics["topProjects"] {
  const sumsOf = new Map<string, Sums>();
  for (const cell of cells) {
    const id = grouping === "project" ? cell.kind.projectId : cell.kind.clientId;
    const sums = sumsOf.get(id) ?? new Sums();
    sums.add(cell);
    sumsOf.set(id, sums);
  }
  return [...sumsOf]
    .map(([id, sums]) => ({ id, name: names[grouping]?.get(id) ?? "", sums }))
    .sort((a, b) => b.sums.minutes - a.sums.minutes || compareText(a.name, b.name) || compareText(a.id, b.id))
    .slice(0, topCount)
    .map(({ id, name, sums }) => ({ id, name, ...sums.fields(withAmounts) }));
}

function revenuePerMonth(cells: readonly OwnedCell[], period: Period): NonNullable<Analytics["revenuePerMonth"]> {
  const months = new Map(monthsOf(period).map((month) => [month, new Sums()]));
  for (const cell of cells) months.get(cell.date.slice(0, 7))?.add(cell);
  return [...months].map(([month, sums]) => ({ month, amounts: sums.amounts }));
}
