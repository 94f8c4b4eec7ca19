/** From the text of a file to its rows: CSV as RFC 4180 has it, with commas, semicolons or tabs. Pure. */
import { ApiError } from "@aerotage/core/contract/errors";
import { CsvError, parse } from "csv-parse/sync";
import { invalidCsv } from "../../contract/import.js";

/** One row of a file. */
export interface TableRow {
  /** The line that it begins on; the first is 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A file: its first row says what the columns hold. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
}

const delimiters = [",", ";", "\t"] as const;
/** The first line of files for spreadsheets, `sep=;`: the delimiter of the others. A spreadsheet may have added delimiters to it. */
const delimiterLine = /^[^\S\n]*"?sep=(?<delimiter>[^\n"])"?[,;\t ]*(?=\n)/i;

/** Reads a file. Rows without content are left out. @throws `INVALID_CSV` naming the line */
export function readTable(content: string): Table {
  // Two characters at the end of a line would count as two lines inside quotes.
  const lines = content.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const delimiterMatch = delimiterLine.exec(lines);
  // The line stays, empty, so that the others keep their numbers.
  const text = delimiterMatch === null ? lines : lines.slice(delimiterMatch[0].length);
  const all: TableRow[] = [];
  let lastLine = 0;
  try {
    parse(text, {
      delimiter: delimiterOf(text, delimiterMatch?.groups?.delimiter),
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (record: string[], { lines }) => {
        lastLine = lines;
        const row = toRow(record, lines);
        if (row.cells.some((cell) => cell !== "")) all.push(row);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser names the line on which it noticed: of a quote that is never closed, the last one of the file.
    const line = text.split("\n").findIndex((one, index) => index >= lastLine && one !== "") + 1;
    const [reason = ""] = error.message.split(":", 1);
    throw new ApiError(invalidCsv, `The row that begins in line ${line} is not well-formed CSV: ${reason}.`, {
      cause: error,
    });
  }
  const [header, ...rows] = all;
  return { header: header?.cells ?? [], rows };
}

/** The delimiter: what the file says, if its header has it, else what the header has most of. Both outside quotes. */
function delimiterOf(text: string, givenDelimiter: string | undefined): string {
  const [header = ""] = text.trimStart().split("\n", 1);
  const unquoted = header.replace(/"[^"]*"/g, "");
  if (givenDelimiter !== undefined && unquoted.includes(givenDelimiter)) return givenDelimiter;
  const counts = delimiters.map((delimiter) => unquoted.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ",";
}

/** @param lastLine the line that the row ends on */
function toRow(record: readonly string[], lastLine: number): TableRow {
  const cells = record.map((cell) => cell.trim());
  const breaks = record.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);
  return { line: lastLine - breaks, cells };
}
