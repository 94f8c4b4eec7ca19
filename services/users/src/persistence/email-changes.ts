/** Where e-mail changes lie: the only file that knows the keys and indexes of theirs. */

import type { ActivityInput } from "@aerotage/core/audit/activity";
import { ApiError } from "@aerotage/core/contract/errors";
import { itemId } from "@aerotage/core/contract/tables";
import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import type { ListResponse } from "@aerotage/core/database/list";
import { type Reservation, reserve } from "@aerotage/core/database/reservation";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { tableName } from "@aerotage/core/runtime/environment";
import {
  activeRequestExists,
  type EmailChangeStatus,
  type EmailType,
  emailChangeNotFound,
  invalidVerificationToken,
} from "../contract/email-changes.js";
import { completedEmailChange, type EmailChange, isOpen, supersededEmailChange } from "../domain/email-change.js";
import { listKind, statusPartition } from "./invitations-table.js";

/**
 * Beside the invitations lie requests under their ids, `emailChange#<user>`, that a person has an open one, and
 * `emailToken#<hash>`, what a mailed link belongs to.
 */
const kind = "emailChange";
const openKey = (userId: string): string => itemId("UserInvitations", "emailChange", userId);
const tokenKey = (tokenHash: string): string => itemId("UserInvitations", "emailToken", tokenHash);

/** How long a request is kept after it last changed; an open one that nobody touches ends with it. */
const keptDays = 90;
/** How long a link is known after it was mailed, so that it can say that it has expired. */
const linkKeptDays = 7;
const secondsPerDay = 86_400;

/** A request's item: `kind` and `status` are the partitions of its indexes, `expiresAt` is the time to live. */
interface EmailChangeItem extends EmailChange {
  readonly kind: typeof kind;
  readonly status: string;
  readonly expiresAt: number;
}

const table = () => tableName("UserInvitations");

function expiryAfter(instant: string, days: number): number {
  return Math.floor(Date.parse(instant) / 1000) + days * secondsPerDay;
}

function toItem(change: EmailChange): EmailChangeItem & Record<string, unknown> {
  return {
    ...change,
    kind,
    status: statusPartition(kind, change.state),
    expiresAt: expiryAfter(change.updatedAt, keptDays),
  };
}

function fromItem(item: Record<string, unknown> | EmailChangeItem): EmailChange {
  const { kind: _kind, status: _status, expiresAt: _expiresAt, ...change } = item as EmailChangeItem;
  return change;
}

/** Reads a request, consistently. @throws `EMAIL_CHANGE_REQUEST_NOT_FOUND` */
export async function getEmailChange(id: string, tables: Database = database): Promise<EmailChange> {
  const change = await findEmailChange(id, tables);
  if (change === undefined) throw new ApiError(emailChangeNotFound, `There is no request ${id}.`);
  return change;
}

async function findEmailChange(id: string, tables: Database): Promise<EmailChange | undefined> {
  const item = await getItem(tables, "UserInvitations", id);
  return item?.kind === kind ? fromItem(item) : undefined;
}

/** The request that a mailed link belongs to. @throws `INVALID_VERIFICATION_TOKEN` */
export async function getEmailChangeByTokenHash(tokenHash: string, tables: Database = database): Promise<EmailChange> {
  const item = await getItem(tables, "UserInvitations", tokenKey(tokenHash));
  const change = item === undefined ? undefined : await findEmailChange(String(item.requestId), tables);
  if (change === undefined)
    throw new ApiError(invalidVerificationToken, "This link is not one of an open request, or there is a newer one.");
  return change;
}

/** What a list of requests can be asked for. */
export interface EmailChangeListRequest<Result> {
  readonly status?: EmailChangeStatus | undefined;
  readonly sortBy?: "requestedAt" | "status" | "reason" | undefined;
  readonly sortOrder?: "asc" | "desc" | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly offset?: number | undefined;
  readonly callerId: string;
  /** The person whose requests are meant; everybody's without it. */
  readonly userId?: string | undefined;
  readonly toResponse: (change: EmailChange) => Result;
}

/** The orders that no index has. */
const orders = {
  requestedAt: undefined,
  status: { name: "status", by: ({ state }: EmailChange) => state },
  reason: { name: "reason", by: ({ reason }: EmailChange) => reason },
} as const;

/** Lists requests, newest first unless asked otherwise. */
export function listEmailChanges<Result>(
  request: EmailChangeListRequest<Result>,
  tables: Database = database,
): Promise<ListResponse<Result>> {
  const { status, sortBy, sortOrder, callerId, userId } = request;
  return listKind<EmailChangeItem, Result>(
    {
      ...request,
      kind,
      state: status,
      order: orders[sortBy ?? "requestedAt"],
      copies: 2,
      query: { list: "emailChanges", status, sortBy, sortOrder, callerId },
      filter: userId === undefined ? undefined : (item) => item.userId === userId,
      toResponse: (item) => request.toResponse(fromItem(item)),
    },
    tables,
  );
}

/** Reserves that a person has an open request, before its mails are sent. @throws `ACTIVE_REQUEST_EXISTS` */
export function reserveOpen(userId: string, now: Date, tables: Database = database): Promise<Reservation> {
  return reserve(tables, {
    table: "UserInvitations",
    id: openKey(userId),
    now,
    attributes: { expiresAt: expiryAfter(now.toISOString(), 1) },
    taken: () => alreadyOpen(),
  });
}

/** Plans a new request with both its links. */
export function insertEmailChange(unitOfWork: UnitOfWork, change: EmailChange, open: Reservation): void {
  const { item, refused } = open.complete(openItem(change), alreadyOpen);
  unitOfWork.add(item, refused);
  unitOfWork.insert("UserInvitations", toItem(change), () => new Error(`The id ${change.id} is taken.`));
  for (const type of ["current", "new"] as const) insertLink(unitOfWork, change, type);
}

/**
 * Plans a request's next version; what an open request takes is freed with its end.
 * @param refused makes the error if another request changed it in the meantime
 */
export function updateEmailChange(
  unitOfWork: UnitOfWork,
  before: EmailChange,
  after: EmailChange,
  refused?: () => Error,
): void {
  unitOfWork.update("UserInvitations", toItem(before), toItem(after), refused);
  for (const type of ["current", "new"] as const) {
    if (before[type].tokenHash === after[type].tokenHash) continue;
    unitOfWork.add({ Delete: { TableName: table(), Key: { id: tokenKey(before[type].tokenHash) } } });
    insertLink(unitOfWork, after, type);
  }
  const Key = { id: openKey(after.userId) };
  if (isOpen(after)) unitOfWork.add({ Put: { TableName: table(), Item: { ...openItem(after), ...Key } } });
  else unitOfWork.add({ Delete: { TableName: table(), Key } });
}

/**
 * Plans the end of an approved request whose person's account has followed the record, and returns it; nothing if it has ended. It is
 * completed if the record has the address that it asked for.
 */
export async function endApprovedChange(
  unitOfWork: UnitOfWork,
  id: string,
  user: { readonly id: string; readonly email: string },
  tables: Database = database,
): Promise<EmailChange | undefined> {
  const before = await findEmailChange(id, tables);
  const end = before?.newEmail === user.email ? completedEmailChange : supersededEmailChange;
  const after = before?.state === "approved" ? end(before, unitOfWork.now) : undefined;
  // First, so that of two at once the later one learns that it is done.
  unitOfWork.change(
    "Users",
    user.id,
    { remove: ["emailChangeId"] },
    {
      where: { condition: "emailChangeId = :id", values: { ":id": id } },
      refused: () => new CompletedAlready(),
    },
  );
  if (before !== undefined && after !== undefined) {
    updateEmailChange(unitOfWork, before, after);
    unitOfWork.audit(emailChangeActivity(after.state === "completed" ? "completed" : "cancelled", before, after));
  }
  return after;
}

/** Another process completed the change: there is nothing left to do. */
export class CompletedAlready extends Error {}

function insertLink(unitOfWork: UnitOfWork, change: EmailChange, type: EmailType): void {
  const item = {
    id: tokenKey(change[type].tokenHash),
    requestId: change.id,
    expiresAt: expiryAfter(change.updatedAt, linkKeptDays),
  };
  unitOfWork.insert("UserInvitations", item, () => new Error("Two links have the same token."));
}

function openItem(change: EmailChange): Record<string, unknown> {
  const until = expiryAfter(change.updatedAt, keptDays);
  return { requestId: change.id, heldUntil: until, expiresAt: until };
}

function alreadyOpen(): ApiError {
  return new ApiError(activeRequestExists, "There is an open request already. Cancel it to make another one.");
}

/** The activity record of what happened to a request. */
export function emailChangeActivity(
  change: "requested" | "verified" | "resent" | "approved" | "completed" | "rejected" | "cancelled",
  before: EmailChange | undefined,
  after: EmailChange,
): ActivityInput {
  const auditedFields = ({ current, new: next, ...request }: EmailChange) => ({
    ...request,
    currentEmailVerifiedAt: current.verifiedAt,
    newEmailVerifiedAt: next.verifiedAt,
  });
  const type = `emailChange.${change}`;
  return {
    type,
    entityType: "emailChange",
    entityId: after.id,
    before: before && auditedFields(before),
    after: auditedFields(after),
    ...(after.rejectionReason !== undefined && { reason: after.rejectionReason }),
    events: [{ type, version: 1, data: { requestId: after.id, userId: after.userId, status: after.state } }],
  };
}
