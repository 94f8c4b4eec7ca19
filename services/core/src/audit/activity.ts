/** The audit trail: one record a change, in the same transaction, with the events that are published from it. */

import type { Role } from "../contract/operation.js";
import { newId } from "../runtime/ids.js";
import { canonicalJson } from "../text/canonical-json.js";
import { monthShardOf } from "../time/month-shards.js";

/** Who makes a change: a user, or the system (schedules, workers, first sign-ins). */
export interface Actor {
  /** A user id; `system` for the system. */
  readonly id: string;
  readonly role: Role | "system";
}

/** The actor of changes without a request. */
export const systemActor: Actor = { id: "system", role: "system" };

/** The circumstances that every record of a request shares. */
export interface ActivityContext {
  readonly actor: Actor;
  readonly now: Date;
  readonly requestId: string;
  readonly sourceIp?: string | undefined;
  /** How long the record is kept. */
  readonly activityRetentionDays: number;
}

/** A domain event to publish with a change. */
export interface DomainEvent {
  /** Dotted and in the past tense: `client.created`. */
  readonly type: string;
  /** Version of the payload's shape; a breaking change raises it. */
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A change as its service states it. */
export interface ActivityInput {
  /** What happened: `client.updated`. */
  readonly type: string;
  readonly entityType: string;
  readonly entityId: string;
  /** The record before and after; fields that are equal are left out. */
  readonly before?: Readonly<Record<string, unknown>> | undefined;
  readonly after?: Readonly<Record<string, unknown>> | undefined;
  readonly reason?: string;
  readonly events?: readonly DomainEvent[];
}

/** A field that a change touched. */
export interface FieldChange {
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Fields of bookkeeping, which say nothing about a change. */
const bookkeeping = new Set(["version", "updatedAt", "createdAt", "createdBy", "kind", "id"]);

/** The fields that differ between two states of a record, in alphabetical order. */
export function changedFields(
  before: Readonly<Record<string, unknown>> = {},
  after: Readonly<Record<string, unknown>> = {},
): FieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => !bookkeeping.has(field))
    .sort();
  return fields
    .filter((field) => canonicalJson(before[field]) !== canonicalJson(after[field]))
    .map((field) => ({
      field,
      ...(before[field] !== undefined && { before: before[field] }),
      ...(after[field] !== undefined && { after: after[field] }),
    }));
}

/** An event as it is published: its id is the same however often it is delivered. */
export interface PublishedEvent extends DomainEvent {
  readonly id: string;
  readonly occurredAt: string;
  readonly entityType: string;
  readonly entityId: string;
  readonly actorId: string;
}

/** The item of the UserActivity table. `outbox` marks records with events, for the stream's filter. */
export function activityItem(input: ActivityInput, context: ActivityContext): Record<string, unknown> {
  const occurredAt = context.now.toISOString();
  const id = newId(context.now);
  const events: PublishedEvent[] = (input.events ?? []).map((event, index) => ({
    ...event,
    id: `${id}-${index}`,
    occurredAt,
    entityType: input.entityType,
    entityId: input.entityId,
    actorId: context.actor.id,
  }));
  return {
    userId: context.actor.id,
    sortKey: `${occurredAt}#${id}`,
    timestamp: occurredAt,
    // The end of a ULID is random: what one person does at once is spread too.
    monthShard: monthShardOf(occurredAt, id),
    activityType: input.type,
    actorRole: context.actor.role,
    entityType: input.entityType,
    entityId: input.entityId,
    changes: changedFields(input.before, input.after),
    ...(input.reason !== undefined && { reason: input.reason }),
    requestId: context.requestId,
    ...(context.sourceIp !== undefined && { sourceIp: context.sourceIp }),
    ...(events.length > 0 && { outbox: true, events }),
    expiresAt: Math.floor(context.now.getTime() / 1000) + context.activityRetentionDays * 86_400,
  };
}
