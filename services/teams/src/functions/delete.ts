import { httpHandler } from "@aerotage/kernel/http-handler";
import { deleteTeam } from "../contract.js";
import { recordChange } from "../domain/activity.js";
import { effectsOf } from "../domain/effects.js";
import { answerOf, isOccupied } from "../domain/team.js";
import { notEmpty, teamRepository } from "../persistence.js";
import { dissolve } from "../use-cases/dissolve-team.js";

const teams = teamRepository();

export const handler = httpHandler(deleteTeam, async ({ path, query, work, now, requireMatch }) => {
  const found = await teams.get(path.id);
  requireMatch(found);
  if (isOccupied(found) && query.force !== true) throw notEmpty(found.name);
  const team = query.force === true ? await dissolve(work, found, teams) : found;
  const deletion = { before: team, after: undefined };
  const effects = effectsOf(deletion, await teams.surroundings(deletion), now);
  teams.delete(work, team, effects);
  recordChange(work, "deleted", deletion, effects);
  return { data: answerOf(team), message: "The team was deleted." };
});
