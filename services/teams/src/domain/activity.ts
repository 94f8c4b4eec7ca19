import type { ActivityInput } from "@aerotage/core/audit/activity";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { userActivity } from "@aerotage/kernel/domain/users";
import type { Effects } from "./effects.js";
import { sortedIds, subjectOf, type Team, type Transition } from "./team.js";

/** What can happen to a team. */
export type TeamChange = "created" | "updated" | "deactivated" | "deleted";

/** The activity record of a change, and the event that tells others of it. */
export function teamActivity(change: TeamChange, transition: Transition): ActivityInput {
  const { before, after } = transition;
  const { id: teamId, name, managerId } = subjectOf(transition);
  const type = `team.${change}`;
  return {
    type,
    entityType: "team",
    entityId: teamId,
    before: before && auditedFields(before),
    after: after && auditedFields(after),
    events: [{ type, version: 1, data: { teamId, name, managerId, isActive: after?.isActive ?? false } }],
  };
}

/** Records a change of a team, and of each person who comes or goes with it. */
export function recordChange(
  unitOfWork: Pick<UnitOfWork, "audit">,
  change: TeamChange,
  transition: Transition,
  effects: Effects,
): void {
  unitOfWork.audit(teamActivity(change, transition));
  for (const { move } of effects.users)
    if (move !== undefined) unitOfWork.audit(userActivity("updated", move.before, move.after));
}

/** A team as the record tells of it: the teams below tell their parent themselves. */
function auditedFields({ childTeamIds: _childTeamIds, memberIds, ...team }: Team): Readonly<Record<string, unknown>> {
  return { ...team, memberIds: sortedIds(memberIds) };
}
