/**
 * Who calls. The token proves the person and the sign-in; the rows of user and session, read consistently on each request, say
 * what they may do now. So a change of role, a deactivation or a terminated session works on the next request.
 */
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  PutCommand,
} from "@aws-sdk/lib-dynamodb";
import { systemActor } from "./activity.js";
import { CognitoError, callUserPools } from "./cognito.js";
import type { Database } from "./database/client.js";
import { UnitOfWork } from "./database/unit-of-work.js";
import { httpVariables, requiredNumber, requiredVariable, tableName } from "./environment.js";
import { ApiError, accountDisabled, sessionTerminated, unauthorized, unavailable } from "./errors.js";
import { type Role, roles, type TokenKind } from "./operation.js";
import type { SessionItem, UserItem } from "./users.js";

/** The person behind a request. */
export interface Caller {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly teamId: string | undefined;
  readonly sessionId: string;
}

/** The claims of a Cognito token as the gateway's authorizer hands them on: everything is text. */
export type Claims = Readonly<Record<string, unknown>>;

/** Where a request came from. */
export interface RequestOrigin {
  readonly requestId: string;
  readonly sourceIp: string | undefined;
  readonly userAgent: string | undefined;
  readonly now: Date;
}

/** What the caller's resolution calls beside DynamoDB. */
export interface CallerServices {
  readonly database: Database;
  readonly adminGetUser?: (userId: string) => Promise<CognitoAccount>;
}

/** An account as AdminGetUser answers it. */
export interface CognitoAccount {
  readonly Enabled: boolean;
  readonly UserAttributes: readonly { readonly Name: string; readonly Value?: string }[];
}

/** A session's last activity is written again after this many minutes. */
const activityMinutes = 15;
const readAttempts = 4;

/**
 * The groups of a token. The authorizer hands them on as `a,b`, as `[a b]`, or as an array, by the way that a token took.
 */
export function groupsOf(claim: unknown): string[] {
  const parts = Array.isArray(claim)
    ? claim.map(String)
    : String(claim ?? "")
        .replace(/^\[|\]$/g, "")
        .split(/[\s,]+/);
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

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
  services: CallerServices,
): Promise<Caller> {
  const identity = identityOf(claims, token);
  const known = await readRows(services.database, identity.userId, identity.sessionId);
  const user = known.user ?? (await provisionUser(identity, origin, services));
  if (user.erasedAt !== undefined) throw new ApiError(unauthorized, "This account no longer exists.");
  if (!user.isActive)
    throw new ApiError(accountDisabled, "This account is disabled. Ask an administrator to enable it.");
  await admitSession(known.session, identity, origin, services.database);
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: user.role,
    teamId: user.teamId,
    sessionId: identity.sessionId,
  };
}

interface TokenIdentity {
  readonly userId: string;
  readonly sessionId: string;
  /** Epoch seconds. */
  readonly authTime: number;
  readonly groups: readonly string[];
}

function identityOf(claims: Claims | undefined, token: "access" | "id"): TokenIdentity {
  const { sub, origin_jti: sessionId, token_use: kind } = claims ?? {};
  const authTime = Number(claims?.auth_time);
  if (typeof sub !== "string" || typeof sessionId !== "string" || !Number.isFinite(authTime)) {
    throw new ApiError(unauthorized, "Sign in to use this service.");
  }
  if (kind !== token)
    throw new ApiError(unauthorized, `This route takes the ${token} token, not the ${String(kind)} token.`);
  return { userId: sub, sessionId, authTime, groups: groupsOf(claims?.["cognito:groups"]) };
}

async function readRows(
  database: Database,
  userId: string,
  sessionId: string,
): Promise<{ user: UserItem | undefined; session: SessionItem | undefined }> {
  const users = tableName("Users");
  const sessions = tableName("UserSessions");
  let rows: { user?: UserItem; session?: SessionItem } = {};
  let keys: BatchGetCommandInput["RequestItems"] = {
    [users]: { Keys: [{ id: userId }], ConsistentRead: true },
    [sessions]: { Keys: [{ sessionId }], ConsistentRead: true },
  };
  for (let attempt = 1; keys !== undefined && Object.keys(keys).length > 0; attempt += 1) {
    if (attempt > readAttempts)
      throw new ApiError(unavailable, "The caller could not be read.", { retryAfterSeconds: 1 });
    const answer: BatchGetCommandOutput = await database.send(new BatchGetCommand({ RequestItems: keys }));
    const user = answer.Responses?.[users]?.[0] as UserItem | undefined;
    const session = answer.Responses?.[sessions]?.[0] as SessionItem | undefined;
    rows = { ...rows, ...(user && { user }), ...(session && { session }) };
    keys = answer.UnprocessedKeys;
  }
  return { user: rows.user, session: rows.session };
}

/** Makes the row of a person who has an account but no row yet. Of several first requests at once, one makes it. */
async function provisionUser(
  identity: TokenIdentity,
  origin: RequestOrigin,
  services: CallerServices,
): Promise<UserItem> {
  const account = await (services.adminGetUser ?? adminGetUser)(identity.userId);
  const attributes = new Map(account.UserAttributes.map(({ Name, Value }) => [Name, Value]));
  const email = attributes.get("email") ?? "";
  const now = origin.now.toISOString();
  const user: UserItem = {
    id: identity.userId,
    kind: "user",
    email,
    name: attributes.get("name") ?? email,
    role: roleOfGroups(identity.groups),
    isActive: account.Enabled,
    startDate: now.slice(0, 10),
    createdAt: now,
    updatedAt: now,
    createdBy: systemActor.id,
    version: 1,
  };
  const work = new UnitOfWork({
    ...origin,
    actor: systemActor,
    activityRetentionDays: requiredNumber(httpVariables.activityRetentionDays),
    database: services.database,
  });
  work.insert("Users", { ...user }, (existing) => new AlreadyThere(existing));
  work.record({ type: "user.provisioned", entityType: "user", entityId: user.id, after: { ...user } });
  try {
    await work.commit();
    return user;
  } catch (error) {
    if (!(error instanceof AlreadyThere)) throw error;
    return error.existing as unknown as UserItem;
  }
}

class AlreadyThere extends Error {
  readonly existing: unknown;

  constructor(existing: unknown) {
    super("The row was made by another request.");
    this.existing = existing;
  }
}

async function adminGetUser(userId: string): Promise<CognitoAccount> {
  try {
    const input = { UserPoolId: requiredVariable(httpVariables.userPoolId), Username: userId };
    return (await callUserPools("AdminGetUser", input)) as CognitoAccount;
  } catch (error) {
    if (error instanceof CognitoError && error.type === "UserNotFoundException") {
      throw new ApiError(unauthorized, "This account no longer exists.", { cause: error });
    }
    throw error;
  }
}

/** Lets a session pass, makes its row when first seen, and notes its activity now and then. */
async function admitSession(
  session: SessionItem | undefined,
  identity: TokenIdentity,
  origin: RequestOrigin,
  database: Database,
): Promise<void> {
  const now = origin.now.getTime();
  if (now > (identity.authTime + requiredNumber(httpVariables.maxSessionSeconds)) * 1000) {
    throw new ApiError(sessionTerminated, "This sign-in has lasted as long as it may. Sign in again.");
  }
  if (session?.terminatedAt !== undefined) throw endedSession();
  if (session !== undefined && session.userId !== identity.userId) throw endedSession();
  if (session !== undefined && now - Date.parse(session.lastActivity) < activityMinutes * 60_000) return;
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
  try {
    await database.send(
      new PutCommand({
        TableName: tableName("UserSessions"),
        Item: row,
        // A first row must be the first; a later one must replace exactly what was read, so that nothing another request wrote is lost.
        ConditionExpression:
          session === undefined
            ? "attribute_not_exists(sessionId)"
            : "lastActivity = :read AND attribute_not_exists(terminatedAt)",
        ...(session !== undefined && { ExpressionAttributeValues: { ":read": session.lastActivity } }),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    if (error.Item?.terminatedAt !== undefined) throw endedSession();
  }
}

function endedSession(): ApiError {
  return new ApiError(sessionTerminated, "This sign-in was ended. Sign in again.");
}
