/**
 * Formats of numbers, written by hand: those of the runtime come from CLDR and change from version to version, and the document of an
 * invoice is the same whenever it is made.
 */
import { minorDigits } from "@aerotage/core/contract/currencies";
import { decimalOf } from "@aerotage/kernel/domain/money";
import type { NumberFormats } from "./texts.js";

/** A space that no line breaks at. */
export const noBreakSpace = "\u00A0";
const minus = "\u2212";

/** How a language writes numbers. */
export interface NumberStyle {
  readonly decimalMark: string;
  /** Between thousands. */
  readonly groupMark: string;
  /** After a number, with the space before it. */
  readonly percentMark: string;
}

/** The formats of a style. */
export function numberFormats(style: NumberStyle): NumberFormats {
  return {
    amount: (minor, currency) => decimalText(BigInt(minor), minorDigits(currency), style),
    number: (value) => {
      const { unscaled, scale } = decimalOf(value);
      return decimalText(unscaled, scale, style);
    },
    percent: (fraction) => {
      const { unscaled, scale } = decimalOf(fraction);
      const percents = unscaled * 10n ** BigInt(Math.max(2 - scale, 0));
      return `${decimalText(percents, Math.max(scale - 2, 0), style)}${style.percentMark}`;
    },
    decimalHours: (minutes) => {
      const hundredths = Math.round((minutes * 100) / minutesOfHour);
      return `${decimalText(BigInt(hundredths), 2, style)}${noBreakSpace}h`;
    },
    clockHours: (minutes) => {
      const [whole, rest] = [Math.floor(minutes / minutesOfHour), minutes % minutesOfHour];
      return `${decimalText(BigInt(whole), 0, style)}:${String(rest).padStart(2, "0")}${noBreakSpace}h`;
    },
  };
}

const minutesOfHour = 60;

/** The number `unscaled / 10^scale` with `scale` decimals. */
function decimalText(unscaled: bigint, scale: number, { decimalMark, groupMark }: NumberStyle): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale).replace(/\B(?=(?:\d{3})+$)/g, groupMark);
  const fraction = scale === 0 ? "" : `${decimalMark}${digits.slice(-scale)}`;
  return `${unscaled < 0n ? minus : ""}${whole}${fraction}`;
}

/**
 * An amount of money as most of Europe writes it: the currency after the number. The euro has its sign; other signs stand for several
 * currencies, or are read by few.
 */
export function moneyAfter({ amount }: NumberFormats): (minor: number, currency: string) => string {
  return (minor, currency) => `${amount(minor, currency)}${noBreakSpace}${currency === "EUR" ? "€" : currency}`;
}

/** The parts of an ISO date. */
export function dateParts(isoDate: string): { readonly year: string; readonly month: string; readonly day: string } {
  const [year = "", month = "", day = ""] = isoDate.split("-");
  return { year, month, day };
}
