/** Time zones by name; what needs no calendar arithmetic. */

/** True for an IANA zone name that the runtime knows; offsets such as `+02:00` are not zones. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What holds for people who have not said where they are. */
export const defaultTimezone = "UTC";

/** The calendar date of a moment in a zone. */
export function dateIn(zone: string, moment: Date): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  const { year, month, day } = Object.fromEntries(parts.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${year}-${month}-${day}`;
}
