/** A workbook of one sheet, whose cells have types and number formats. */
import { once } from "node:events";
import { PassThrough, type Writable } from "node:stream";
import { minorDigits } from "@aerotage/core/contract/currencies";
import ExcelJS from "@protobi/exceljs";
import type { Cell, CellKind, Column, ExportTable } from "../domain/export-table.js";
import { isNumeric } from "./paper.js";

/** How Excel shows a cell. */
const numberFormats: Partial<Record<CellKind, string>> = {
  date: "yyyy-mm-dd",
  time: "hh:mm",
  hours: "0.00",
  decimal: "#,##0.00",
  count: "0",
  share: "0.0%",
};

/** Widths in characters; a column is at least as wide as its title. */
const widths: Readonly<Record<CellKind, number>> = {
  text: 24,
  date: 12,
  time: 8,
  hours: 10,
  amount: 14,
  decimal: 14,
  count: 10,
  share: 12,
  boolean: 10,
};

/** What a bold title takes more than its characters. */
const titlePadding = 3;

/** Printed across the page, as wide as the page and as long as it takes, with the titles on each page. */
const pageSetup = {
  orientation: "landscape",
  fitToPage: true,
  fitToWidth: 1,
  fitToHeight: 0,
  printTitlesRow: "1:1",
} as const;

/** The title row. */
const firstRow = 1;

/** A table as the parts of an XLSX file. Rows are written as they come, so that memory stays the same however many there are. */
export async function* xlsxOf(table: ExportTable): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = new PassThrough();
  const written = write(table, stream).catch((error: Error) => void stream.destroy(error));
  yield* stream as AsyncIterable<Uint8Array>;
  await written;
}

/** How Excel shows an amount: with the digits of its currency. */
function amountFormat(currency: string): string {
  const digits = minorDigits(currency);
  return digits === 0 ? "#,##0" : `#,##0.${"0".repeat(digits)}`;
}

function formatOf({ kind, currency }: Column): string | undefined {
  return kind === "amount" && currency !== undefined ? amountFormat(currency) : numberFormats[kind];
}

async function write({ columns, rows, addsUp }: ExportTable, stream: PassThrough): Promise<void> {
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream, useStyles: true, useSharedStrings: false });
  const sheet = workbook.addWorksheet("Report", { views: [{ state: "frozen", ySplit: firstRow }], pageSetup });
  sheet.columns = columns.map((column) => {
    const numFmt = formatOf(column);
    const { field: key, title: header, kind } = column;
    const width = Math.max(widths[kind], header.length + titlePadding);
    return { key, header, width, ...(numFmt !== undefined && { style: { numFmt } }) };
  });
  const currencyIndex = columns.findIndex(({ field }) => field === "currency");
  const titles = sheet.getRow(firstRow);
  titles.font = { bold: true };
  for (const [index, column] of columns.entries())
    if (isNumeric(column)) titles.getCell(index + 1).alignment = { horizontal: "right" };
  titles.commit();
  let last = firstRow;
  for await (const row of rows) {
    const added = sheet.addRow(row.map((cell, index) => cellValue(cell, columns[index])));
    const currency = row[currencyIndex];
    if (typeof currency === "string")
      for (const [index, { kind }] of columns.entries())
        if (kind === "amount") added.getCell(index + 1).numFmt = amountFormat(currency);
    added.commit();
    await keepPace(sheet);
    last += 1;
  }
  if (addsUp && last > firstRow) {
    const total = sheet.addRow(columns.map((column, index) => sumOf(column, index, last)));
    total.font = { bold: true };
    total.commit();
  }
  sheet.commit();
  await workbook.commit();
}

/** What the types of exceljs do not name: what a sheet writes to. */
interface SheetStream {
  readonly stream: { readonly pipes: readonly Writable[] };
}

/** Waits until the ZIP file has taken what was written. ExcelJS does not: all rows that are not compressed yet would be in memory. */
async function keepPace(sheet: ExcelJS.Worksheet): Promise<void> {
  for (const pipe of (sheet as unknown as SheetStream).stream.pipes)
    if (pipe.writableNeedDrain) await once(pipe, "drain");
}

function cellValue(cell: Cell | undefined, column: Column | undefined): ExcelJS.CellValue {
  if (typeof cell === "number") return column?.kind === "hours" ? cell / 60 : cell;
  if (typeof cell !== "string") return cell ?? null;
  if (column?.kind === "date") return new Date(`${cell}T00:00:00Z`);
  // A time is a fraction of a day.
  if (column?.kind === "time") return (Number(cell.slice(0, 2)) * 60 + Number(cell.slice(3))) / (24 * 60);
  return cell;
}

/** A formula with its value, so that programs that do not calculate show it too. */
function sumOf(column: Column, index: number, last: number): ExcelJS.CellValue {
  if (column.sum === undefined) return index === 0 ? "Total" : null;
  const letter = columnLetter(index);
  return { formula: `SUM(${letter}${firstRow + 1}:${letter}${last})`, result: cellValue(column.sum, column) as number };
}

const letters = 26;

/** The name of a column: A to Z, AA, AB, … */
function columnLetter(index: number): string {
  const rest = Math.floor(index / letters);
  return `${rest > 0 ? columnLetter(rest - 1) : ""}${String.fromCharCode(65 + (index % letters))}`;
}
