/**
 * What is spent of budgets in their period. A budget of all time has sums of its own; a monthly one is summed up from the totals of the months of
 * the people who have recorded time on its project, so that recording time writes nothing more.
 */

import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { dateIn } from "@aerotage/core/time/zones";
import { type MonthTotalsItem, monthTotalsKey, unpackCells } from "./month-totals.js";
import { companySettings } from "./organization.js";
import { type ProjectItem, type RecordersItem, recordersKey, type Spent, spentOf } from "./projects.js";

/** A project with its budget. */
export type BudgetedProject = Pick<ProjectItem, "id" | "budget">;

/** True for a project whose budget begins anew each month. */
export function hasMonthlyBudget({ budget }: Pick<BudgetedProject, "budget">): boolean {
  return budget?.period === "monthly";
}

/** The sums of projects in a month of the entries' local dates (`YYYY-MM`), by project id, read consistently; zeros where there is nothing. */
export async function spentInMonth(
  projectIds: readonly string[],
  month: string,
  tables: Database = database,
): Promise<Map<string, Spent>> {
  const recorders = (await getMany(tables, "Projects", projectIds.map(recordersKey))) as unknown as RecordersItem[];
  const userIds = new Set(recorders.flatMap((item) => [...item.userIds]));
  const keys = [...userIds].map((userId) => monthTotalsKey(userId, month));
  const items = (await getMany(tables, "TimeEntries", keys)) as unknown as MonthTotalsItem[];
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
