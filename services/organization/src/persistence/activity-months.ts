/**
 * Reading what everybody did. The records of a month are spread over several partitions of MonthIndex. These are read side by side and
 * merged: by time, and by id among records of the same moment, so that a list can go on behind any record without losing or repeating one.
 */

import type { Database } from "@aerotage/core/database/client";
import { tableName } from "@aerotage/core/runtime/environment";
import { compareText } from "@aerotage/core/text/order";
import { monthShardsOf } from "@aerotage/core/time/month-shards";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { ActivityRecord, MonthlyPeriod } from "../domain/activity.js";

/** What identifies a record, and says where it stands among all others. */
export type ActivityKey = Pick<ActivityRecord, "userId" | "sortKey">;

export interface MonthsRequest {
  readonly period: MonthlyPeriod;
  readonly descending: boolean;
  /** The last record that was read before. */
  readonly after?: ActivityKey | undefined;
  /** How many records the first queries of a month ask for together. */
  readonly wanted: number;
}

/** The fewest records that are read of a partition at once. */
const fewestAtOnce = 25;

/** The records of a period in the order of time, month by month. */
export async function* recordsOfMonths(
  tables: Database,
  { period, descending, after, wanted }: MonthsRequest,
): AsyncGenerator<ActivityRecord, void, undefined> {
  const compare = comparisonOf(descending);
  const { from, to } = remaining(period, descending, after);
  // The period may have moved on past the record since.
  if (from > to) return;
  for (const month of descending ? period.months : period.months.toReversed()) {
    if (month < from.slice(0, 7) || month > to.slice(0, 7)) continue;
    const shards = monthShardsOf(month);
    const pageSize = Math.max(Math.ceil(wanted / shards.length), fewestAtOnce);
    const readers = shards.map((shard) => momentsOf(tables, shard, { from, to, descending, pageSize }));
    for await (const moment of merged(readers, descending)) {
      yield* moment.filter((record) => after === undefined || compare(record, after) > 0).sort(compare);
    }
  }
}

/** The part of a period from a record on. */
function remaining({ from, to }: MonthlyPeriod, descending: boolean, after: ActivityKey | undefined) {
  if (after === undefined) return { from, to };
  const moment = after.sortKey.slice(0, after.sortKey.indexOf("#"));
  return descending ? { from, to: moment < to ? moment : to } : { from: moment > from ? moment : from, to };
}

function comparisonOf(descending: boolean): (a: ActivityKey, b: ActivityKey) => number {
  const sign = descending ? -1 : 1;
  return (a, b) => sign * (compareText(a.sortKey, b.sortKey) || compareText(a.userId, b.userId));
}

/** Records of one moment. There is at least one. */
type Moment = readonly ActivityRecord[];

/** The moments of several partitions in the order of time; those that are the same become one. */
async function* merged(
  readers: readonly AsyncGenerator<Moment, void, undefined>[],
  descending: boolean,
): AsyncGenerator<ActivityRecord[], void, undefined> {
  const heads = await Promise.all(readers.map(next));
  for (;;) {
    const times = heads.flatMap((head) => head?.[0]?.timestamp ?? []).sort(compareText);
    const first = descending ? times.at(-1) : times[0];
    if (first === undefined) return;
    const chosen = [...heads.keys()].filter((index) => heads[index]?.[0]?.timestamp === first);
    yield chosen.flatMap((index) => heads[index] ?? []);
    await Promise.all(
      chosen.map(async (index) => {
        const reader = readers[index];
        heads[index] = reader && (await next(reader));
      }),
    );
  }
}

async function next(reader: AsyncGenerator<Moment, void, undefined>): Promise<Moment | undefined> {
  const result = await reader.next();
  return result.done === true ? undefined : result.value;
}

interface PartitionRange {
  readonly from: string;
  readonly to: string;
  readonly descending: boolean;
  readonly pageSize: number;
}

/** The moments of a partition. Equal sort keys have no order in DynamoDB, so a moment is read to its end. */
async function* momentsOf(
  tables: Database,
  shard: string,
  range: PartitionRange,
): AsyncGenerator<Moment, void, undefined> {
  let moment: ActivityRecord[] = [];
  for await (const record of recordsOf(tables, shard, range)) {
    if (moment[0] !== undefined && moment[0].timestamp !== record.timestamp) {
      yield moment;
      moment = [];
    }
    moment.push(record);
  }
  if (moment.length > 0) yield moment;
}

async function* recordsOf(
  tables: Database,
  shard: string,
  { from, to, descending, pageSize }: PartitionRange,
): AsyncGenerator<ActivityRecord, void, undefined> {
  let startKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await tables.send(
      new QueryCommand({
        TableName: tableName("UserActivity"),
        IndexName: "MonthIndex",
        KeyConditionExpression: "monthShard = :shard AND #time BETWEEN :from AND :to",
        ExpressionAttributeNames: { "#time": "timestamp" },
        ExpressionAttributeValues: { ":shard": shard, ":from": from, ":to": to },
        ScanIndexForward: !descending,
        Limit: pageSize,
        ExclusiveStartKey: startKey,
      }),
    );
    yield* Items as ActivityRecord[];
    startKey = LastEvaluatedKey;
  } while (startKey !== undefined);
}
