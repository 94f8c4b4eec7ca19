/** What is spent of a project's budget: the same for the project itself and for reports. */
import { hoursOf } from "@aerotage/core/time/dates";
import { toMajor } from "./money.js";
import type { Budget, Spent } from "./projects.js";

/** The size of a budget: hours, or an amount in major units. */
export function budgetSize(budget: Budget): number {
  return budget.type === "hours" ? budget.hours : toMajor(budget.amount);
}

/** What is spent of a budget, in its own unit. */
export function budgetSpent(budget: Budget, spent: Pick<Spent, "minutes" | "amounts"> | undefined): number {
  if (spent === undefined) return 0;
  if (budget.type === "hours") return hoursOf(spent.minutes);
  const { currency } = budget.amount;
  return toMajor({ minor: spent.amounts[currency] ?? 0, currency });
}
