import { httpHandler } from "@aerotage/kernel/http-handler";
import { createTeam } from "../contract.js";
import { recordChange } from "../domain/activity.js";
import { effectsOf } from "../domain/effects.js";
import { newTeam, refuseBeyondScope, toTeamResponse } from "../domain/team.js";
import { teamRepository } from "../persistence.js";

const teams = teamRepository();

export const handler = httpHandler(createTeam, async ({ body, caller, unitOfWork, now }) => {
  const team = newTeam(body, { caller, now });
  const creation = { before: undefined, after: team };
  refuseBeyondScope(creation, caller, await teams.scopeOf(caller));
  const effects = effectsOf(creation, await teams.relatedRecords(creation), now);
  teams.create(unitOfWork, team, effects);
  recordChange(unitOfWork, "created", creation, effects);
  return { data: toTeamResponse(team), version: team.version, location: `/teams/${team.id}` };
});
