/** Cells on paper: how numbers look. Pure rules. */
import { minorDigits } from "@aerotage/core/contract/currencies";
import type { Cell, Column } from "../domain/export-table.js";

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
