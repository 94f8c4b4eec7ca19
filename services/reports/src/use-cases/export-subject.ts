import type { ExportFilters, ExportType } from "../contract/exports.js";
import type { Period } from "../contract/filters.js";
import type { ReportCaller } from "./read-time.js";

/** What is exported, for whom. */
export interface ExportSubject {
  readonly type: ExportType;
  readonly filters: ExportFilters;
  readonly period: Period;
  readonly caller: ReportCaller;
  /** The caller's local date. */
  readonly today: string;
}
