/**
 * Where saved reports are stored: an item per report in Settings, listed by owner or among the shared ones. A report with a schedule has a second
 * item, listed by its next run, by which due runs are found.
 */
import type { ActivityInput } from "@aerotage/core/audit/activity";
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { type ListResponse, list } from "@aerotage/core/database/list";
import { merged, type Source } from "@aerotage/core/database/merged";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { ReportConfig } from "../domain/report-config.js";
import { type ConfigItem, configKey, fromItem, privateKind, sharedKind, toItem } from "./config-item.js";
import { planSchedule } from "./schedules.js";

/** A saved report by its id, read consistently. */
export async function findConfig(id: string, tables: Database = database): Promise<ReportConfig | undefined> {
  const [item] = await getMany<ConfigItem>(tables, "Settings", [configKey(id)]);
  return item && fromItem(item);
}

/** Plans a new saved report. */
export function insertConfig(unitOfWork: UnitOfWork, config: ReportConfig): void {
  unitOfWork.insert("Settings", { ...toItem(config) }, () => new Error(`The id ${config.id} is taken.`));
  planSchedule(unitOfWork, undefined, config);
  unitOfWork.audit(configActivity("created", undefined, config));
}

/** Plans a change of a saved report. Where a run began meanwhile, other times are decided on again. */
export function updateConfig(unitOfWork: UnitOfWork, before: ReportConfig, after: ReportConfig): void {
  unitOfWork.update("Settings", { ...toItem(before) }, { ...toItem(after) });
  planSchedule(unitOfWork, before, after);
  unitOfWork.audit(configActivity("updated", before, after));
}

/** Plans that a saved report is there no more. */
export function removeConfig(unitOfWork: UnitOfWork, before: ReportConfig): void {
  unitOfWork.remove("Settings", { id: configKey(before.id), version: before.version });
  planSchedule(unitOfWork, before, undefined);
  unitOfWork.audit(configActivity("deleted", before, undefined));
}

function configActivity(
  change: "created" | "updated" | "deleted",
  before: ReportConfig | undefined,
  after: ReportConfig | undefined,
): ActivityInput {
  const { id: configId, type: reportType, visibility } = (after ?? before) as ReportConfig;
  const auditedFields = (config: ReportConfig | undefined) => {
    if (config === undefined) return undefined;
    const { nextRunAt: _next, lastRun: _last, faults: _faults, ...rest } = config;
    return rest;
  };
  const type = `report-config.${change}`;
  return {
    type,
    entityType: "report-config",
    entityId: configId,
    before: auditedFields(before),
    after: auditedFields(after),
    events: [{ type, version: 1, data: { configId, reportType, visibility } }],
  };
}

/** What a list of saved reports asks for. */
export interface ConfigListRequest<Result> {
  readonly viewerId: string;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly filter: (config: ReportConfig) => boolean;
  readonly toResponse: (config: ReportConfig) => Result;
}

/** The saved reports of a person and the shared ones, newest first. */
export function listConfigs<Result>(
  request: ConfigListRequest<Result>,
  tables: Database = database,
): Promise<ListResponse<Result>> {
  const { viewerId, filter, toResponse } = request;
  const sources = [privateKind(viewerId), sharedKind].map(
    (value): Source => ({ table: "Settings", index: "ListIndex", attribute: "kind", value }),
  );
  return list<ConfigItem, Result>({
    ...request,
    query: { list: "report-configs", viewerId },
    readPage: async ({ startKey, pageSize }) => {
      const before = startKey?.createdAt as string | undefined;
      const range = { sortKey: "createdAt", to: before, descending: true, wanted: pageSize + 1 } as const;
      const items: ConfigItem[] = [];
      for await (const item of merged<"createdAt", ConfigItem>(tables, sources, range)) {
        // Items up to the last one are read, that one included.
        if (item.createdAt === before) continue;
        if (items.length === pageSize) return { Items: items, LastEvaluatedKey: placeOf(items.at(-1)) };
        items.push(item);
      }
      return { Items: items };
    },
    position: (item) => placeOf(item),
    createdAt: ({ createdAt }) => createdAt,
    filter: (item) => filter(fromItem(item)),
    readAhead: 0,
    toResponse: (item) => toResponse(fromItem(item)),
  });
}

function placeOf(item: ConfigItem | undefined): { readonly createdAt: string } {
  return { createdAt: item?.createdAt ?? "" };
}
