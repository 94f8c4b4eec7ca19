/** The public holidays of Berlin. */
import { daysAfter } from "@aerotage/core/time/dates";

export interface Holiday {
  readonly date: string;
  readonly name: string;
}

const fixed = [
  ["01-01", "New Year's Day"],
  ["03-08", "International Women's Day"],
  ["05-01", "Labour Day"],
  ["10-03", "German Unity Day"],
  ["12-25", "Christmas Day"],
  ["12-26", "Boxing Day"],
] as const;

/** By days after Easter Sunday. */
const movable = [
  [-2, "Good Friday"],
  [1, "Easter Monday"],
  [39, "Ascension Day"],
  [50, "Whit Monday"],
] as const;

/** The holidays of a year, by date. */
export function holidaysOf(year: number): Holiday[] {
  const easter = easterSunday(year);
  return [
    ...fixed.map(([day, name]) => ({ date: `${year}-${day}`, name })),
    ...movable.map(([days, name]) => ({ date: daysAfter(easter, days), name })),
  ].sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** Easter Sunday of the Gregorian calendar, by the algorithm that Nature printed in 1876. */
function easterSunday(year: number): string {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const epact =
    (19 * golden +
      century -
      Math.floor(century / 4) -
      Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3) +
      15) %
    30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const correction = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  return daysAfter(`${year}-03-22`, epact + weekday - 7 * correction);
}
