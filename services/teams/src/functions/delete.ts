import { httpHandler } from "@aerotage/kernel/http-handler";
import { deleteTeam as operation } from "../contract.js";
import { recordChange } from "../domain/activity.js";
import { effectsOf } from "../domain/effects.js";
import { isOccupied, toTeamResponse } from "../domain/team.js";
import { deleteTeam, getTeam, notEmpty, readRelatedRecords } from "../persistence.js";
import { dissolve } from "../use-cases/dissolve-team.js";

export const handler = httpHandler(operation, async ({ path, query, unitOfWork, now, requireMatch }) => {
  const found = await getTeam(path.id);
  requireMatch(found);
  if (isOccupied(found) && query.force !== true) throw notEmpty(found.name);
  const team = query.force === true ? await dissolve(unitOfWork, found) : found;
  const deletion = { before: team, after: undefined };
  const effects = effectsOf(deletion, await readRelatedRecords(deletion), now);
  deleteTeam(unitOfWork, team, effects);
  recordChange(unitOfWork, "deleted", deletion, effects);
  return { data: toTeamResponse(team), message: "The team was deleted." };
});
