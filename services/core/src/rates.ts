/**
 * Hourly rates over time. What can be billed has a history of rates: each holds from a calendar date until the next one. The rate of
 * work is the one of its date, so a new rate never changes what was worked before it.
 */
import { ApiError, validationError } from "./errors.js";
import { hourlyRate, type Money, minorDigits, toMajor } from "./money.js";

/** What holds from a date on. */
export interface DatedRate {
  /** Calendar date, the first on which it holds. */
  readonly effectiveFrom: string;
  /** Missing where there is no rate from then on. */
  readonly rate?: Money;
}

/** Rates by ascending date, each date once. */
export type RateHistory = readonly DatedRate[];

/** A rate as it is answered: major units. */
export interface DatedRateAnswer {
  readonly effectiveFrom: string;
  readonly amount?: number;
}

/** From when on the first rate holds that somebody gives without a date: it is the rate of all work so far. */
export const sinceEver = "1970-01-01";

/** The most rates of a history. */
export const maxDatedRates = 100;

/** What a change says about a rate. */
export interface RateInput {
  /** Major units; `null` ends the rate, undefined leaves it. */
  readonly amount: number | null | undefined;
  /** From when on; without it a first rate holds for all time, any other from today. */
  readonly effectiveFrom?: string | undefined;
}

/** What a change of a rate depends on. */
export interface RateContext {
  readonly currency: string;
  /** The calendar date of the company. */
  readonly today: string;
  /** The field that errors name. */
  readonly path: string;
}

/** The rate of a date. */
export function rateOn(history: RateHistory | undefined, date: string): Money | undefined {
  return history?.findLast(({ effectiveFrom }) => effectiveFrom <= date)?.rate;
}

/** True if a change says something else about a rate than what holds already; whole forms send back what they were given. */
export function changesRate(history: RateHistory | undefined, input: RateInput, today: string): boolean {
  if (input.amount === undefined) return false;
  const held = rateOn(history, input.effectiveFrom ?? today);
  if (input.amount !== null) return held === undefined || toMajor(held) !== input.amount;
  return input.effectiveFrom === undefined ? history !== undefined && history.length > 0 : held !== undefined;
}

/**
 * A history after a change; the same one if nothing differs. `null` without a date forgets all rates, with one it ends the rate then.
 * @throws ApiError `VALIDATION_ERROR` for an amount that is none of the currency, or a history that would be too long
 */
export function changedRates(
  history: RateHistory | undefined,
  input: RateInput,
  { currency, today, path }: RateContext,
): RateHistory | undefined {
  if (!changesRate(history, input, today)) return history;
  const { amount, effectiveFrom } = input;
  if (amount === null && effectiveFrom === undefined) return undefined;
  const known = history ?? [];
  const from = effectiveFrom ?? (known.length === 0 ? sinceEver : today);
  const rate = typeof amount === "number" ? hourlyRate(amount, currency, path) : undefined;
  const next = [
    ...known.filter((one) => one.effectiveFrom !== from),
    { effectiveFrom: from, ...(rate !== undefined && { rate }) },
  ].sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  if (next.length > maxDatedRates) {
    const message = `would have more than ${maxDatedRates} dates`;
    throw new ApiError(validationError, `${path} ${message}.`, { details: [{ path, message }] });
  }
  return next;
}

/** A history as it is answered. */
export function ratesAnswer(history: RateHistory): DatedRateAnswer[] {
  return history.map(({ effectiveFrom, rate }) => ({
    effectiveFrom,
    ...(rate !== undefined && { amount: toMajor(rate) }),
  }));
}

/**
 * A rate as the same number of another currency: rates of a client, its projects and their members are in the client's currency,
 * whatever that was when they were set. Undefined where the number has more digits than the currency.
 */
export function sameNumberIn(rate: Money, currency: string): Money | undefined {
  if (rate.currency === currency) return rate;
  const digits = minorDigits(currency) - minorDigits(rate.currency);
  const minor = rate.minor * 10 ** digits;
  return Number.isSafeInteger(minor) ? { minor, currency } : undefined;
}
