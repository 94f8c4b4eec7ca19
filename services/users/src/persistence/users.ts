/** Where users lie: the only file of this service that knows the Users table's keys and indexes. */

import { ApiError, conflict, tooManyRequests } from "@aerotage/core/contract/errors";
import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { type ListResponse, list } from "@aerotage/core/database/list";
import { partition, queryPage } from "@aerotage/core/database/query";
import { type Reservation, reserve } from "@aerotage/core/database/reservation";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { updateWhere } from "@aerotage/core/database/update-where";
import { tableName } from "@aerotage/core/runtime/environment";
import { textSearch } from "@aerotage/core/text/folding";
import { userNotFound } from "@aerotage/kernel/contract/errors";
import { joinTeam, leaveTeam } from "@aerotage/kernel/persistence/teams";
import { emailKey, joinAdmins, leaveAdmins } from "@aerotage/kernel/persistence/users";
import { DeleteCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { userAlreadyExists, userInactive } from "../contract/users.js";
import { isActiveAdmin, type User } from "../domain/user.js";
import { latestEarlierWelcome, secondsUntilWelcome } from "../domain/welcome.js";

/**
 * The table holds users under their ids; `email#<address>`, which makes addresses unique and is a reservation while an account is
 * being made; `guard#admins`, the active administrators; `document#<id>`, files that are kept with people; and
 * `schedule#<user id>`, when people are meant to work.
 */
const users = () => tableName("Users");

/** The partition of ListIndex with addresses whose account is being made; its sort key is when that began. */
const creationKind = "creation";

/** What a list of users can be asked for. */
export interface UserListRequest<Result> {
  readonly role?: string | undefined;
  readonly teamId?: string | undefined;
  readonly isActive?: boolean | undefined;
  readonly search?: string | undefined;
  readonly sortBy?: "name" | "createdAt" | undefined;
  readonly sortOrder?: "asc" | "desc" | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly callerId: string;
  /** The only user that the caller may see. The list then reads this user's item and no index. */
  readonly onlyId?: string | undefined;
  /** The people whom the caller may see; all of them without it. */
  readonly visible?: ((id: string) => boolean) | undefined;
  readonly toResponse: (user: User) => Promise<Result>;
}

/** The address of an account that somebody began to make and did not finish. */
export interface UnfinishedCreation {
  /** The key of its item. */
  readonly id: string;
  readonly email: string;
  readonly reservation: string;
  /** True once a request was about to make the account. One that was there before is not ours to delete. */
  readonly made?: boolean;
}

/** Reads a user, consistently. @throws `USER_NOT_FOUND`, also for an erased person */
export async function getUser(id: string, tables: Database = database): Promise<User> {
  const user = await findUser(id, tables);
  if (user === undefined || user.erasedAt !== undefined) throw new ApiError(userNotFound, `There is no user ${id}.`);
  return user;
}

/** Reads a user, consistently. */
export async function findUser(id: string, tables: Database = database): Promise<User | undefined> {
  const item = await getItem<User>(tables, "Users", id);
  return item?.kind === "user" ? item : undefined;
}

/** The id of the user who has an address, read consistently. */
export async function userIdOfEmail(email: string, tables: Database = database): Promise<string | undefined> {
  const key = { id: emailKey(email) };
  const item = await getItem(tables, "Users", key);
  return item?.userId as string | undefined;
}

/** Lists users. */
export function listUsers<Result>(
  request: UserListRequest<Result>,
  tables: Database = database,
): Promise<ListResponse<Result>> {
  const { role, teamId, isActive, search, sortBy, sortOrder, callerId, onlyId, visible } = request;
  const finds = search === undefined ? undefined : textSearch(search);
  const [index, attribute, value] =
    teamId === undefined ? ["ListIndex", "kind", "user"] : ["TeamIndex", "teamId", teamId];
  const descending = sortOrder === "desc";
  const readIndex = queryPage<User>(
    {
      table: "Users",
      IndexName: index,
      ...partition(attribute, value),
      ScanIndexForward: !descending,
    },
    tables,
  );
  return list({
    ...request,
    copies: 2,
    query: { list: "users", role, teamId, isActive, search, sortBy, sortOrder, callerId, onlyId },
    readPage: onlyId === undefined ? readIndex : () => readOnly(onlyId, tables),
    position: (user: User) => ({ id: user.id, name: user.name, [attribute]: value }),
    filter: (user) =>
      user.erasedAt === undefined &&
      (visible?.(user.id) ?? true) &&
      (role === undefined || user.role === role) &&
      (teamId === undefined || user.teamId === teamId) &&
      (isActive === undefined || user.isActive === isActive) &&
      (finds === undefined || finds(user.name, user.email)),
    unindexedSort:
      sortBy === "createdAt"
        ? { name: sortBy, descending, position: ({ createdAt: key, id }) => ({ key, id }) }
        : undefined,
    createdAt: (user) => user.createdAt,
    toResponse: request.toResponse,
  });
}

/** The one page of a list that has a single user at most. */
async function readOnly(id: string, tables: Database): Promise<{ Items: User[] }> {
  const user = await findUser(id, tables);
  return { Items: user === undefined ? [] : [{ ...user }] };
}

/** Plans a new user: the row, its address, its team's side, and the administrators' guard. */
export function insertUser(unitOfWork: UnitOfWork, user: User, address: Reservation): void {
  const { item, refused } = address.complete({ userId: user.id }, () => alreadyBeingMade(user.email));
  unitOfWork.add(item, refused);
  unitOfWork.insert(
    "Users",
    { ...user },
    () => new ApiError(userAlreadyExists, `${user.email} has an account already.`),
  );
  if (isActiveAdmin(user)) joinAdmins(unitOfWork, user.id);
  if (user.teamId !== undefined) joinTeam(unitOfWork, user.teamId, user.id);
}

/** Plans a user's next version with all that goes along: address, teams' sides, the administrators' guard. */
export function updateUser(unitOfWork: UnitOfWork, before: User, after: User): void {
  unitOfWork.update("Users", { ...before }, { ...after });
  if (before.email !== after.email) {
    unitOfWork.insert(
      "Users",
      { id: emailKey(after.email), userId: after.id },
      () => new ApiError(userAlreadyExists, `${after.email} is somebody else's address.`),
    );
    unitOfWork.add({ Delete: { TableName: users(), Key: { id: emailKey(before.email) } } });
  }
  if (before.teamId !== after.teamId) {
    if (before.teamId !== undefined) leaveTeam(unitOfWork, before.teamId, after.id);
    if (after.teamId !== undefined) joinTeam(unitOfWork, after.teamId, after.id);
  }
  if (isActiveAdmin(before) && !isActiveAdmin(after)) leaveAdmins(unitOfWork, after.id);
  if (!isActiveAdmin(before) && isActiveAdmin(after)) joinAdmins(unitOfWork, after.id);
}

/** Plans new marks on an active user that concern nobody else's change of them: no condition on the version, which rises all the same. */
export function markUser(unitOfWork: UnitOfWork, id: string, marks: Readonly<Record<string, unknown>>): void {
  unitOfWork.change(
    "Users",
    id,
    { set: { updatedAt: unitOfWork.now.toISOString(), ...marks }, add: { version: 1 } },
    {
      where: { condition: "isActive = :true", values: { ":true": true } },
      refused: () => new ApiError(userNotFound, `There is no active user ${id}.`),
    },
  );
}

/**
 * Plans that a temporary password is mailed again to an active user. It is a mark of the system's own: the version stays. Refused with
 * `TOO_MANY_REQUESTS` soon after the last mail, so that of many requests at once one sends it.
 */
export function markWelcome(unitOfWork: UnitOfWork, id: string): void {
  unitOfWork.change(
    "Users",
    id,
    { set: { welcomeSentAt: unitOfWork.now.toISOString() } },
    {
      where: {
        condition: "isActive = :true AND (attribute_not_exists(welcomeSentAt) OR welcomeSentAt <= :earlier)",
        values: { ":true": true, ":earlier": latestEarlierWelcome(unitOfWork.now).toISOString() },
      },
      existing: true,
      refused: (existing) => {
        const { isActive, welcomeSentAt } = (existing ?? {}) as Partial<User>;
        if (isActive === undefined) return new ApiError(userNotFound, `There is no user ${id}.`);
        if (!isActive || welcomeSentAt === undefined) return inactive(id);
        const retryAfterSeconds = secondsUntilWelcome(welcomeSentAt, unitOfWork.now);
        const message = `The mail was sent a moment ago. Send it again in ${retryAfterSeconds} seconds.`;
        return new ApiError(tooManyRequests, message, { retryAfterSeconds });
      },
    },
  );
}

/** The error of a user who must be activated first. */
export function inactive(id: string): ApiError {
  return new ApiError(userInactive, `The user ${id} is deactivated. Activate the user first.`);
}

/** Reserves an address for an account that is about to be made. @throws `USER_ALREADY_EXISTS`; `CONFLICT` while another request makes it */
export function reserveEmail(email: string, now: Date, tables: Database = database): Promise<Reservation> {
  return reserve(tables, {
    table: "Users",
    id: emailKey(email),
    now,
    attributes: reservedAttributes(email, now),
    taken: (existing) =>
      existing.userId === undefined
        ? alreadyBeingMade(email)
        : new ApiError(userAlreadyExists, `${email} has an account already.`),
  });
}

function reservedAttributes(email: string, now: Date): Record<string, unknown> {
  return { kind: creationKind, name: now.toISOString(), email };
}

function alreadyBeingMade(email: string): ApiError {
  return new ApiError(conflict, `Another request is making an account for ${email}. Repeat this one in a moment.`, {
    retryAfterSeconds: 2,
  });
}

/** The creations that began before a moment and neither ended nor were taken over since; up to 100, oldest first. */
export async function unfinishedCreations(before: Date, tables: Database = database): Promise<UnfinishedCreation[]> {
  const { Items = [] } = await tables.send(
    new QueryCommand({
      TableName: users(),
      IndexName: "ListIndex",
      KeyConditionExpression: "kind = :kind AND #name < :before",
      ExpressionAttributeNames: { "#name": "name" },
      ExpressionAttributeValues: { ":kind": creationKind, ":before": before.toISOString() },
      Limit: 100,
    }),
  );
  return Items as UnfinishedCreation[];
}

/** Takes an unfinished creation over, so that nobody goes on with it. Undefined if somebody else has done so. */
export async function claimUnfinished(
  creation: UnfinishedCreation,
  now: Date,
  tables: Database = database,
): Promise<UnfinishedCreation | undefined> {
  const reservation = `sweep-${now.toISOString()}`;
  const claimed = await updateWhere(
    tables,
    "Users",
    creation.id,
    { set: { reservation, reservedAt: Math.floor(now.getTime() / 1000) } },
    { condition: "reservation = :read", values: { ":read": creation.reservation } },
  );
  return claimed && { ...creation, reservation };
}

/** Frees the address of a creation that was taken back. */
export async function forgetUnfinished(creation: UnfinishedCreation, tables: Database = database): Promise<void> {
  await tables.send(
    new DeleteCommand({
      TableName: users(),
      Key: { id: creation.id },
      ConditionExpression: "reservation = :mine",
      ExpressionAttributeValues: { ":mine": creation.reservation },
    }),
  );
}
