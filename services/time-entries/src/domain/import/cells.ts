/** What single cells of an export say: clock times, durations, tags. Pure. */

const secondsPerMinute = 60;
const secondsPerHour = 3600;

/** A time of a wall clock. The hour is 24 at the end of a day. */
export interface ClockTime {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** The wall clock time that a text ends with: of 12 hours or 24, after a date or alone. Nothing if it is none. */
export function clockTimeOf(text: string): ClockTime | undefined {
  const pattern =
    /(?:^|[\sT])(?<hour>\d{1,2}):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d)(?:[.,]\d+)?)?(?:\s*(?<half>[ap])\.?\s*m\.?)?$/i;
  const groups = pattern.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const [minute, second] = [Number(groups.minute), Number(groups.second ?? 0)];
  const hour =
    groups.half === undefined ? Number(groups.hour) : hoursOf(Number(groups.hour), groups.half.toLowerCase());
  const isEndOfDay = hour === 24 && minute === 0 && second === 0;
  return (hour >= 0 && hour < 24) || isEndOfDay ? { hour, minute, second } : undefined;
}

/** Hours since midnight of an hour on a dial; out of range if there is no such hour. */
function hoursOf(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return -1;
  return (hour % 12) + (half === "p" ? 12 : 0);
}

/** How the products write durations, and the seconds of each. */
const durations: readonly (readonly [RegExp, (...parts: number[]) => number])[] = [
  // 1:30:00 and, without seconds, 1:30
  [/^(\d{1,4}):([0-5]?\d)(?::([0-5]?\d))?$/, (h = 0, m = 0, s = 0) => h * secondsPerHour + m * secondsPerMinute + s],
  // Below an hour in Toggl's classic format: 18:25 min, and below a minute: 45 sec
  [/^(\d{1,4}):([0-5]?\d)\s*min$/i, (m = 0, s = 0) => m * secondsPerMinute + s],
  [/^(\d{1,5})\s*sec$/i, (s = 0) => s],
  // 1.5 and 1,5, also with an h
  [/^(\d{1,4}(?:[.,]\d{1,20})?)\s*h?$/i, (h = 0) => Math.round(h * secondsPerHour)],
];

/** The seconds of a duration. Nothing if it is none. */
export function secondsOf(text: string): number | undefined {
  for (const [pattern, seconds] of durations) {
    const found = pattern.exec(text);
    if (found === null) continue;
    return seconds(...found.slice(1).map((part) => (part === undefined ? 0 : Number(part.replace(",", ".")))));
  }
  return undefined;
}

/** The whole minutes of a number of seconds, rounded half up, one at least. */
export function wholeMinutes(seconds: number): number {
  return Math.max(Math.floor((seconds + secondsPerMinute / 2) / secondsPerMinute), 1);
}

/** Limits of a time entry. */
const maxTags = 10;
const maxTagLength = 50;

/** The tags of a cell. */
export interface CellTags {
  /** Each once, as many and as long as those of an entry may be. */
  readonly tags: string[];
  /** The others. */
  readonly beyond: string[];
}

/** The tags of a list with commas, or of a list in JSON. A tag is one line. */
export function tagsOf(text: string): CellTags {
  const listed = [...new Set(listOf(text).map((tag) => tag.replace(/\s+/g, " ").trim()))].filter((tag) => tag !== "");
  const tags = listed.filter(({ length }) => length <= maxTagLength).slice(0, maxTags);
  return { tags, beyond: listed.filter((tag) => !tags.includes(tag)) };
}

function listOf(text: string): string[] {
  if (text.startsWith("[")) {
    try {
      const list: unknown = JSON.parse(text);
      if (Array.isArray(list) && list.every((one) => typeof one === "string")) return list;
    } catch {
      // A tag may begin with a bracket.
    }
  }
  return text.split(",");
}

/** A text without surrounding white space, of so many characters at most, and no half of a character. */
export function cut(text: string, maxLength: number): string {
  return text
    .trim()
    .slice(0, maxLength)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trim();
}
