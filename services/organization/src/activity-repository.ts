/** Where activity records lie: the only file of this service that knows their keys and indexes. */
import { batchGet } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import type { Position } from "@aerotage/core/database/cursor";
import { type ListAnswer, list } from "@aerotage/core/database/list";
import { tableName } from "@aerotage/core/environment";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import {
  type ActivityFilter,
  type ActivityRecord,
  type AskedPeriod,
  exactTypeOf,
  monthlyPeriodOf,
  type Period,
  periodOf,
  recordFilter,
} from "./domain/activity.js";

/** What a list of activity can be asked for. */
export interface ActivityListRequest<Answer> extends ActivityFilter, AskedPeriod {
  readonly sortOrder?: "asc" | "desc" | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** Who asks: a cursor is theirs alone. */
  readonly callerId: string;
  readonly now: Date;
  readonly answer: (record: ActivityRecord) => Answer;
}

export interface ActivityRepository {
  list<Answer>(request: ActivityListRequest<Answer>): Promise<ListAnswer<Answer>>;
  hasUser(id: string): Promise<boolean>;
}

/** Activity records in DynamoDB. */
export function activityRepository(tables: Database = database): ActivityRepository {
  return {
    /** @throws `VALIDATION_ERROR` for a period that ends before it begins, or has too many months */
    list(request) {
      const { userId, entityType, entityId, type, from, to, sortOrder, limit, cursor, callerId } = request;
      // Without paging the newest are answered, whatever their order; the cursor of that answer leads on to older ones.
      const descending = sortOrder !== "asc" || limit === undefined;
      const source = sourceOf(request, descending);
      return list({
        limit,
        cursor,
        query: { list: "activity", userId, entityType, entityId, type, from, to, descending, callerId },
        readPage: ({ startKey, pageSize }) => readPage(tables, source, startKey, pageSize),
        position: (item: ActivityRecord) => positionOf(source, item),
        keep: recordFilter(request, source.partition),
        createdAt: (item) => item.timestamp,
        answer: (item) => request.answer(item),
      });
    },

    async hasUser(id) {
      const { Users } = await batchGet(tables, { Users: [{ id }] });
      return Users?.[0]?.kind === "user";
    },
  };
}

/** What serves a list: the table's own key or an index, and the partitions of it that are read one after the other. */
interface Source {
  /** Undefined is the table's own key. */
  readonly index: "EntityIndex" | "TypeIndex" | "MonthIndex" | undefined;
  readonly partition: "userId" | "entityId" | "activityType" | "month";
  readonly partitions: readonly string[];
  readonly period: Period;
  readonly descending: boolean;
}

function sourceOf(request: ActivityListRequest<unknown>, descending: boolean): Source {
  const { userId, entityId, now } = request;
  const type = exactTypeOf(request);
  const one = (index: Source["index"], partition: Source["partition"], value: string): Source => {
    return { index, partition, partitions: [value], period: periodOf(request), descending };
  };
  if (userId !== undefined) return one(undefined, "userId", userId);
  if (entityId !== undefined) return one("EntityIndex", "entityId", entityId);
  if (type !== undefined) return one("TypeIndex", "activityType", type);
  const { months, ...period } = monthlyPeriodOf(request, now);
  const partitions = descending ? months : months.toReversed();
  return { index: "MonthIndex", partition: "month", partitions, period, descending };
}

/** The key attributes of a record in the source and in the table. */
function positionOf({ partition }: Source, { userId, sortKey, timestamp, ...record }: ActivityRecord): Position {
  if (partition === "userId") return { userId, sortKey };
  return { userId, sortKey, timestamp, [partition]: record[partition] };
}

/**
 * Reads a page of a source. Where a partition ends and another one follows, the next page starts with that alone:
 * the start key has the partition's attribute and no other.
 */
async function readPage(
  tables: Database,
  { index, partition, partitions, period, descending }: Source,
  startKey: Position | undefined,
  pageSize: number,
): Promise<{ Items: Record<string, unknown>[]; LastEvaluatedKey?: Record<string, unknown> }> {
  const current = startKey === undefined ? partitions[0] : String(startKey[partition]);
  if (current === undefined) return { Items: [] };
  const sort = index === undefined ? "sortKey" : "timestamp";
  const from = startKey?.[sort] === undefined ? period.from : earlier(String(startKey[sort]), period.from);
  const answer = await tables.send(
    new QueryCommand({
      TableName: tableName("UserActivity"),
      IndexName: index,
      KeyConditionExpression: "#partition = :value AND #sort BETWEEN :from AND :to",
      ExpressionAttributeNames: { "#partition": partition, "#sort": sort },
      // "~" is behind every sort key of the last instant.
      ExpressionAttributeValues: {
        ":value": current,
        ":from": from,
        ":to": index === undefined ? `${period.to}~` : period.to,
      },
      ScanIndexForward: !descending,
      Limit: pageSize,
      ExclusiveStartKey: startKey?.sortKey === undefined ? undefined : startKey,
    }),
  );
  const next = partitions.find((value) => (descending ? value < current : value > current));
  const following = answer.LastEvaluatedKey ?? (next === undefined ? undefined : { [partition]: next });
  return { Items: answer.Items ?? [], ...(following !== undefined && { LastEvaluatedKey: following }) };
}

/** A period without a fixed beginning moves on between two pages; a place that it has left is still one to go on from. */
function earlier(place: string, from: string): string {
  return place < from ? place : from;
}
