/**
 * Tells of projects that have spent a share of their budget: once for each share of a budget, of a monthly one once per month, however often it is
 * looked at. What was told lies in an item, which is written with the events on condition that nobody else has written it since.
 */

import { retryOnConflict } from "@aerotage/core/database/optimistic-lock";
import { systemWork } from "@aerotage/core/database/system-work";
import { dateIn } from "@aerotage/core/time/zones";
import type { CompanySettings } from "@aerotage/kernel/domain/organization";
import type { Budget } from "@aerotage/kernel/domain/projects";
import { spentInMonth } from "@aerotage/kernel/persistence/budget-periods";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import { spentOf } from "@aerotage/kernel/persistence/projects";
import { budgetActivity, type ReachedShare } from "../domain/activity.js";
import { budgetKey, newlyReached } from "../domain/budget.js";
import { watchedMonths } from "../domain/budget-months.js";
import type { Project } from "../domain/project.js";
import { findProject, nextReached, noteReached, type ReachedItem, readReached } from "../persistence/projects.js";

/** Looks at what a project has spent of its budget now, and records each of the company's thresholds that it newly reached. */
export async function watchBudget(projectId: string): Promise<void> {
  await retryOnConflict(() => watchOnce(projectId, new Date()));
}

/** What is told now, and what people have been told by then. */
interface BudgetReport {
  readonly shares: readonly ReachedShare[];
  readonly item: Pick<ReachedItem, "budgetKey" | "reached" | "months">;
}

async function watchOnce(projectId: string, now: Date): Promise<void> {
  const project = await findProject(projectId);
  if (project?.budget === undefined) return;
  const { budget } = project;
  const [settings, before] = await Promise.all([companySettings(), readReached(projectId)]);
  const known = before?.budgetKey === budgetKey(budget) ? before : undefined;
  const report =
    budget.period === "monthly"
      ? await monthly(project, budget, { settings, known, now })
      : await ofAllTime(project, budget, { settings, known });
  if (report === undefined) return;
  const unitOfWork = systemWork(now);
  noteReached(unitOfWork, before, nextReached(projectId, before, report.item));
  for (const share of report.shares) unitOfWork.audit(budgetActivity(project, budget.type, share));
  await unitOfWork.commit();
}

interface Watched {
  readonly settings: CompanySettings;
  /** What people were told of this very budget. */
  readonly known: ReachedItem | undefined;
}

async function ofAllTime(
  { id }: Project,
  budget: Budget,
  { settings, known }: Watched,
): Promise<BudgetReport | undefined> {
  const spent = (await spentOf([id])).get(id);
  if (spent === undefined) throw new TypeError("What is spent of a project is always known.");
  const reported = known?.reached ?? [];
  const reached = newlyReached(budget, spent, settings.budgetThresholds, reported);
  if (reached.length === 0) return undefined;
  const shares = reached.map((threshold) => ({ threshold }));
  return { shares, item: { budgetKey: budgetKey(budget), reached: [...reported, ...reached] } };
}

async function monthly(
  { id }: Project,
  budget: Budget,
  { settings, known, now }: Watched & { readonly now: Date },
): Promise<BudgetReport | undefined> {
  const current = dateIn(settings.timezone, now).slice(0, 7);
  const months: Record<string, readonly number[]> = {};
  const shares: ReachedShare[] = [];
  for (const month of watchedMonths(current, known?.months)) {
    const spent = (await spentInMonth([id], month)).get(id);
    if (spent === undefined) throw new TypeError("What is spent of a project is always known.");
    const reported = known?.months?.[month] ?? [];
    const reached = newlyReached(budget, spent, settings.budgetThresholds, reported);
    shares.push(...reached.map((threshold) => ({ threshold, month })));
    months[month] = [...reported, ...reached];
  }
  // That a month is looked at is noted too: time of it that is recorded or approved in the next one counts.
  if (shares.length === 0 && known?.months?.[current] !== undefined) return undefined;
  return { shares, item: { budgetKey: budgetKey(budget), reached: [], months } };
}
