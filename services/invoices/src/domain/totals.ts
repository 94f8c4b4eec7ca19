/**
 * The sums of an invoice, in minor units: pure rules. Each line is rounded once, tax once per category and rate, and what discounts take
 * off each tax is whole minor units that add up.
 */
import type { TaxCategory } from "@aerotage/kernel/contract/billing";
import { decimalOf, divideHalfUp } from "@aerotage/kernel/domain/money";

/** How a line is taxed. */
export interface LineTax {
  readonly category: TaxCategory;
  /** A fraction; zero but for `standard`. */
  readonly rate: number;
  readonly reason?: string;
}

/** What of a line counts. */
export interface SummedLine {
  /** Negative for a discount. */
  readonly amount: number;
  /** Missing for a discount that all taxes share. */
  readonly tax?: LineTax;
}

/** The tax of all lines of one category and rate. */
export interface TaxGroup {
  readonly category: TaxCategory;
  readonly rate: number;
  readonly taxable: number;
  readonly tax: number;
  readonly reason?: string;
}

export interface Totals {
  /** The sum of all lines. */
  readonly subtotal: number;
  /** What the invoice's own discount takes off the subtotal. */
  readonly discount: number;
  /** In the order of the lines. */
  readonly taxes: readonly TaxGroup[];
  readonly tax: number;
  readonly total: number;
}

/** Why lines have no totals. */
export type TotalsProblem = "negative" | "too-large";

/**
 * The totals of some lines. Discounts without a tax of their own, and the invoice's own discount, are taken off the taxes in proportion to
 * what each taxes.
 * @param discountRate a fraction of the sum of all lines
 */
export function totalsOf(lines: readonly SummedLine[], discountRate = 0): Totals | TotalsProblem {
  const groups = new Map<string, { readonly tax: LineTax; readonly reasons: Set<string>; net: bigint }>();
  let shared = 0n;
  for (const { amount, tax } of lines) {
    if (tax === undefined) {
      shared -= BigInt(amount);
      continue;
    }
    const key = `${tax.category} ${tax.rate}`;
    const group = groups.get(key) ?? { tax, reasons: new Set<string>(), net: 0n };
    group.net += BigInt(amount);
    if (tax.reason !== undefined) group.reasons.add(tax.reason);
    groups.set(key, group);
  }
  const all = [...groups.values()];
  let nets = all.map(({ net }) => net);
  const gross = sumOf(nets);
  const subtotal = gross - shared;
  if (subtotal < 0n || nets.some((net) => net < 0n)) return "negative";
  const discount = shareOf(subtotal, discountRate);
  nets = less(nets, allocated(shared, nets));
  nets = less(nets, allocated(discount, nets));
  const taxes = all.map(({ tax: { category, rate }, reasons }, index) => ({
    category,
    rate,
    taxable: Number(nets[index]),
    tax: Number(shareOf(nets[index] ?? 0n, rate)),
    ...(reasons.size > 0 && { reason: [...reasons].join(" ") }),
  }));
  const tax = taxes.reduce((sum, one) => sum + one.tax, 0);
  const totals = {
    subtotal: Number(subtotal),
    discount: Number(discount),
    taxes,
    tax,
    total: Number(subtotal - discount) + tax,
  };
  const numbers = [gross, totals.subtotal, totals.tax, totals.total].map(Number);
  return numbers.every(Number.isSafeInteger) ? totals : "too-large";
}

/** A fraction of an amount, rounded half up once. */
function shareOf(amount: bigint, fraction: number): bigint {
  const { unscaled, scale } = decimalOf(fraction);
  return divideHalfUp(amount * unscaled, 10n ** BigInt(scale));
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}

function less(amounts: readonly bigint[], taken: readonly bigint[]): bigint[] {
  return amounts.map((amount, index) => amount - (taken[index] ?? 0n));
}

/**
 * An amount in parts that are in proportion to weights, and add up to it exactly: what rounding down leaves over goes to the largest
 * remainders, the first of equals.
 * @param weights not negative; an amount of nothing where all are zero
 */
export function allocated(amount: bigint, weights: readonly bigint[]): bigint[] {
  const whole = sumOf(weights);
  if (whole === 0n) return weights.map(() => 0n);
  const parts = weights.map((weight, index) => {
    const product = amount * weight;
    return { index, part: product / whole, remainder: product % whole };
  });
  let left = amount - sumOf(parts.map(({ part }) => part));
  const byRemainder = parts.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  const result = parts.map(({ part }) => part);
  for (const { index } of byRemainder) {
    if (left === 0n) break;
    result[index] = (result[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return result;
}
