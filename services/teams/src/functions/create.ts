import { httpHandler } from "@aerotage/kernel/http-handler";
import { createTeam } from "../contract.js";
import { recordChange } from "../domain/activity.js";
import { effectsOf } from "../domain/effects.js";
import { answerOf, newTeam, refuseBeyondScope } from "../domain/team.js";
import { teamRepository } from "../persistence.js";

const teams = teamRepository();

export const handler = httpHandler(createTeam, async ({ body, caller, work, now }) => {
  const team = newTeam(body, { caller, now });
  const creation = { before: undefined, after: team };
  refuseBeyondScope(creation, caller, await teams.scopeOf(caller));
  const effects = effectsOf(creation, await teams.surroundings(creation), now);
  teams.create(work, team, effects);
  recordChange(work, "created", creation, effects);
  return { data: answerOf(team), version: team.version, location: `/teams/${team.id}` };
});
