import { ApiError, teamNotFound } from "@aerotage/core/contract/errors";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { updateTeam } from "../contract.js";
import { recordChange } from "../domain/activity.js";
import { effectsOf } from "../domain/effects.js";
import { answerOf, changedTeam, mayChange, refuseBeyondScope } from "../domain/team.js";
import { teamRepository } from "../persistence.js";

const teams = teamRepository();

export const handler = httpHandler(updateTeam, async ({ path, body, caller, work, now, requireMatch }) => {
  const [before, scope] = await Promise.all([teams.get(path.id), teams.scopeOf(caller)]);
  if (!mayChange(before.id, caller, scope)) throw new ApiError(teamNotFound, `There is no team ${path.id}.`);
  requireMatch(before);
  const after = changedTeam(before, body, now);
  const change = { before, after };
  refuseBeyondScope(change, caller, scope);
  const effects = effectsOf(change, await teams.surroundings(change), now);
  teams.update(work, before, after, effects);
  recordChange(work, before.isActive && !after.isActive ? "deactivated" : "updated", change, effects);
  return { data: answerOf(after), version: after.version };
});
