/** Where running timers lie: one item a person, so that one runs at a time. */

import { ApiError } from "@aerotage/core/contract/errors";
import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { tableName } from "@aerotage/core/runtime/environment";
import { timerKey } from "@aerotage/kernel/persistence/timers";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { timerRunning } from "../contract/timer.js";
import type { Timer } from "../domain/timer.js";

/** The partition of MonthIndex with timers that nobody was told of yet; its sort key is when they started. */
const watchedPartition = "timers";

/** Its project's name is not `projectId`: it is no entry of the project. */
interface TimerItem extends Omit<Timer, "projectId"> {
  readonly id: string;
  readonly ownerId: string;
  readonly timerProjectId: string;
  readonly monthShard?: string;
  readonly dateOrder?: string;
}

function fromItem(item: TimerItem): Timer {
  const { id: _id, ownerId: _owner, monthShard: _shard, dateOrder: _order, timerProjectId: projectId, ...timer } = item;
  return { projectId, ...timer };
}

/** Reads somebody's timer, consistently. */
export async function findTimer(userId: string, tables: Database = database): Promise<Timer | undefined> {
  const item = await getItem<TimerItem>(tables, "TimeEntries", timerKey(userId));
  return item === undefined ? undefined : fromItem(item);
}

/** Somebody's timer as an item that nobody was told of yet. */
function toItem(userId: string, { projectId, ...timer }: Timer): TimerItem {
  return {
    id: timerKey(userId),
    ownerId: userId,
    timerProjectId: projectId,
    ...timer,
    monthShard: watchedPartition,
    dateOrder: timer.startedAt,
  };
}

/** Plans that a timer runs. Refused with `TIMER_RUNNING` if one does. */
export function insertTimer(unitOfWork: UnitOfWork, userId: string, timer: Timer): void {
  unitOfWork.insert("TimeEntries", { ...toItem(userId, timer) }, (existing) => {
    const since = String(existing?.startedAt ?? "");
    return new ApiError(timerRunning, `Your timer runs since ${since}. Stop it first.`);
  });
}

/** Plans that a timer runs otherwise; decided again if it is another one by now. */
export function replaceTimer(unitOfWork: UnitOfWork, userId: string, before: Timer, after: Timer): void {
  unitOfWork.add(
    {
      Put: {
        TableName: tableName("TimeEntries"),
        Item: { ...toItem(userId, after) },
        ConditionExpression: "revision = :read",
        ExpressionAttributeValues: { ":read": before.revision },
      },
    },
    () => new OptimisticLockError(),
  );
}

/** Plans that a timer runs no more; decided again if it is another one by now. */
export function removeTimer(unitOfWork: UnitOfWork, userId: string, { revision }: Timer): void {
  unitOfWork.add(
    {
      Delete: {
        TableName: tableName("TimeEntries"),
        Key: { id: timerKey(userId) },
        ConditionExpression: "revision = :read",
        ExpressionAttributeValues: { ":read": revision },
      },
    },
    () => new OptimisticLockError(),
  );
}

/** A timer that runs for long, and whose it is. */
export interface LongTimer extends Timer {
  readonly userId: string;
}

/** Timers that started before a moment and of which nobody was told; up to 100, longest first. */
export async function longTimers(before: Date, tables: Database = database): Promise<LongTimer[]> {
  const { Items = [] } = await tables.send(
    new QueryCommand({
      TableName: tableName("TimeEntries"),
      IndexName: "MonthIndex",
      KeyConditionExpression: "monthShard = :timers AND dateOrder < :before",
      ExpressionAttributeValues: { ":timers": watchedPartition, ":before": before.toISOString() },
      Limit: 100,
    }),
  );
  return (Items as TimerItem[]).map((item) => ({ ...fromItem(item), userId: item.ownerId }));
}

/** Thrown where a timer was stopped, or told of, by somebody else. */
export class AlreadyReported extends Error {}

/** Plans that a timer was told of, once. */
export function markReported(unitOfWork: UnitOfWork, { userId, revision }: LongTimer): void {
  unitOfWork.change(
    "TimeEntries",
    timerKey(userId),
    { remove: ["monthShard", "dateOrder"] },
    {
      where: { condition: "revision = :read AND attribute_exists(monthShard)", values: { ":read": revision } },
      refused: () => new AlreadyReported(),
    },
  );
}
