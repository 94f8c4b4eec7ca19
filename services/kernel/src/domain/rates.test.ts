import { ApiError } from "@aerotage/core/contract/errors";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Money, toMajor } from "./money.js";
import {
  changedRates,
  changesRate,
  type DatedRate,
  isInCurrency,
  maxDatedRates,
  type RateHistory,
  type RateInput,
  rateOn,
  ratesResponse,
  responseDate,
  sinceEver,
} from "./rates.js";

const context = { currency: "USD", today: "2026-11-25", path: "hourlyRate" };
const dollars = (amount: number): Money => ({ minor: amount * 100, currency: "USD" });
const from = (effectiveFrom: string, amount?: number): DatedRate => ({
  effectiveFrom,
  ...(amount !== undefined && { rate: dollars(amount) }),
});

/** A history after some changes, one after the other. */
function after(history: RateHistory | undefined, ...changes: readonly RateInput[]): RateHistory | undefined {
  return changes.reduce<RateHistory | undefined>((known, change) => changedRates(known, change, context), history);
}

/** Where a change is refused. */
function refusedAt(change: () => unknown): string | undefined {
  try {
    change();
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    expect(error.definition.code).toBe("VALIDATION_ERROR");
    return error.details?.[0]?.path;
  }
}

/** Dates of a few months around today: close enough together to be hit twice. */
const dates = fc.integer({ min: -60, max: 60 }).map((days) => {
  return new Date(Date.UTC(2026, 10, 25 + days)).toISOString().slice(0, 10);
});
const amounts = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 500 }) }, fc.constant(null));
const datedChanges = fc.record({ amount: amounts, effectiveFrom: dates });

describe("the rate of a date", () => {
  it("is none before the first one, and each holds until the next", () => {
    const history = [from("2026-01-01", 100), from("2026-07-01"), from("2026-10-01", 120)];
    const on = (date: string) => rateOn(history, date);
    expect(["2025-12-31", "2026-07-01", "2026-09-30"].map(on)).toEqual([undefined, undefined, undefined]);
    expect(["2026-01-01", "2026-06-30"].map(on)).toEqual([dollars(100), dollars(100)]);
    expect(["2026-10-01", "2036-01-01"].map(on)).toEqual([dollars(120), dollars(120)]);
    expect(rateOn(undefined, "2026-01-01")).toBeUndefined();
  });

  it("is that of the latest date not after it, in whatever order the changes came", () => {
    const changes = fc.uniqueArray(datedChanges, { selector: ({ effectiveFrom }) => effectiveFrom, maxLength: 12 });
    fc.assert(
      fc.property(changes, fc.infiniteStream(fc.nat()), dates, (made, order, date) => {
        const ranked = made.map((change) => ({ change, rank: order.next().value ?? 0 }));
        const shuffled = ranked.sort((a, b) => a.rank - b.rank).map(({ change }) => change);
        const earlier = made.filter(({ effectiveFrom }) => effectiveFrom <= date);
        const latest = earlier.sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1)).at(-1);
        const expected = latest?.amount ?? undefined;
        expect(rateOn(after(undefined, ...shuffled), date)).toEqual(
          expected === undefined ? undefined : dollars(expected),
        );
      }),
    );
  });

  it("is no other one after a change that holds from a later date", () => {
    fc.assert(
      fc.property(fc.array(datedChanges, { maxLength: 8 }), datedChanges, dates, (made, change, date) => {
        const before = after(undefined, ...made);
        const changed = after(before, change);
        if (date < change.effectiveFrom) expect(rateOn(changed, date)).toEqual(rateOn(before, date));
        const held = rateOn(changed, change.effectiveFrom);
        expect(held === undefined ? null : toMajor(held)).toBe(change.amount);
      }),
    );
  });

  it("stays what it was before today after a change without a date, once there are rates", () => {
    fc.assert(
      fc.property(fc.array(datedChanges, { minLength: 1, maxLength: 8 }), fc.nat(500), dates, (made, amount, date) => {
        const before = after(undefined, ...made);
        fc.pre(before !== undefined);
        const changed = after(before, { amount });
        if (date < context.today) expect(rateOn(changed, date)).toEqual(rateOn(before, date));
        expect(rateOn(changed, context.today)).toEqual(dollars(amount));
      }),
    );
  });
});

describe("a history of rates", () => {
  it("begins for all time without a date, and goes on from today", () => {
    const first = after(undefined, { amount: 100 });
    expect(first).toEqual([from(sinceEver, 100)]);
    expect(after(first, { amount: 110 })).toEqual([from(sinceEver, 100), from("2026-11-25", 110)]);
    expect(after(undefined, { amount: 100, effectiveFrom: "2026-02-01" })).toEqual([from("2026-02-01", 100)]);
  });

  it("has each date once, in order", () => {
    fc.assert(
      fc.property(fc.array(datedChanges, { maxLength: 30 }), (made) => {
        const history = (after(undefined, ...made) ?? []).map(({ effectiveFrom }) => effectiveFrom);
        expect(history).toEqual([...new Set(history)].sort());
      }),
    );
    const written = after([from("2026-01-01", 100), from("2026-03-01", 110)], {
      amount: 105,
      effectiveFrom: "2026-01-01",
    });
    expect(written).toEqual([from("2026-01-01", 105), from("2026-03-01", 110)]);
  });

  it("is the same one after a change that says nothing new", () => {
    const history = [from("2026-01-01", 100), from("2027-01-01", 120)];
    for (const input of [
      { amount: undefined },
      { amount: 100 },
      { amount: 100, effectiveFrom: "2026-01-01" },
      { amount: 120, effectiveFrom: "2027-01-01" },
    ]) {
      expect(after(history, input)).toBe(history);
      expect(changesRate(history, input, context.today)).toBe(false);
    }
    expect(changesRate(history, { amount: 120 }, context.today)).toBe(true);
    expect(changesRate(undefined, { amount: null }, context.today)).toBe(false);
    // A date of its own keeps a rate that holds anyway from what comes to lie before it.
    const raised = after(
      history,
      { amount: 100, effectiveFrom: "2026-09-01" },
      { amount: 90, effectiveFrom: "2026-05-01" },
    );
    expect(rateOn(raised, context.today)).toEqual(dollars(100));
  });

  it("is the same one after a form that sends back what was answered, also by another date than the company's", () => {
    const history = [from(sinceEver, 100), from("2026-11-25", 110)];
    // In Auckland it is the 25th already; who read the rate was told that of the 24th, the date in UTC.
    const early = { ...context, answered: "2026-11-24" };
    expect(changedRates(history, { amount: 100 }, early)).toBe(history);
    expect(changedRates(history, { amount: 110 }, early)).toBe(history);
    expect(changedRates(history, { amount: 100, effectiveFrom: "2026-11-25" }, early)).toEqual([
      from(sinceEver, 100),
      from("2026-11-25", 100),
    ]);
    expect(changedRates(history, { amount: 120 }, early)).toEqual([from(sinceEver, 100), from("2026-11-25", 120)]);
  });

  it("ends with null from a date on, and is forgotten by null without one", () => {
    const history = [from("2026-01-01", 100), from("2026-07-01", 110)];
    const ended = after(history, { amount: null, effectiveFrom: "2026-12-01" });
    expect(ended).toEqual([...history, from("2026-12-01")]);
    expect(after(history, { amount: null })).toBeUndefined();
    // An empty field of a form, where there is no rate today, forgets no rates of other days.
    const past = after(history, { amount: null, effectiveFrom: "2026-11-01" });
    expect(after(past, { amount: null })).toBe(past);
    const future = [from("2027-01-01", 100)];
    expect(after(future, { amount: null })).toBe(future);
  });

  it("takes amounts of its currency only, and keeps the currencies of the others", () => {
    expect(refusedAt(() => after(undefined, { amount: 0.001 }))).toBe("hourlyRate");
    expect(refusedAt(() => after(undefined, { amount: 10_000.01 }))).toBe("hourlyRate");
    const yen = changedRates([from(sinceEver, 100)], { amount: 9000 }, { ...context, currency: "JPY" });
    expect(yen).toEqual([
      from(sinceEver, 100),
      { effectiveFrom: "2026-11-25", rate: { minor: 9000, currency: "JPY" } },
    ]);
    const again = { amount: 100, effectiveFrom: sinceEver };
    expect(changedRates(yen, again, { ...context, currency: "JPY" })).toBe(yen);
  });

  it("has an end", () => {
    const days = Array.from({ length: maxDatedRates }, (_, day) => ({
      effectiveFrom: new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10),
      amount: day % 2,
    }));
    const full = after(undefined, ...days);
    expect(full).toHaveLength(maxDatedRates);
    expect(refusedAt(() => after(full, { amount: 7 }))).toBe("hourlyRate");
    expect(after(full, { amount: 7, effectiveFrom: "2020-01-01" })).toHaveLength(maxDatedRates);
  });

  it("is answered in major units", () => {
    expect(ratesResponse([from("2026-01-01", 99.5), from("2026-12-01")])).toEqual([
      { effectiveFrom: "2026-01-01", amount: 99.5 },
      { effectiveFrom: "2026-12-01" },
    ]);
  });
});

describe("the date that answers go by", () => {
  it("is the company's where it is known, else the one in UTC", () => {
    const now = new Date("2026-11-24T12:00:00Z");
    expect(responseDate(now, { today: "2026-11-25" })).toBe("2026-11-25");
    expect(responseDate(now)).toBe("2026-11-24");
  });
});

describe("a history", () => {
  it("is in a currency if all of its rates are; none and ends are in every one", () => {
    const [euros, francs] = ["EUR", "CHF"].map((currency) => ({ minor: 100, currency }));
    const begun = { effectiveFrom: "2026-01-01", rate: euros as Money };
    expect(isInCurrency(undefined, "EUR")).toBe(true);
    expect(isInCurrency([begun, { effectiveFrom: "2026-02-01" }], "EUR")).toBe(true);
    expect(isInCurrency([begun, { effectiveFrom: "2026-02-01", rate: francs as Money }], "EUR")).toBe(false);
  });
});
