import { httpHandler } from "@aerotage/kernel/http-handler";
import { scopeOf } from "@aerotage/kernel/persistence/teams";
import { createTeam } from "../contract.js";
import { recordChange } from "../domain/activity.js";
import { effectsOf } from "../domain/effects.js";
import { newTeam, refuseBeyondScope, toTeamResponse } from "../domain/team.js";
import { insertTeam, readRelatedRecords } from "../persistence.js";

export const handler = httpHandler(createTeam, async ({ body, caller, unitOfWork, now }) => {
  const team = newTeam(body, { caller, now });
  const creation = { before: undefined, after: team };
  refuseBeyondScope(creation, caller, await scopeOf(caller));
  const effects = effectsOf(creation, await readRelatedRecords(creation), now);
  insertTeam(unitOfWork, team, effects);
  recordChange(unitOfWork, "created", creation, effects);
  return { data: toTeamResponse(team), version: team.version, location: `/teams/${team.id}` };
});
