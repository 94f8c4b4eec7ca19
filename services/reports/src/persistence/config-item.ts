/** The items of a saved report in Settings: its own, and with a schedule a second one, by which it is found when it is due. */
import { itemId } from "@aerotage/core/contract/tables";
import type { LastRun, ReportConfig } from "../domain/report-config.js";

/** The item of a saved report: `kind` and `createdAt` are the key of ListIndex. */
export interface ConfigItem {
  readonly id: string;
  readonly kind: string;
  /** With the id behind it, so that no two items have the same. */
  readonly createdAt: string;
  readonly config: Omit<ReportConfig, "version" | "updatedAt" | "nextRunAt" | "lastRun">;
  readonly version: number;
  readonly updatedAt: string;
  readonly nextRunAt?: string;
  /** Written by runs alone. */
  readonly lastRun?: LastRun;
}

/** The partition of the shared reports. */
export const sharedKind = "report-configs";
/** The partition of schedules, by next run. */
export const scheduleKind = "report-schedules";
/** The key of a saved report. */
export const configKey = (id: string): string => itemId("Settings", "reportConfig", id);
/** The key of its schedule. */
export const scheduleKey = (id: string): string => itemId("Settings", "reportSchedule", id);
/** The partition of somebody's private reports. */
export const privateKind = (ownerId: string): string => `${sharedKind}#${ownerId}`;

/** The item of a saved report. */
export function toItem({ version, updatedAt, nextRunAt, lastRun: _runs, ...config }: ReportConfig): ConfigItem {
  const { id, ownerId, visibility, createdAt } = config;
  return {
    id: configKey(id),
    kind: visibility === "shared" ? sharedKind : privateKind(ownerId),
    createdAt: `${createdAt}#${id}`,
    config,
    version,
    updatedAt,
    ...(nextRunAt !== undefined && { nextRunAt }),
  };
}

/** A saved report from its item. */
export function fromItem({ config, version, updatedAt, nextRunAt, lastRun }: ConfigItem): ReportConfig {
  return {
    ...config,
    version,
    updatedAt,
    ...(nextRunAt !== undefined && { nextRunAt }),
    ...(lastRun !== undefined && { lastRun }),
  };
}

/** The item of a schedule. */
export function scheduleItem(configId: string, nextRunAt: string) {
  return { id: scheduleKey(configId), kind: scheduleKind, createdAt: nextRunAt, configId };
}
