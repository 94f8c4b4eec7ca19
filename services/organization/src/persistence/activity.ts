/** Where activity records lie: with `activity-months.ts` the only file of this service that knows their keys and indexes. */

import { batchGet } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import type { Position } from "@aerotage/core/database/cursor";
import { type ListResponse, list, type ReadPage } from "@aerotage/core/database/list";
import { queryPage } from "@aerotage/core/database/query";
import {
  type ActivityFilter,
  type ActivityRecord,
  exactTypeOf,
  type MonthlyPeriod,
  monthlyPeriodOf,
  type Period,
  type PeriodRequest,
  periodOf,
  recordFilter,
} from "../domain/activity.js";
import { recordsOfMonths } from "./activity-months.js";

/** What a list of activity can be asked for. */
export interface ActivityListRequest<Result> extends ActivityFilter, PeriodRequest {
  readonly sortOrder?: "asc" | "desc" | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** Who asks: a cursor is theirs alone. */
  readonly callerId: string;
  readonly now: Date;
  readonly toResponse: (record: ActivityRecord) => Result;
}

/** @throws `VALIDATION_ERROR` for a period that ends before it begins, or has too many months */
export function listRecords<Result>(
  request: ActivityListRequest<Result>,
  tables: Database = database,
): Promise<ListResponse<Result>> {
  const { userId, entityType, entityId, type, from, to, sortOrder, limit, cursor, callerId } = request;
  // Without paging the newest are answered, whatever their order; the cursor of that answer leads on to older ones.
  const descending = sortOrder !== "asc" || limit === undefined;
  const { readBy, readPage, position } = readingOf(tables, request, descending);
  return list({
    limit,
    cursor,
    query: { list: "activity", userId, entityType, entityId, type, from, to, descending, callerId },
    readPage,
    position,
    filter: recordFilter(request, readBy),
    createdAt: (item) => item.timestamp,
    toResponse: (item) => request.toResponse(item),
  });
}

/** True for the id of a user, read consistently. */
export async function isUser(id: string, tables: Database = database): Promise<boolean> {
  const { Users } = await batchGet(tables, { Users: [{ id }] });
  return Users?.[0]?.kind === "user";
}

/** How a list is read. */
interface Reading {
  /** The attribute of which all records that are read have the right value. */
  readonly readBy: keyof ActivityRecord;
  readonly readPage: ReadPage<ActivityRecord>;
  readonly position: (record: ActivityRecord) => Position;
}

function readingOf(tables: Database, request: ActivityListRequest<unknown>, descending: boolean): Reading {
  const { userId, entityId, now } = request;
  const type = exactTypeOf(request);
  const one = (index: Partition["index"], attribute: Partition["attribute"], value: string): Reading =>
    partitionReading(tables, { index, attribute, value, period: periodOf(request), descending });
  if (userId !== undefined) return one(undefined, "userId", userId);
  if (entityId !== undefined) return one("EntityIndex", "entityId", entityId);
  if (type !== undefined) return one("TypeIndex", "activityType", type);
  return monthsReading(tables, monthlyPeriodOf(request, now), descending);
}

/** Everything that everybody did, from the partitions of months. The pages of one list go on where the last one ended. */
function monthsReading(tables: Database, period: MonthlyPeriod, descending: boolean): Reading {
  let records: AsyncGenerator<ActivityRecord, void, undefined> | undefined;
  const position = ({ userId, sortKey }: ActivityRecord): Position => ({ userId, sortKey });
  return {
    readBy: "monthShard",
    position,
    async readPage({ startKey, pageSize }) {
      const after = startKey && { userId: String(startKey.userId), sortKey: String(startKey.sortKey) };
      records ??= recordsOfMonths(tables, { period, descending, after, wanted: pageSize });
      const page: ActivityRecord[] = [];
      while (page.length < pageSize) {
        const next = await records.next();
        if (next.done === true) return { Items: page };
        page.push(next.value);
      }
      const last = page.at(-1);
      return { Items: page, ...(last && { LastEvaluatedKey: position(last) }) };
    },
  };
}

/** A partition of the table or of an index, in the order of time. */
interface Partition {
  /** Undefined is the table's own key. */
  readonly index: "EntityIndex" | "TypeIndex" | undefined;
  readonly attribute: "userId" | "entityId" | "activityType";
  readonly value: string;
  readonly period: Period;
  readonly descending: boolean;
}

function partitionReading(tables: Database, partition: Partition): Reading {
  return {
    readBy: partition.attribute,
    readPage: ({ startKey, pageSize }) => readPage(tables, partition, startKey, pageSize),
    // The key attributes of a record in the index and in the table.
    position: ({ userId, sortKey, timestamp, ...record }) =>
      partition.attribute === "userId"
        ? { userId, sortKey }
        : { userId, sortKey, timestamp, [partition.attribute]: record[partition.attribute] },
  };
}

function readPage(
  tables: Database,
  { index, attribute, value, period, descending }: Partition,
  startKey: Position | undefined,
  pageSize: number,
): ReturnType<ReadPage<ActivityRecord>> {
  const sort = index === undefined ? "sortKey" : "timestamp";
  const from = startKey === undefined ? period.from : earlier(String(startKey[sort]), period.from);
  const query = {
    table: "UserActivity",
    ...(index !== undefined && { IndexName: index }),
    KeyConditionExpression: "#partition = :value AND #sort BETWEEN :from AND :to",
    ExpressionAttributeNames: { "#partition": attribute, "#sort": sort },
    // "~" is behind every sort key of the last instant.
    ExpressionAttributeValues: {
      ":value": value,
      ":from": from,
      ":to": index === undefined ? `${period.to}~` : period.to,
    },
    ScanIndexForward: !descending,
  } as const;
  return queryPage<ActivityRecord>(query, tables)({ startKey, pageSize });
}

/** A period without a fixed beginning moves on between two pages; a place that it has left is still one to go on from. */
function earlier(position: string, from: string): string {
  return position < from ? position : from;
}
