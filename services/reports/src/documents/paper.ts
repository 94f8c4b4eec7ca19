/** Texts on paper: what a font can write, how wide it is, where it breaks, and how numbers look. Pure rules. */
import { minorDigits } from "@aerotage/core/currencies";
import type { Cell, Column } from "../domain/export-table.js";

/** A font as far as text is measured. */
export interface Typeface {
  /** Code points that it has a glyph for. */
  readonly codePoints: ReadonlySet<number>;
  /** The width of a character at a size of 1. */
  readonly widthOf: (character: string) => number;
}

/** What is written in place of a character that the font lacks: many fonts print nothing at all for it. */
const missing = "?";

/** A text of characters that the font has, in one line. */
export function printable(text: string, { codePoints }: Typeface): string {
  return [...text.replace(/\s+/gu, " ")]
    .map((character) => (codePoints.has(character.codePointAt(0) ?? 0) ? character : missing))
    .join("");
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

/** A number with so many decimals, and commas between thousands. */
export function formatted(value: number, decimals: number): string {
  const [whole = "", fraction] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  const isNegative = value < 0 && /[1-9]/.test(`${whole}${fraction ?? ""}`);
  return `${isNegative ? "\u2212" : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** A cell as it is printed. @param currency of an amount; two decimals without it */
export function cellOnPaper(cell: Cell | undefined, { kind, currency }: Pick<Column, "kind" | "currency">): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  if (typeof cell === "string") return cell;
  switch (kind) {
    case "hours":
      return formatted(cell / 60, 2);
    case "share":
      return `${formatted(cell * 100, 1)} %`;
    case "count":
      return formatted(cell, 0);
    default:
      return formatted(cell, currency === undefined ? 2 : minorDigits(currency));
  }
}

/** Kinds of cells that stand at the right of their column. */
export function isNumeric({ kind }: Pick<Column, "kind">): boolean {
  return kind === "hours" || kind === "amount" || kind === "decimal" || kind === "count" || kind === "share";
}
