/** The recorded time that a report counts: what the caller may see of what they ask for. */
import type { Caller } from "@aerotage/core/caller";
import { database } from "@aerotage/core/database/client";
import { projectsOfMember } from "@aerotage/core/projects";
import { scopeOf } from "@aerotage/core/teams";
import type { Period, ReportFilters } from "../contract/filters.js";
import type { OwnedCell } from "../domain/sums.js";
import { isVisibleTo, ownTimeOnly, passes, type Visibility } from "../domain/visibility.js";
import { allUserIds, projectIdsOfClients, recordersOf } from "../persistence/people.js";
import { cellsOf } from "../persistence/totals.js";

/** Reads the recorded time of a period by its people. The same people serve several periods. */
export interface TimeReader {
  readonly cellsOf: (period: Period) => Promise<OwnedCell[]>;
}

/** Finds out whose time has to be read, so that no more is read than is asked for. */
export async function timeReader(caller: Caller, filters: ReportFilters): Promise<TimeReader> {
  const visibility = await visibilityOf(caller);
  const userIds = await peopleOf(caller, filters, visibility);
  const [isVisible, isAskedFor] = [isVisibleTo(caller, visibility), passes(filters)];
  return {
    cellsOf: async (period) => (await cellsOf(userIds, period)).filter((cell) => isVisible(cell) && isAskedFor(cell)),
  };
}

async function visibilityOf(caller: Caller): Promise<Visibility> {
  if (caller.role !== "manager") return ownTimeOnly;
  const [{ memberIds }, projects] = await Promise.all([scopeOf(caller, database), projectsOfMember(caller.id)]);
  return { memberIds, projectIds: new Set(projects.map(({ id }) => id)) };
}

/** The people whose time may be in the report: few where the filters name people, projects or clients. */
async function peopleOf(caller: Caller, filters: ReportFilters, visibility: Visibility): Promise<string[]> {
  if (caller.role === "employee") return [caller.id];
  if (filters.userId !== undefined) return [...new Set(filters.userId)];
  if (filters.projectId !== undefined) return recordersOf(filters.projectId);
  if (filters.clientId !== undefined) return recordersOf(await projectIdsOfClients(filters.clientId));
  if (caller.role === "admin") return allUserIds();
  const onProjects = await recordersOf(visibility.projectIds);
  return [...new Set([caller.id, ...visibility.memberIds, ...onProjects])];
}
