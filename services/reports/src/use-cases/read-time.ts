/** The recorded time that a report counts, and the people whose time it is: what the caller may see of what they ask for. */
import type { Caller } from "@aerotage/core/caller";
import { database } from "@aerotage/core/database/client";
import { projectsOfMember } from "@aerotage/core/projects";
import { scopeOf } from "@aerotage/core/teams";
import type { Period, ReportFilters } from "../contract/filters.js";
import type { OwnedCell } from "../domain/sums.js";
import type { Worker } from "../domain/targets.js";
import { isVisibleTo, ownTimeOnly, passes, seesWholly, type Visibility } from "../domain/visibility.js";
import { everybody, people, projectIdsOfClients, recordersOf } from "../persistence/people.js";
import { cellsOf } from "../persistence/totals.js";

/** Reads recorded time of the people that a report asks for. */
export interface TimeReader {
  /** The people that the report may be about, of whom the caller sees all time. */
  readonly workers: readonly Worker[];
  /** The names of all people whose time may be in the report, by id. */
  readonly names: ReadonlyMap<string, string>;
  /** All time of these people that the caller may see. */
  readonly read: (period: Period) => Promise<OwnedCell[]>;
  /** True for the time that the filters let through. */
  readonly passes: (cell: OwnedCell) => boolean;
}

/**
 * Finds out whose time has to be read, so that no more is read than is asked for.
 * @param byPeople true for a report about people: projects and clients count a part of their time, but leave nobody out
 */
export async function timeReader(
  caller: Caller,
  filters: ReportFilters,
  { byPeople = false }: { readonly byPeople?: boolean } = {},
): Promise<TimeReader> {
  const visibility = await visibilityOf(caller, byPeople);
  const asked = byPeople ? { ...filters, projectId: undefined, clientId: undefined } : filters;
  const found = await peopleOf(caller, asked, visibility);
  const ids = found.map(({ id }) => id);
  const isVisible = isVisibleTo(caller, visibility);
  return {
    workers: found.filter(({ id }) => seesWholly(caller, visibility, id)),
    names: new Map(found.map(({ id, name }) => [id, name])),
    read: async (period) => (await cellsOf(ids, period)).filter(isVisible),
    passes: passes(filters),
  };
}

async function visibilityOf(caller: Caller, byPeople: boolean): Promise<Visibility> {
  if (caller.role !== "manager") return ownTimeOnly;
  if (byPeople) return { ...ownTimeOnly, memberIds: (await scopeOf(caller, database)).memberIds };
  const [{ memberIds }, projects] = await Promise.all([scopeOf(caller, database), projectsOfMember(caller.id)]);
  return { memberIds, projectIds: new Set(projects.map(({ id }) => id)) };
}

/** The people whose time may be in the report: few where the filters name people, projects or clients. */
async function peopleOf(caller: Caller, filters: ReportFilters, visibility: Visibility): Promise<Worker[]> {
  if (caller.role === "employee") return people([caller.id]);
  if (filters.userId !== undefined) return people(filters.userId);
  if (filters.projectId !== undefined) return people(await recordersOf(filters.projectId));
  if (filters.clientId !== undefined) return people(await recordersOf(await projectIdsOfClients(filters.clientId)));
  if (caller.role === "admin") return everybody();
  return people([caller.id, ...visibility.memberIds, ...(await recordersOf(visibility.projectIds))]);
}
