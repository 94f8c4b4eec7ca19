import { rateForMinutes } from "@aerotage/kernel/domain/money";
import type { Budget, Spent } from "@aerotage/kernel/domain/projects";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { budgetKey, budgetResponse, changedBudget, newlyReached, refuseSpent } from "./budget.js";

const hours = (count: number): Budget => ({ type: "hours", hours: count });
const amount = (minor: number, currency = "EUR"): Budget => ({ type: "amount", amount: { minor, currency } });
const spent = (fields: Partial<Spent> = {}): Spent => ({ minutes: 0, entries: 1, amounts: {}, ...fields });
const stays = { currency: "EUR" };

describe("a budget", () => {
  it("is set, left, and cleared", () => {
    expect(changedBudget(undefined, { type: "hours", value: 7.5 }, stays)).toEqual(hours(7.5));
    expect(changedBudget(hours(7.5), undefined, stays)).toEqual(hours(7.5));
    expect(changedBudget(hours(7.5), null, stays)).toBeUndefined();
    expect(changedBudget(undefined, undefined, stays)).toBeUndefined();
  });

  it("of an amount is in the currency that holds when it is set, and the same number sent back keeps it", () => {
    expect(changedBudget(hours(5), { type: "amount", value: 99.5 }, stays)).toEqual(amount(9950));
    const dollars = amount(9950, "USD");
    expect(changedBudget(dollars, { type: "amount", value: 99.5 }, stays)).toBe(dollars);
    expect(changedBudget(dollars, { type: "amount", value: 100 }, stays)).toEqual(amount(10_000));
  });

  it("begins anew each month if it is told to, and stays so where a form does not know of periods", () => {
    const monthly: Budget = { ...hours(10), period: "monthly" };
    expect(changedBudget(undefined, { type: "hours", value: 10, period: "monthly" }, stays)).toEqual(monthly);
    expect(changedBudget(monthly, { type: "hours", value: 10 }, stays)).toBe(monthly);
    expect(changedBudget(monthly, { type: "hours", value: 11 }, stays)).toEqual({ ...monthly, hours: 11 });
    expect(changedBudget(monthly, { type: "hours", value: 10, period: "total" }, stays)).toEqual(hours(10));
    // Another period leaves an amount in its currency.
    const yen = amount(100, "JPY");
    expect(changedBudget(yen, { type: "amount", value: 100, period: "monthly" }, stays)).toEqual({
      ...yen,
      period: "monthly",
    });
    expect(budgetResponse(monthly, undefined).period).toBe("monthly");
  });

  it("is refused where it is no amount of the currency, or more hours than anybody works", () => {
    expect(() => changedBudget(undefined, { type: "amount", value: 1.005 }, stays)).toThrow("budget.value must have");
    expect(() => changedBudget(undefined, { type: "hours", value: 1_000_001 }, stays)).toThrow("at most 1000000 hours");
  });

  it("is answered with what is spent of it in its own unit", () => {
    const sums = spent({ minutes: 100, amounts: { EUR: 12_345, USD: 99 } });
    expect(budgetResponse(hours(10), sums)).toEqual({
      type: "hours",
      period: "total",
      value: 10,
      spent: 1.6667,
    });
    expect(budgetResponse(amount(100_000), sums)).toMatchObject({ type: "amount", value: 1000, spent: 123.45 });
    expect(budgetResponse(amount(100_000, "JPY"), sums).spent).toBe(0);
    expect(budgetResponse(hours(10), undefined).spent).toBe(0);
  });

  it("takes what is spent of it from nobody: only what was answered, now or before, may be sent back", () => {
    const input = (claimed: number | null) => ({ type: "hours" as const, value: 10, spent: claimed });
    const sums = spent({ minutes: 100 });
    expect(() => refuseSpent(hours(10), input(1.6667), sums)).not.toThrow();
    expect(() => refuseSpent(hours(10), input(null), sums)).not.toThrow();
    expect(() => refuseSpent(hours(10), { type: "hours", value: 10 }, sums)).not.toThrow();
    expect(() => refuseSpent(hours(10), input(0.5), sums)).not.toThrow();
    for (const claimed of [1.6668, -1])
      expect(() => refuseSpent(hours(10), input(claimed), sums)).toThrow("is 1.6667 now");
    expect(() => refuseSpent(undefined, input(0), sums)).not.toThrow();
    expect(() => refuseSpent(undefined, input(1.6667), sums)).toThrow("is 0 now");
  });

  it("is another one with another type, value or currency", () => {
    const monthly: Budget = { ...hours(10), period: "monthly" };
    const keys = [hours(10), monthly, hours(11), amount(10), amount(10, "USD"), amount(11)].map(budgetKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(budgetKey(hours(10))).toBe(budgetKey(hours(10)));
  });
});

describe("a share of a budget", () => {
  it("is reached exactly where it is spent, not a minute and not a cent before", () => {
    expect(newlyReached(hours(7.5), spent({ minutes: 359 }), [80], [])).toEqual([]);
    expect(newlyReached(hours(7.5), spent({ minutes: 360 }), [80], [])).toEqual([80]);
    expect(newlyReached(amount(9999), spent({ amounts: { EUR: 9998 } }), [100], [])).toEqual([]);
    expect(newlyReached(amount(9999), spent({ amounts: { EUR: 9999 } }), [100], [])).toEqual([100]);
  });

  it("counts amounts of the budget's currency alone", () => {
    expect(newlyReached(amount(100), spent({ amounts: { USD: 100 } }), [50], [])).toEqual([]);
  });

  it("is told of once, however often it is looked at", () => {
    const steps = fc.array(fc.integer({ min: -300, max: 600 }), { maxLength: 30 });
    const thresholds = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { maxLength: 10 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), steps, thresholds, (size, changes, percents) => {
        const told: number[] = [];
        let [minutes, most] = [0, 0];
        for (const change of changes) {
          minutes = Math.max(minutes + change, 0);
          most = Math.max(most, minutes);
          told.push(...newlyReached(hours(size), spent({ minutes }), percents, told));
        }
        const due = changes.length === 0 ? [] : percents.filter((percent) => most * 100 >= percent * size * 60);
        expect(told.toSorted((a, b) => a - b)).toEqual(due.toSorted((a, b) => a - b));
        expect(new Set(told).size).toBe(told.length);
      }),
    );
  });

  it("of hours is that of their price: both kinds of budget tell at the same minute", () => {
    const rate = { minor: 6000, currency: "EUR" };
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 1, max: 1000 }),
        (m, size, percent) => {
          const sums = spent({ minutes: m, amounts: { EUR: rateForMinutes(rate, m).minor } });
          expect(newlyReached(hours(size), sums, [percent], [])).toEqual(
            newlyReached(amount(size * rate.minor), sums, [percent], []),
          );
        },
      ),
    );
  });

  it("comes in ascending order, several at once", () => {
    expect(newlyReached(hours(1), spent({ minutes: 60 }), [100, 50, 120, 80], [50])).toEqual([80, 100]);
  });
});
