/** How recorded time is grouped and summed: pure rules. */
import { ApiError } from "@aerotage/core/contract/errors";
import { foldedName } from "@aerotage/core/text/folding";
import { compareText } from "@aerotage/core/text/order";
import type { Weekday } from "@aerotage/kernel/domain/work-schedule";
import {
  type Grouping,
  groupings,
  maxReportGroups,
  reportTooLarge,
  type TimeGroup,
  type TimeSummary,
} from "../contract/time-report.js";
import { weekName } from "./period.js";
import { minutesOf, type OwnedCell, Sums, sumsOf } from "./sums.js";
import { shareOf } from "./targets.js";

/** What time is grouped by, in the order of levels; `date` is `day`, and a level that is named twice counts once. */
export function levelsOf(groupBy: readonly string[] = []): Grouping[] {
  const named = groupBy.flatMap((each) => each.split(",")).map((each) => (each === "date" ? "day" : each));
  return groupings.filter((each) => named.includes(each)).sort((a, b) => named.indexOf(a) - named.indexOf(b));
}

/** The names behind the keys of groups, by what they group. */
export type GroupNames = Readonly<Partial<Record<Grouping, ReadonlyMap<string, string>>>>;

export interface GroupingOptions {
  readonly levels: readonly Grouping[];
  readonly weekStart: Weekday;
  readonly names: GroupNames;
  readonly withAmounts: boolean;
}

/** What utilization is measured against: the people whom the report is about, and what they are meant to work. */
export interface Expected {
  readonly userIds: ReadonlySet<string>;
  readonly minutes: number;
}

/** The sums of a report. */
export function summaryOf(cells: readonly OwnedCell[], expected: Expected, withAmounts: boolean): TimeSummary {
  const count = (keyOf: (cell: OwnedCell) => string) => new Set(cells.map(keyOf)).size;
  return {
    ...sumsOf(cells).fields(withAmounts),
    utilizationRate: shareOf(minutesOf(cells.filter(({ userId }) => expected.userIds.has(userId))), expected.minutes),
    userCount: count(({ userId }) => userId),
    projectCount: count(({ kind }) => kind.projectId),
    clientCount: count(({ kind }) => kind.clientId),
  };
}

/** The groups of a report, level by level. @throws `REPORT_TOO_LARGE` above `most`, those of both levels together */
export function groupsOf(cells: readonly OwnedCell[], options: GroupingOptions, most = maxReportGroups): TimeGroup[] {
  const [first, second] = options.levels;
  if (first === undefined) return [];
  const outer = grouped(cells, first, options);
  let count = outer.length;
  return outer.map(({ cells: within, ...group }) => {
    const inner = second === undefined ? undefined : grouped(within, second, options);
    count += inner?.length ?? 0;
    if (count > most)
      throw new ApiError(
        reportTooLarge,
        `The report would have more than ${most} groups. Choose a shorter period or more filters, or export it.`,
      );
    return { ...group, ...(inner !== undefined && { groups: inner.map(({ cells: _cells, ...each }) => each) }) };
  });
}

/** A key of a group, and its name where the key is not its own. */
interface GroupKey {
  readonly key: string | null;
  readonly name?: string | undefined;
}

const byDate: ReadonlySet<Grouping> = new Set(["day", "week", "month"]);

function grouped(cells: readonly OwnedCell[], grouping: Grouping, { weekStart, names, withAmounts }: GroupingOptions) {
  const groups = new Map<string | null, { readonly name?: string | undefined; sums: Sums; cells: OwnedCell[] }>();
  const keysOf = keysFor(grouping, weekStart, names[grouping]);
  for (const cell of cells) {
    for (const { key, name } of keysOf(cell)) {
      const known = groups.get(key) ?? { name, sums: new Sums(), cells: [] };
      groups.set(key, known);
      known.sums.add(cell);
      known.cells.push(cell);
    }
  }
  const sorted = [...groups].map(([key, group]) => ({ key, ...group }));
  const text = ({ key, name }: GroupKey) => name ?? key ?? "";
  sorted.sort((a, b) =>
    byDate.has(grouping)
      ? compareText(a.key ?? "", b.key ?? "")
      : b.sums.minutes - a.sums.minutes || compareText(text(a), text(b)) || compareText(a.key ?? "", b.key ?? ""),
  );
  return sorted.map(({ key, name, sums, cells: within }) => ({
    key,
    ...(name !== undefined && { name }),
    ...sums.fields(withAmounts),
    cells: within,
  }));
}

function keysFor(
  grouping: Grouping,
  weekStart: Weekday,
  names: ReadonlyMap<string, string> | undefined,
): (cell: OwnedCell) => readonly GroupKey[] {
  const named = (key: string | undefined): GroupKey[] => [
    key === undefined ? { key: null } : { key, name: names?.get(key) },
  ];
  const weeks = new Map<string, string>();
  switch (grouping) {
    case "day":
    case "date":
      return ({ date }) => [{ key: date }];
    case "week":
      return ({ date }) => {
        const week = weeks.get(date) ?? weekName(date, weekStart);
        weeks.set(date, week);
        return [{ key: week }];
      };
    case "month":
      return ({ date }) => [{ key: date.slice(0, 7) }];
    case "user":
      return ({ userId }) => named(userId);
    case "project":
      return ({ kind }) => named(kind.projectId);
    case "client":
      return ({ kind }) => named(kind.clientId);
    case "team":
      return ({ kind }) => named(kind.teamId);
    case "billable":
      return ({ kind }) => [{ key: String(kind.isBillable) }];
    case "status":
      return ({ kind }) => [{ key: kind.status }];
    case "tag":
      return ({ kind }) => tagKeys(kind.tags);
  }
}

/** Tags that differ in case alone are one, under the spelling that comes first. */
function tagKeys(tags: readonly string[]): GroupKey[] {
  if (tags.length === 0) return [{ key: null }];
  return [...new Map(tags.toReversed().map((tag) => [foldedName(tag), tag]))].map(([key, name]) => ({ key, name }));
}
