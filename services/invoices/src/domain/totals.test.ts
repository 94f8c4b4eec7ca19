import fc from "fast-check";
import Fraction from "fraction.js";
import { describe, expect, it } from "vitest";
import { allocated, type LineTax, type SummedLine, type Totals, totalsOf } from "./totals.js";

const standard = (rate: number): LineTax => ({ category: "standard", rate });
const exempt: LineTax = { category: "exempt", rate: 0, reason: "Education" };

function sums(lines: readonly SummedLine[], discountRate?: number): Totals {
  const totals = totalsOf(lines, discountRate);
  if (typeof totals === "string") throw new Error(totals);
  return totals;
}

describe("the totals of an invoice", () => {
  it("tax each category and rate once", () => {
    const lines = [
      { amount: 3333, tax: standard(0.19) },
      { amount: 3333, tax: standard(0.19) },
      { amount: 3334, tax: standard(0.19) },
      { amount: 1000, tax: standard(0.07) },
      { amount: 500, tax: exempt },
    ];
    expect(sums(lines)).toEqual({
      subtotal: 11_500,
      discount: 0,
      taxes: [
        { category: "standard", rate: 0.19, taxable: 10_000, tax: 1900 },
        { category: "standard", rate: 0.07, taxable: 1000, tax: 70 },
        { category: "exempt", rate: 0, taxable: 500, tax: 0, reason: "Education" },
      ],
      tax: 1970,
      total: 13_470,
    });
  });

  it("round half a unit of tax up", () => {
    expect(sums([{ amount: 50, tax: standard(0.01) }]).tax).toBe(1);
    expect(sums([{ amount: 49, tax: standard(0.01) }]).tax).toBe(0);
  });

  it("take a discount off all taxes in proportion, to the last unit", () => {
    const lines = [
      { amount: 100, tax: standard(0.2) },
      { amount: 100, tax: standard(0.1) },
      { amount: 100, tax: exempt },
    ];
    const { discount, taxes, total } = sums(lines, 0.3333);
    expect(discount).toBe(100);
    expect(taxes.map(({ taxable }) => taxable)).toEqual([66, 67, 67]);
    expect(total).toBe(200 + 13 + 7);
  });

  it("take a line of discount off the tax that it names, or off all", () => {
    const lines = [
      { amount: 1000, tax: standard(0.19) },
      { amount: 1000, tax: standard(0.07) },
    ];
    const named = sums([...lines, { amount: -200, tax: standard(0.07) }]);
    expect(named.taxes.map(({ taxable }) => taxable)).toEqual([1000, 800]);
    const shared = sums([...lines, { amount: -200 }]);
    expect(shared.taxes.map(({ taxable }) => taxable)).toEqual([900, 900]);
  });

  it("refuse discounts that are larger than what they lower", () => {
    const line = { amount: 100, tax: standard(0.19) };
    expect(totalsOf([line, { amount: -101 }])).toBe("negative");
    expect(totalsOf([line, { amount: -1, tax: exempt }])).toBe("negative");
    expect(sums([line, { amount: -100 }]).total).toBe(0);
  });

  it("refuse sums that a number does not hold exactly", () => {
    const line = { amount: Number.MAX_SAFE_INTEGER, tax: standard(0) };
    expect(totalsOf([line, line])).toBe("too-large");
  });
});

describe("the totals of any invoice", () => {
  const fraction = fc.nat(1_000_000).map((millionths) => millionths / 1_000_000);
  const taxes = fc.oneof(
    fraction.filter((rate) => rate > 0).map(standard),
    fc.constantFrom<LineTax>(exempt, { category: "zero", rate: 0 }),
  );
  const lines = fc.array(fc.record({ amount: fc.nat(10_000_000), tax: taxes }), { minLength: 1, maxLength: 12 });
  const discounts = fc.array(fc.nat(100_000), { maxLength: 3 });

  it("are those of exact fractions, rounded once per tax", () => {
    fc.assert(
      fc.property(lines, discounts, fraction, (taxed, shared, discountRate) => {
        const all: SummedLine[] = [...taxed, ...shared.map((amount) => ({ amount: -amount }))];
        const gross = taxed.reduce((sum, { amount }) => sum + amount, 0);
        const off = shared.reduce((sum, amount) => sum + amount, 0);
        const totals = totalsOf(all, discountRate);
        if (off > gross) {
          expect(totals).toBe("negative");
          return;
        }
        if (typeof totals === "string") throw new Error(totals);
        expect(totals.subtotal).toBe(gross - off);
        expect(totals.discount).toBe(rounded(new Fraction(gross - off).mul(exact(discountRate))));
        expect(totals.taxes.reduce((sum, { taxable }) => sum + taxable, 0)).toBe(totals.subtotal - totals.discount);
        for (const { category, rate, taxable, tax } of totals.taxes) {
          expect(tax).toBe(rounded(new Fraction(taxable).mul(exact(rate))));
          const net = taxed
            .filter((line) => line.tax.category === category && line.tax.rate === rate)
            .reduce((sum, { amount }) => sum + amount, 0);
          // Two allocations, each less than a unit away from the exact share.
          const left = new Fraction(gross - off - totals.discount);
          const share = gross === 0 ? new Fraction(0) : new Fraction(net).mul(left).div(gross);
          expect(share.sub(taxable).abs().compare(2)).toBeLessThan(0);
          expect(taxable).toBeGreaterThanOrEqual(0);
        }
        expect(totals.total).toBe(totals.subtotal - totals.discount + totals.tax);
      }),
      { numRuns: 500 },
    );
  });

  it("give each part of an allocation its share, less than a unit away", () => {
    const weights = fc.array(fc.bigInt(0n, 10n ** 12n), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(weights, fraction, (all, part) => {
        const whole = all.reduce((sum, weight) => sum + weight, 0n);
        const amount = (whole * BigInt(Math.round(part * 1_000_000))) / 1_000_000n;
        const parts = allocated(amount, all);
        expect(parts.reduce((sum, one) => sum + one, 0n)).toBe(amount);
        for (const [index, one] of parts.entries()) {
          const weight = all[index] ?? 0n;
          expect(one <= weight).toBe(true);
          if (whole > 0n) expect(new Fraction(weight * amount, whole).sub(one).abs().compare(1)).toBeLessThan(0);
        }
      }),
    );
  });

  /** The fraction that a decimal text stands for. */
  function exact(value: number): Fraction {
    return new Fraction(value.toFixed(6));
  }

  /** The nearest whole number, halves up. */
  function rounded(value: Fraction): number {
    return Number(value.add(new Fraction(1, 2)).floor().valueOf());
  }
});
