/**
 * Money: whole numbers of a currency's minor unit inside, JSON numbers of major units outside. Nothing here computes with binary
 * fractions: numbers are taken apart as decimal text, products are `bigint`.
 */
import { minorDigits, unitsPerDollar } from "@aerotage/core/contract/currencies";
import { ApiError, type ErrorDetail, validationError } from "@aerotage/core/contract/errors";

/** An amount of a currency. */
export interface Money {
  /** Minor units (cents), a safe integer. */
  readonly minor: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** A decimal number taken apart: `value = unscaled / 10^scale`. */
export interface Decimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

/** The decimal that a JSON number was written as (the shortest that reads back as the same number). */
export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a number that can be written in JSON.`);
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const scale = fraction.length - Number(exponent);
  const unscaled = BigInt(whole + fraction);
  return scale < 0 ? { unscaled: unscaled * 10n ** BigInt(-scale), scale: 0 } : { unscaled, scale };
}

/** `numerator / denominator` rounded to the nearest whole number, halves away from zero. The denominator is above zero. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

function toSafeNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`The amount ${value} is beyond what can be kept exactly.`);
  return number;
}

/** Why a JSON number is not an amount of a currency, or undefined if it is one. */
export function amountProblem(value: number, currency: string): string | undefined {
  const digits = minorDigits(currency);
  const { unscaled, scale } = decimalOf(value);
  if (scale > digits) return `must have at most ${digits} fraction digits in ${currency}`;
  const minor = unscaled * 10n ** BigInt(digits - scale);
  return Number.isSafeInteger(Number(minor)) ? undefined : "is too large";
}

/**
 * The amount that a JSON number of major units stands for.
 * @throws RangeError where `amountProblem` has something to say.
 */
export function fromMajor(value: number, currency: string): Money {
  const problem = amountProblem(value, currency);
  if (problem !== undefined) throw new RangeError(`The amount ${value} ${problem}.`);
  const { unscaled, scale } = decimalOf(value);
  return { minor: Number(unscaled * 10n ** BigInt(minorDigits(currency) - scale)), currency };
}

/** The JSON number of major units that an amount is answered as. */
export function toMajor({ minor, currency }: Money): number {
  const digits = minorDigits(currency);
  if (digits === 0) return minor;
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const major = Number(`${text.slice(0, -digits)}.${text.slice(-digits)}`);
  return minor < 0 ? -major : major;
}

/** An hourly rate times whole minutes, rounded half up once. */
export function rateForMinutes(rate: Money, minutes: number): Money {
  return { minor: toSafeNumber(divideHalfUp(BigInt(rate.minor) * BigInt(minutes), 60n)), currency: rate.currency };
}

/** A price times a quantity that may have a decimal fraction, rounded half up once. */
export function multiply(price: Money, quantity: number): Money {
  const { unscaled, scale } = decimalOf(quantity);
  return {
    minor: toSafeNumber(divideHalfUp(BigInt(price.minor) * unscaled, 10n ** BigInt(scale))),
    currency: price.currency,
  };
}

/** The sum of amounts of one currency; mixing currencies is a programming error. */
export function sum(amounts: readonly Money[], currency: string): Money {
  let minor = 0n;
  for (const amount of amounts) {
    if (amount.currency !== currency)
      throw new TypeError(`An amount in ${amount.currency} cannot be added to ${currency}.`);
    minor += BigInt(amount.minor);
  }
  return { minor: toSafeNumber(minor), currency };
}

/** The highest hourly rate in US dollars, and about that in every other currency. */
const rateLimitInDollars = 10_000;

/** The highest hourly rate of a currency, in major units: a guard against slips of the keyboard, not a business rule. */
export function rateLimit(currency: string): number {
  return rateLimitInDollars * unitsPerDollar(currency);
}

/** Why a JSON number is not an hourly rate of a currency, or undefined if it is one. */
export function rateProblem(value: number, currency: string): string | undefined {
  const limit = rateLimit(currency);
  return amountProblem(value, currency) ?? (value > limit ? `must be at most ${limit} in ${currency}` : undefined);
}

/**
 * The hourly rate that a JSON number stands for.
 * @throws ApiError `VALIDATION_ERROR` at `path` if it has too many digits or is above the currency's limit.
 */
export function hourlyRate(value: number, currency: string, path: string): Money {
  const problem = rateProblem(value, currency);
  if (problem === undefined) return fromMajor(value, currency);
  const details: ErrorDetail[] = [{ path, message: problem }];
  throw new ApiError(validationError, `${path} ${problem}.`, { details });
}
