/** The names of what time is grouped by. */
import type { Grouping } from "../contract/time-report.js";
import type { OwnedCell } from "../domain/sums.js";
import type { GroupNames } from "../domain/time-report.js";
import { type NamedTable, namesOf } from "../persistence/names.js";
import type { TimeReader } from "./read-time.js";

/** Where the names of groups are stored, and the ids that a cell has of them. */
const named: Partial<Record<Grouping, readonly [NamedTable, (cell: OwnedCell) => string | undefined]>> = {
  project: ["Projects", ({ kind }) => kind.projectId],
  client: ["Clients", ({ kind }) => kind.clientId],
  team: ["Teams", ({ kind }) => kind.teamId],
};

/** The names of the groups of some levels. */
export async function groupNames(
  levels: readonly Grouping[],
  cells: readonly OwnedCell[],
  { names }: Pick<TimeReader, "names">,
): Promise<GroupNames> {
  const found = await Promise.all(
    levels.map(async (level) => {
      const [table, idOf] = named[level] ?? [];
      if (table === undefined || idOf === undefined) return [];
      const ids = cells.map(idOf).filter((id) => id !== undefined);
      return [[level, await namesOf(table, ids)] as const];
    }),
  );
  return { user: names, ...Object.fromEntries(found.flat()) };
}
