/**
 * Who calls. The token proves the person and the sign-in; the rows of user and session, read consistently on each request, say
 * what they may do now. So a change of role, a deactivation or a terminated session works on the next request.
 */

import { systemActor } from "@aerotage/core/audit/activity";
import { type CognitoAccountWithGroups, readAccountWithGroups } from "@aerotage/core/aws/cognito";
import {
  ApiError,
  accountDisabled,
  sessionTerminated,
  unauthorized,
  unavailable,
} from "@aerotage/core/contract/errors";
import { type Role, roles, type TokenKind } from "@aerotage/core/contract/operation";
import { batchGet } from "@aerotage/core/database/batch";
import type { Database } from "@aerotage/core/database/client";
import { commitTransaction, type PlannedWrite, UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { updateExpression } from "@aerotage/core/database/update-expression";
import type { Caller, Claims, RequestOrigin } from "@aerotage/core/lambda/caller";
import { httpVariables, requiredNumber, tableName } from "@aerotage/core/runtime/environment";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { isEndedSignIn, pausesOf, type SessionItem, timezoneOf, type UserItem } from "../domain/users.js";
import { emailKey, joinAdmins } from "./users.js";

/** The highest role that groups stand for. */
export function roleOfGroups(groups: readonly string[]): Role {
  return roles.find((role) => groups.includes(role)) ?? "employee";
}

/**
 * The caller of a request.
 * @throws `UNAUTHORIZED` without a token of the right kind, or for an erased person; `ACCOUNT_DISABLED`; `SESSION_TERMINATED`.
 */
export async function resolveCaller(
  claims: Claims | undefined,
  token: Exclude<TokenKind, "none">,
  origin: RequestOrigin,
  database: Database,
): Promise<Caller> {
  const identity = identityOf(claims, token);
  const known = await readRows(database, identity.userId, identity.sessionId);
  const user = known.user ?? (await provisionUser(identity, origin, database));
  if (user.erasedAt !== undefined) throw new ApiError(unauthorized, "This account no longer exists.");
  if (!user.isActive)
    throw new ApiError(accountDisabled, "This account is disabled. Ask an administrator to enable it.");
  await admitSession(user, known.session, identity, origin, database);
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: user.role,
    teamId: user.teamId,
    managedTeamIds: user.managedTeamIds ?? new Set(),
    timezone: timezoneOf(user),
    sessionId: identity.sessionId,
  };
}

interface TokenIdentity {
  readonly userId: string;
  readonly sessionId: string;
  /** Epoch seconds. */
  readonly authTime: number;
}

function identityOf(claims: Claims | undefined, token: "access" | "id"): TokenIdentity {
  const { sub, origin_jti: sessionId, token_use: kind } = claims ?? {};
  const authTime = Number(claims?.auth_time);
  if (typeof sub !== "string" || typeof sessionId !== "string" || !Number.isFinite(authTime)) {
    throw new ApiError(unauthorized, "Sign in to use this service.");
  }
  if (kind !== token)
    throw new ApiError(unauthorized, `This route takes the ${token} token, not the ${String(kind)} token.`);
  return { userId: sub, sessionId, authTime };
}

async function readRows(
  database: Database,
  userId: string,
  sessionId: string,
): Promise<{ user: UserItem | undefined; session: SessionItem | undefined }> {
  const { Users, UserSessions } = await batchGet<{ Users: UserItem; UserSessions: SessionItem }>(database, {
    Users: [{ id: userId }],
    UserSessions: [{ sessionId }],
  });
  return { user: Users?.[0], session: UserSessions?.[0] };
}

/** Makes the row of a person who has an account but no row yet. Of several first requests at once, one makes it. */
async function provisionUser(identity: TokenIdentity, origin: RequestOrigin, database: Database): Promise<UserItem> {
  const account = await existingAccount(identity.userId);
  const attributes = new Map(account.UserAttributes.map(({ Name, Value }) => [Name, Value]));
  const email = (attributes.get("email") ?? "").toLowerCase();
  const now = origin.now.toISOString();
  const user: UserItem = {
    id: identity.userId,
    kind: "user",
    email,
    name: attributes.get("name") ?? email,
    // As they are now: those in the token may be an hour old, and what is written here stays.
    role: roleOfGroups(account.Groups),
    isActive: account.Enabled,
    startDate: now.slice(0, 10),
    createdAt: now,
    updatedAt: now,
    createdBy: systemActor.id,
    version: 1,
  };
  const unitOfWork = new UnitOfWork({
    ...origin,
    actor: systemActor,
    activityRetentionDays: requiredNumber(httpVariables.activityRetentionDays),
    database,
  });
  unitOfWork.insert("Users", { ...user }, (existing) => new AlreadyThere(existing));
  unitOfWork.add(
    {
      Put: {
        TableName: tableName("Users"),
        Item: { id: emailKey(email), userId: user.id },
        ConditionExpression: "attribute_not_exists(id) OR userId = :user",
        ExpressionAttributeValues: { ":user": user.id },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    },
    (existing) =>
      existing?.userId === undefined
        ? new ApiError(unavailable, "This account is being set up. Try again in a moment.", { retryAfterSeconds: 1 })
        : new ApiError(unauthorized, "Another account has this address. Ask an administrator."),
  );
  if (user.role === "admin" && user.isActive) joinAdmins(unitOfWork, user.id);
  unitOfWork.audit({ type: "user.provisioned", entityType: "user", entityId: user.id, after: { ...user } });
  try {
    await unitOfWork.commit();
    return user;
  } catch (error) {
    if (!(error instanceof AlreadyThere)) throw error;
    return error.existing as UserItem;
  }
}

class AlreadyThere extends Error {
  readonly existing: unknown;

  constructor(existing: unknown) {
    super("The row was made by another request.");
    this.existing = existing;
  }
}

async function existingAccount(userId: string): Promise<CognitoAccountWithGroups> {
  const account = await readAccountWithGroups(userId);
  if (account === undefined) throw new ApiError(unauthorized, "This account no longer exists.");
  return account;
}

/** Lets a session pass, makes its row when first seen, and notes its activity now and then. */
async function admitSession(
  user: UserItem,
  session: SessionItem | undefined,
  identity: TokenIdentity,
  origin: RequestOrigin,
  database: Database,
): Promise<void> {
  const now = origin.now.getTime();
  if (now > (identity.authTime + requiredNumber(httpVariables.maxSessionSeconds)) * 1000) {
    throw new ApiError(sessionTerminated, "This sign-in has lasted as long as it may. Sign in again.");
  }
  if (session?.terminatedAt !== undefined || isEndedSignIn(user, identity)) throw endedSession();
  if (session !== undefined && session.userId !== identity.userId) throw endedSession();
  const { noteMinutes, limitMinutes } = pausesOf(user);
  if (session !== undefined) {
    const pause = now - Date.parse(session.lastActivity);
    if (pause > limitMinutes * 60_000) {
      // For good: a longer pause, set from another sign-in, must not bring it back.
      const ended = { ...session, terminatedAt: origin.now.toISOString() };
      await database.send(new PutCommand({ TableName: tableName("UserSessions"), Item: ended }));
      throw new ApiError(sessionTerminated, "This sign-in was ended by a long pause. Sign in again.");
    }
    if (pause < noteMinutes * 60_000) return;
  }
  const row: SessionItem = {
    ...(origin.sourceIp !== undefined && { ipAddress: origin.sourceIp }),
    ...(origin.userAgent !== undefined && { userAgent: origin.userAgent.slice(0, 500) }),
    createdAt: origin.now.toISOString(),
    ...session,
    sessionId: identity.sessionId,
    userId: identity.userId,
    authTime: identity.authTime,
    lastActivity: origin.now.toISOString(),
    expiresAt: identity.authTime + requiredNumber(httpVariables.sessionRetentionSeconds),
  };
  if (session === undefined) return firstRequest(user, row, database);
  try {
    await database.send(
      new PutCommand({
        TableName: tableName("UserSessions"),
        Item: row,
        // It must replace exactly what was read, so that nothing another request wrote is lost.
        ConditionExpression: "lastActivity = :read AND attribute_not_exists(terminatedAt)",
        ExpressionAttributeValues: { ":read": session.lastActivity },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    if (error.Item?.terminatedAt !== undefined) throw endedSession();
  }
}

/**
 * The first request of a sign-in: makes its row, notes the sign-in on the user's, and ends the person's other sign-ins where they
 * want one at a time. Of several first requests at once, one does it.
 */
async function firstRequest(user: UserItem, row: SessionItem, database: Database): Promise<void> {
  const single = user.security?.allowMultipleSessions === false;
  const writes: PlannedWrite[] = [
    {
      item: {
        Put: {
          TableName: tableName("UserSessions"),
          Item: row,
          ConditionExpression: "attribute_not_exists(sessionId)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
      refused: (existing) => new AlreadyThere(existing),
    },
    {
      item: {
        Update: {
          TableName: tableName("Users"),
          Key: { id: user.id },
          ...updateExpression(
            {
              set: {
                lastLogin: new Date(row.authTime * 1000).toISOString(),
                ...(single && { sessionsEndedThrough: row.authTime, keptSessionId: row.sessionId }),
              },
              // Whoever changes the user at this moment has to know of the marks.
              ...(single && { add: { version: 1 } }),
            },
            single
              ? {
                  condition: "attribute_not_exists(sessionsEndedThrough) OR sessionsEndedThrough < :authTime",
                  values: { ":authTime": row.authTime },
                }
              : { condition: "attribute_exists(id)" },
          ),
        },
      },
      // A later sign-in was here first, or the person is gone.
      refused: endedSession,
    },
  ];
  try {
    await commitTransaction(database, writes);
  } catch (error) {
    if (!(error instanceof AlreadyThere)) throw error;
    if ((error.existing as SessionItem).terminatedAt !== undefined) throw endedSession();
  }
}

function endedSession(): ApiError {
  return new ApiError(sessionTerminated, "This sign-in was ended. Sign in again.");
}
