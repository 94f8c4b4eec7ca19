/** Writes that concern a team's members, and the read of a manager's scope. */
import { ApiError } from "@aerotage/core/contract/errors";
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { teamInactive, teamNotFound } from "../contract/errors.js";
import type { Scope, TeamItem } from "../domain/teams.js";

/** Plans the team's side of somebody joining it: refused with `TEAM_NOT_FOUND` or `TEAM_INACTIVE`. */
export function joinTeam(unitOfWork: UnitOfWork, teamId: string, userId: string): void {
  unitOfWork.change(
    "Teams",
    teamId,
    { set: { updatedAt: unitOfWork.now.toISOString() }, add: { version: 1, memberIds: new Set([userId]) } },
    {
      where: { condition: "isActive = :true", values: { ":true": true } },
      existing: true,
      refused: (team) =>
        team === undefined
          ? new ApiError(teamNotFound, `There is no team ${teamId}.`)
          : new ApiError(teamInactive, `The team ${String(team.name)} is not active. Choose another one.`),
    },
  );
}

/** Plans the team's side of somebody leaving it. */
export function leaveTeam(unitOfWork: UnitOfWork, teamId: string, userId: string): void {
  unitOfWork.change(
    "Teams",
    teamId,
    {
      set: { updatedAt: unitOfWork.now.toISOString() },
      add: { version: 1 },
      delete: { memberIds: new Set([userId]) },
    },
    { where: { condition: "attribute_exists(id)" } },
  );
}

/**
 * The scope of a manager: the teams that they lead with all teams below, and the members of these. It is read consistently from the
 * caller's row and the teams themselves, a call a level, so a change holds on the next request. Anybody else has an empty scope;
 * an administrator needs none.
 */
export async function scopeOf(
  caller: Pick<Caller, "role" | "managedTeamIds">,
  tables: Database = database,
): Promise<Scope> {
  const teamIds = new Set<string>();
  const memberIds = new Set<string>();
  let level = caller.role === "manager" ? [...caller.managedTeamIds] : [];
  while (level.length > 0) {
    const teams = await getMany<TeamItem>(tables, "Teams", level);
    for (const team of teams) {
      teamIds.add(team.id);
      for (const memberId of team.memberIds ?? []) memberIds.add(memberId);
    }
    level = teams.flatMap(({ childTeamIds = new Set<string>() }) => [...childTeamIds]).filter((id) => !teamIds.has(id));
  }
  return { teamIds, memberIds };
}
