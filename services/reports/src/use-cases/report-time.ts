import { ApiError } from "@aerotage/core/contract/errors";
import { list, maxResponseBytes } from "@aerotage/core/database/list";
import type { Caller } from "@aerotage/core/lambda/caller";
import type { HandlerRequest } from "@aerotage/core/lambda/pipeline";
import { compareText } from "@aerotage/core/text/order";
import { dateIn } from "@aerotage/core/time/zones";
import type { TimeEntryItem } from "@aerotage/kernel/domain/time-entries";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import type { Period } from "../contract/filters.js";
import {
  type getTimeReport,
  reportTooLarge,
  type TimeGroup,
  type TimeReport,
  type TimeReportItem,
} from "../contract/time-report.js";
import { comparedPeriod, periodOf } from "../domain/period.js";
import { reportItem } from "../domain/report-item.js";
import type { OwnedCell } from "../domain/sums.js";
import { type TargetContext, targetOf } from "../domain/targets.js";
import { type Expected, type GroupingOptions, groupsOf, levelsOf, summaryOf } from "../domain/time-report.js";
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
  const details =
    levels.length > 0
      ? { groups: await groupsFor(current.cells, { levels, weekStart, withAmounts }, reader) }
      : await entryPage(query, period, current.cells, reader, caller);
  return {
    period,
    summary: current.summary,
    ...(other !== undefined && compared !== undefined && { comparison: { period: other, summary: compared.summary } }),
    ...details,
  };
}

/** The groups, with their names. @throws `REPORT_TOO_LARGE` */
async function groupsFor(
  cells: readonly OwnedCell[],
  options: Omit<GroupingOptions, "names">,
  reader: TimeReader,
): Promise<TimeGroup[]> {
  const groups = groupsOf(cells, { ...options, names: await groupNames(options.levels, cells, reader) });
  if (Buffer.byteLength(JSON.stringify(groups)) > maxResponseBytes)
    throw new ApiError(
      reportTooLarge,
      "The report would have more than 4 MB. Choose a shorter period or more filters, or export it.",
    );
  return groups;
}

/** A page of the entries themselves. The cells have the ids whose names are needed. */
async function entryPage(
  { limit, cursor, ...query }: Query,
  period: Period,
  cells: readonly OwnedCell[],
  reader: TimeReader,
  caller: Caller,
): Promise<Pick<TimeReport, "items" | "pagination">> {
  const names = await groupNames(["project", "client"], cells, reader);
  const withAmounts = caller.role !== "employee";
  return list<TimeEntryItem, TimeReportItem>({
    limit,
    cursor,
    query: { report: "time", callerId: caller.id, ...query, period },
    readPage: async ({ startKey, pageSize }) => {
      const Items: TimeEntryItem[] = [];
      for await (const entry of reader.entries(cells, {
        after: startKey?.key as string | undefined,
        wanted: pageSize,
      })) {
        Items.push(entry);
        if (Items.length === pageSize) break;
      }
      const last = Items.length === pageSize ? Items.at(-1) : undefined;
      return { Items, ...(last !== undefined && { LastEvaluatedKey: { key: last.dateOrder } }) };
    },
    position: ({ dateOrder }) => ({ key: dateOrder }),
    createdAt: () => "",
    unpagedOrder: (a, b) => compareText(a.dateOrder, b.dateOrder),
    toResponse: (entry) => reportItem(entry, names, withAmounts),
  });
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
