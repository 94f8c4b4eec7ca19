import { httpHandler } from "@aerotage/kernel/http-handler";
import { deleteTeam } from "../contract.js";
import { recordChange } from "../domain/activity.js";
import { effectsOf } from "../domain/effects.js";
import { isOccupied, toTeamResponse } from "../domain/team.js";
import { notEmpty, teamRepository } from "../persistence.js";
import { dissolve } from "../use-cases/dissolve-team.js";

const teams = teamRepository();

export const handler = httpHandler(deleteTeam, async ({ path, query, unitOfWork, now, requireMatch }) => {
  const found = await teams.get(path.id);
  requireMatch(found);
  if (isOccupied(found) && query.force !== true) throw notEmpty(found.name);
  const team = query.force === true ? await dissolve(unitOfWork, found, teams) : found;
  const deletion = { before: team, after: undefined };
  const effects = effectsOf(deletion, await teams.relatedRecords(deletion), now);
  teams.delete(unitOfWork, team, effects);
  recordChange(unitOfWork, "deleted", deletion, effects);
  return { data: toTeamResponse(team), message: "The team was deleted." };
});
