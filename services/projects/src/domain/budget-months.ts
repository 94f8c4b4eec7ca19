/** Which months of a monthly budget are looked at: pure rules. */
import { monthsAfter } from "@aerotage/core/time/dates";

/**
 * The months whose shares people are told of, in order: the current one, and the one before, of which time is often recorded and approved late. Not
 * the one before where the budget was not there yet.
 * @param current `YYYY-MM`
 * @param reportedMonths what people were told, by month; undefined of a new budget
 */
export function watchedMonths(
  current: string,
  reportedMonths: Readonly<Record<string, unknown>> | undefined,
): readonly string[] {
  const previous = monthsAfter(current, -1);
  const isOlder = Object.keys(reportedMonths ?? {}).some((month) => month <= previous);
  return isOlder ? [previous, current] : [current];
}
