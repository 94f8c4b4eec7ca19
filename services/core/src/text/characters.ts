/** Which characters the texts of requests may have. */

/** Half of a surrogate pair without the other half. Whole pairs are one character to a pattern with the flag `u`. */
const loneSurrogate = /\p{Surrogate}/u;
/** Control characters, and the two separators that break a line without being control characters. */
const notInOneLine = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/** Control characters other than tabs and line breaks (`\n`, `\r\n`, `\r`). */
const notInManyLines = /[^\P{Cc}\t\n\r]/u;

/** True for well-formed Unicode: a text that UTF-8, and so DynamoDB, can hold. */
export function isWellFormed(text: string): boolean {
  return !loneSurrogate.test(text);
}

/** A text as it can be quoted: the replacement character stands for what is not Unicode. */
export function quotable(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\u{fffd}");
}

/** True for a text without line breaks and other control characters. */
export function isSingleLine(text: string): boolean {
  return !notInOneLine.test(text);
}

/** True for a text whose only control characters are tabs and line breaks. */
export function isMultiline(text: string): boolean {
  return !notInManyLines.test(text);
}
