import { ApiError } from "@aerotage/core/contract/errors";
import { teamNotFound } from "@aerotage/kernel/contract/errors";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { scopeOf } from "@aerotage/kernel/persistence/teams";
import { getTeam as operation } from "../contract.js";
import { toTeamResponse, visibleTeamIds } from "../domain/team.js";
import { getTeam } from "../persistence.js";

export const handler = httpHandler(operation, async ({ path, caller }) => {
  const [team, scope] = await Promise.all([getTeam(path.id), scopeOf(caller)]);
  const visible = visibleTeamIds(caller, scope)?.has(team.id) ?? true;
  if (!visible) throw new ApiError(teamNotFound, `There is no team ${path.id}.`);
  return { data: toTeamResponse(team), version: team.version };
});
