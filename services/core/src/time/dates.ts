/** Calendar dates as text, `YYYY-MM-DD`, and what needs no zone. */

const millisecondsPerDay = 86_400_000;

/** The date some days after another, or before. */
export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * millisecondsPerDay).toISOString().slice(0, 10);
}

/** The date after another. */
export function dayAfter(date: string): string {
  return daysAfter(date, 1);
}

/** The dates from one to another, both inclusive. */
export function datesBetween(from: string, to: string): string[] {
  const dates: string[] = [];
  for (let date = from; date <= to; date = dayAfter(date)) dates.push(date);
  return dates;
}

/** Minutes since 1970 of an instant. */
export function minuteOf(instant: string): number {
  return Math.round(Date.parse(instant) / 60_000);
}

/** The month some months after another, `YYYY-MM`, or before. */
export function monthsAfter(month: string, months: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** The last date of a month, `YYYY-MM`. */
export function lastDateOf(month: string): string {
  return daysAfter(`${monthsAfter(month, 1)}-01`, -1);
}

/** The date of a day of a month; its last one where it has no such day. @param day from 1 */
export function dateInMonth(month: string, day: number): string {
  const date = `${month}-${String(day).padStart(2, "0")}`;
  const last = lastDateOf(month);
  return date < last ? date : last;
}

/** Minutes as hours, to four decimals: a minute is told from the next one. */
export function hoursOf(minutes: number): number {
  return Math.round((minutes / 60) * 10_000) / 10_000;
}
