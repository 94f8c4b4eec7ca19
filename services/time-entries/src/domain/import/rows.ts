/** From the rows of a file to what was worked: whoever made the export, a row says the same things in the same words. Pure. */

import { ApiError, validationError } from "@aerotage/core/contract/errors";
import { daysAfter } from "@aerotage/core/time/dates";
import { type ImportBody, type ImportFormat, type ImportResponse, notWorked } from "../../contract/import.js";
import type { Timing } from "../entry.js";
import { dateFormatOf } from "./dates.js";
import { Columns, formatOf, type RowContent } from "./formats.js";
import { eachRow, quoted, type Refusal, type Refused, RowRefused, unlessRefused, unreadable } from "./refusals.js";
import { readTable } from "./table.js";
import { descriptionOf, textOf, wordsOf } from "./text.js";
import { isEmptySpan, type Span, spanOf, timingOf, type Written, writtenOf } from "./timing.js";
import { isWork, yesOrNo } from "./words.js";

/** What a row of a file tells of an entry. */
export interface Row {
  readonly line: number;
  /** The person, by whatever the file has of them. */
  readonly email: string;
  readonly name: string;
  /** What the person is called beside their name. */
  readonly account?: string;
  readonly client: string;
  readonly project: string;
  readonly description: string;
  /** By what the row is recognized, beside person, project and description. No zone changes it. */
  readonly written: Written;
  /** The rest, or why the row is no entry. */
  readonly entry: { readonly value: RowEntry } | { readonly refusal: Refusal };
}

/** What does not tell a row from others. */
export interface RowEntry {
  readonly timing: Timing;
  readonly notes?: string;
  /** Nothing where the project says it. */
  readonly isBillable: boolean | undefined;
  readonly tags: string[];
}

/** A file that was read. */
export interface ReadFile {
  readonly format: ImportFormat;
  /** Rows of the file, also those that are none of `rows`. */
  readonly count: number;
  readonly rows: readonly Row[];
  /** Rows of which it cannot be told what they are. */
  readonly refused: Refused[];
  /** Rows of no time. */
  readonly zeroDuration: number;
  readonly columns: ImportResponse["columns"];
}

/** Reads a file. @throws `INVALID_CSV`, `UNKNOWN_FORMAT`, `AMBIGUOUS_DATES` */
export function readFile(
  { content, format: requestedFormat, dateFormat }: Pick<ImportBody, "content" | "format" | "dateFormat">,
  timezone: string,
  now: Date,
): ReadFile {
  const { header, rows: lines } = readTable(content);
  const format = formatOf(header, requestedFormat);
  const columns = new Columns(format, header);
  const contents = lines.map(({ line, cells }) => ({ line, ...columns.read(cells) }));
  const dates = contents.flatMap(({ fields }) => [fields.startDate, fields.endDate]).filter((text) => text !== "");
  // Somewhere it is tomorrow already.
  const writtenAs = dateFormat ?? dateFormatOf(dates, daysAfter(now.toISOString().slice(0, "YYYY-MM-DD".length), 1));
  const refused: Refused[] = [];
  let zeroDuration = 0;
  const rows = eachRow(contents, refused, (content) => {
    requireWork(content);
    const span = spanOf(content.fields, writtenAs);
    if (!isEmptySpan(span)) return [rowOf(content, span, columns, timezone, now)];
    zeroDuration += 1;
    return [];
  }).flat();
  const inNotes = [...new Set(contents.flatMap(({ beside }) => beside.map(({ column }) => column)))];
  const leftOut = columns.leftOutOf(lines.map(({ cells }) => cells));
  return { format, count: lines.length, rows, refused, zeroDuration, columns: { inNotes, leftOut } };
}

function rowOf(
  content: RowContent & { readonly line: number },
  span: Span,
  columns: Columns,
  timezone: string,
  now: Date,
): Row {
  const { line, fields } = content;
  const { email, name, account, client, project } = fields;
  const entry = unlessRefused((): RowEntry => {
    requireColumns(content);
    const isBillable = billableOf(content, columns);
    return { ...textOf(content, columns), isBillable, timing: timingOf(span, timezone, now) };
  });
  const description = descriptionOf(wordsOf(fields));
  return { line, email, name, account, client, project, description, written: writtenOf(span), entry };
}

/** @throws RowRefused for breaks, holidays and time off; `VALIDATION_ERROR` for a kind that is not known */
function requireWork({ fields }: RowContent): void {
  const isBreak = fields.break === "" ? false : yesOrNo(fields.break);
  const worked = fields.kind === "" ? true : isWork(fields.kind);
  if (isBreak === undefined) unreadable(fields.break, "yes or no, so it is open whether the row is a break");
  if (worked === undefined) unreadable(fields.kind, "a known kind of row, so it is open whether it is work");
  if (isBreak || !worked) throw new RowRefused(notWorked, "The row is a break, a holiday or time off.");
}

/** @throws `VALIDATION_ERROR` for a row that is longer than the header: its cells may belong to other columns */
function requireColumns({ beyond }: RowContent): void {
  const [first] = beyond;
  if (first === undefined) return;
  throw new ApiError(
    validationError,
    `The row has more cells than the header, among them ${quoted(first)}. Put cells with delimiters in quotes.`,
  );
}

/** Whether a row is billable; nothing where the file has no column for it. @throws `VALIDATION_ERROR` */
function billableOf({ fields }: RowContent, columns: Columns): boolean | undefined {
  if (!columns.has("billable")) return undefined;
  const isBillable = yesOrNo(fields.billable);
  if (isBillable !== undefined) return isBillable;
  const found = fields.billable === "" ? "nothing" : quoted(fields.billable);
  throw new ApiError(
    validationError,
    `The column ${columns.labelOf("billable")} has ${found}, which is neither yes nor no. Write one of them; without the column the project says it.`,
  );
}
