/**
 * How texts are compared where people mean the same thing: names that must be unique, tags, and what a search finds. All services use
 * these functions (decision 26).
 */

import { createHash } from "node:crypto";

/** Texts that need no Unicode: for them lower case and single spaces are all that folding does. */
const plainText = /^[\t\n\r -~]*$/;
/** Characters that nobody sees: format characters, and others that a display ignores, such as variation selectors. */
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu;
const marks = /\p{M}+/gu;
const markedI = /i\p{M}+/gu;
const dotAbove = "\u0307";
/** Letters that are accented or joined by their shape: Unicode does not take them apart. */
const shapedLetters: Readonly<Record<string, string>> = {
  ø: "o",
  ł: "l",
  đ: "d",
  ħ: "h",
  ŧ: "t",
  æ: "ae",
  œ: "oe",
};
const shapedLetter = new RegExp(`[${Object.keys(shapedLetters).join("")}]`, "g");

/**
 * The text by which two names are the same: by full case folding and compatibility composition (NFKC), without invisible characters,
 * with single spaces. `Straße` and `STRASSE`, `ΟΔΟΣ` and `οδος`, `ﬁn` and `FIN` are the same; `Café` and `Cafe` are not.
 */
export function foldedName(text: string): string {
  return spaced(plainText.test(text) ? text.toLowerCase() : folded(folded(text)));
}

/** The most bytes of a folded name that is used as a part of a key as it is. DynamoDB takes 2,048 bytes as a partition key. */
const longestKeyPart = 1000;

/**
 * A text for keys of names that must be unique: the folded name, or a hash of one that is too long for a key. A name of 100 characters
 * may be some thousand bytes: U+FDFA alone is folded to 18 letters.
 */
export function nameIdentity(name: string): string {
  const folded = foldedName(name);
  if (Buffer.byteLength(folded) <= longestKeyPart) return folded;
  return `sha256:${createHash("sha256").update(folded).digest("base64url")}`;
}

/**
 * The text that a search looks at and for: a folded name without accents. In scripts that write vowels as marks a search finds more
 * than it asks for, never less.
 */
export function foldedSearch(text: string): string {
  if (plainText.test(text)) return foldedName(text);
  const letters = unmarked(folded(unmarked(text)));
  return spaced(letters.replace(shapedLetter, (letter) => shapedLetters[letter] ?? letter));
}

/** Makes a search: true if one of the texts contains what is searched for. Marks and invisible characters alone find nothing. */
export function textSearch(search: string): (...texts: readonly (string | undefined)[]) => boolean {
  const wanted = foldedSearch(search);
  return (...texts) => wanted !== "" && texts.some((text) => text !== undefined && foldedSearch(text).includes(wanted));
}

/**
 * One round of folding. `toLowerCase` alone is no case folding. Upper case between two lower cases makes `ß` and `ẞ` to `ss`, and `ı` to
 * `i`; the sigma at the end of a word becomes any sigma; the dot over an `i`, which `İ` leaves, is dropped. NFKC before and after may
 * give each other work, so names are folded twice.
 */
function folded(text: string): string {
  return text
    .normalize("NFKC")
    .replace(invisible, "")
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replaceAll("ς", "σ")
    .normalize("NFD")
    .replace(markedI, (letter) => letter.replaceAll(dotAbove, ""))
    .normalize("NFKC");
}

/** The letters of a text without their marks, taken apart so that a part of a text stays a part. */
function unmarked(text: string): string {
  return text.normalize("NFKD").replace(marks, "");
}

function spaced(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
