/**
 * Tells of projects that have spent a share of their budget: once for each share of a budget, however often it is looked at. What was
 * told lies in an item, which is written with the events on condition that nobody else has written it since.
 */
import { companySettings } from "@aerotage/core/company";
import { untilUncontended } from "@aerotage/core/database/contention";
import { spentOf } from "@aerotage/core/projects";
import { systemWork } from "@aerotage/core/system-work";
import { budgetActivity } from "./activity.js";
import { budgetKey, newlyReached } from "./domain/budget.js";
import { nextReached, projectRepository } from "./repository.js";

const projects = projectRepository();

/** Looks at what a project has spent of its budget now, and records each of the company's thresholds that it newly reached. */
export async function watchBudget(projectId: string): Promise<void> {
  await untilUncontended(() => watchOnce(projectId));
}

async function watchOnce(projectId: string): Promise<void> {
  const project = await projects.find(projectId);
  if (project?.budget === undefined) return;
  const { budget } = project;
  const [sums, { budgetThresholds }, before] = await Promise.all([
    spentOf([projectId]),
    companySettings(),
    projects.reached(projectId),
  ]);
  const spent = sums.get(projectId);
  if (spent === undefined) throw new TypeError("What is spent of a project is always known.");
  const key = budgetKey(budget);
  const told = before?.budgetKey === key ? before.reached : [];
  const reached = newlyReached(budget, spent, budgetThresholds, told);
  if (reached.length === 0) return;
  const work = systemWork(new Date());
  projects.noteReached(
    work,
    before,
    nextReached(projectId, before, { budgetKey: key, reached: [...told, ...reached] }),
  );
  for (const threshold of reached) work.record(budgetActivity(project, budget.type, threshold));
  await work.commit();
}
