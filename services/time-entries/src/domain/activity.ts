import type { ActivityInput } from "@aerotage/core/audit/activity";
import type { Entry } from "./entry.js";
import { type TransitionName, transitions } from "./transition.js";

/** Attributes that are where the entry is kept and whose turn it is: no change of the entry. */
function auditedFields(entry: Entry): Readonly<Record<string, unknown>> {
  const { approvalTeamId: _team, approvalProjectId: _project, repetition: _repetition, ...rest } = entry;
  return { ...rest };
}

/** The activity record of a change by its owner, or for them. Nobody else is told of drafts. */
export function entryActivity(
  change: "created" | "updated" | "deleted",
  before: Entry | undefined,
  after: Entry | undefined,
): ActivityInput {
  const entry = after ?? before;
  if (entry === undefined) throw new TypeError("A change has an entry before or after it.");
  return {
    type: `time-entry.${change}`,
    entityType: "time-entry",
    entityId: entry.id,
    before: before && auditedFields(before),
    after: after && auditedFields(after),
  };
}

/** The activity record of a move to another state, and the event that tells others of it. */
export function moveActivity(
  transition: TransitionName,
  before: Entry,
  after: Entry,
  reason: string | undefined,
): ActivityInput {
  const type = `time-entry.${transitions[transition].done}`;
  const { id: timeEntryId, userId, projectId, clientId, date, duration, isBillable } = after;
  return {
    type,
    entityType: "time-entry",
    entityId: timeEntryId,
    before: auditedFields(before),
    after: auditedFields(after),
    ...(reason !== undefined && { reason }),
    events: [
      {
        type,
        version: 1,
        data: {
          timeEntryId,
          userId,
          projectId,
          clientId,
          date,
          duration,
          isBillable,
          ...(reason !== undefined && { reason }),
        },
      },
    ],
  };
}

/** The activity record of an entry that got onto an invoice, or off it. The invoice's own event tells others of it. */
export function billingActivity(before: Entry, after: Entry): ActivityInput {
  return {
    type: after.status === "invoiced" ? "time-entry.invoiced" : "time-entry.released",
    entityType: "time-entry",
    entityId: after.id,
    before: auditedFields(before),
    after: auditedFields(after),
  };
}
