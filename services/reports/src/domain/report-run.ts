/** A run of a scheduled report: pure rules. */
import { idOfText } from "@aerotage/core/runtime/ids";
import type { CsvOptions } from "../contract/exports.js";
import type { Period } from "../contract/filters.js";
import type { ExportRecord } from "./export-record.js";
import type { Delivery, LastRun, ReportConfig } from "./report-config.js";

/** A run as it is stored, with everything that it needs: what becomes of the saved report meanwhile does not concern it. */
export interface ReportRun extends Pick<ReportConfig, "ownerId" | "name" | "type" | "format" | "filters" | "faults"> {
  readonly configId: string;
  /** The moment that it was planned for; with `configId` the run's identity. */
  readonly plannedAt: string;
  readonly csv: CsvOptions;
  /** The dates that a preset stands for at that moment. */
  readonly period: Period;
  readonly startedAt: string;
  readonly deliveries: readonly Delivery[];
  /** How often somebody has begun. */
  readonly attempts: number;
}

/** Names a run. */
export type RunId = Pick<ReportRun, "configId" | "plannedAt">;

/** A run of a saved report that is due. */
export function newRun(config: ReportConfig, plannedAt: string, period: Period, now: Date): ReportRun {
  const { id: configId, ownerId, name, type, format, filters, csv = {}, schedule, faults } = config;
  return {
    configId,
    plannedAt,
    ownerId,
    name,
    type,
    format,
    filters,
    csv,
    period,
    startedAt: now.toISOString(),
    deliveries: (schedule?.recipients ?? []).map((userId) => ({ userId, status: "pending" })),
    attempts: 0,
    ...(faults !== undefined && { faults }),
  };
}

/** The id of a recipient's export: the same whoever goes on with the run. */
export function exportIdOf({ configId, plannedAt }: RunId, userId: string): string {
  return idOfText(`report run ${configId} ${plannedAt} ${userId}`);
}

/** A recipient's export. Its rows are counted when it is written. */
export function exportOfRun(run: ReportRun, userId: string, now: Date): ExportRecord {
  const { type, format, filters, csv, period } = run;
  return {
    id: exportIdOf(run, userId),
    ownerId: userId,
    type,
    format,
    filters,
    csv,
    period,
    status: "preparing",
    rowsTotal: 0,
    rowsWritten: 0,
    createdAt: now.toISOString(),
  };
}

const openStatuses: readonly Delivery["status"][] = ["pending", "exported", "mailing"];

/** True while something is to be done for a recipient. */
export function isOpen({ status }: Delivery): boolean {
  return openStatuses.includes(status);
}

/** How a run went, as its saved report tells it. */
export function outcomeOf({ plannedAt, deliveries }: Pick<ReportRun, "plannedAt" | "deliveries">): LastRun {
  const sent = deliveries.filter(({ status }) => status === "sent").length;
  const status = deliveries.some(isOpen)
    ? "running"
    : sent === deliveries.length
      ? "completed"
      : sent > 0
        ? "incomplete"
        : "failed";
  return { at: plannedAt, status, deliveries };
}
