/** Account numbers of banks as ISO 13616 has them. */

/** Country, check digits, and 11 to 30 characters of the country's own account number. Check digits are 02 to 98. */
const pattern = /^[A-Z]{2}(?!00|01|99)\d{2}[A-Z0-9]{11,30}$/;

/** A code as it is kept: without white space, in upper case. */
export function compactCode(text: string): string {
  return text.replace(/\s+/g, "").toUpperCase();
}

/** True for a compact IBAN whose check digits are right: rearranged and with letters as numbers it leaves 1 by 97 (ISO 7064). */
export function isIban(code: string): boolean {
  if (!pattern.test(code)) return false;
  const digits = `${code.slice(4)}${code.slice(0, 4)}`.replace(/[A-Z]/g, (letter) => String(parseInt(letter, 36)));
  return BigInt(digits) % 97n === 1n;
}
