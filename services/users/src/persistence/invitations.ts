/** Where invitations lie: the only file that knows the keys and indexes of theirs. */

import type { ActivityInput } from "@aerotage/core/audit/activity";
import { ApiError } from "@aerotage/core/contract/errors";
import { itemId } from "@aerotage/core/contract/tables";
import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import type { ListResponse } from "@aerotage/core/database/list";
import { type Reservation, reserve } from "@aerotage/core/database/reservation";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { tableName } from "@aerotage/core/runtime/environment";
import { hashOfToken } from "@aerotage/core/runtime/tokens";
import { teamInactive, teamNotFound } from "@aerotage/kernel/contract/errors";
import { emailKey } from "@aerotage/kernel/persistence/users";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { type InvitationStatus, invitationAlreadyExists, invitationNotFound } from "../contract/invitations.js";
import { userAlreadyExists } from "../contract/users.js";
import { type Invitation, isExpired } from "../domain/invitation.js";
import { listKind, statusPartition } from "./invitations-table.js";

/**
 * The table holds invitations under their ids, and `pending#<address>`: that an address has a pending invitation, for as long as that
 * is good. Both are deleted some time after the invitation's end.
 */
const kind = "invitation";
const pendingKey = (email: string): string => itemId("UserInvitations", "pending", email);

/** How long an invitation is kept after its time has passed, so that its link can still say so. */
const keptDays = 30;
const secondsPerDay = 86_400;

/** An invitation's item: `kind` and `status` are the partitions of its indexes, `expiresAt` is the time to live. */
interface InvitationItem extends Invitation {
  readonly kind: typeof kind;
  readonly status: string;
  readonly expiresAt: number;
}

function secondsOf(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}

function toItem(invitation: Invitation): InvitationItem & Record<string, unknown> {
  return {
    ...invitation,
    kind,
    status: statusPartition(kind, invitation.state),
    expiresAt: secondsOf(invitation.validUntil) + keptDays * secondsPerDay,
  };
}

function fromItem(item: Record<string, unknown> | InvitationItem): Invitation {
  const { kind: _kind, status: _status, expiresAt: _expiresAt, ...invitation } = item as InvitationItem;
  return invitation;
}

/** Reads an invitation, consistently. @throws `INVITATION_NOT_FOUND` */
export async function getInvitation(id: string, tables: Database = database): Promise<Invitation> {
  const item = await getItem(tables, "UserInvitations", id);
  if (item?.kind !== kind) throw new ApiError(invitationNotFound, `There is no invitation ${id}.`);
  return fromItem(item);
}

/** The invitation of a link. The index finds it, the record itself decides. @throws `INVITATION_NOT_FOUND` */
export async function getInvitationByToken(token: string, tables: Database = database): Promise<Invitation> {
  const tokenHash = hashOfToken(token);
  const { Items = [] } = await tables.send(
    new QueryCommand({
      TableName: tableName("UserInvitations"),
      IndexName: "TokenIndex",
      KeyConditionExpression: "tokenHash = :hash",
      ExpressionAttributeValues: { ":hash": tokenHash },
      Limit: 1,
    }),
  );
  const unknown = new ApiError(
    invitationNotFound,
    "Invalid token: the link belongs to no invitation, or there is a newer link.",
  );
  const id = Items[0]?.id as string | undefined;
  if (id === undefined) throw unknown;
  const invitation = await getInvitation(id, tables);
  if (invitation.tokenHash !== tokenHash) throw unknown;
  return invitation;
}

/** What a list of invitations can be asked for. */
export interface InvitationListRequest<Result> {
  readonly status?: InvitationStatus | undefined;
  readonly sortBy?: "createdAt" | "expiresAt" | "email" | undefined;
  readonly sortOrder?: "asc" | "desc" | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly offset?: number | undefined;
  readonly callerId: string;
  readonly now: Date;
  readonly toResponse: (invitation: Invitation) => Result;
}

/** The orders that no index has. */
const orders = {
  createdAt: undefined,
  expiresAt: { name: "expiresAt", by: ({ validUntil }: Invitation) => validUntil },
  email: { name: "email", by: ({ email }: Invitation) => email },
} as const;

/** Lists invitations, newest first unless asked otherwise. */
export function listInvitations<Result>(
  request: InvitationListRequest<Result>,
  tables: Database = database,
): Promise<ListResponse<Result>> {
  const { status, sortBy, sortOrder, callerId, now } = request;
  const state = status === "expired" ? "pending" : status;
  return listKind<InvitationItem, Result>(
    {
      ...request,
      kind,
      state,
      order: orders[sortBy ?? "createdAt"],
      query: { list: "invitations", status, sortBy, sortOrder, callerId },
      filter: state === "pending" ? (item) => isExpired(item, now) === (status === "expired") : undefined,
      toResponse: (item) => request.toResponse(fromItem(item)),
    },
    tables,
  );
}

/** Reserves an address for an invitation that is about to be mailed. @throws `INVITATION_ALREADY_EXISTS` */
export function reservePending(email: string, now: Date, tables: Database = database): Promise<Reservation> {
  return reserve(tables, {
    table: "UserInvitations",
    id: pendingKey(email),
    now,
    attributes: { expiresAt: Math.floor(now.getTime() / 1000) + secondsPerDay },
    taken: () => alreadyInvited(email),
  });
}

/** Plans a new invitation. Refused if the address got an account meanwhile, or the team is gone. */
export function insertInvitation(unitOfWork: UnitOfWork, invitation: Invitation, pending: Reservation): void {
  const { item, refused } = pending.complete(pendingItem(invitation), () => alreadyInvited(invitation.email));
  unitOfWork.add(item, refused);
  unitOfWork.add(
    {
      ConditionCheck: {
        TableName: tableName("Users"),
        Key: { id: emailKey(invitation.email) },
        ConditionExpression: "attribute_not_exists(id)",
      },
    },
    () => new ApiError(userAlreadyExists, `${invitation.email} has an account already.`),
  );
  if (invitation.teamId !== undefined) requireTeam(unitOfWork, invitation.teamId);
  unitOfWork.insert("UserInvitations", toItem(invitation), () => new Error(`The id ${invitation.id} is taken.`));
}

function requireTeam(unitOfWork: UnitOfWork, teamId: string): void {
  unitOfWork.add(
    {
      ConditionCheck: {
        TableName: tableName("Teams"),
        Key: { id: teamId },
        ConditionExpression: "isActive = :true",
        ExpressionAttributeValues: { ":true": true },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    },
    (existing) =>
      existing === undefined
        ? new ApiError(teamNotFound, `There is no team ${teamId}.`)
        : new ApiError(teamInactive, `The team ${String(existing.name)} is not active. Choose another one.`),
  );
}

/** Plans an invitation's next version while it is pending: the address stays taken for as long as it is good. */
export function extendInvitation(unitOfWork: UnitOfWork, before: Invitation, after: Invitation): void {
  unitOfWork.update("UserInvitations", toItem(before), toItem(after));
  unitOfWork.add(
    {
      Put: {
        TableName: tableName("UserInvitations"),
        Item: { ...pendingItem(after), id: pendingKey(after.email) },
        ConditionExpression: "attribute_not_exists(id) OR invitationId = :id OR heldUntil < :now",
        ExpressionAttributeValues: { ":id": after.id, ":now": Math.floor(unitOfWork.now.getTime() / 1000) },
      },
    },
    () => alreadyInvited(after.email),
  );
}

/** Plans an invitation's end: the address is free for another one, unless it has one already. */
export async function endInvitation(
  unitOfWork: UnitOfWork,
  before: Invitation,
  after: Invitation,
  tables: Database = database,
): Promise<void> {
  const TableName = tableName("UserInvitations");
  const Key = { id: pendingKey(after.email) };
  const pending = await getItem(tables, "UserInvitations", Key.id);
  unitOfWork.update("UserInvitations", toItem(before), toItem(after));
  if (pending?.invitationId !== after.id) return;
  unitOfWork.add({
    Delete: {
      TableName,
      Key,
      ConditionExpression: "invitationId = :id",
      ExpressionAttributeValues: { ":id": after.id },
    },
  });
}

function pendingItem(invitation: Invitation): Record<string, unknown> {
  const until = secondsOf(invitation.validUntil);
  return { invitationId: invitation.id, heldUntil: until, expiresAt: until + secondsPerDay };
}

function alreadyInvited(email: string): ApiError {
  return new ApiError(invitationAlreadyExists, `${email} has a pending invitation. Send that one again, or cancel it.`);
}

/** The activity record of what happened to an invitation. */
export function invitationActivity(
  change: "created" | "resent" | "cancelled" | "accepted",
  before: Invitation | undefined,
  after: Invitation,
): ActivityInput {
  const auditedFields = ({ tokenHash: _hash, ...invitation }: Invitation) => invitation;
  const type = `invitation.${change}`;
  const { id: invitationId, email, role } = after;
  return {
    type,
    entityType: "invitation",
    entityId: invitationId,
    before: before && auditedFields(before),
    after: auditedFields(after),
    events: [{ type, version: 1, data: { invitationId, email, role } }],
  };
}
