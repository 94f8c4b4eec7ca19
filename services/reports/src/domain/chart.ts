/** Hours over a period as bars: pure rules. */
import { datesBetween, hoursOf } from "@aerotage/core/time/dates";
import type { Weekday } from "@aerotage/kernel/domain/work-schedule";
import type { Period } from "../contract/filters.js";
import type { Chart } from "./export-table.js";
import { weekName } from "./period.js";
import type { OwnedCell } from "./sums.js";

/** The most bars of days, and of weeks; a longer period has months. */
const mostDays = 31;
const mostWeekDays = 190;

/** A bar for each day, week or month of a period, those without time too. */
export function hoursChart(cells: readonly OwnedCell[], period: Period, weekStart: Weekday): Chart {
  const dates = datesBetween(period.startDate, period.endDate);
  const [title, nameOf]: [string, (date: string) => string] =
    dates.length <= mostDays
      ? ["Hours per day", (date) => date]
      : dates.length <= mostWeekDays
        ? ["Hours per week", (date) => weekName(date, weekStart)]
        : ["Hours per month", (date) => date.slice(0, 7)];
  const minutes = new Map(dates.map((date) => [nameOf(date), 0]));
  for (const cell of cells) {
    const name = nameOf(cell.date);
    minutes.set(name, (minutes.get(name) ?? 0) + cell.minutes);
  }
  const isDaily = dates.length <= mostDays;
  return {
    title,
    // Of a day the month and day are enough: the period above says the year.
    bars: [...minutes].map(([name, value]) => ({ label: isDaily ? name.slice(5) : name, value: hoursOf(value) })),
  };
}
