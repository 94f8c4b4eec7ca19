/** A saved report as it is stored, and who may read and change it: pure rules. */

import { ApiError, fieldError, forbidden } from "@aerotage/core/contract/errors";
import { mergePatch } from "@aerotage/core/contract/merge-patch";
import { nextVersion } from "@aerotage/core/contract/versions";
import type { Caller } from "@aerotage/core/lambda/caller";
import type {
  ConfigChange,
  ConfigInput,
  ConfigResponse,
  deliveryStatuses,
  runStatuses,
  visibilities,
} from "../contract/configs.js";
import type { CsvOptions, ExportFilters, ExportFormat, ExportType } from "../contract/exports.js";
import { periodProblem } from "../contract/filters.js";
import type { ScheduleInput } from "../contract/schedule.js";
import { filterProblem } from "./export-filters.js";
import { hasSameTimes, nextRun, type ReportSchedule, timesOf } from "./schedule.js";

/** What became of the mail to a recipient. */
export interface Delivery {
  readonly userId: string;
  readonly status: (typeof deliveryStatuses)[number];
  readonly exportId?: string;
  readonly reason?: string;
}

/** The latest run of a saved report. */
export interface LastRun {
  /** The moment that it was planned for. */
  readonly at: string;
  readonly status: (typeof runStatuses)[number];
  readonly deliveries: readonly Delivery[];
}

/** A saved report as it is stored. */
export interface ReportConfig {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly type: ExportType;
  readonly format: ExportFormat;
  readonly filters: ExportFilters;
  readonly csv?: CsvOptions;
  readonly visibility: (typeof visibilities)[number];
  readonly schedule?: ReportSchedule;
  /** When it runs next. Each run moves it, without another version. */
  readonly nextRunAt?: string;
  readonly lastRun?: LastRun;
  /** In test builds, the faults that its runs ask for. */
  readonly faults?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
}

type Viewer = Pick<Caller, "id" | "role">;

/** True if somebody may know of a saved report. */
export function mayRead(config: ReportConfig, { id, role }: Viewer): boolean {
  return config.ownerId === id || (config.visibility === "shared" && mayHaveType(config.type, role));
}

/** True if somebody may change a saved report that they may read, and sees whom it is mailed to. */
export function mayChange({ ownerId }: ReportConfig, { id, role }: Viewer): boolean {
  return ownerId === id || role === "admin";
}

function mayHaveType(type: ExportType, role: Caller["role"]): boolean {
  return type === "time" || role !== "employee";
}

/** What is new: who saves it, under which id, and the recipients as user ids. */
export interface Saving {
  readonly now: Date;
  readonly recipients: readonly string[];
}

/** A new saved report. @throws `VALIDATION_ERROR`, `FORBIDDEN` */
export function newConfig(
  { name, type, format = "csv", filters = {}, csv, visibility = "private", schedule }: ConfigInput,
  { id, owner, now, recipients }: Saving & { readonly id: string; readonly owner: Viewer },
): ReportConfig {
  const at = now.toISOString();
  const config: ReportConfig = {
    id,
    ownerId: owner.id,
    name,
    type,
    format,
    filters,
    ...(csv !== undefined && { csv }),
    visibility,
    ...(schedule !== undefined && { schedule: { ...timesOf(schedule), recipients } }),
    createdAt: at,
    updatedAt: at,
    version: 1,
  };
  requireValid(config, owner);
  return planned(config, now);
}

/** A saved report with changes. @throws `VALIDATION_ERROR`, `FORBIDDEN` */
export function changedConfig(
  before: ReportConfig,
  { schedule, filters, ...change }: ConfigChange,
  { caller, now, recipients }: Saving & { readonly caller: Viewer },
): ReportConfig {
  const changed = mergePatch(before, {
    ...change,
    filters: filters === null ? {} : filters,
    schedule: scheduleChange(schedule, recipients),
  });
  requireValid(changed, caller);
  const after = nextVersion(changed, now);
  return hasSameTimes(before.schedule, after.schedule) ? after : planned(after, now);
}

function scheduleChange(
  schedule: ScheduleInput | null | undefined,
  recipients: readonly string[],
): ReportSchedule | null | undefined {
  return schedule === undefined || schedule === null ? schedule : { ...timesOf(schedule), recipients };
}

/** With the first run after now, and after the last one. */
function planned({ nextRunAt: _before, ...config }: ReportConfig, now: Date): ReportConfig {
  const { schedule, lastRun } = config;
  if (schedule === undefined) return config;
  const after = Math.max(now.getTime(), lastRun === undefined ? 0 : Date.parse(lastRun.at));
  return { ...config, nextRunAt: nextRun(schedule, new Date(after)) };
}

function requireValid({ type, filters }: ReportConfig, { role }: Viewer): void {
  if (!mayHaveType(type, role))
    throw new ApiError(forbidden, `Only administrators and managers may save reports of ${type}; you may save time.`);
  const problem = periodProblem(filters) ?? filterProblem(type, filters);
  if (problem !== undefined) throw fieldError(`filters.${problem.path}`, problem.message);
}

/** A saved report as somebody sees it. */
export function configResponse(config: ReportConfig, viewer: Viewer): ConfigResponse {
  const { schedule, nextRunAt, lastRun, faults: _faults, filters, csv, ...rest } = config;
  const plain = { ...rest, filters: filters as ConfigResponse["filters"], ...(csv !== undefined && { csv }) };
  if (!mayChange(config, viewer)) return plain;
  return {
    ...plain,
    ...(schedule !== undefined && { schedule: { ...schedule, recipients: [...schedule.recipients] } }),
    ...(nextRunAt !== undefined && { nextRunAt }),
    ...(lastRun !== undefined && { lastRun: lastRunResponse(lastRun, viewer.id) }),
  };
}

function lastRunResponse(
  { at, status, deliveries }: LastRun,
  viewerId: string,
): NonNullable<ConfigResponse["lastRun"]> {
  const exportId = deliveries.find(({ userId }) => userId === viewerId)?.exportId;
  return {
    at,
    status,
    ...(exportId !== undefined && { exportId }),
    deliveries: deliveries.map(({ exportId: _own, ...fields }) => fields),
  };
}
