/** What is answered of the audit trail, and which part of it a question is about: pure rules. */
import type { FieldChange } from "@aerotage/core/audit/activity";
import { type ApiError, fieldError } from "@aerotage/core/contract/errors";
import type { Caller } from "@aerotage/core/lambda/caller";
import { canonicalJson } from "@aerotage/core/text/canonical-json";
import type { ActivityResponse } from "../contract/organization.js";
import { isPublic } from "./settings.js";

/** A record as it is stored, as far as it is answered. */
export interface ActivityRecord {
  /** The actor's id. */
  readonly userId: string;
  /** `<ISO instant>#<ULID>`. */
  readonly sortKey: string;
  /** The same instant, in milliseconds. */
  readonly timestamp: string;
  /** `2026-11#0` to `#3`. */
  readonly monthShard: string;
  readonly activityType: string;
  readonly actorRole: ActivityResponse["actorRole"];
  readonly entityType: string;
  readonly entityId: string;
  readonly changes: readonly FieldChange[];
  readonly reason?: string;
  readonly requestId: string;
  readonly sourceIp?: string;
}

/** The `entityType` of the company's settings. */
export const settingsEntity = "settings";

/** Fields that hold somebody's rate, wherever they stand. */
const rates: ReadonlySet<string> = new Set(["hourlyRate", "defaultHourlyRate", "rates"]);
const nothing: ReadonlySet<string> = new Set();

/** A record as somebody of a role may see it: rates, and settings that are not public, are for administrators alone. */
export function toActivityResponse(record: ActivityRecord, role: Caller["role"]): ActivityResponse {
  const { reason, sourceIp } = record;
  return {
    id: record.sortKey.slice(record.sortKey.indexOf("#") + 1),
    timestamp: record.timestamp,
    actorId: record.userId,
    actorRole: record.actorRole,
    type: record.activityType,
    entityType: record.entityType,
    entityId: record.entityId,
    changes:
      role === "admin" ? record.changes.map((change) => changeResponse(change, nothing)) : visibleChanges(record),
    ...(reason !== undefined && { reason }),
    requestId: record.requestId,
    ...(sourceIp !== undefined && { sourceIp }),
  };
}

/** The changes without what is for administrators alone. One that differs in nothing else is left out as a whole. */
function visibleChanges({ entityType, changes }: ActivityRecord): FieldChange[] {
  return changes
    .filter(({ field }) => !rates.has(field) && (entityType !== settingsEntity || isPublic(field)))
    .map((change) => changeResponse(change, rates))
    .filter(({ before, after }) => canonicalJson(before) !== canonicalJson(after));
}

function changeResponse({ field, before, after }: FieldChange, hidden: ReadonlySet<string>): FieldChange {
  return {
    field,
    ...(before !== undefined && { before: jsonOf(before, hidden) }),
    ...(after !== undefined && { after: jsonOf(after, hidden) }),
  };
}

/** A stored value as JSON: DynamoDB's sets as sorted lists, objects without their hidden fields. */
function jsonOf(value: unknown, hidden: ReadonlySet<string>): unknown {
  if (value instanceof Set) return [...(value as Set<string | number>)].sort((a, b) => (a < b ? -1 : 1));
  if (Array.isArray(value)) return value.map((part) => jsonOf(part, hidden));
  if (value === null || typeof value !== "object") return value;
  const parts = Object.entries(value).filter(([name]) => !hidden.has(name));
  return Object.fromEntries(parts.map(([name, part]) => [name, jsonOf(part, hidden)]));
}

/** What records are asked for. */
export interface ActivityFilter {
  /** Who did it. */
  readonly userId?: string | undefined;
  readonly entityType?: string | undefined;
  readonly entityId?: string | undefined;
  /** `client.updated`, or `client.*` for all whose type begins so. */
  readonly type?: string | undefined;
}

/** The type that records must have, where it is an exact one. */
export function exactTypeOf({ type }: ActivityFilter): string | undefined {
  return type?.endsWith(".*") ? undefined : type;
}

/**
 * Decides which records are meant, given the attribute by which they are read: all of them have the right value of it.
 * Undefined if that leaves nothing to decide.
 */
export function recordFilter(
  filter: ActivityFilter,
  readBy: keyof ActivityRecord,
): ((record: ActivityRecord) => boolean) | undefined {
  const { userId, entityType, entityId, type } = filter;
  const wanted = { userId, entityType, entityId, activityType: exactTypeOf(filter) };
  const open = Object.entries(wanted).filter(([name, value]) => value !== undefined && name !== readBy) as [
    keyof typeof wanted,
    string,
  ][];
  const group = type?.endsWith(".*") ? type.slice(0, -1) : undefined;
  if (open.length === 0 && group === undefined) return undefined;
  return (record) =>
    open.every(([name, value]) => record[name] === value) &&
    (group === undefined || record.activityType.startsWith(group));
}

/** From when to when somebody asks: each an instant, or a day in UTC. */
export interface PeriodRequest {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Two instants as records have them, in milliseconds; both belong to the period. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** A period that is read month by month. */
export interface MonthlyPeriod extends Period {
  /** The months that it touches, `YYYY-MM`, newest first; none of those to come. */
  readonly months: readonly string[];
}

/** Before and after everything that there is. */
const earliest = "0000-01-01T00:00:00.000Z";
const latest = "9999-12-31T23:59:59.999Z";

/** How far a list without a beginning goes back. */
const defaultPeriodDays = 90;
/** The months that a period of ten years touches: an environment keeps records no longer. */
const maxMonths = 121;
const millisecondsPerDay = 86_400_000;

/**
 * The period that is asked for; open ends are open.
 * @throws `VALIDATION_ERROR` if it ends before it begins
 */
export function periodOf(requested: PeriodRequest): Period {
  const period = {
    from: instantOf(requested.from, "T00:00:00.000Z") ?? earliest,
    to: instantOf(requested.to, "T23:59:59.999Z") ?? latest,
  };
  if (period.from > period.to) throw invalidFrom(`must not be after to, which is ${requested.to}`);
  return period;
}

/**
 * The period that is asked for where records are read month by month: it has a beginning, and its months are counted.
 * @throws `VALIDATION_ERROR` if it ends before it begins, or is longer than ten years
 */
export function monthlyPeriodOf(requested: PeriodRequest, now: Date): MonthlyPeriod {
  const end = instantOf(requested.to, "T23:59:59.999Z") ?? now.toISOString();
  const from = requested.from ?? new Date(Date.parse(end) - defaultPeriodDays * millisecondsPerDay).toISOString();
  const period = periodOf({ ...requested, from });
  const first = monthNumber(period.from);
  const count = Math.max(monthNumber(end) - first + 1, 0);
  if (count > maxMonths) throw invalidFrom("must be at most ten years before to");
  return { ...period, months: Array.from({ length: count }, (_, index) => monthText(first + count - 1 - index)) };
}

function instantOf(text: string | undefined, timeOfDay: string): string | undefined {
  if (text === undefined) return undefined;
  return text.includes("T") ? new Date(text).toISOString() : `${text}${timeOfDay}`;
}

/** Months since the year 0. */
function monthNumber(instant: string): number {
  return Number(instant.slice(0, 4)) * 12 + Number(instant.slice(5, 7)) - 1;
}

function monthText(month: number): string {
  return `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
}

function invalidFrom(message: string): ApiError {
  return fieldError("from", message);
}
