import { httpHandler } from "@aerotage/kernel/http-handler";
import { listTeams } from "../contract.js";
import { toTeamResponse, visibleTeamIds } from "../domain/team.js";
import { teamRepository } from "../persistence.js";

const teams = teamRepository();

export const handler = httpHandler(listTeams, async ({ query, caller }) => {
  const visibleIds = visibleTeamIds(caller, await teams.scopeOf(caller));
  return { data: await teams.list({ ...query, visibleIds, callerId: caller.id, toResponse: toTeamResponse }) };
});
