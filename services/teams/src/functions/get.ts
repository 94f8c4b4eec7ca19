import { ApiError } from "@aerotage/core/contract/errors";
import { teamNotFound } from "@aerotage/kernel/contract/errors";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { getTeam } from "../contract.js";
import { toTeamResponse, visibleTeamIds } from "../domain/team.js";
import { teamRepository } from "../persistence.js";

const teams = teamRepository();

export const handler = httpHandler(getTeam, async ({ path, caller }) => {
  const [team, scope] = await Promise.all([teams.get(path.id), teams.scopeOf(caller)]);
  const visible = visibleTeamIds(caller, scope)?.has(team.id) ?? true;
  if (!visible) throw new ApiError(teamNotFound, `There is no team ${path.id}.`);
  return { data: toTeamResponse(team), version: team.version };
});
