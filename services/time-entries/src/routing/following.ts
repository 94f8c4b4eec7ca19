/**
 * Whose turn it is: submitted time lies in the queue of its owner's team. Where somebody joins another team, what they have submitted
 * moves along. Who may decide does not depend on it: that follows from the teams themselves.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Database, database } from "@aerotage/core/database/client";
import { partition, queryPages } from "@aerotage/core/database/query";
import { updateWhere } from "@aerotage/core/database/update-where";
import { tableName } from "@aerotage/core/runtime/environment";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { type Entry, noTeam } from "../domain/entry.js";

/** What of an event about a user concerns queues. */
export interface TeamMove {
  readonly userId: string;
  /** There where the team changed; null where there was none. */
  readonly previousTeamId?: string | null;
}

/** After how long the index is read again: it follows its table within a fraction of a second, but without a promise. */
const secondLookMilliseconds = 5000;

/**
 * Moves what somebody has submitted to the queue of the team that they are in now. The index lags behind the table: what was submitted
 * just before they joined may be missing at first, so it is read twice.
 */
export async function followTeam(
  { userId, previousTeamId }: TeamMove,
  tables: Database = database,
  pause: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<void> {
  if (previousTeamId === undefined) return;
  const from = previousTeamId ?? noTeam;
  if (!(await moveWaiting(userId, from, tables))) return;
  await pause(secondLookMilliseconds);
  await moveWaiting(userId, from, tables);
}

/** Moves what waits in the queue of a team; false if its owner is in that team now. */
async function moveWaiting(userId: string, from: string, tables: Database): Promise<boolean> {
  const { Item } = await tables.send(
    new GetCommand({ TableName: tableName("Users"), Key: { id: userId }, ConsistentRead: true }),
  );
  const to = (Item?.teamId as string | undefined) ?? noTeam;
  if (from === to) return false;
  const waiting = {
    table: "TimeEntries",
    IndexName: "TeamApprovalIndex",
    ...partition("approvalTeamId", from),
  } as const;
  for await (const page of queryPages<Pick<Entry, "id" | "userId">>(waiting, tables))
    for (const { id, userId: ownerId } of page) if (ownerId === userId) await move(id, from, to, tables);
  return true;
}

/** Moves one entry; not if it was decided on, or moved, in the meantime. It is no change of the entry, so its version stays. */
async function move(id: string, from: string, to: string, tables: Database): Promise<void> {
  await updateWhere(tables, "TimeEntries", id, {
    UpdateExpression: "SET approvalTeamId = :to",
    ConditionExpression: "approvalTeamId = :from",
    ExpressionAttributeValues: { ":from": from, ":to": to },
  });
}
