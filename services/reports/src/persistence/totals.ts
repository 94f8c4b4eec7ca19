/** Where reports read recorded time: the totals of people's months, never entries. */
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { type MonthTotalsItem, monthTotalsId, unpackCells } from "@aerotage/kernel/domain/month-totals";
import type { Period } from "../contract/filters.js";
import { monthsOf } from "../domain/period.js";
import type { OwnedCell } from "../domain/sums.js";

/** The recorded time of some people in a period, read consistently: one item per person and month. */
export async function cellsOf(
  userIds: readonly string[],
  period: Period,
  tables: Database = database,
): Promise<OwnedCell[]> {
  const months = new Map(
    monthsOf(period).flatMap((month) =>
      userIds.map((userId) => [monthTotalsId(userId, month), { userId, month }] as const),
    ),
  );
  const items = await getMany<MonthTotalsItem>(tables, "TimeEntries", months.keys());
  return items.flatMap(({ id, cells }) => {
    const { userId, month } = months.get(id) as { userId: string; month: string };
    return unpackCells(cells)
      .map((cell) => ({ ...cell, userId, date: `${month}-${String(cell.day).padStart(2, "0")}` }))
      .filter(({ date }) => date >= period.startDate && date <= period.endDate);
  });
}
