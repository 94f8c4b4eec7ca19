/** Dates as exports write them: how a file writes them is found by looking at all of them. Pure. */
import { ApiError } from "@aerotage/core/contract/errors";
import { isCalendarDate } from "@aerotage/core/time/calendar";
import { ambiguousDates, type DateFormat, dateFormats } from "../../contract/import.js";

/** Each at the beginning of a text: a time may follow. Years may have two digits, but not in front of dots. */
const patterns: Readonly<Record<DateFormat, RegExp>> = {
  "YYYY-MM-DD": /^(?<year>\d{4}(?=[-/.])|\d{2}(?=[-/]))[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?![\d/.-])/,
  "DD/MM/YYYY": /^(?<day>\d{1,2})[-/](?<month>\d{1,2})[-/](?<year>\d{4}|\d{2})(?![\d/-])/,
  "MM/DD/YYYY": /^(?<month>\d{1,2})[-/](?<day>\d{1,2})[-/](?<year>\d{4}|\d{2})(?![\d/-])/,
  "DD.MM.YYYY": /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4}|\d{2})(?!\d)/,
};

/** The century of years with two digits: nobody has recorded time here before 2000. */
const century = "20";
const shortYearLength = 2;

interface Reading {
  readonly date: string;
  readonly hasShortYear: boolean;
}

function readingOf(text: string, format: DateFormat): Reading | undefined {
  const { year = "", month = "", day = "" } = patterns[format].exec(text)?.groups ?? {};
  const hasShortYear = year.length === shortYearLength;
  const fullYear = hasShortYear ? `${century}${year}` : year;
  const date = `${fullYear}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isCalendarDate(date) ? { date, hasShortYear } : undefined;
}

/** The calendar date that a text begins with, `YYYY-MM-DD`; nothing if it begins with none. */
export function dateOf(text: string, format: DateFormat): string | undefined {
  return readingOf(text, format)?.date;
}

/**
 * How the dates of a file are written: the way that most of them can be read. Those that cannot are the rows' own fault.
 * @param latest the last date that can be meant: 31-12-25 does not begin with its year
 * @throws `AMBIGUOUS_DATES` if two ways read as many, and not the same
 */
export function dateFormatOf(texts: readonly string[], latest: string): DateFormat {
  const dateIn = (text: string, format: DateFormat) => {
    const reading = readingOf(text, format);
    return reading?.hasShortYear === true && reading.date > latest ? undefined : reading?.date;
  };
  const ways = dateFormats
    .map((format) => {
      const dates = texts.map((text) => dateIn(text, format));
      return { format, dates, count: dates.filter((date) => date !== undefined).length };
    })
    .sort((a, b) => b.count - a.count);
  const [best] = ways;
  if (best === undefined) return "YYYY-MM-DD";
  for (const other of ways.filter(({ count, format }) => count === best.count && format !== best.format)) {
    const conflict = texts.findIndex((_, index) => best.dates[index] !== other.dates[index]);
    if (conflict === -1) continue;
    throw new ApiError(
      ambiguousDates,
      `The file does not tell whether ${texts[conflict]} is ${best.format} or ${other.format}. Say it with dateFormat.`,
    );
  }
  return best.format;
}
