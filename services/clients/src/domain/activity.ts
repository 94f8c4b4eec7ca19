import type { ActivityInput } from "@aerotage/core/audit/activity";
import type { Client } from "./client.js";

/** What can happen to a client. */
export type ClientChange = "created" | "updated" | "deactivated" | "deleted";

/** The activity record of a change, and the event that tells others of it. */
export function clientActivity(
  change: ClientChange,
  before: Client | undefined,
  after: Client | undefined,
): ActivityInput {
  const client = after ?? before;
  if (client === undefined) throw new TypeError("A change has a client before or after it.");
  const type = `client.${change}`;
  return {
    type,
    entityType: "client",
    entityId: client.id,
    before: before && { ...before },
    after: after && { ...after },
    events: [
      { type, version: 1, data: { clientId: client.id, name: client.name, isActive: after?.isActive ?? false } },
    ],
  };
}
