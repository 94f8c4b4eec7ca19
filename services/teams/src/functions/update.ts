import { ApiError } from "@aerotage/core/contract/errors";
import { teamNotFound } from "@aerotage/kernel/contract/errors";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { scopeOf } from "@aerotage/kernel/persistence/teams";
import { updateTeam as operation } from "../contract.js";
import { recordChange } from "../domain/activity.js";
import { effectsOf } from "../domain/effects.js";
import { changedTeam, mayChange, refuseBeyondScope, toTeamResponse } from "../domain/team.js";
import { getTeam, readRelatedRecords, updateTeam } from "../persistence.js";

export const handler = httpHandler(operation, async ({ path, body, caller, unitOfWork, now, requireMatch }) => {
  const [before, scope] = await Promise.all([getTeam(path.id), scopeOf(caller)]);
  if (!mayChange(before.id, caller, scope)) throw new ApiError(teamNotFound, `There is no team ${path.id}.`);
  requireMatch(before);
  const after = changedTeam(before, body, now);
  const change = { before, after };
  refuseBeyondScope(change, caller, scope);
  const effects = effectsOf(change, await readRelatedRecords(change), now);
  updateTeam(unitOfWork, before, after, effects);
  recordChange(unitOfWork, before.isActive && !after.isActive ? "deactivated" : "updated", change, effects);
  return { data: toTeamResponse(after), version: after.version };
});
