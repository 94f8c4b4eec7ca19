/** Dates as exports write them: how a file writes them is found by looking at all of them. Pure. */
import { ApiError } from "@aerotage/core/errors";
import { isCalendarDate } from "@aerotage/core/time";
import { ambiguousDates, type DateFormat, dateFormats } from "./contract.js";

/** Each at the beginning of a text: a time may follow. */
const patterns: Readonly<Record<DateFormat, RegExp>> = {
  "YYYY-MM-DD": /^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?![\d/.-])/,
  "DD/MM/YYYY": /^(?<day>\d{1,2})[-/](?<month>\d{1,2})[-/](?<year>\d{4})(?!\d)/,
  "MM/DD/YYYY": /^(?<month>\d{1,2})[-/](?<day>\d{1,2})[-/](?<year>\d{4})(?!\d)/,
  "DD.MM.YYYY": /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})(?!\d)/,
};

/** The calendar date that a text begins with, `YYYY-MM-DD`; nothing if it begins with none. */
export function dateOf(text: string, format: DateFormat): string | undefined {
  const { year = "", month = "", day = "" } = patterns[format].exec(text)?.groups ?? {};
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isCalendarDate(date) ? date : undefined;
}

/**
 * How the dates of a file are written: the way that most of them can be read. Those that cannot are the rows' own fault.
 * @throws `AMBIGUOUS_DATES` if two ways read as many, and not the same
 */
export function dateFormatOf(texts: readonly string[]): DateFormat {
  const readings = dateFormats.map((format) => ({ format, dates: texts.map((text) => dateOf(text, format)) }));
  const [best, other] = readings
    .map((reading) => ({ ...reading, count: reading.dates.filter((date) => date !== undefined).length }))
    .sort((a, b) => b.count - a.count);
  const conflict =
    best !== undefined && other !== undefined && other.count === best.count
      ? texts.findIndex((_, index) => best.dates[index] !== other.dates[index])
      : -1;
  if (best === undefined || conflict === -1) return best?.format ?? "YYYY-MM-DD";
  throw new ApiError(
    ambiguousDates,
    `The file does not tell whether ${texts[conflict]} is ${best.format} or ${other?.format}. Say it with dateFormat.`,
  );
}
