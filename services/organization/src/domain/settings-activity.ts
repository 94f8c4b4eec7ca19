import { type ActivityInput, changedFields } from "@aerotage/core/audit/activity";
import { organizationId } from "@aerotage/kernel/domain/organization";
import { settingsEntity } from "./activity.js";
import type { Settings } from "./settings.js";

/** The activity record of a change of the settings, and the event that tells others of it. A reason goes with another lock alone. */
export function settingsActivity(before: Settings, after: Settings, reason: string | undefined): ActivityInput {
  const type = "settings.updated";
  const auditedChange = { before: auditedFields(before), after: auditedFields(after) };
  const { lockedUntil } = after;
  const changed = changedFields(auditedChange.before, auditedChange.after).map(({ field }) => field);
  return {
    type,
    entityType: settingsEntity,
    entityId: organizationId,
    ...auditedChange,
    ...(changed.includes("lockedUntil") && reason !== undefined && { reason }),
    events: [{ type, version: 1, data: { changed, ...(lockedUntil !== undefined && { lockedUntil }) } }],
  };
}

/** The settings without who changed them: the record has its actor. */
function auditedFields({ updatedBy: _updatedBy, ...settings }: Settings): Record<string, unknown> {
  return settings;
}
