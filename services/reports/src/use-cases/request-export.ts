import { invokeFunction } from "@aerotage/core/aws/invoke";
import { ApiError, fieldError, forbidden } from "@aerotage/core/contract/errors";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { idOfText, newId } from "@aerotage/core/runtime/ids";
import { logger } from "@aerotage/core/runtime/logger";
import { dateIn } from "@aerotage/core/time/zones";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import { type ExportInput, exportTooLarge, maxExportRows, rowsAtOnce } from "../contract/exports.js";
import { periodProblem } from "../contract/filters.js";
import { filterProblem } from "../domain/export-filters.js";
import { type ExportRecord, exportKind } from "../domain/export-record.js";
import { periodOf } from "../domain/period.js";
import { findExport, insertExport } from "../persistence/exports.js";
import { exportTable } from "./export-table.js";
import type { WriteRequest } from "./write-export.js";

/** How long the file of a request that waits for it may take to be written, in milliseconds. */
const patience = 15_000;

/** Kept back of the time of the request for its response, in milliseconds. */
const respondingMilliseconds = 2000;

interface ExportRequest {
  readonly body: ExportInput;
  readonly caller: Caller;
  readonly unitOfWork: UnitOfWork;
  readonly now: Date;
  /** The same for every repetition of the request with its idempotency key. */
  readonly idempotencyFingerprint: string | undefined;
}

/**
 * Stores what is to be exported, and has its file written. The record and the event that has the file written are there before it is
 * begun; so whatever ends this request, the file follows.
 * @throws `VALIDATION_ERROR`, `FORBIDDEN`, `EXPORT_TOO_LARGE`
 */
export async function requestExport({
  body,
  caller,
  unitOfWork,
  now,
  idempotencyFingerprint,
}: ExportRequest): Promise<ExportRecord> {
  // A repetition of a request that died finds what that has stored.
  const id = idempotencyFingerprint === undefined ? newId(now) : idOfText(`export ${idempotencyFingerprint}`);
  const known = idempotencyFingerprint === undefined ? undefined : await findExport(id);
  if (known !== undefined) return known.status === "preparing" ? await awaited(known, unitOfWork) : known;
  const { type, format } = exportKind(body);
  const filters = body.filters ?? {};
  const problem = periodProblem(filters);
  if (problem !== undefined) throw fieldError(`filters.${problem.path}`, problem.message);
  const mismatch = filterProblem(type, filters);
  if (mismatch !== undefined) throw fieldError(`filters.${mismatch.path}`, mismatch.message);
  if (type !== "time" && caller.role === "employee")
    throw new ApiError(forbidden, `Only administrators and managers may export ${type}; you may export your time.`);
  const { weekStart } = await companySettings();
  const today = dateIn(caller.timezone, now);
  const period = periodOf(filters, { today, weekStart });
  const { rowsTotal } = await exportTable({ type, filters, period, caller, today });
  const maxRows = maxExportRows[format];
  if (rowsTotal > maxRows)
    throw new ApiError(
      exportTooLarge,
      `A ${format} file has at most ${maxRows} rows; this one would have ${rowsTotal}.`,
    );
  const record: ExportRecord = {
    id,
    ownerId: caller.id,
    type,
    format,
    filters,
    csv: body.csv ?? {},
    period,
    status: "preparing",
    rowsTotal,
    rowsWritten: 0,
    createdAt: now.toISOString(),
  };
  const first = unitOfWork.separateTransaction();
  insertExport(first, record);
  await first.commit();
  return await awaited(record, unitOfWork);
}

/** The export once its file is written, if that does not take long; else its event has it written. */
async function awaited(
  record: ExportRecord,
  { deadline = Number.POSITIVE_INFINITY }: UnitOfWork,
): Promise<ExportRecord> {
  const time = Math.min(patience, deadline - Date.now() - respondingMilliseconds);
  if (record.rowsTotal > rowsAtOnce || time <= 0) return record;
  try {
    const request: WriteRequest = { exportId: record.id };
    await invokeFunction("reports-write-export", request, time);
    return (await findExport(record.id)) ?? record;
  } catch (error) {
    logger.warn("The file of an export is written later", error as Error);
    return record;
  }
}
