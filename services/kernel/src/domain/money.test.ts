import { ApiError } from "@aerotage/core/contract/errors";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  amountProblem,
  decimalOf,
  divideHalfUp,
  fromMajor,
  hourlyRate,
  multiply,
  rateForMinutes,
  rateLimit,
  sum,
  toMajor,
} from "./money.js";

const currencies = ["USD", "EUR", "JPY", "KWD"] as const;

describe("money", () => {
  it("keeps every amount exactly on the way in and out", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 12), max: 10 ** 12 }),
        fc.constantFrom(...currencies),
        (minor, currency) => {
          expect(fromMajor(toMajor({ minor, currency }), currency)).toEqual({
            minor: minor === 0 ? 0 : minor,
            currency,
          });
        },
      ),
    );
  });

  it("reads numbers that binary fractions cannot hold", () => {
    expect(fromMajor(0.29, "USD").minor).toBe(29);
    expect(fromMajor(1.005e3, "USD").minor).toBe(100_500);
    expect(fromMajor(1e-2, "USD").minor).toBe(1);
    expect(decimalOf(1.5e-7)).toEqual({ unscaled: 15n, scale: 8 });
    expect(decimalOf(2e21)).toEqual({ unscaled: 2n * 10n ** 21n, scale: 0 });
  });

  it("says what is wrong with a number that is not an amount", () => {
    expect(amountProblem(0.005, "USD")).toBe("must have at most 2 fraction digits in USD");
    expect(amountProblem(1.5, "JPY")).toBe("must have at most 0 fraction digits in JPY");
    expect(amountProblem(1e15, "USD")).toBe("is too large");
    expect(amountProblem(1.234, "KWD")).toBeUndefined();
    expect(() => fromMajor(0.001, "EUR")).toThrow("at most 2 fraction digits");
    expect(() => decimalOf(Number.NaN)).toThrow(RangeError);
  });

  it("rounds halves away from zero, and nothing else", () => {
    expect([divideHalfUp(1n, 2n), divideHalfUp(-1n, 2n), divideHalfUp(149n, 100n), divideHalfUp(150n, 100n)]).toEqual([
      1n,
      -1n,
      1n,
      2n,
    ]);
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        fc.bigInt({ min: 1n, max: 10n ** 6n }),
        (n, d) => {
          const distance = divideHalfUp(n, d) * d - n;
          const magnitude = distance < 0n ? -distance : distance;
          expect(magnitude * 2n <= d).toBe(true);
        },
      ),
    );
  });

  it("prices minutes and quantities with one rounding", () => {
    expect(rateForMinutes({ minor: 10_000, currency: "USD" }, 50).minor).toBe(8333);
    expect(rateForMinutes({ minor: 9999, currency: "USD" }, 30).minor).toBe(5000);
    expect(multiply({ minor: 1999, currency: "USD" }, 2.5).minor).toBe(4998);
    expect(() => rateForMinutes({ minor: Number.MAX_SAFE_INTEGER, currency: "USD" }, 120)).toThrow(RangeError);
  });

  it("adds up one currency only", () => {
    expect(sum([fromMajor(0.1, "EUR"), fromMajor(0.2, "EUR")], "EUR")).toEqual({ minor: 30, currency: "EUR" });
    expect(() => sum([fromMajor(1, "EUR")], "USD")).toThrow(TypeError);
  });

  it("limits rates by currency and names the field", () => {
    expect(hourlyRate(120.5, "USD", "rate")).toEqual({ minor: 12_050, currency: "USD" });
    expect(hourlyRate(15_000, "JPY", "rate")).toEqual({ minor: 15_000, currency: "JPY" });
    const tooHigh = () => hourlyRate(rateLimit("USD") + 1, "USD", "defaultHourlyRate");
    expect(tooHigh).toThrow(ApiError);
    expect(tooHigh).toThrow("defaultHourlyRate must be at most 10000 in USD");
  });
});
