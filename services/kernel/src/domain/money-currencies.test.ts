import { currencyCodes, minorDigits, unitsPerDollar } from "@aerotage/core/contract/currencies";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fromMajor, hourlyRate, toMajor } from "./money.js";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The codes that have so many digits, in order. */
const withDigits = (digits: number) => [...currencyCodes].filter((code) => minorDigits(code) === digits).sort();

describe("a currency's minor unit", () => {
  it("has the digits of ISO 4217, where people use fewer too", () => {
    for (const code of ["HUF", "IDR", "COP", "PKR", "RSD", "IRR", "LBP", "UZS"]) expect(minorDigits(code)).toBe(2);
  });

  it("never changes: amounts are stored in it", () => {
    expect(withDigits(0).join(" ")).toBe("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF");
    expect(withDigits(3).join(" ")).toBe("BHD IQD JOD KWD LYD OMR TND");
    expect(withDigits(4).join(" ")).toBe("CLF UYW");
    expect(withDigits(2)).toHaveLength(141);
    expect(currencyCodes.size).toBe(167);
  });

  it("does not come from the runtime", () => {
    vi.stubGlobal("Intl", undefined);
    for (const code of currencyCodes) {
      const smallest = { minor: 1, currency: code };
      expect(toMajor(smallest)).toBe(Number(`1e-${minorDigits(code)}`));
      expect(fromMajor(toMajor(smallest), code)).toEqual(smallest);
    }
  });

  it("is unknown of codes that are no currency to bill in", () => {
    for (const code of ["XAU", "XXX", "XTS", "XDR", "eur", "nope"]) {
      expect(currencyCodes.has(code)).toBe(false);
      expect(() => minorDigits(code)).toThrow(RangeError);
      expect(() => unitsPerDollar(code)).toThrow(RangeError);
    }
  });
});

describe("a currency's order of magnitude", () => {
  it("lets people be paid in every currency, and stops slips of the keyboard", () => {
    for (const code of currencyCodes) {
      const limit = 10_000 * unitsPerDollar(code);
      expect(hourlyRate(limit, code, "rate").currency).toBe(code);
      expect(() => hourlyRate(limit + 1, code, "rate")).toThrow(`must be at most ${limit} in ${code}`);
    }
  });

  it.each([
    ["XOF", 25_000],
    ["HUF", 15_000.5],
    ["IDR", 250_000.5],
    ["COP", 120_000.5],
    ["IRR", 60_000_000],
    ["LBP", 9_000_000],
    ["VND", 2_500_000],
    ["KWD", 30.125],
  ])("takes a usual rate in %s: %d", (code, amount) => {
    expect(toMajor(hourlyRate(amount, code, "rate"))).toBe(amount);
  });
});
