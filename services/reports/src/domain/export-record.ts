/** An export as it is stored: pure rules. */

import type { Role } from "@aerotage/core/contract/operation";
import type {
  CsvOptions,
  ExportFilters,
  ExportFormat,
  ExportInput,
  ExportResponse,
  ExportType,
} from "../contract/exports.js";
import { exportFormats, exportRetentionDays, type exportStatuses, exportTypes } from "../contract/exports.js";
import type { Period } from "../contract/filters.js";

/** An export as it is stored. */
export interface ExportRecord {
  readonly id: string;
  readonly ownerId: string;
  /** The role that its owner had when the file was written: what the file shows. */
  readonly role?: Role;
  readonly type: ExportType;
  readonly format: ExportFormat;
  readonly filters: ExportFilters;
  readonly csv: CsvOptions;
  /** The dates that a preset stood for when it was asked for. */
  readonly period: Period;
  readonly status: (typeof exportStatuses)[number];
  readonly rowsTotal: number;
  readonly rowsWritten: number;
  /** Bytes. */
  readonly fileSize?: number;
  readonly createdAt: string;
}

/** What is asked for, where a name of a format may stand for time in that format. */
export function exportKind({ type, format }: Pick<ExportInput, "type" | "format">): {
  readonly type: ExportType;
  readonly format: ExportFormat;
} {
  const named = exportFormats.find((each) => each === type);
  if (named !== undefined) return { type: "time", format: named };
  return { type: exportTypes.find((each) => each === type) ?? "time", format: format ?? "csv" };
}

/** The name of an export's file. */
export function fileNameOf({ type, period, format }: Pick<ExportRecord, "type" | "period" | "format">): string {
  return `${type}-${period.startDate}-${period.endDate}.${format}`;
}

/** When the bucket's rule deletes a file. */
export function deletionOf({ createdAt }: Pick<ExportRecord, "createdAt">): Date {
  return new Date(Date.parse(createdAt) + exportRetentionDays * 86_400_000);
}

/** True while an export is kept. The database deletes its record some time after. */
export function isRetained(record: Pick<ExportRecord, "createdAt">, now: Date): boolean {
  return deletionOf(record) > now;
}

/** True if a person may have the file: a person who has a lower role by now would see what they may not see any more. */
export function mayHaveFile({ status, role }: ExportRecord, caller: { readonly role: Role }): boolean {
  return status === "completed" && (role === caller.role || caller.role === "admin");
}

/** An export as it is answered. @param link to the file, once that is there */
export function exportResponse(
  record: ExportRecord,
  link?: { readonly downloadUrl: string; readonly expiresAt: string },
): ExportResponse {
  const { id: exportId, type, format, period, status, rowsTotal, rowsWritten, fileSize, createdAt } = record;
  return {
    exportId,
    type,
    format,
    period,
    status,
    fileName: fileNameOf(record),
    rowsTotal,
    rowsWritten,
    ...(status === "completed" && { rowCount: rowsTotal }),
    ...(fileSize !== undefined && { fileSize }),
    ...link,
    deletedAt: deletionOf(record).toISOString(),
    createdAt,
  };
}
