/**
 * Whose turn it is: submitted time lies in the queue of its owner's team. Where somebody joins another team, what they have submitted
 * moves along. Who may decide does not depend on it: that follows from the teams themselves.
 */
import { type Database, database } from "@aerotage/core/database/client";
import { tableName } from "@aerotage/core/environment";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { noTeam } from "../domain/entry.js";

/** What of an event about a user concerns queues. */
export interface TeamMove {
  readonly userId: string;
  /** There where the team changed; null where there was none. */
  readonly previousTeamId?: string | null;
}

/** Moves what somebody has submitted to the queue of the team that they are in now. */
export async function followTeam({ userId, previousTeamId }: TeamMove, tables: Database = database): Promise<void> {
  if (previousTeamId === undefined) return;
  const { Item } = await tables.send(
    new GetCommand({ TableName: tableName("Users"), Key: { id: userId }, ConsistentRead: true }),
  );
  const [from, to] = [previousTeamId ?? noTeam, (Item?.teamId as string | undefined) ?? noTeam];
  if (from === to) return;
  let startKey: Record<string, unknown> | undefined;
  do {
    const page = await tables.send(
      new QueryCommand({
        TableName: tableName("TimeEntries"),
        IndexName: "TeamApprovalIndex",
        KeyConditionExpression: "approvalTeamId = :from",
        ExpressionAttributeValues: { ":from": from },
        ExclusiveStartKey: startKey,
      }),
    );
    for (const { id, userId: ownerId } of page.Items ?? [])
      if (ownerId === userId) await move(id as string, from, to, tables);
    startKey = page.LastEvaluatedKey;
  } while (startKey !== undefined);
}

/** Moves one entry; not if it was decided on, or moved, in the meantime. It is no change of the entry, so its version stays. */
async function move(id: string, from: string, to: string, tables: Database): Promise<void> {
  try {
    await tables.send(
      new UpdateCommand({
        TableName: tableName("TimeEntries"),
        Key: { id },
        UpdateExpression: "SET approvalTeamId = :to",
        ConditionExpression: "approvalTeamId = :from",
        ExpressionAttributeValues: { ":from": from, ":to": to },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
