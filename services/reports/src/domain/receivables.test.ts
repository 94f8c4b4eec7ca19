import { daysAfter } from "@aerotage/core/time/dates";
import { fromMajor, type Money } from "@aerotage/kernel/domain/money";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Age, ageOf, type OpenAmount, receivables } from "./receivables.js";

const today = "2026-11-27";
const names = new Map([
  ["a", "Acme"],
  ["b", "Beta"],
  ["c", "Ceres"],
]);
const ages: readonly Age[] = ["current", "days1to30", "days31to60", "days61to90", "over90"];

function open(clientId: string, daysDue: number, minor: number, currency = "EUR"): OpenAmount {
  return { clientId, dueDate: daysAfter(today, -daysDue), balance: { minor, currency } };
}

describe("the age of an invoice", () => {
  test.each([
    [-30, "current"],
    [0, "current"],
    [1, "days1to30"],
    [30, "days1to30"],
    [31, "days31to60"],
    [60, "days31to60"],
    [61, "days61to90"],
    [90, "days61to90"],
    [91, "over90"],
    [4000, "over90"],
  ] as const)("that has been due for %i days is %s", (days, age) => {
    expect(ageOf(daysAfter(today, -days), today)).toBe(age);
  });
});

describe("receivables", () => {
  it("have a row per client and currency, and totals per currency", () => {
    const { rows, totals } = receivables(
      [open("a", 0, 10), open("a", 5, 20), open("b", 40, 110_50), open("a", 100, 7, "JPY"), open("b", 80, 1)],
      names,
      today,
    );
    const none = { current: 0, days1to30: 0, days31to60: 0, days61to90: 0, over90: 0 };
    const beta = { ...none, invoices: 2, currency: "EUR", days31to60: 110.5, days61to90: 0.01, total: 110.51 };
    const acme = { ...none, invoices: 2, currency: "EUR", current: 0.1, days1to30: 0.2, total: 0.3 };
    const yen = { ...none, invoices: 1, currency: "JPY", over90: 7, total: 7 };
    expect(rows).toEqual([
      { clientId: "b", clientName: "Beta", ...beta },
      { clientId: "a", clientName: "Acme", ...acme },
      { clientId: "a", clientName: "Acme", ...yen },
    ]);
    expect(totals).toEqual([{ ...beta, invoices: 4, current: 0.1, days1to30: 0.2, total: 110.81 }, yen]);
  });

  it("of the same total are sorted by name", () => {
    const { rows } = receivables([open("c", 0, 100), open("a", 9, 100), open("b", 1, 100)], names, today);
    expect(rows.map(({ clientName }) => clientName)).toEqual(["Acme", "Beta", "Ceres"]);
  });

  it("are empty where nothing is open", () => {
    expect(receivables([], names, today)).toEqual({ rows: [], totals: [] });
  });

  const amounts = fc.array(
    fc.record({
      clientId: fc.constantFrom("a", "b", "c"),
      dueDate: fc.integer({ min: -40, max: 140 }).map((days) => daysAfter(today, -days)),
      balance: fc.record({
        minor: fc.integer({ min: 1, max: 10 ** 12 }),
        currency: fc.constantFrom("EUR", "JPY", "TND"),
      }),
    }),
    { maxLength: 60 },
  );

  /** The sum of what a test lets through, in minor units. */
  function naive(all: readonly OpenAmount[], test: (one: OpenAmount) => boolean): number {
    return all.filter(test).reduce((sum, { balance }) => sum + balance.minor, 0);
  }

  it("add up to what a naive sum comes to, in each row and in the totals", () => {
    fc.assert(
      fc.property(amounts, (all) => {
        const { rows, totals } = receivables(all, names, today);
        const minorOf = (amount: number, currency: string): Money["minor"] => fromMajor(amount, currency).minor;
        for (const { clientId, currency, ...row } of [
          ...rows,
          ...totals.map((total) => ({ clientId: "", ...total })),
        ]) {
          const isOf = (one: OpenAmount) =>
            one.balance.currency === currency && (clientId === "" || one.clientId === clientId);
          expect(row.invoices).toBe(all.filter(isOf).length);
          expect(minorOf(row.total, currency)).toBe(naive(all, isOf));
          for (const age of ages) {
            const expected = naive(all, (one) => isOf(one) && ageOf(one.dueDate, today) === age);
            expect(minorOf(row[age], currency)).toBe(expected);
          }
        }
        const pairs = new Set(all.map(({ clientId, balance }) => `${clientId} ${balance.currency}`));
        expect(rows).toHaveLength(pairs.size);
      }),
    );
  });

  it("are sorted by currency, then by total, highest first", () => {
    fc.assert(
      fc.property(amounts, (all) => {
        const { rows } = receivables(all, names, today);
        for (const [index, row] of rows.slice(1).entries()) {
          const before = rows[index];
          expect(before?.currency === row.currency ? Number(before.total) >= row.total : true).toBe(true);
          expect(String(before?.currency) <= row.currency).toBe(true);
        }
      }),
    );
  });
});
