/** Numbers as an electronic invoice writes them: pure rules. */
import { minorDigits } from "@aerotage/core/contract/currencies";
import { type Decimal, decimalOf } from "@aerotage/kernel/domain/money";

/** The most digits that amounts of EN 16931 have after the decimal point. */
export const maxAmountDigits = 2;

const minutesPerHour = 60n;
const hundred = 100n;

/** `1234.50`: minor units in major units, with the digits of the currency. */
export function amountText(minor: number, currency: string): string {
  return decimalText({ unscaled: BigInt(minor), scale: minorDigits(currency) });
}

/** `19` for 0.19. */
export function percentText(fraction: number): string {
  return shortText(times(decimalOf(fraction), hundred));
}

/** `2.5`: a number without an exponent. */
export function quantityText(quantity: number): string {
  return shortText(decimalOf(quantity));
}

/** `90` for 1.5 hours. */
export function minutesText(hours: number): string {
  return shortText(times(decimalOf(hours), minutesPerHour));
}

function times({ unscaled, scale }: Decimal, factor: bigint): Decimal {
  return { unscaled: unscaled * factor, scale };
}

function decimalText({ unscaled, scale }: Decimal): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const sign = unscaled < 0n ? "-" : "";
  return scale === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-scale)}`;
}

/** Without zeros at the end. */
function shortText(decimal: Decimal): string {
  const text = decimalText(decimal);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
