/** How a team with members and teams below is taken apart, so that it can be deleted. */
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { recordChange, teamActivity } from "../domain/activity.js";
import { type Effects, effectsOf } from "../domain/effects.js";
import { deactivatedTeam, isOccupied, sortedIds, type Team, teamWithout, topTeam } from "../domain/team.js";
import { dropChildren, getTeam, getTeams, readRelatedRecords, updateTeam } from "../persistence.js";

/** Members or teams that one transaction takes out: each is two of its 100 actions, and the team itself is two more. */
const partSize = 30;

const none: Effects = { users: [], teams: [] };

/**
 * Takes out all members and puts the teams below at the top, in transactions of their own, as there may be more than one holds. The
 * team is deactivated first, so nobody joins meanwhile. Each transaction leaves both sides of each relation equal: whatever is
 * interrupted goes on with what is left.
 * @returns the team as it is then: inactive and without members
 * @throws `CONFLICT` if somebody else changes the team or one of its people at the same time
 */
export async function dissolve(unitOfWork: UnitOfWork, team: Team): Promise<Team> {
  if (!isOccupied(team)) return team;
  let current = await closed(unitOfWork, team);
  for (const memberIds of partsOf(current.memberIds)) {
    const part = unitOfWork.separateTransaction();
    const transition = { before: current, after: teamWithout(current, memberIds, unitOfWork.now) };
    const effects = effectsOf(transition, await readRelatedRecords(transition), unitOfWork.now);
    updateTeam(part, transition.before, transition.after, effects);
    recordChange(part, "updated", transition, effects);
    await part.commit();
    current = transition.after;
  }
  for (const childIds of partsOf(current.childTeamIds)) {
    const part = unitOfWork.separateTransaction();
    for (const before of await getTeams(childIds)) {
      if (before.parentTeamId !== team.id) continue;
      const after = topTeam(before, unitOfWork.now);
      updateTeam(part, before, after, none);
      part.audit(teamActivity("updated", { before, after }));
    }
    dropChildren(part, team, childIds);
    await part.commit();
  }
  return current;
}

/** The team once nobody can join it any more, read again then: it may have got a team below it meanwhile. */
async function closed(unitOfWork: UnitOfWork, before: Team): Promise<Team> {
  if (!before.isActive) return before;
  const part = unitOfWork.separateTransaction();
  const after = deactivatedTeam(before, unitOfWork.now);
  updateTeam(part, before, after, none);
  part.audit(teamActivity("deactivated", { before, after }));
  await part.commit();
  return getTeam(before.id);
}

function partsOf(ids: ReadonlySet<string>): string[][] {
  const all = sortedIds(ids);
  return Array.from({ length: Math.ceil(all.length / partSize) }, (_, index) =>
    all.slice(index * partSize, (index + 1) * partSize),
  );
}
