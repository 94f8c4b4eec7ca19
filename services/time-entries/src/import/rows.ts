/** From the rows of a file to what was worked: whoever made the export, a row says the same things in the same words. Pure. */
import { ApiError, validationError } from "@aerotage/core/errors";
import { instantOf, localDateOf, localTimeOf } from "@aerotage/core/time";
import { maxEntryMinutes } from "../contract.js";
import type { Timing } from "../domain/entry.js";
import { placed } from "../domain/placing.js";
import { clockTimeOf, cut, flagOf, tagsOf, wholeMinutesOf } from "./cells.js";
import { type DateFormat, type ImportBody, type ImportFormat, notWorked } from "./contract.js";
import { dateFormatOf, dateOf } from "./dates.js";
import { type Fields, fieldReader, formatOf } from "./formats.js";
import { eachRow, type Refused, RowRefused } from "./refusals.js";
import { readTable } from "./table.js";

/** What a row of a file tells of an entry. */
export interface Row {
  readonly line: number;
  /** The person, by whatever the file has of them. */
  readonly email: string;
  readonly name: string;
  readonly client: string;
  readonly project: string;
  readonly timing: Timing;
  readonly description: string;
  readonly notes?: string;
  /** Nothing where the project says it. */
  readonly isBillable: boolean | undefined;
  readonly tags: string[];
}

/** A file that was read. */
export interface ReadFile {
  readonly format: ImportFormat;
  /** Rows of the file, also those that were refused. */
  readonly count: number;
  readonly rows: readonly Row[];
  readonly refused: Refused[];
}

/** Limits of a time entry, and what it is called where a row has no words for it. */
const maxDescriptionLength = 1000;
const maxNotesLength = 2000;
const nameless = "Imported time";

/** Reads a file. @throws `INVALID_CSV`, `UNKNOWN_FORMAT`, `AMBIGUOUS_DATES` */
export function readFile(
  { content, format: asked, dateFormat }: Pick<ImportBody, "content" | "format" | "dateFormat">,
  timezone: string,
  now: Date,
): ReadFile {
  const { header, rows: lines } = readTable(content);
  const format = formatOf(header, asked);
  const read = fieldReader(format, header);
  const told = lines.map(({ line, cells }) => ({ line, fields: read(cells) }));
  const dates = told.flatMap(({ fields }) => [fields.startDate, fields.endDate]).filter((text) => text !== "");
  const writtenAs = dateFormat ?? dateFormatOf(dates);
  const refused: Refused[] = [];
  const rows = eachRow(told, refused, ({ line, fields }) => {
    requireWork(fields);
    return rowOf(line, fields, timingOf(fields, writtenAs, timezone, now));
  });
  return { format, count: lines.length, rows, refused };
}

function rowOf(line: number, fields: Fields, timing: Timing): Row {
  const words = [fields.description, fields.task, fields.project].find((text) => text !== "") ?? nameless;
  const description = cut(words, maxDescriptionLength);
  const notes = cut(words.slice(description.length), maxNotesLength);
  return {
    line,
    email: fields.email,
    name: fields.name,
    client: fields.client,
    project: fields.project,
    timing,
    description,
    ...(notes !== "" && { notes }),
    isBillable: flagOf(fields.billable),
    tags: tagsOf(fields.tags),
  };
}

/** What products call rows that are no work: Clockify by their type, solidtime by a yes to whether it is a break. */
const unworked = /^(break|holiday|time[ _]off|yes)$/i;

/** @throws RowRefused */
function requireWork({ kind }: Fields): void {
  if (unworked.test(kind)) throw new RowRefused(notWorked, "The row is a break, a holiday or time off.");
}

/** When a row was worked. @throws the errors of `placed` */
function timingOf(fields: Fields, format: DateFormat, timezone: string, now: Date): Timing {
  const start = momentOf(fields.startDate, fields.startTime, format, timezone);
  const end = momentOf(fields.endDate || fields.startDate, fields.endTime, format, timezone);
  const duration = durationIn(fields.duration);
  const times = start.time === undefined ? {} : { startTime: start.time, endTime: endOf(start, end, timezone) };
  return placed({ date: start.date, ...times, duration, timezone }, now);
}

/** A date and a wall clock time, if there is one. */
interface Moment {
  readonly date: string;
  readonly time: string | undefined;
}

/** A time that has its own offset. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

function momentOf(dateText: string, timeText: string, format: DateFormat, timezone: string): Moment {
  if (!instant.test(timeText)) return { date: dateIn(dateText, format), time: timeIn(timeText) };
  if (dateOf(timeText, "YYYY-MM-DD") === undefined || Number.isNaN(Date.parse(timeText)))
    return unreadable(timeText, "an instant");
  return { date: localDateOf(timeText, timezone), time: localTimeOf(timeText, timezone) };
}

/** On the same day an end before the start is over midnight, if the duration says so; on another one it is an instant. */
function endOf(start: Moment, end: Moment, timezone: string): string | undefined {
  if (end.time === undefined || end.date === start.date) return end.time;
  return instantOf(end.date, end.time, timezone);
}

function dateIn(text: string, format: DateFormat): string {
  return dateOf(text, format) ?? unreadable(text, `a date as ${format}`);
}

function timeIn(text: string): string | undefined {
  return text === "" ? undefined : (clockTimeOf(text) ?? unreadable(text, "a time such as 13:05 or 1:05 PM"));
}

function durationIn(text: string): number | undefined {
  if (text === "") return undefined;
  const minutes = wholeMinutesOf(text) ?? unreadable(text, "a duration such as 1:30:00 or 1.5");
  if (minutes > maxEntryMinutes)
    throw new ApiError(validationError, `${text} is longer than the 24 hours of an entry.`);
  return minutes;
}

/** The most characters of a cell that a message quotes. */
const maxQuotedLength = 100;

function unreadable(text: string, wanted: string): never {
  throw new ApiError(validationError, `"${text.slice(0, maxQuotedLength)}" is not ${wanted}.`);
}
