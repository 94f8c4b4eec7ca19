/**
 * Where runs of scheduled reports are stored: in Settings, listed while they are open by the moment at which they are looked at again. Who goes on
 * with a run holds it until the end of its function; each step is written on condition that it still does.
 */
import { itemId } from "@aerotage/core/contract/tables";
import { type Database, database } from "@aerotage/core/database/client";
import { queryAll } from "@aerotage/core/database/query";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { type ConditionalUpdate, updateWhere } from "@aerotage/core/database/update-where";
import { tableName } from "@aerotage/core/runtime/environment";
import type { Delivery } from "../domain/report-config.js";
import { outcomeOf, type ReportRun, type RunId } from "../domain/report-run.js";

/** The item of a run: `kind` and `createdAt` are the key of ListIndex. */
interface RunItem {
  readonly id: string;
  /** Missing once the run has ended. */
  readonly kind?: string;
  /** When an open run is looked at again. */
  readonly createdAt: string;
  readonly run: Omit<ReportRun, "deliveries" | "attempts">;
  /** By user id. */
  readonly deliveries: Readonly<Record<string, Delivery>>;
  readonly attempts: number;
  readonly holder?: string;
  /** Until when the holder is counted on, epoch milliseconds. */
  readonly leaseUntil: number;
}

const openKind = "report-runs";
const runKey = ({ configId, plannedAt }: RunId): string => itemId("Settings", "reportRun", configId, plannedAt);

/** How long a run that has ended is kept. */
const retentionDays = 90;
/** How long an announced run is left to who hears of it, in milliseconds. */
const announcedMilliseconds = 4 * 60_000;

/** Thrown where somebody else goes on with a run. */
export class RunLostError extends Error {
  constructor({ configId, plannedAt }: RunId) {
    super(`Somebody else goes on with the run of ${plannedAt} of the report ${configId}.`);
    this.name = "RunLostError";
  }
}

function fromItem({ run, deliveries, attempts }: RunItem): ReportRun {
  return { ...run, deliveries: Object.values(deliveries), attempts };
}

const lookAgainAt = (now: Date): string => new Date(now.getTime() + announcedMilliseconds).toISOString();

/** Plans a run and the event by which somebody takes it on. @throws `RunLostError` if there is that run */
export function insertRun(unitOfWork: UnitOfWork, { deliveries, attempts, ...run }: ReportRun): void {
  const item: RunItem = {
    id: runKey(run),
    kind: openKind,
    createdAt: lookAgainAt(unitOfWork.now),
    run,
    deliveries: Object.fromEntries(deliveries.map((delivery) => [delivery.userId, delivery])),
    attempts,
    leaseUntil: 0,
  };
  unitOfWork.insert("Settings", { ...item }, () => new RunLostError(run));
  announce(unitOfWork, run);
}

function announce(unitOfWork: UnitOfWork, run: RunId): void {
  const { configId, plannedAt } = run;
  const type = "report.due";
  const data = { configId, plannedAt };
  unitOfWork.audit({
    type,
    entityType: "report-config",
    entityId: configId,
    after: { plannedAt },
    events: [{ type, version: 1, data }],
  });
}

/** An open run that is to be looked at. */
export interface LeftRun extends RunId {
  readonly lookedAtAt: string;
}

/** The open runs that nobody has gone on with for too long. */
export async function findLeftRuns(now: Date, tables: Database = database): Promise<LeftRun[]> {
  const items = await queryAll<RunItem>(
    {
      table: "Settings",
      IndexName: "ListIndex",
      KeyConditionExpression: "kind = :kind AND createdAt <= :now",
      ExpressionAttributeValues: { ":kind": openKind, ":now": now.toISOString() },
    },
    tables,
  );
  return items.map(({ run: { configId, plannedAt }, createdAt }) => ({ configId, plannedAt, lookedAtAt: createdAt }));
}

/** Plans that a run is announced again. @throws `RunLostError` if somebody has done so, or goes on with it */
export function announceAgain(unitOfWork: UnitOfWork, run: LeftRun): void {
  unitOfWork.add(
    {
      Update: {
        TableName: tableName("Settings"),
        Key: { id: runKey(run) },
        UpdateExpression: "SET createdAt = :later",
        ConditionExpression: "kind = :kind AND createdAt = :seen",
        ExpressionAttributeValues: {
          ":later": lookAgainAt(unitOfWork.now),
          ":kind": openKind,
          ":seen": run.lookedAtAt,
        },
      },
    },
    () => new RunLostError(run),
  );
  announce(unitOfWork, run);
}

/** Takes on an open run that nobody holds, until a moment (epoch milliseconds); undefined if it has ended, or somebody has it. */
export async function takeRun(
  run: RunId,
  { holder, until, now }: { readonly holder: string; readonly until: number; readonly now: Date },
  tables: Database = database,
): Promise<ReportRun | undefined> {
  const item = await change(run, tables, {
    UpdateExpression: "SET holder = :holder, leaseUntil = :until, createdAt = :again ADD attempts :one",
    ConditionExpression: "kind = :kind AND leaseUntil < :now",
    ExpressionAttributeValues: {
      ":holder": holder,
      ":until": until,
      ":again": new Date(until).toISOString(),
      ":one": 1,
      ":kind": openKind,
      ":now": now.getTime(),
    },
  });
  return item && fromItem(item);
}

/** Lets go of a run that is not at its end: it is looked at again at the next occasion. */
export async function leaveRun(run: RunId, holder: string, now: Date, tables: Database = database): Promise<void> {
  await change(run, tables, {
    UpdateExpression: "SET leaseUntil = :none, createdAt = :now",
    ConditionExpression: "holder = :holder AND kind = :kind",
    ExpressionAttributeValues: { ":none": 0, ":now": now.toISOString(), ":holder": holder, ":kind": openKind },
  });
}

/** Plans the next state of the mail to a recipient. @throws `RunLostError` */
export function updateDelivery(
  unitOfWork: UnitOfWork,
  run: RunId,
  holder: string,
  { before, after }: { readonly before: Delivery; readonly after: Delivery },
): void {
  unitOfWork.add(
    {
      Update: {
        TableName: tableName("Settings"),
        Key: { id: runKey(run) },
        UpdateExpression: "SET deliveries.#user = :after",
        ConditionExpression: "holder = :holder AND deliveries.#user.#status = :before",
        ExpressionAttributeNames: { "#user": after.userId, "#status": "status" },
        ExpressionAttributeValues: { ":after": after, ":holder": holder, ":before": before.status },
      },
    },
    () => new RunLostError(run),
  );
}

/** Plans that a run has ended. @throws `RunLostError` */
export function endRun(unitOfWork: UnitOfWork, run: ReportRun, holder: string): void {
  const { status } = outcomeOf(run);
  unitOfWork.add(
    {
      Update: {
        TableName: tableName("Settings"),
        Key: { id: runKey(run) },
        UpdateExpression: "SET endedAt = :now, expiresAt = :expiry REMOVE kind",
        ConditionExpression: "holder = :holder AND kind = :kind",
        ExpressionAttributeValues: {
          ":now": unitOfWork.now.toISOString(),
          ":expiry": Math.floor(unitOfWork.now.getTime() / 1000) + retentionDays * 86_400,
          ":holder": holder,
          ":kind": openKind,
        },
      },
    },
    () => new RunLostError(run),
  );
  const { configId, plannedAt, deliveries } = run;
  const type = "report.delivered";
  unitOfWork.audit({
    type,
    entityType: "report-config",
    entityId: configId,
    after: { plannedAt, status, deliveries },
    events: [{ type, version: 1, data: { configId, plannedAt, status } }],
  });
}

/** Changes a run; returns it as it is then, undefined if the condition does not hold. */
const change = (run: RunId, tables: Database, update: ConditionalUpdate): Promise<RunItem | undefined> =>
  updateWhere<RunItem>(tables, "Settings", runKey(run), update);
