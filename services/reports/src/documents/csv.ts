/** CSV by RFC 4180. */
import { hoursOf } from "@aerotage/core/time/dates";
import { stringify } from "csv-stringify/sync";
import type { CsvOptions } from "../contract/exports.js";
import type { Cell, Column, ExportTable } from "../domain/export-table.js";

const byteOrderMark = "\uFEFF";
/** Rows that are made into text together. */
const rowsPerPart = 500;

/** A table as the parts of a CSV file. */
export async function* csvOf(
  { columns, rows }: ExportTable,
  { separator = ",", decimalMark = ".", byteOrderMark: hasMark = true }: CsvOptions,
): AsyncGenerator<string, void, undefined> {
  const text = (part: readonly (readonly string[])[]) =>
    stringify([...part], { delimiter: separator, record_delimiter: "\r\n", quoted_match: /\r/ });
  yield `${hasMark ? byteOrderMark : ""}${text([columns.map(({ title }) => title)])}`;
  let part: string[][] = [];
  for await (const row of rows) {
    part.push(row.map((cell, index) => cellText(cell, columns[index], decimalMark)));
    if (part.length < rowsPerPart) continue;
    yield text(part);
    part = [];
  }
  if (part.length > 0) yield text(part);
}

/**
 * What a spreadsheet takes for a formula (OWASP, "CSV Injection"), with the full-width forms that some of them read alike. A quotation mark before it makes it a
 * text.
 */
const formulaStart = /^[=+\-@\t\r＝＋－＠]/;

function cellText(cell: Cell | undefined, column: Column | undefined, decimalMark: string): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number")
    return String(column?.kind === "hours" ? hoursOf(cell) : cell).replace(".", decimalMark);
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return column?.kind === "text" && formulaStart.test(cell) ? `'${cell}` : cell;
}
