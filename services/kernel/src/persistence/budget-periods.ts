/** What is spent of budgets in the current period: the total, or one month. */
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { dateIn } from "@aerotage/core/time/zones";
import { type BudgetedProject, hasMonthlyBudget } from "../domain/budget-periods.js";
import { type MonthTotalsItem, monthTotalsId, unpackCells } from "../domain/month-totals.js";
import type { RecordersItem, Spent } from "../domain/projects.js";
import { recordersId } from "../domain/projects.js";
import { companySettings } from "./organization.js";
import { spentOf } from "./projects.js";

/** The sums of projects in a month of the entries' local dates (`YYYY-MM`), by project id, read consistently; zeros where there is nothing. */
export async function spentInMonth(
  projectIds: readonly string[],
  month: string,
  tables: Database = database,
): Promise<Map<string, Spent>> {
  const recorders = await getMany<RecordersItem>(tables, "Projects", projectIds.map(recordersId));
  const userIds = new Set(recorders.flatMap((item) => [...item.userIds]));
  const keys = [...userIds].map((userId) => monthTotalsId(userId, month));
  const items = await getMany<MonthTotalsItem>(tables, "TimeEntries", keys);
  const sums = new Map<string, { minutes: number; entries: number; amounts: Record<string, number> }>();
  for (const id of projectIds) sums.set(id, { minutes: 0, entries: 0, amounts: {} });
  for (const { kind, minutes, entries, minor } of items.flatMap(({ cells }) => unpackCells(cells))) {
    const sum = sums.get(kind.projectId);
    if (sum === undefined) continue;
    // As `SpentItem`: rejected time is not spent, and amounts are those that are frozen.
    if (kind.status !== "rejected") sum.minutes += minutes;
    sum.entries += entries;
    if (kind.currency !== undefined) sum.amounts[kind.currency] = (sum.amounts[kind.currency] ?? 0) + minor;
  }
  return sums;
}

/** The month that is now in the company's zone. */
export async function currentMonth(now: Date, tables: Database = database): Promise<string> {
  const { timezone } = await companySettings(tables);
  return dateIn(timezone, now).slice(0, 7);
}

/** What is spent of projects' budgets in the period that is now, by project id. */
export async function spentOfBudgets(
  projects: readonly BudgetedProject[],
  now: Date,
  tables: Database = database,
): Promise<Map<string, Spent>> {
  const monthly = projects.filter(hasMonthlyBudget).map(({ id }) => id);
  const others = projects.filter((project) => !hasMonthlyBudget(project)).map(({ id }) => id);
  const [total, ofMonth] = await Promise.all([
    spentOf(others, tables),
    monthly.length === 0 ? [] : spentInMonth(monthly, await currentMonth(now, tables), tables),
  ]);
  return new Map([...total, ...ofMonth]);
}
