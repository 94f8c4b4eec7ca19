/** Texts on paper: what a font can write, how wide it is, and where it breaks. Pure rules. */

/** A font as far as text is measured. */
export interface Typeface {
  /** Code points that it has a glyph for. */
  readonly codePoints: ReadonlySet<number>;
  /** The width of a character at a size of 1. */
  readonly widthOf: (character: string) => number;
}

/** What is written in place of a character that the font lacks: many fonts print nothing at all for it. */
const missing = "?";

/** A text of characters that the font has. */
export function legible(text: string, { codePoints }: Typeface): string {
  return [...text].map((character) => (codePoints.has(character.codePointAt(0) ?? 0) ? character : missing)).join("");
}

/** A text of characters that the font has, in one line. */
export function printable(text: string, face: Typeface): string {
  return legible(text.replace(/\s+/gu, " "), face);
}

/** The width of a text in points. Kerning is not used. */
export function widthOf(text: string, size: number, { widthOf: ofCharacter }: Typeface): number {
  let width = 0;
  for (const character of text) width += ofCharacter(character);
  return width * size;
}

/** Breaks a text into lines that fit a width: between words, and within a word that is too long for a line of its own. */
export function wrapped(text: string, width: number, size: number, face: Typeface): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer, size, face) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = "";
    for (const character of word) {
      if (line !== "" && widthOf(line + character, size, face) > width) {
        lines.push(line);
        line = "";
      }
      line += character;
    }
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}
