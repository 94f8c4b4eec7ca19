/**
 * Time: instants, IANA zones, and the local calendar between them. On a path of its own because the calendar arithmetic weighs
 * 56 KB: functions that need no zones don't import it.
 */
import { Temporal } from "temporal-polyfill";

/** True for a date of the calendar as `YYYY-MM-DD`: not `2026-02-30`. */
export function isCalendarDate(date: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return false;
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}

/**
 * The instant (ISO, UTC) of a wall clock time. A time that doesn't exist moves forward by the gap, one that exists twice is the
 * earlier: Temporal's `compatible`.
 * @param time `HH:MM`
 */
export function instantOf(date: string, time: string, zone: string): string {
  const zoned = Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone, { disambiguation: "compatible" });
  return new Date(zoned.epochMilliseconds).toISOString();
}

/**
 * The instants (ISO, UTC) that a wall clock time can mean, earlier first: two in an hour that there is twice, else one, which moves
 * forward by the gap where the time does not exist.
 * @param time `HH:MM`
 */
export function readingsOf(date: string, time: string, zone: string): readonly [string, ...string[]] {
  const plain = Temporal.PlainDateTime.from(`${date}T${time}`);
  const [earlier, later] = (["earlier", "later"] as const).map((disambiguation) =>
    plain.toZonedDateTime(zone, { disambiguation }),
  ) as [Temporal.ZonedDateTime, Temporal.ZonedDateTime];
  const instants = [earlier, later].map(({ epochMilliseconds }) => new Date(epochMilliseconds).toISOString());
  const [first = "", second = ""] = instants;
  if (first === second) return [first];
  // In a gap the two lie around it, on other wall clock times.
  return earlier.toPlainDateTime().equals(plain) ? [first, second] : [second];
}

/** The local calendar date of an instant. */
export function localDateOf(instant: string | Date, zone: string): string {
  return zonedOf(instant, zone).toPlainDate().toString();
}

/** The wall clock time of an instant as `HH:MM`. */
export function localTimeOf(instant: string | Date, zone: string): string {
  return zonedOf(instant, zone).toPlainTime().toString({ smallestUnit: "minute" });
}

/** How many minutes a local day has: 1380, 1440 or 1500 where clocks change, other lengths in rare zones. */
export function minutesInDay(date: string, zone: string): number {
  const start = Temporal.PlainDate.from(date).toZonedDateTime(zone);
  const end = Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(zone);
  return Math.round((end.epochMilliseconds - start.epochMilliseconds) / 60_000);
}

/** Whole minutes between two instants, rounded down. */
export function minutesBetween(start: string, end: string): number {
  return Math.floor((Date.parse(end) - Date.parse(start)) / 60_000);
}

function zonedOf(instant: string | Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(new Date(instant).getTime()).toZonedDateTimeISO(zone);
}
