/** Where exports are stored: records in Settings, files in the exports bucket. */

import type { ActivityInput } from "@aerotage/core/audit/activity";
import { ApiError } from "@aerotage/core/contract/errors";
import type { Role } from "@aerotage/core/contract/operation";
import { itemId } from "@aerotage/core/contract/tables";
import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { type ListResponse, list } from "@aerotage/core/database/list";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import { partition, queryPage } from "@aerotage/core/database/query";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Changes, Where } from "@aerotage/core/database/update-expression";
import { updateWhere } from "@aerotage/core/database/update-where";
import { tableName } from "@aerotage/core/runtime/environment";
import { exportNotFound } from "../contract/exports.js";
import { deletionOf, type ExportRecord, isRetained } from "../domain/export-record.js";

/** The item of an export: `kind` and `createdAt` are the key of ListIndex. */
interface ExportItem {
  readonly id: string;
  readonly kind: string;
  readonly createdAt: string;
  /** Epoch seconds; TTL. */
  readonly expiresAt: number;
  readonly export: Omit<ExportRecord, "status" | "rowsWritten" | "rowsTotal" | "fileSize" | "role">;
  readonly status: ExportRecord["status"];
  readonly rowsTotal: number;
  readonly rowsWritten: number;
  readonly fileSize?: number;
  readonly role?: Role;
  /** How often somebody has begun to write the file. */
  readonly attempts?: number;
  /** Who writes the file, and until when they are counted on (epoch milliseconds). */
  readonly writerId?: string;
  readonly leaseUntil?: number;
}

const exportKey = (id: string): string => itemId("Settings", "export", id);
const kindOf = (ownerId: string): string => `exports#${ownerId}`;

/** The key of an export's file. */
export function fileKey({ ownerId, id }: Pick<ExportRecord, "ownerId" | "id">): string {
  return `reports/${ownerId}/${id}`;
}

function toItem({ status, rowsTotal, rowsWritten, fileSize: _size, role: _role, ...record }: ExportRecord): ExportItem {
  return {
    id: exportKey(record.id),
    kind: kindOf(record.ownerId),
    createdAt: record.createdAt,
    expiresAt: Math.floor(deletionOf(record).getTime() / 1000),
    export: record,
    status,
    rowsTotal,
    rowsWritten,
  };
}

function fromItem({ export: record, status, rowsTotal, rowsWritten, fileSize, role }: ExportItem): ExportRecord {
  const written = { ...(fileSize !== undefined && { fileSize }), ...(role !== undefined && { role }) };
  return { ...record, status, rowsTotal, rowsWritten, ...written };
}

/** Plans a new export, and the event that has it written. */
export function insertExport(unitOfWork: UnitOfWork, record: ExportRecord): void {
  unitOfWork.insert("Settings", { ...toItem(record) }, () => new Error(`The id ${record.id} is taken.`));
  unitOfWork.audit(exportActivity("requested", record));
}

/** Plans that an export is there no more. Where its file was written meanwhile, the request is begun again. */
export function removeExport(unitOfWork: UnitOfWork, record: ExportRecord): void {
  unitOfWork.add(
    {
      Delete: {
        TableName: tableName("Settings"),
        Key: { id: exportKey(record.id) },
        ConditionExpression: "#status = :status",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":status": record.status },
      },
    },
    () => new OptimisticLockError(),
  );
  unitOfWork.audit(exportActivity("deleted", record));
}

function exportActivity(change: "requested" | "deleted", record: ExportRecord): ActivityInput {
  const { id, ownerId: _owner, createdAt: _at, status: _status, rowsWritten: _written, ...auditedFields } = record;
  const type = `export.${change}`;
  return {
    type,
    entityType: "export",
    entityId: id,
    [change === "requested" ? "after" : "before"]: { ...auditedFields },
    ...(change === "requested" && { events: [{ type, version: 1, data: { exportId: id } }] }),
  };
}

/** An export by its id, read consistently; undefined if it was deleted. */
export async function findExport(id: string, tables: Database = database): Promise<ExportRecord | undefined> {
  const item = await getItem<ExportItem>(tables, "Settings", exportKey(id));
  return item === undefined ? undefined : fromItem(item);
}

/** An export of a person. @throws `EXPORT_NOT_FOUND` */
export async function getOwnExport(ownerId: string, id: string, now: Date): Promise<ExportRecord> {
  const record = await findExport(id);
  if (record?.ownerId !== ownerId || !isRetained(record, now)) throw noExport(id);
  return record;
}

function noExport(id: string): ApiError {
  return new ApiError(exportNotFound, `There is no export ${id}. Exports are kept for seven days.`);
}

/** The exports of a person, newest first. */
export function listOwnExports<Result>(
  request: {
    readonly ownerId: string;
    readonly now: Date;
    readonly limit?: number | undefined;
    readonly cursor?: string | undefined;
    readonly toResponse: (record: ExportRecord) => Result;
  },
  tables: Database = database,
): Promise<ListResponse<Result>> {
  const { ownerId, now, toResponse } = request;
  const kind = kindOf(ownerId);
  return list<ExportItem, Result>({
    ...request,
    query: { list: "exports", ownerId },
    readPage: queryPage<ExportItem>(
      {
        table: "Settings",
        IndexName: "ListIndex",
        ...partition("kind", kind),
        ScanIndexForward: false,
      },
      tables,
    ),
    position: ({ id, createdAt }) => ({ id, kind, createdAt }),
    createdAt: ({ createdAt }) => createdAt,
    filter: (item) => isRetained(item, now),
    readAhead: 0,
    toResponse: (item) => toResponse(fromItem(item)),
  });
}

/**
 * Takes on the writing of an export's file, until a moment (epoch milliseconds).
 * @returns how often somebody has begun, this time included; undefined if the file is written already, the export was deleted, or somebody
 * else writes it
 */
export async function takeExport(
  id: string,
  { writerId, until, now }: { readonly writerId: string; readonly until: number; readonly now: Date },
  tables: Database = database,
): Promise<number | undefined> {
  const item = await change(
    id,
    tables,
    { set: { writerId, leaseUntil: until, rowsWritten: 0 }, add: { attempts: 1 } },
    {
      condition: `${isPreparing} AND (attribute_not_exists(leaseUntil) OR leaseUntil < :now)`,
      values: { ":now": now.getTime() },
    },
  );
  return item?.attempts;
}

/** Lets somebody else write the file, who need not wait. */
export async function releaseExport(id: string, writerId: string, tables: Database = database): Promise<void> {
  await change(id, tables, { remove: ["leaseUntil"] }, writtenBy(writerId));
}

/** Notes how many rows are written. @returns false if somebody else writes the file by now, or the export was deleted */
export async function noteRows(
  id: string,
  writerId: string,
  rowsWritten: number,
  tables: Database = database,
): Promise<boolean> {
  const item = await change(id, tables, { set: { rowsWritten } }, writtenBy(writerId));
  return item !== undefined;
}

/** What became of an export. */
export type ExportEnd =
  | { readonly status: "failed" }
  | {
      readonly status: "completed";
      readonly rowsTotal: number;
      readonly rowsWritten: number;
      readonly fileSize: number;
      readonly role: Role;
    };

/** Notes that the file is there, or never will be. @returns false as `noteRows` */
export async function endExport(
  id: string,
  writerId: string,
  end: ExportEnd,
  tables: Database = database,
): Promise<boolean> {
  const item = await change(id, tables, { set: { ...end }, remove: ["leaseUntil"] }, writtenBy(writerId));
  return item !== undefined;
}

const isPreparing = "#status = :preparing";

/** That a writer still writes an export. */
function writtenBy(writerId: string): Where {
  return { condition: `${isPreparing} AND writerId = :writer`, values: { ":writer": writerId } };
}

/** Changes an export that is being prepared, and returns its new state; undefined if the condition does not hold. */
function change(
  id: string,
  tables: Database,
  changes: Changes,
  { condition, values }: Where,
): Promise<ExportItem | undefined> {
  return updateWhere<ExportItem>(tables, "Settings", exportKey(id), changes, {
    condition,
    names: { "#status": "status" },
    values: { ...values, ":preparing": "preparing" },
  });
}
