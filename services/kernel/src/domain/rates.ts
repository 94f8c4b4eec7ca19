/**
 * Hourly rates over time. What can be billed has a history of rates: each holds from a calendar date until the next one. The rate of
 * work is the one of its date, so a new rate never changes what was worked before it.
 */
import { ApiError, validationError } from "@aerotage/core/contract/errors";
import { dateIn } from "@aerotage/core/time/zones";
import { hourlyRate, type Money, toMajor } from "./money.js";

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
export interface DatedRateResponse {
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
  /** The date whose rate was answered as the one of today, where that may be another: see `responseDate`. */
  readonly answered?: string;
  /** The field that errors name. */
  readonly path: string;
}

/** The rate of a date. */
export function rateOn(history: RateHistory | undefined, date: string): Money | undefined {
  return history?.findLast(({ effectiveFrom }) => effectiveFrom <= date)?.rate;
}

/**
 * The date whose rate is answered as the one of today: the company's where a change had to ask for it, else the one in UTC, since
 * nothing that is read knows the company's zone. So a new rate may be seen some hours early or late. What is charged goes by the date
 * of the work.
 */
export function responseDate(now: Date, company?: { readonly today: string }): string {
  return company?.today ?? dateIn("UTC", now);
}

/** A rate as changes give it: major units, null for none. */
function amountOf(rate: Money | undefined): number | null {
  return rate === undefined ? null : toMajor(rate);
}

/**
 * True if a change says something else about a rate than the history does. Without a date it says something of today, and whole forms
 * send back what they were given: the rate of `answered`, which may be another day. With a date it is the beginning of a rate, so that
 * what comes to lie before it later leaves it as it is.
 */
export function changesRate(
  history: RateHistory | undefined,
  { amount, effectiveFrom }: RateInput,
  today: string,
  answered: string = today,
): boolean {
  if (amount === undefined) return false;
  if (effectiveFrom === undefined) return [today, answered].every((date) => amountOf(rateOn(history, date)) !== amount);
  const begun = history?.find((one) => one.effectiveFrom === effectiveFrom);
  return begun === undefined || amountOf(begun.rate) !== amount;
}

/**
 * A history after a change; the same one if nothing differs. `null` without a date forgets all rates, with one it ends the rate then.
 * @throws ApiError `VALIDATION_ERROR` for an amount that is none of the currency, or a history that would be too long
 */
export function changedRates(
  history: RateHistory | undefined,
  input: RateInput,
  { currency, today, answered, path }: RateContext,
): RateHistory | undefined {
  if (!changesRate(history, input, today, answered)) return history;
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

/** True if every rate of a history is in a currency. A rate never becomes the same number of another one. */
export function isInCurrency(history: RateHistory | undefined, currency: string): boolean {
  return history?.every(({ rate }) => rate === undefined || rate.currency === currency) ?? true;
}

/** A history as it is answered. */
export function ratesResponse(history: RateHistory): DatedRateResponse[] {
  return history.map(({ effectiveFrom, rate }) => ({
    effectiveFrom,
    ...(rate !== undefined && { amount: toMajor(rate) }),
  }));
}
