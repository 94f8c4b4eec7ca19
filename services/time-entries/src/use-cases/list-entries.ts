/** Which indexes serve a list, and what of them the caller is answered. */

import type { Caller } from "@aerotage/core/lambda/caller";
import type { HandlerRequest } from "@aerotage/core/lambda/pipeline";
import { foldedName, textSearch } from "@aerotage/core/text/folding";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import { projectsOfMember } from "@aerotage/kernel/persistence/projects";
import { scopeOf } from "@aerotage/kernel/persistence/teams";
import type { listTimeEntries } from "../contract/time-entries.js";
import { type Entry, isVisible, noTeam, type Visibility } from "../domain/entry.js";
import { allTeamIds, type ListSelection } from "../persistence/entries.js";
import { noVisibility, visibilityOf } from "./find-visible-entry.js";

type ListQuery = HandlerRequest<typeof listTimeEntries>["query"];

/** Where a list is read, between which dates, and what of it is kept. */
export interface ResolvedSelection {
  readonly selection: ListSelection;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly filter: ((entry: Entry) => boolean) | undefined;
}

/** The place of a list; undefined where the caller may see nothing of what they ask for. */
export async function selectionOf(query: ListQuery, caller: Caller): Promise<ResolvedSelection | undefined> {
  if (caller.role === "employee" && query.userId !== undefined && query.userId !== caller.id) return undefined;
  const bounds = { from: query.startDate ?? query.dateFrom, to: query.endDate ?? query.dateTo };
  if (query.status === "submitted" && query.userId === undefined && caller.role !== "employee")
    return queueOf(query, caller, bounds);
  const visibility =
    caller.role === "manager" && query.userId !== caller.id ? await visibilityOf(caller) : noVisibility;
  const selection = narrowestSelection(query, caller, visibility);
  const conditions = conditionsOf(query, selection);
  // Of what managers ask for, not everything is for their eyes.
  if (caller.role === "manager" && query.userId !== caller.id && selection.kind !== "scope")
    conditions.push((entry) => isVisible(entry, caller, visibility));
  return { selection: selection, ...bounds, filter: all(conditions) };
}

function narrowestSelection(query: ListQuery, caller: Caller, visibility: Visibility): ListSelection {
  const userId = caller.role === "employee" ? caller.id : query.userId;
  if (userId !== undefined) return { kind: "user", ids: [userId] };
  if (query.projectId !== undefined) return { kind: "project", ids: [query.projectId] };
  if (query.clientId !== undefined) return { kind: "client", ids: [query.clientId] };
  if (caller.role === "admin") return { kind: "all" };
  return {
    kind: "scope",
    userIds: [...new Set([caller.id, ...visibility.memberIds])],
    projectIds: [...visibility.projectIds],
  };
}

type Condition = (entry: Entry) => boolean;

/** The filters that the place does not answer by itself. */
function conditionsOf(query: ListQuery, selection: ListSelection): Condition[] {
  const { userId, projectId, clientId, status, isBillable, search } = query;
  const conditions: Condition[] = [];
  if (userId !== undefined && selection.kind !== "user") conditions.push((entry) => entry.userId === userId);
  if (projectId !== undefined && selection.kind !== "project")
    conditions.push((entry) => entry.projectId === projectId);
  if (clientId !== undefined && selection.kind !== "client") conditions.push((entry) => entry.clientId === clientId);
  if (status !== undefined) conditions.push((entry) => entry.status === status);
  if (isBillable !== undefined) conditions.push((entry) => entry.isBillable === isBillable);
  const tags = new Set([...(query.tag ?? []), ...(query.tags ?? [])].map(foldedName));
  if (tags.size > 0) conditions.push((entry) => entry.tags.some((tag) => tags.has(foldedName(tag))));
  if (search !== undefined) {
    const finds = textSearch(search);
    conditions.push(({ description, notes }) => finds(description, notes));
  }
  return conditions;
}

function all(conditions: readonly Condition[]): Condition | undefined {
  return conditions.length === 0 ? undefined : (entry) => conditions.every((holds) => holds(entry));
}

/**
 * What waits for the caller's decision: for managers of the people in their scope and on their projects, their own time only where the
 * settings let them decide on it; for administrators of everybody.
 */
async function queueOf(
  query: ListQuery,
  caller: Caller,
  bounds: Pick<ResolvedSelection, "from" | "to">,
): Promise<ResolvedSelection> {
  const { from, to } = bounds;
  const conditions = conditionsOf(query, { kind: "queue", teamIds: [], projectIds: [] });
  if (from !== undefined) conditions.push(({ date }) => date >= from);
  if (to !== undefined) conditions.push(({ date }) => date <= to);
  if (caller.role === "admin") {
    const teamIds = [noTeam, ...(await allTeamIds())];
    return { selection: { kind: "queue", teamIds, projectIds: [] }, ...bounds, filter: all(conditions) };
  }
  const [{ teamIds, memberIds }, projects, { selfApproval }] = await Promise.all([
    scopeOf(caller),
    projectsOfMember(caller.id),
    companySettings(),
  ]);
  const projectIds = projects.map(({ id }) => id);
  const visibility: Visibility = { memberIds, projectIds: new Set(projectIds) };
  conditions.push((entry) => (entry.userId === caller.id ? selfApproval : isVisible(entry, caller, visibility)));
  // Their own time waits in the queue of their own team.
  const queues = new Set([...teamIds, ...(selfApproval ? [caller.teamId ?? noTeam] : [])]);
  return { selection: { kind: "queue", teamIds: [...queues], projectIds }, ...bounds, filter: all(conditions) };
}
