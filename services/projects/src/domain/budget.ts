/** What a project may use up, what of it is spent, and when people are told: pure rules. */

import { ApiError, fieldError, forbidden } from "@aerotage/core/contract/errors";
import { budgetSize, budgetSpent } from "@aerotage/kernel/domain/budgets";
import { amountProblem, decimalOf, fromMajor } from "@aerotage/kernel/domain/money";
import type { Budget, Spent } from "@aerotage/kernel/domain/projects";
import type { BudgetInput, BudgetResponse } from "../contract.js";

/** The most hours of a budget: about 500 years of one person. */
const maxHours = 1_000_000;

/** What a change of a budget depends on. */
export interface BudgetContext {
  /** The client's currency, else the company's. */
  readonly currency: string;
}

/**
 * A budget after a change. The same value sent back, as whole forms do, is no change.
 * @throws `VALIDATION_ERROR` for a value that is no amount of the currency, or too many hours
 */
export function changedBudget(
  before: Budget | undefined,
  input: BudgetInput | null | undefined,
  { currency }: BudgetContext,
): Budget | undefined {
  if (input === null) return undefined;
  if (input === undefined) return before;
  const period = input.period ?? periodOf(before);
  const isSameSize = input.type === before?.type && input.value === budgetSize(before);
  if (isSameSize && period === periodOf(before)) return before;
  const monthly = period === "monthly" ? ({ period } as const) : {};
  if (before !== undefined && isSameSize) {
    // An amount that stays as it is keeps its currency.
    const { period: _before, ...size } = before;
    return { ...size, ...monthly };
  }
  const problem =
    input.type === "amount"
      ? amountProblem(input.value, currency)
      : input.value > maxHours
        ? `must be at most ${maxHours} hours`
        : undefined;
  if (problem !== undefined) throw fieldError("budget.value", problem);
  return input.type === "amount"
    ? { ...monthly, type: "amount", amount: fromMajor(input.value, currency) }
    : { ...monthly, type: "hours", hours: input.value };
}

function periodOf(budget: Budget | undefined): "total" | "monthly" {
  return budget?.period ?? "total";
}

/**
 * Keeps `spent` the server's. Whole forms send back what they were answered, which may be less than what is spent by now: people record
 * time while a form is open. More is seldom what a form was given. What is spent of all time is as much as any month's, so that a form may be
 * open over a month's end.
 * @param spent of all time
 * @throws `FORBIDDEN`
 */
export function refuseSpent(
  before: Budget | undefined,
  input: BudgetInput | null | undefined,
  spent: Spent | undefined,
): void {
  const claimed = input?.spent ?? undefined;
  const held = before === undefined ? 0 : budgetSpent(before, spent);
  if (claimed === undefined || (claimed >= 0 && claimed <= held)) return;
  throw new ApiError(
    forbidden,
    `budget.spent is counted from recorded time and is ${held} now. Leave it out, or read the project again.`,
  );
}

/** A budget as it is answered. @param spent in its period */
export function budgetResponse(budget: Budget, spent: Spent | undefined): BudgetResponse {
  return {
    type: budget.type,
    period: periodOf(budget),
    value: budgetSize(budget),
    spent: budgetSpent(budget, spent),
  };
}

/** What makes a budget another one: its type, value, currency and period. */
export function budgetKey(budget: Budget): string {
  const size = budget.type === "hours" ? `${budget.hours}` : `${budget.amount.currency}#${budget.amount.minor}`;
  return `${budget.type}#${size}${budget.period === undefined ? "" : `#${budget.period}`}`;
}

/** The shares of a budget (percent) that are spent now and were not before, ascending. */
export function newlyReached(
  budget: Budget,
  spent: Spent,
  thresholds: readonly number[],
  reached: readonly number[],
): number[] {
  return [...new Set(thresholds)]
    .filter((threshold) => !reached.includes(threshold) && isReached(budget, spent, threshold))
    .sort((a, b) => a - b);
}

/** Compares whole numbers: spent minutes or minor units times 100 with the budget's times the percentage. */
function isReached(budget: Budget, spent: Spent, threshold: number): boolean {
  if (budget.type === "amount") {
    return BigInt(amountIn(spent, budget.amount.currency)) * 100n >= BigInt(budget.amount.minor) * BigInt(threshold);
  }
  const { unscaled, scale } = decimalOf(budget.hours);
  return BigInt(spent.minutes) * 100n * 10n ** BigInt(scale) >= unscaled * 60n * BigInt(threshold);
}

function amountIn({ amounts }: Spent, currency: string): number {
  return amounts[currency] ?? 0;
}
