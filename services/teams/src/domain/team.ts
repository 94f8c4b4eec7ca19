/** What a team is, how it changes, and who may see and change it: pure rules. */

import { ApiError, type ErrorDetail, forbidden } from "@aerotage/core/contract/errors";
import { mergePatch } from "@aerotage/core/contract/merge-patch";
import { nextVersion } from "@aerotage/core/contract/versions";
import type { Caller } from "@aerotage/core/lambda/caller";
import { newId } from "@aerotage/core/runtime/ids";
import { tooManyMemberChanges } from "@aerotage/kernel/contract/errors";
import type { Scope, TeamItem } from "@aerotage/kernel/domain/teams";
import { maxMemberChanges, type TeamInput, type TeamResponse } from "../contract.js";

/** A team as it is stored, but that a set without elements is there and empty. */
export interface Team extends Omit<TeamItem, "kind" | "memberIds" | "childTeamIds"> {
  readonly memberIds: ReadonlySet<string>;
  readonly childTeamIds: ReadonlySet<string>;
}

/** A team before and after a change: before its creation there is none, nor after its deletion. */
export type Transition =
  | { readonly before: undefined; readonly after: Team }
  | { readonly before: Team; readonly after: Team | undefined };

/** The team that a change is about, as it is last. */
export function subjectOf(transition: Transition): Team {
  return transition.before === undefined ? transition.after : (transition.after ?? transition.before);
}

/** Who changes a team, and when. */
export interface ChangeContext {
  readonly caller: Pick<Caller, "id" | "role">;
  readonly now: Date;
}

/** A new team, led by the caller unless somebody else is named. */
export function newTeam(input: TeamInput & { readonly name: string }, { caller, now }: ChangeContext): Team {
  const createdAt = now.toISOString();
  const blank: Team = {
    id: newId(now),
    name: input.name,
    managerId: caller.id,
    memberIds: new Set(),
    childTeamIds: new Set(),
    isActive: true,
    createdAt,
    updatedAt: createdAt,
    createdBy: caller.id,
    version: 1,
  };
  return merged(blank, input);
}

/**
 * A team after a change: its next version.
 * @throws `TOO_MANY_MEMBER_CHANGES`
 */
export function changedTeam(team: Team, input: TeamInput, now: Date): Team {
  const after = nextVersion(merged(team, input), now);
  const { added, removed } = memberChanges({ before: team, after });
  const changes = added.length + removed.length;
  if (changes > maxMemberChanges) {
    throw new ApiError(
      tooManyMemberChanges,
      `${changes} members would come and go; one request changes at most ${maxMemberChanges}. Send several requests.`,
    );
  }
  return after;
}

/** A team that nobody is put into any more: its next version. */
export function deactivatedTeam(team: Team, now: Date): Team {
  return nextVersion({ ...team, isActive: false }, now);
}

/** A team without some of its members: its next version. */
export function teamWithout(team: Team, memberIds: Iterable<string>, now: Date): Team {
  return nextVersion({ ...team, memberIds: difference(team.memberIds, new Set(memberIds)) }, now);
}

/** A team with none above it: its next version. */
export function topTeam({ parentTeamId: _parentTeamId, ...team }: Team, now: Date): Team {
  return nextVersion(team, now);
}

/** Who comes and who goes, in alphabetical order. */
export function memberChanges({ before, after }: Transition): { readonly added: string[]; readonly removed: string[] } {
  const [was, is] = [before?.memberIds ?? new Set<string>(), after?.memberIds ?? new Set<string>()];
  return { added: sortedIds(difference(is, was)), removed: sortedIds(difference(was, is)) };
}

/** True while a team can only be deleted after members or teams below it are taken out. */
export function isOccupied({ memberIds, childTeamIds }: Pick<Team, "memberIds" | "childTeamIds">): boolean {
  return memberIds.size + childTeamIds.size > 0;
}

/** The teams that somebody knows of: those of their scope and their own. An administrator knows all: undefined. */
export function visibleTeamIds(
  caller: Pick<Caller, "role" | "teamId">,
  scope: Pick<Scope, "teamIds">,
): ReadonlySet<string> | undefined {
  if (caller.role === "admin") return undefined;
  return new Set([...scope.teamIds, ...(caller.teamId === undefined ? [] : [caller.teamId])]);
}

/** True if somebody may change a team at all: a manager those of their scope. */
export function mayChange(teamId: string, caller: Pick<Caller, "role">, scope: Pick<Scope, "teamIds">): boolean {
  return caller.role === "admin" || (caller.role === "manager" && scope.teamIds.has(teamId));
}

/**
 * Keeps a manager within their scope, which a team's manager, members and parent make: else they could give themselves a wider one,
 * or take a team out of the scope of those above. Whole forms send everything back, so only what differs counts. The texts repeat
 * nothing of the request.
 * @throws `FORBIDDEN`, with all that is refused
 */
export function refuseBeyondScope(
  transition: Transition & { readonly after: Team },
  caller: Pick<Caller, "id" | "role">,
  scope: Scope,
): void {
  const { before, after } = transition;
  if (caller.role !== "manager") return;
  const refused: ErrorDetail[] = [];
  if (after.managerId !== (before?.managerId ?? caller.id)) {
    refused.push({
      path: "managerId",
      message: before === undefined ? "must be yourself or left out" : "can be changed by an administrator only",
    });
  }
  const strangers = memberChanges(transition).added.filter((id) => id !== caller.id && !scope.memberIds.has(id));
  if (strangers.length > 0) {
    refused.push({ path: "memberIds", message: `names ${strangers.length} who are in none of your teams` });
  }
  if (!isMoveWithin(scope, before?.parentTeamId, after.parentTeamId, before === undefined)) {
    refused.push({ path: "parentTeamId", message: "can only be changed from one of your teams to another" });
  }
  const [first] = refused;
  if (first === undefined) return;
  const more = refused.length > 1 ? ` (and ${refused.length - 1} more)` : "";
  throw new ApiError(forbidden, `This is beyond your teams: ${first.path} ${first.message}${more}.`, {
    details: refused,
  });
}

/** A team as it is answered. */
export function toTeamResponse({ childTeamIds: _childTeamIds, memberIds, ...team }: Team): TeamResponse {
  return { ...team, memberIds: sortedIds(memberIds) };
}

/** Ids in alphabetical order. */
export function sortedIds(ids: Iterable<string>): string[] {
  return [...ids].sort();
}

/** Who leads a team at its top may put it below; from below another team it may only be taken by whose scope that is. */
function isMoveWithin({ teamIds }: Scope, from: string | undefined, to: string | undefined, isNew: boolean): boolean {
  if (from === to) return true;
  const leaves = from === undefined || teamIds.has(from);
  const arrives = to === undefined ? isNew : teamIds.has(to);
  return leaves && arrives;
}

function merged(team: Team, { memberIds, ...fields }: TeamInput): Team {
  return { ...mergePatch({ ...team }, fields), ...(memberIds !== undefined && { memberIds: new Set(memberIds) }) };
}

function difference(ids: ReadonlySet<string>, without: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...ids].filter((id) => !without.has(id)));
}
