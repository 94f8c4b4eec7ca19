import { ApiError } from "@aerotage/core/contract/errors";
import fc from "fast-check";
import Fraction from "fraction.js";
import { describe, expect, it } from "vitest";
import type { LineInput } from "../contract/create.js";
import { additionalLines, type BilledEntry, type LineContext, timeLines } from "./lines.js";

const tax = { organization: {}, client: {}, taxRate: 0.19, language: "en" } as const;

function numbered(): () => string {
  let last = 0;
  return () => `line-${++last}`;
}

const context = (parts: Partial<LineContext> = {}): LineContext => ({
  groupBy: "project",
  rounding: { mode: "none" },
  tax,
  projectNames: new Map([
    ["p1", "Portal"],
    ["p2", "App"],
  ]),
  userNames: new Map([
    ["u1", "Ada"],
    ["u2", "Ben"],
  ]),
  dateText: (date) => date.split("-").reverse().join("."),
  newId: numbered(),
  ...parts,
});

let made = 0;
function entry(parts: Partial<BilledEntry> = {}): BilledEntry {
  made += 1;
  const id = parts.id ?? `entry-${made}`;
  return {
    id,
    userId: "u1",
    projectId: "p1",
    date: "2026-11-02",
    dateOrder: `2026-11-02#${String(made).padStart(6, "0")}`,
    duration: 60,
    description: "Work",
    rate: { minor: 9000, currency: "EUR" },
    ...parts,
  };
}

describe("lines of recorded time", () => {
  it("are one per project and rate", () => {
    const entries = [
      entry({ duration: 10 }),
      entry({ duration: 10 }),
      entry({ duration: 15, rate: { minor: 12_000, currency: "EUR" } }),
      entry({ projectId: "p2", duration: 30 }),
    ];
    const lines = timeLines(entries, context());
    expect(lines.map(({ description, minutes, rate, amount }) => [description, minutes, rate, amount])).toEqual([
      ["App", 30, 9000, 4500],
      ["Portal", 20, 9000, 3000],
      ["Portal", 15, 12_000, 3000],
    ]);
    expect(lines.flatMap(({ timeEntryIds = [] }) => timeEntryIds).toSorted()).toEqual(
      entries.map(({ id }) => id).toSorted(),
    );
  });

  it("are one per person, or one per entry in the order of time", () => {
    const entries = [entry({ userId: "u2", dateOrder: "2" }), entry({ dateOrder: "1", description: "Call" })];
    const people = timeLines(entries, context({ groupBy: "user" }));
    expect(people.map(({ description, userId }) => [description, userId])).toEqual([
      ["Ada", "u1"],
      ["Ben", "u2"],
    ]);
    const single = timeLines(entries, context({ groupBy: "entry" }));
    expect(single.map(({ description }) => description)).toEqual(["02.11.2026 Call", "02.11.2026 Work"]);
  });

  it("round the time of the line, and the amount once", () => {
    const entries = [entry({ duration: 7 }), entry({ duration: 7 }), entry({ duration: 7 })];
    const [line] = timeLines(entries, context({ rounding: { mode: "up", minutes: 15 } }));
    expect(line).toMatchObject({ minutes: 30, amount: 4500 });
    const [exact] = timeLines(entries, context());
    expect(exact).toMatchObject({ minutes: 21, amount: 3150 });
  });

  it("have the amount of an exact fraction, rounded half up once, in every currency", () => {
    const currencies = fc.constantFrom("EUR", "JPY", "KWD");
    const durations = fc.array(fc.integer({ min: 1, max: 1440 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(durations, fc.integer({ min: 1, max: 50_000_000 }), currencies, (minutes, minor, currency) => {
        const entries = minutes.map((duration) => entry({ duration, rate: { minor, currency } }));
        const [line, ...others] = timeLines(entries, context());
        const whole = minutes.reduce((sum, one) => sum + one, 0);
        const exact = new Fraction(minor).mul(whole).div(60);
        expect(others).toEqual([]);
        expect(line?.amount).toBe(Number(exact.add(new Fraction(1, 2)).floor().valueOf()));
      }),
    );
  });
});

describe("additional lines", () => {
  const input = (parts: Partial<LineInput> = {}): LineInput => ({
    type: "fixed",
    description: "Licence",
    quantity: 2,
    rate: 10.5,
    ...parts,
  });
  const lines = (parts: Partial<LineInput>, currency = "EUR") =>
    additionalLines([input(parts)], { currency, tax, newId: numbered() });

  function refused(parts: Partial<LineInput>, currency = "EUR"): string | undefined {
    try {
      lines(parts, currency);
    } catch (error) {
      if (error instanceof ApiError) return error.details?.[0]?.path;
      throw error;
    }
    return undefined;
  }

  it("have rate times quantity, rounded once", () => {
    expect(lines({ quantity: 1.333333, rate: 75 })[0]).toMatchObject({ rate: 7500, amount: 10_000 });
    expect(lines({ rate: 100 }, "JPY")[0]?.amount).toBe(200);
    expect(lines({ rate: 1.234, quantity: 1 }, "KWD")[0]?.amount).toBe(1234);
  });

  it("lower the invoice where they are discounts, and share its taxes unless they name one", () => {
    const [shared] = lines({ type: "discount" });
    expect(shared).toMatchObject({ amount: -2100 });
    expect(shared?.tax).toBeUndefined();
    expect(lines({ type: "discount", taxRate: 0.07 })[0]?.tax?.rate).toBe(0.07);
  });

  it("are refused in another currency, with too many digits, or with an amount of their own", () => {
    expect(refused({ currency: "USD" })).toBe("additionalLineItems.0.currency");
    expect(refused({ rate: 1.234 })).toBe("additionalLineItems.0.rate");
    expect(refused({ rate: 1.5 }, "JPY")).toBe("additionalLineItems.0.rate");
    expect(refused({ amount: 22 })).toBe("additionalLineItems.0.amount");
    expect(refused({ rate: 90_000_000_000, quantity: 1_000_000 })).toBe("additionalLineItems.0.rate");
  });

  it("may have an amount that was computed in binary fractions", () => {
    expect(refused({ quantity: 3, rate: 0.1, amount: 3 * 0.1 })).toBeUndefined();
    expect(refused({ type: "discount", amount: -21 })).toBeUndefined();
  });
});
