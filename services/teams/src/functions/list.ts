import { httpHandler } from "@aerotage/kernel/http-handler";
import { scopeOf } from "@aerotage/kernel/persistence/teams";
import { listTeams as operation } from "../contract.js";
import { toTeamResponse, visibleTeamIds } from "../domain/team.js";
import { listTeams } from "../persistence.js";

export const handler = httpHandler(operation, async ({ query, caller }) => {
  const visibleIds = visibleTeamIds(caller, await scopeOf(caller));
  return { data: await listTeams({ ...query, visibleIds, callerId: caller.id, toResponse: toTeamResponse }) };
});
