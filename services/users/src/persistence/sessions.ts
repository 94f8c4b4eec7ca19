/** Where sign-ins lie: the only file of this service that knows the keys and indexes of theirs. */

import { ApiError } from "@aerotage/core/contract/errors";
import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { tableName } from "@aerotage/core/runtime/environment";
import type { SessionItem } from "@aerotage/kernel/domain/users";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { sessionNotFound } from "../contract/sign-in.js";

/** The most sign-ins of a person that are looked at: newest first. */
const maxSessions = 200;

/** The sign-ins of a person, newest first, those that have ended too. */
export async function sessionsOf(userId: string, tables: Database = database): Promise<SessionItem[]> {
  const { Items = [] } = await tables.send(
    new QueryCommand({
      TableName: tableName("UserSessions"),
      IndexName: "UserIndex",
      KeyConditionExpression: "userId = :user",
      ExpressionAttributeValues: { ":user": userId },
      ScanIndexForward: false,
      Limit: maxSessions,
    }),
  );
  return Items as SessionItem[];
}

/** A sign-in of a person, read consistently. @throws `SESSION_NOT_FOUND` */
export async function getSession(userId: string, sessionId: string, tables: Database = database): Promise<SessionItem> {
  const item = await getItem<SessionItem>(tables, "UserSessions", { sessionId });
  if (item?.userId !== userId) throw noSession(sessionId);
  return item;
}

/** Plans the end of a sign-in. Refused with `SESSION_NOT_FOUND` if it has ended. */
export function endSession(unitOfWork: UnitOfWork, { sessionId, userId }: SessionItem): void {
  unitOfWork.change(
    "UserSessions",
    sessionId,
    { set: { terminatedAt: unitOfWork.now.toISOString() } },
    {
      where: {
        condition: "userId = :user AND attribute_not_exists(terminatedAt)",
        values: { ":user": userId },
      },
      refused: () => noSession(sessionId),
    },
  );
}

/** Plans another name of the program that signed in. */
export function nameProgram(unitOfWork: UnitOfWork, { sessionId }: SessionItem, userAgent: string): void {
  unitOfWork.change(
    "UserSessions",
    sessionId,
    { set: { userAgent } },
    {
      where: { condition: "attribute_exists(sessionId) AND attribute_not_exists(terminatedAt)" },
      refused: () => noSession(sessionId),
    },
  );
}

function noSession(sessionId: string): ApiError {
  return new ApiError(sessionNotFound, `There is no session ${sessionId}, or it has ended.`);
}
