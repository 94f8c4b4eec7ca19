import type { Database } from "@aerotage/core/database/client";
import { monthShardOf } from "@aerotage/core/time/month-shards";
import type { QueryCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type ActivityRecord, monthlyPeriodOf } from "../domain/activity.js";
import { type ActivityKey, recordsOfMonths } from "./activity-months.js";

beforeEach(() => {
  vi.stubEnv("TABLE_USER_ACTIVITY", "activity");
});

const recordOf = (timestamp: string, id: string): ActivityRecord => ({
  userId: "u1",
  sortKey: `${timestamp}#${id}`,
  timestamp,
  monthShard: monthShardOf(timestamp, id),
  activityType: "thing.done",
  actorRole: "admin",
  entityType: "thing",
  entityId: "t1",
  changes: [],
  requestId: "r1",
});

/** MonthIndex. Equal times are in no particular order, and it may answer less than asked, as in DynamoDB. */
function indexOf(records: readonly ActivityRecord[], largestPage = Number.POSITIVE_INFINITY) {
  const queries: string[] = [];
  const send = async ({ input }: QueryCommand) => {
    const { ":shard": shard, ":from": from, ":to": to } = input.ExpressionAttributeValues as Record<string, string>;
    queries.push(String(shard));
    if (String(from) > String(to)) throw new Error("The BETWEEN operator requires upper bound to be greater");
    const found = records
      .filter(
        ({ monthShard, timestamp }) => monthShard === shard && timestamp >= String(from) && timestamp <= String(to),
      )
      .toSorted((a, b) => a.timestamp.localeCompare(b.timestamp));
    if (input.ScanIndexForward === false) found.reverse();
    const start = (input.ExclusiveStartKey?.place as number | undefined) ?? 0;
    const end = start + Math.min(input.Limit ?? found.length, largestPage);
    return { Items: found.slice(start, end), ...(end < found.length && { LastEvaluatedKey: { place: end } }) };
  };
  return { tables: { send } as unknown as Database, queries };
}

async function all(records: AsyncGenerator<ActivityRecord>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { sortKey } of records) keys.push(sortKey);
  return keys;
}

const now = new Date("2026-11-26T10:00:00.000Z");
const days = fc.integer({ min: 0, max: 80 }).map((day) => new Date(now.getTime() - day * 86_400_000).toISOString());

describe("what everybody did", () => {
  it("comes in the order of time, each record once, from any place on, whatever the partitions and pages", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(days, { maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.nat(),
        async (times, largestPage, descending, place) => {
          const records = times.map((time, index) => recordOf(time, `id${index}`));
          const period = monthlyPeriodOf({}, now);
          const expected = records.map(({ sortKey }) => sortKey).sort();
          if (descending) expected.reverse();
          const last = expected.length === 0 ? undefined : expected[place % expected.length];
          const after: ActivityKey | undefined = last === undefined ? undefined : { userId: "u1", sortKey: last };
          const { tables } = indexOf(records, largestPage);
          expect(await all(recordsOfMonths(tables, { period, descending, wanted: 10 }))).toEqual(expected);
          expect(await all(recordsOfMonths(tables, { period, descending, after, wanted: 10 }))).toEqual(
            last === undefined ? [] : expected.slice(expected.indexOf(last) + 1),
          );
        },
      ),
    );
  });

  it("is read no further than it is asked for", async () => {
    const records = Array.from({ length: 400 }, (_, index) =>
      recordOf(new Date(now.getTime() - index * 1000).toISOString(), `id${index}`),
    );
    const { tables, queries } = indexOf(records);
    const list = recordsOfMonths(tables, { period: monthlyPeriodOf({}, now), descending: true, wanted: 200 });
    for (let index = 0; index < 100; index += 1) await list.next();
    expect(queries).toEqual(["2026-11#0", "2026-11#1", "2026-11#2", "2026-11#3"]);
  });

  it("ends where the period has moved on past the place", async () => {
    const { tables } = indexOf([]);
    const after = { userId: "u1", sortKey: "2026-08-01T08:00:00.000Z#1" };
    const period = monthlyPeriodOf({ from: "2026-08-26", to: "2026-11-26" }, now);
    expect(await all(recordsOfMonths(tables, { period, descending: true, after, wanted: 1 }))).toEqual([]);
  });
});
