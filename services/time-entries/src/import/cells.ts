/** What single cells of an export say: clock times, durations, answers to yes and no, tags. Pure. */

const secondsPerMinute = 60;
const secondsPerHour = 3600;

/** The wall clock time that a text ends with, `HH:MM`: of 12 hours or 24, after a date or alone. Nothing if it is none. */
export function clockTimeOf(text: string): string | undefined {
  const { hour, minute, half } =
    /(?:^|[\sT])(?<hour>\d{1,2}):(?<minute>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?(?:\s*(?<half>[ap])\.?m\.?)?$/i.exec(text)
      ?.groups ?? {};
  if (hour === undefined || minute === undefined) return undefined;
  const hours = half === undefined ? Number(hour) : hoursOf(Number(hour), half.toLowerCase());
  return hours >= 0 && hours < 24 ? `${String(hours).padStart(2, "0")}:${minute}` : undefined;
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

/** The whole minutes of a duration, rounded half up, one at least. Nothing if it is none. */
export function wholeMinutesOf(text: string): number | undefined {
  for (const [pattern, secondsOf] of durations) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const parts = found.slice(1).map((part) => (part === undefined ? 0 : Number(part.replace(",", "."))));
    return Math.max(Math.floor((secondsOf(...parts) + secondsPerMinute / 2) / secondsPerMinute), 1);
  }
  return undefined;
}

/** True or false; nothing where a text says neither. */
export function flagOf(text: string): boolean | undefined {
  if (/^(yes|true|1)$/i.test(text)) return true;
  return /^(no|false|0)$/i.test(text) ? false : undefined;
}

/** Limits of a time entry. */
const maxTags = 10;
const maxTagLength = 50;

/** The tags of a list with commas, each once, as many and as long as an entry's may be. */
export function tagsOf(text: string): string[] {
  const tags = text.split(",").map((tag) => cut(tag, maxTagLength));
  return [...new Set(tags.filter((tag) => tag !== ""))].slice(0, maxTags);
}

/** A text without surrounding white space, of so many characters at most, and no half of a character. */
export function cut(text: string, maxLength: number): string {
  return text
    .trim()
    .slice(0, maxLength)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trim();
}
