import type { Database } from "@aerotage/core/database/client";
import { monthShardOf } from "@aerotage/core/time/month-shards";
import type { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { listRecords } from "./activity.js";

/** An index that refuses, as DynamoDB does and the emulator does not, to start outside of the range that is asked for. */
function indexOf(records: readonly { timestamp: string; sortKey: string; monthShard: string }[]): Database {
  const send = async ({ input }: QueryCommand) => {
    const { ":shard": shard, ":from": from, ":to": to } = input.ExpressionAttributeValues as Record<string, string>;
    const start = input.ExclusiveStartKey as { timestamp: string; sortKey: string } | undefined;
    if (start !== undefined && !(String(from) <= start.timestamp && start.timestamp <= String(to)))
      throw new Error("The provided starting key is outside query boundaries based on provided conditions");
    const order = input.ScanIndexForward ? 1 : -1;
    const Items = records
      .filter(({ monthShard, timestamp }) => monthShard === shard && timestamp >= String(from))
      .toSorted((a, b) => order * a.sortKey.localeCompare(b.sortKey))
      .filter(({ sortKey }) => start === undefined || order * sortKey.localeCompare(start.sortKey) > 0)
      .slice(0, input.Limit);
    return { Items };
  };
  return { send } as unknown as Database;
}

describe("a list whose period begins 90 days ago", () => {
  beforeEach(() => {
    vi.stubEnv("TABLE_USER_ACTIVITY", "activity");
    vi.stubEnv("CURSOR_SECRET", "a secret of a test");
  });

  it.each(["asc", "desc"] as const)(
    "goes on, %s, from a place that has left the period meanwhile",
    async (sortOrder) => {
      const records = ["2026-08-26T08:00:01.000Z", "2026-08-26T08:00:02.000Z", "2026-08-26T08:00:03.000Z"].map(
        (timestamp, index) => ({
          userId: "u1",
          sortKey: `${timestamp}#${index}`,
          timestamp,
          monthShard: monthShardOf(timestamp, String(index)),
        }),
      );
      const page = (now: string, cursor?: string) =>
        listRecords(
          {
            sortOrder,
            limit: 1,
            cursor,
            callerId: "u1",
            now: new Date(now),
            toResponse: ({ timestamp }) => timestamp,
          },
          indexOf(records),
        );
      const first = await page("2026-11-24T08:00:00Z");
      expect(first.items).toEqual([records.at(sortOrder === "asc" ? 0 : -1)?.timestamp]);
      const later = await page("2026-11-24T09:00:00Z", first.pagination.nextCursor);
      expect(later.items.length).toBeLessThanOrEqual(1);
      expect(later.items).not.toEqual(first.items);
    },
  );
});
