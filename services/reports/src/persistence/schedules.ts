/** Where it is stored when saved reports run. */
import { type Database, database } from "@aerotage/core/database/client";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import { queryAll } from "@aerotage/core/database/query";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { updateWhere } from "@aerotage/core/database/update-where";
import { tableName } from "@aerotage/core/runtime/environment";
import type { LastRun, ReportConfig } from "../domain/report-config.js";
import { hasSameTimes } from "../domain/schedule.js";
import { configKey, scheduleItem, scheduleKey, scheduleKind } from "./config-item.js";

/** Plans when a report is found to be due. Each run moves that, so a change that does not know of a run is begun again. */
export function planSchedule(
  unitOfWork: UnitOfWork,
  before: ReportConfig | undefined,
  after: ReportConfig | undefined,
): void {
  const id = (after ?? before)?.id ?? "";
  const [planned, next] = [before?.nextRunAt, after?.nextRunAt];
  if (planned === next && hasSameTimes(before?.schedule, after?.schedule)) return;
  const unmoved = {
    TableName: tableName("Settings"),
    ConditionExpression: planned === undefined ? "attribute_not_exists(id)" : "createdAt = :planned",
    ...(planned !== undefined && { ExpressionAttributeValues: { ":planned": planned } }),
  };
  if (next === undefined)
    unitOfWork.add({ Delete: { ...unmoved, Key: { id: scheduleKey(id) } } }, () => new OptimisticLockError());
  else unitOfWork.add({ Put: { ...unmoved, Item: scheduleItem(id, next) } }, () => new OptimisticLockError());
}

/** A saved report that is due, and the moment that its run was planned for. */
export interface DueReport {
  readonly configId: string;
  readonly plannedAt: string;
}

/** The saved reports whose next run is not after a moment, those that wait longest first. */
export async function findDue(now: Date, tables: Database = database): Promise<DueReport[]> {
  const items = await queryAll<ReturnType<typeof scheduleItem>>(
    {
      table: "Settings",
      IndexName: "ListIndex",
      KeyConditionExpression: "kind = :kind AND createdAt <= :now",
      ExpressionAttributeValues: { ":kind": scheduleKind, ":now": now.toISOString() },
    },
    tables,
  );
  return items.map(({ configId, createdAt }) => ({ configId, plannedAt: createdAt }));
}

/**
 * Plans that a saved report runs now, and when it runs next.
 * @param planned the next run that was read
 */
export function moveSchedule(
  unitOfWork: UnitOfWork,
  { id, version }: ReportConfig,
  planned: string,
  next: string,
  lastRun: LastRun,
): void {
  const TableName = tableName("Settings");
  const lost = () => new OptimisticLockError();
  unitOfWork.change(
    "Settings",
    configKey(id),
    { set: { nextRunAt: next, lastRun } },
    {
      where: {
        condition: "#version = :version AND nextRunAt = :planned",
        names: { "#version": "version" },
        values: { ":version": version, ":planned": planned },
      },
      refused: lost,
    },
  );
  unitOfWork.add(
    {
      Put: {
        TableName,
        Item: scheduleItem(id, next),
        ConditionExpression: "createdAt = :planned",
        ExpressionAttributeValues: { ":planned": planned },
      },
    },
    lost,
  );
}

/** Notes how a run went, unless another one has begun or the report was deleted. */
export async function noteRun(configId: string, lastRun: LastRun, tables: Database = database): Promise<void> {
  const where = { condition: "lastRun.#at = :at", names: { "#at": "at" }, values: { ":at": lastRun.at } };
  await updateWhere(tables, "Settings", configKey(configId), { set: { lastRun } }, where);
}
