/** What people have not finished in a period that is being locked: counts for whoever locks it. */
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { ofKind, queryAll } from "@aerotage/core/database/query";
import { monthsAfter } from "@aerotage/core/time/dates";
import { monthShardsOf } from "@aerotage/core/time/month-shards";
import type { UserItem } from "@aerotage/kernel/domain/users";
import { timerKey } from "@aerotage/kernel/persistence/timers";
import type { PendingResponse } from "../contract/organization.js";
import { type LockedPeriod, type PendingEntry, pendingOf } from "../domain/pending.js";

/** Queries at once. */
const parallel = 8;

/** Reads what people have not finished in a period. */
export async function readPending(period: LockedPeriod, tables: Database = database): Promise<PendingResponse> {
  const [entries, users] = await Promise.all([
    readEntries(period, tables),
    queryAll<UserItem>(ofKind("Users", "user"), tables),
  ]);
  const timers = await getMany(
    tables,
    "TimeEntries",
    users.map(({ id }) => timerKey(id)),
  );
  const running = timers.map(({ ownerId, startedAt }) => ({
    userId: ownerId as string,
    startedAt: startedAt as string,
  }));
  return pendingOf(period, entries, running, new Map(users.map(({ id, name }) => [id, name])));
}

/** The drafts and submitted entries of a period. */
async function readEntries({ startDate, endDate }: LockedPeriod, tables: Database): Promise<PendingEntry[]> {
  const partitions: string[] = [];
  for (let month = startDate.slice(0, 7); month <= endDate.slice(0, 7); month = monthsAfter(month, 1))
    partitions.push(...monthShardsOf(month));
  const found: PendingEntry[] = [];
  const reader = async () => {
    for (let partition = partitions.pop(); partition !== undefined; partition = partitions.pop())
      found.push(...(await readPartition(partition, startDate, endDate, tables)));
  };
  await Promise.all(Array.from({ length: parallel }, reader));
  return found;
}

async function readPartition(
  partition: string,
  startDate: string,
  endDate: string,
  tables: Database,
): Promise<PendingEntry[]> {
  return await queryAll(
    {
      table: "TimeEntries",
      IndexName: "MonthIndex",
      KeyConditionExpression: "monthShard = :partition AND dateOrder BETWEEN :from AND :to",
      FilterExpression: "#status IN (:draft, :submitted)",
      ProjectionExpression: "userId, #status",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: {
        ":partition": partition,
        ":from": startDate,
        // Behind every key of the last date.
        ":to": `${endDate}~`,
        ":draft": "draft",
        ":submitted": "submitted",
      },
    },
    tables,
  );
}
