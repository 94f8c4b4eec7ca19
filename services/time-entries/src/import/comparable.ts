/** Texts as they are compared: those that differ in case, accents, width or spacing alone are equal. Pure. */

/** Letters that no normalization takes apart. */
const letters: Readonly<Record<string, string>> = { ß: "ss", ł: "l", ø: "o", œ: "oe", æ: "ae" };

/** A text without case, accents of Latin and Cyrillic letters, full or half width, and repeated white space. */
export function comparableText(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[ßłøœæ]/g, (letter) => letters[letter] ?? letter)
    .normalize("NFD")
    .replace(/[\u0300-\u036F]/g, "")
    .normalize("NFC")
    .replace(/\s+/g, " ")
    .trim();
}

/** The name of a column or of a kind of row: white space and punctuation between its letters do not matter either. */
export function comparableName(name: string): string {
  return comparableText(name).replace(/[\s\-\u2010-\u2015_.,:;?/'\u2019]+/g, "");
}
