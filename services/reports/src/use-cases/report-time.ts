import type { Caller } from "@aerotage/core/caller";
import { companySettings } from "@aerotage/core/company";
import type { HandlerRequest } from "@aerotage/core/lambda/http";
import { dateIn } from "@aerotage/core/zones";
import type { Period } from "../contract/filters.js";
import type { getTimeReport, TimeReport } from "../contract/time-report.js";
import { comparedPeriod, periodOf } from "../domain/period.js";
import type { OwnedCell } from "../domain/sums.js";
import { type TargetContext, targetOf } from "../domain/targets.js";
import { type Expected, groupsOf, levelsOf, summaryOf } from "../domain/time-report.js";
import { narrowsTime } from "../domain/visibility.js";
import { groupNames } from "./group-names.js";
import { type TimeReader, timeReader } from "./read-time.js";

type Query = HandlerRequest<typeof getTimeReport>["query"];

/** Reports recorded time. @throws `REPORT_TOO_LARGE` */
export async function reportTime(query: Query, caller: Caller, now: Date): Promise<TimeReport> {
  const [{ weekStart, holidays }, reader] = await Promise.all([companySettings(), timeReader(caller, query)]);
  const context = { holidays, today: dateIn(caller.timezone, now) };
  const period = periodOf(query, { today: context.today, weekStart });
  const withAmounts = caller.role !== "employee";
  const readPeriod = async (one: Period) => {
    const cells = (await reader.read(one)).filter(reader.passes);
    const expected = expectedOf(reader, cells, one, narrowsTime(query), context);
    return { cells, summary: summaryOf(cells, expected, withAmounts) };
  };
  const other = query.compare === undefined ? undefined : comparedPeriod(period, query.compare);
  const [current, compared] = await Promise.all([
    readPeriod(period),
    other === undefined ? undefined : readPeriod(other),
  ]);
  const levels = levelsOf(query.groupBy);
  const names = await groupNames(levels, current.cells, reader);
  return {
    period,
    summary: current.summary,
    ...(other !== undefined && compared !== undefined && { comparison: { period: other, summary: compared.summary } }),
    groups: groupsOf(current.cells, { levels, weekStart, names, withAmounts }),
  };
}

function expectedOf(
  { workers }: TimeReader,
  cells: readonly OwnedCell[],
  period: Period,
  isNarrowed: boolean,
  context: TargetContext,
): Expected {
  const withTime = new Set(cells.map(({ userId }) => userId));
  const meant = isNarrowed ? workers.filter(({ id }) => withTime.has(id)) : workers;
  return { userIds: new Set(meant.map(({ id }) => id)), minutes: targetOf(meant, period, context) };
}
