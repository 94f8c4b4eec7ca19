/**
 * Currencies: ISO 4217 as data of this repository, never of the runtime. Runtimes take it from CLDR, which counts the digits that
 * people use and changes them from version to version (HUF: 2 in ICU 77, 0 in ICU 78); stored amounts would change their value.
 *
 * Codes and digits are those of list one of 2024-06-25 (npm package currency-codes 2.2.0), with ZWG as of amendment 177 and XCG of
 * amendment 176. Left out are codes without a minor unit: metals, units of account, and the codes for tests and for no currency.
 * An amount is stored as minor units: the digits of a code never change here, and a code never goes, since amounts may be stored in it.
 */

/** Currencies whose minor unit is not a hundredth. */
const digits: Readonly<Record<string, number>> = digitsOf({
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
});

/**
 * Every currency by its order of magnitude: the power of ten that is at least what a US dollar costs in it. Written from the rates of
 * 2025; with the official rate beside a much lower one of the market, from the market's.
 */
const magnitudes: Readonly<Record<string, number>> = digitsOf({
  0: "BHD BMD BSD CHE CHF CHW CLF CUC EUR FKP GBP GIP JOD KWD KYD OMR PAB SHP USD USN",
  1: `AED ANG AUD AWG AZN BAM BBD BGN BND BOB BOV BRL BYN BZD CAD CNY DKK FJD GEL GTQ HKD ILS LYD MOP MXV MYR NZD PEN PGK PLN QAR
    RON SAR SBD SGD SVC TMT TND TOP TTD UYI WST XCD XCG`,
  2: `AFN ALL BTN BWP COU CZK DOP EGP ERN GHS GMD HNL INR KGS LSL MAD MDL MKD MRU MUR MVR MXN MZN NAD NIO NOK PHP SCR SEK SLE SRD STN
    SZL THB TJS TRY TWD UAH UYU UYW ZAR ZMW ZWG`,
  3: "AMD BDT CRC CUP CVE DJF DZD ETB GYD HTG HUF ISK JMD JPY KES KMF KPW KZT LKR LRD NPR PKR RSD RUB SOS VUV XAF XOF XPF",
  4: "AOA ARS BIF CDF CLP COP GNF IQD KHR KRW MGA MMK MNT MWK NGN PYG RWF SDG SSP TZS UGX VED VES YER",
  5: "IDR LAK LBP SYP UZS VND",
  6: "IRR",
});

function digitsOf(lists: Readonly<Record<number, string>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(lists).flatMap(([digit, codes]) => codes.split(/\s+/).map((code) => [code, Number(digit)] as const)),
  );
}

/** The ISO 4217 codes of currencies that have a minor unit. */
export const currencyCodes: ReadonlySet<string> = new Set(Object.keys(magnitudes));

/**
 * How many digits a currency's minor unit has: 2 for EUR, 0 for JPY, 3 for KWD.
 * @throws RangeError for a code that is not one
 */
export function minorDigits(currency: string): number {
  requireCurrency(currency);
  return digits[currency] ?? 2;
}

/**
 * What a US dollar costs in a currency, rounded up to a power of ten: 1 for EUR, 1,000 for XOF. For limits, not for conversions.
 * @throws RangeError for a code that is not one
 */
export function unitsPerDollar(currency: string): number {
  requireCurrency(currency);
  return 10 ** (magnitudes[currency] ?? 0);
}

function requireCurrency(currency: string): void {
  if (!currencyCodes.has(currency)) throw new RangeError(`${currency} is not an ISO 4217 code.`);
}
