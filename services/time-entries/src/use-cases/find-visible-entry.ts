/** What of other people's time a caller sees. */

import { ApiError, forbidden } from "@aerotage/core/contract/errors";
import type { Caller } from "@aerotage/core/lambda/caller";
import { isProjectMember } from "@aerotage/kernel/domain/projects";
import { findProject, projectsOfMember } from "@aerotage/kernel/persistence/projects";
import { scopeOf } from "@aerotage/kernel/persistence/teams";
import { type Entry, isVisible, type Visibility } from "../domain/entry.js";
import { findEntry, noSuchEntry } from "../persistence/entries.js";

/** What everybody but managers sees of other people's time; administrators need none. */
export const noVisibility: Visibility = { memberIds: new Set(), projectIds: new Set() };

/** The people and projects of a manager. */
export async function visibilityOf(caller: Caller): Promise<Visibility> {
  if (caller.role !== "manager") return noVisibility;
  const [{ memberIds }, projects] = await Promise.all([scopeOf(caller), projectsOfMember(caller.id)]);
  return { memberIds, projectIds: new Set(projects.map(({ id }) => id)) };
}

/** An entry that the caller may see. @throws `TIME_ENTRY_NOT_FOUND` */
export async function visibleEntry(id: string, caller: Caller): Promise<Entry> {
  const entry = await findEntry(id);
  if (entry === undefined) throw noSuchEntry(id);
  const foreign = entry.userId !== caller.id && caller.role === "manager";
  if (!isVisible(entry, caller, foreign ? await visibilityOfProject(caller, entry.projectId) : noVisibility))
    throw noSuchEntry(id);
  return entry;
}

/** A manager's people, and one project if it is theirs; read consistently. */
async function visibilityOfProject(caller: Caller, projectId: string): Promise<Visibility> {
  const [{ memberIds }, project] = await Promise.all([scopeOf(caller), findProject(projectId)]);
  const isTheirs = project !== undefined && isProjectMember(project, caller.id);
  return { memberIds, projectIds: new Set(isTheirs ? [projectId] : []) };
}

/** An entry that the caller may change: their own, or anybody's for administrators. @throws `TIME_ENTRY_NOT_FOUND`, `FORBIDDEN` */
export async function changeableEntry(id: string, caller: Caller): Promise<Entry> {
  const entry = await visibleEntry(id, caller);
  if (entry.userId !== caller.id && caller.role !== "admin")
    throw new ApiError(forbidden, "Only its owner or an administrator may change a time entry.");
  return entry;
}
