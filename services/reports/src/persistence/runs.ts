/**
 * Where runs of scheduled reports are stored: in Settings, listed while they are open by the moment at which they are looked at again. Who goes on
 * with a run holds it until the end of its function; each step is written on condition that it still does.
 */
import { itemId } from "@aerotage/core/contract/tables";
import { type Database, database } from "@aerotage/core/database/client";
import { queryAll } from "@aerotage/core/database/query";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Changes, Where } from "@aerotage/core/database/update-expression";
import { updateWhere } from "@aerotage/core/database/update-where";
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
  unitOfWork.change(
    "Settings",
    runKey(run),
    { set: { createdAt: lookAgainAt(unitOfWork.now) } },
    {
      where: {
        condition: "kind = :kind AND createdAt = :seen",
        values: { ":kind": openKind, ":seen": run.lookedAtAt },
      },
      refused: () => new RunLostError(run),
    },
  );
  announce(unitOfWork, run);
}

/** Takes on an open run that nobody holds, until a moment (epoch milliseconds); undefined if it has ended, or somebody has it. */
export async function takeRun(
  run: RunId,
  { holder, until, now }: { readonly holder: string; readonly until: number; readonly now: Date },
  tables: Database = database,
): Promise<ReportRun | undefined> {
  const item = await change(
    run,
    tables,
    { set: { holder, leaseUntil: until, createdAt: new Date(until).toISOString() }, add: { attempts: 1 } },
    { condition: "kind = :kind AND leaseUntil < :now", values: { ":kind": openKind, ":now": now.getTime() } },
  );
  return item && fromItem(item);
}

/** Lets go of a run that is not at its end: it is looked at again at the next occasion. */
export async function leaveRun(run: RunId, holder: string, now: Date, tables: Database = database): Promise<void> {
  await change(run, tables, { set: { leaseUntil: 0, createdAt: now.toISOString() } }, openFor(holder));
}

/** Plans the next state of the mail to a recipient. @throws `RunLostError` */
export function updateDelivery(
  unitOfWork: UnitOfWork,
  run: RunId,
  holder: string,
  { before, after }: { readonly before: Delivery; readonly after: Delivery },
): void {
  unitOfWork.change(
    "Settings",
    runKey(run),
    { setAt: [{ path: ["deliveries", after.userId], value: after }] },
    {
      where: {
        condition: "holder = :holder AND deliveries.#user.#status = :before",
        names: { "#user": after.userId, "#status": "status" },
        values: { ":holder": holder, ":before": before.status },
      },
      refused: () => new RunLostError(run),
    },
  );
}

/** Plans that a run has ended. @throws `RunLostError` */
export function endRun(unitOfWork: UnitOfWork, run: ReportRun, holder: string): void {
  const { status } = outcomeOf(run);
  const expiresAt = Math.floor(unitOfWork.now.getTime() / 1000) + retentionDays * 86_400;
  unitOfWork.change(
    "Settings",
    runKey(run),
    { set: { endedAt: unitOfWork.now.toISOString(), expiresAt }, remove: ["kind"] },
    { where: openFor(holder), refused: () => new RunLostError(run) },
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
function change(run: RunId, tables: Database, changes: Changes, where: Where): Promise<RunItem | undefined> {
  return updateWhere<RunItem>(tables, "Settings", runKey(run), changes, where);
}

/** That a run is open, and held. */
function openFor(holder: string): Where {
  return { condition: "holder = :holder AND kind = :kind", values: { ":holder": holder, ":kind": openKind } };
}
