/** What of other people's time a caller sees. */
import type { Caller } from "@aerotage/core/caller";
import { database } from "@aerotage/core/database/client";
import { ApiError, forbidden } from "@aerotage/core/errors";
import { scopeOf } from "@aerotage/core/teams";
import { type Entry, isVisible, type Sight } from "./domain/entry.js";
import { findEntry, noSuchEntry, projectsOfMember } from "./repository.js";

/** The people and projects of a manager; nothing for others, who need none. */
export async function sightOf(caller: Caller): Promise<Sight> {
  if (caller.role !== "manager") return { memberIds: new Set(), projectIds: new Set() };
  const [{ memberIds }, projectIds] = await Promise.all([scopeOf(caller, database), projectsOfMember(caller.id)]);
  return { memberIds, projectIds: new Set(projectIds) };
}

/** An entry that the caller may see. @throws `TIME_ENTRY_NOT_FOUND` */
export async function visibleEntry(id: string, caller: Caller): Promise<Entry> {
  const entry = await findEntry(id);
  if (entry?.projectId === undefined) throw noSuchEntry(id);
  const foreign = entry.userId !== caller.id && caller.role === "manager";
  const sight = foreign ? await sightOf(caller) : { memberIds: new Set<string>(), projectIds: new Set<string>() };
  if (!isVisible(entry, caller, sight)) throw noSuchEntry(id);
  return entry;
}

/** An entry that the caller may change: their own, or anybody's for administrators. @throws `TIME_ENTRY_NOT_FOUND`, `FORBIDDEN` */
export async function changeableEntry(id: string, caller: Caller): Promise<Entry> {
  const entry = await visibleEntry(id, caller);
  if (entry.userId !== caller.id && caller.role !== "admin")
    throw new ApiError(forbidden, "Only its owner or an administrator may change a time entry.");
  return entry;
}
