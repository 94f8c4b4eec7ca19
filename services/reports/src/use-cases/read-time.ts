/** The recorded time that a report counts, and the people whose time it is: what the caller may see of what they ask for. */

import type { Caller } from "@aerotage/core/lambda/caller";
import type { TimeEntryItem } from "@aerotage/kernel/domain/time-entries";
import { projectsOfMember } from "@aerotage/kernel/persistence/projects";
import { scopeOf } from "@aerotage/kernel/persistence/teams";
import type { Period, ReportFilters } from "../contract/filters.js";
import type { OwnedCell } from "../domain/sums.js";
import type { Worker } from "../domain/targets.js";
import { isVisibleTo, ownTimeOnly, passes, seesWholly, type Visibility } from "../domain/visibility.js";
import { type EntryPage, type EntrySources, entriesOf } from "../persistence/entries.js";
import { everybody, people, recordersOf } from "../persistence/people.js";
import { projectsOfClients } from "../persistence/projects.js";
import { cellsOf } from "../persistence/totals.js";

/** Who asks for a report. */
export type ReportCaller = Pick<Caller, "id" | "role" | "managedTeamIds" | "timezone">;

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
  /**
   * The entries that the caller may see and the filters let through, in the order of `entriesOf`.
   * @param cells their cells: no more is read than where they are
   */
  readonly entries: (cells: readonly OwnedCell[], page: EntryPage) => AsyncGenerator<TimeEntryItem, void, undefined>;
}

/**
 * Finds out whose time has to be read, so that no more is read than is asked for.
 * @param byPeople true for a report about people: projects and clients count a part of their time, but leave nobody out
 */
export async function timeReader(
  caller: ReportCaller,
  filters: ReportFilters,
  { byPeople = false }: { readonly byPeople?: boolean } = {},
): Promise<TimeReader> {
  const visibility = await visibilityOf(caller, byPeople);
  const sourceFilters = byPeople ? { ...filters, projectId: undefined, clientId: undefined } : filters;
  const found = await peopleOf(caller, sourceFilters, visibility);
  const ids = found.map(({ id }) => id);
  const isVisible = isVisibleTo(caller, visibility);
  const isRequested = passes(filters);
  return {
    workers: found.filter(({ id }) => seesWholly(caller, visibility, id)),
    names: new Map(found.map(({ id, name }) => [id, name])),
    read: async (period) => (await cellsOf(ids, period)).filter(({ userId, kind }) => isVisible(userId, kind)),
    passes: ({ userId, kind }) => isRequested(userId, kind),
    entries: async function* (cells, page) {
      const period = periodOfCells(cells);
      if (period === undefined) return;
      const sources = fewPeopleOf(cells) ?? entrySourcesOf(caller, sourceFilters, visibility);
      for await (const entry of entriesOf(sources, period, page))
        if (isVisible(entry.userId, entry) && isRequested(entry.userId, entry)) yield entry;
    },
  };
}

/**
 * Reads the time of people for a report about them: they are found by who they are, and by the team that they are in now. Projects and clients
 * count a part of their time.
 */
export async function peopleReader(caller: ReportCaller, { teamId, ...filters }: ReportFilters): Promise<TimeReader> {
  const reader = await timeReader(caller, filters, { byPeople: true });
  if (teamId === undefined) return reader;
  return { ...reader, workers: reader.workers.filter((one) => teamId.includes(one.teamId ?? "")) };
}

/** The dates from the first to the last one with time. */
function periodOfCells(cells: readonly OwnedCell[]): Period | undefined {
  const [first, ...others] = cells;
  if (first === undefined) return undefined;
  const period = { startDate: first.date, endDate: first.date };
  for (const { date } of others) {
    if (date < period.startDate) period.startDate = date;
    if (date > period.endDate) period.endDate = date;
  }
  return period;
}

/** The most people whose entries are read person by person. */
const fewPeople = 50;

/** The people whose time it is, where they are few: what others have recorded need not be read then. */
function fewPeopleOf(cells: readonly OwnedCell[]): EntrySources | undefined {
  const userIds = [...new Set(cells.map(({ userId }) => userId))];
  return userIds.length <= fewPeople ? { userIds } : undefined;
}

/** Where the entries of a report are found: the narrowest places that the filters name. */
function entrySourcesOf(
  caller: ReportCaller,
  filters: ReportFilters,
  { memberIds, projectIds }: Visibility,
): EntrySources {
  if (caller.role === "employee") return { userIds: [caller.id] };
  if (filters.userId !== undefined) return { userIds: filters.userId };
  if (filters.projectId !== undefined) return { projectIds: filters.projectId };
  if (filters.clientId !== undefined) return { clientIds: filters.clientId };
  if (caller.role === "admin") return "everywhere";
  return { userIds: [caller.id, ...memberIds], projectIds: [...projectIds] };
}

async function visibilityOf(caller: ReportCaller, byPeople: boolean): Promise<Visibility> {
  if (caller.role !== "manager") return ownTimeOnly;
  if (byPeople) return { ...ownTimeOnly, memberIds: (await scopeOf(caller)).memberIds };
  const [{ memberIds }, projects] = await Promise.all([scopeOf(caller), projectsOfMember(caller.id)]);
  return { memberIds, projectIds: new Set(projects.map(({ id }) => id)) };
}

/** The people whose time may be in the report: few where the filters name people, projects or clients. */
async function peopleOf(caller: ReportCaller, filters: ReportFilters, visibility: Visibility): Promise<Worker[]> {
  if (caller.role === "employee") return people([caller.id]);
  if (filters.userId !== undefined) return people(filters.userId);
  if (filters.projectId !== undefined) return people(await recordersOf(filters.projectId));
  if (filters.clientId !== undefined) {
    const projects = await projectsOfClients(filters.clientId);
    return people(await recordersOf(projects.map(({ id }) => id)));
  }
  if (caller.role === "admin") return everybody();
  return people([caller.id, ...visibility.memberIds, ...(await recordersOf(visibility.projectIds))]);
}
