/** What this service needs to know of teams before it does something that a refusal could not take back. */

import { ApiError } from "@aerotage/core/contract/errors";
import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { teamInactive, teamNotFound } from "@aerotage/kernel/contract/errors";
import type { TeamItem } from "@aerotage/kernel/domain/teams";

function findTeam(teamId: string, tables: Database): Promise<TeamItem | undefined> {
  return getItem<TeamItem>(tables, "Teams", teamId);
}

/** True if people can be put into a team. */
export async function isOpenTeam(teamId: string, tables: Database = database): Promise<boolean> {
  return (await findTeam(teamId, tables))?.isActive === true;
}

/** Refuses a team that people cannot be put into. @throws `TEAM_NOT_FOUND`, `TEAM_INACTIVE` */
export async function requireOpenTeam(teamId: string, tables: Database = database): Promise<void> {
  const team = await findTeam(teamId, tables);
  if (team === undefined) throw new ApiError(teamNotFound, `There is no team ${teamId}.`);
  if (!team.isActive) throw new ApiError(teamInactive, `The team ${team.name} is not active. Choose another one.`);
}
