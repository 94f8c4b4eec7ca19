import type { Caller } from "@aerotage/core/caller";
import { companySettings } from "@aerotage/core/company";
import type { HandlerRequest } from "@aerotage/core/lambda/http";
import { dateIn } from "@aerotage/core/zones";
import type { Grouping, getTimeReport, TimeReport } from "../contract/time-report.js";
import { comparedPeriod, periodOf } from "../domain/period.js";
import type { OwnedCell } from "../domain/sums.js";
import { type GroupNames, groupsOf, levelsOf, summaryOf } from "../domain/time-report.js";
import { type NamedTable, namesOf } from "../persistence/names.js";
import { timeReader } from "./read-time.js";

type Query = HandlerRequest<typeof getTimeReport>["query"];

/** Reports recorded time. @throws `REPORT_TOO_LARGE` */
export async function reportTime(query: Query, caller: Caller, now: Date): Promise<TimeReport> {
  const [{ weekStart }, reader] = await Promise.all([companySettings(), timeReader(caller, query)]);
  const period = periodOf(query, { today: dateIn(caller.timezone, now), weekStart });
  const other = query.compare === undefined ? undefined : comparedPeriod(period, query.compare);
  const [cells, otherCells] = await Promise.all([
    reader.cellsOf(period),
    other === undefined ? undefined : reader.cellsOf(other),
  ]);
  const withAmounts = caller.role !== "employee";
  const levels = levelsOf(query.groupBy);
  const names = await namesFor(levels, cells);
  return {
    period,
    summary: summaryOf(cells, withAmounts),
    ...(other !== undefined &&
      otherCells !== undefined && {
        comparison: { period: other, summary: summaryOf(otherCells, withAmounts) },
      }),
    groups: groupsOf(cells, { levels, weekStart, names, withAmounts }),
  };
}

/** Where the names of groups lie, and the ids that a cell has of them. */
const named: Partial<Record<Grouping, readonly [NamedTable, (cell: OwnedCell) => string | undefined]>> = {
  user: ["Users", ({ userId }) => userId],
  project: ["Projects", ({ kind }) => kind.projectId],
  client: ["Clients", ({ kind }) => kind.clientId],
  team: ["Teams", ({ kind }) => kind.teamId],
};

async function namesFor(levels: readonly Grouping[], cells: readonly OwnedCell[]): Promise<GroupNames> {
  const found = await Promise.all(
    levels.map(async (level) => {
      const [table, idOf] = named[level] ?? [];
      if (table === undefined || idOf === undefined) return [];
      const ids = cells.map(idOf).filter((id) => id !== undefined);
      return [[level, await namesOf(table, ids)] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}
