/** Budgets that begin anew each month. */
import type { ProjectItem } from "./projects.js";

/** A project with its budget. */
export type BudgetedProject = Pick<ProjectItem, "id" | "budget">;

/** True for a project whose budget begins anew each month. */
export function hasMonthlyBudget({ budget }: Pick<BudgetedProject, "budget">): boolean {
  return budget?.period === "monthly";
}
