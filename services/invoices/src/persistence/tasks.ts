/**
 * Work that takes several transactions: claiming the time of a large invoice, and freeing it. An item says that it is to be done, and who does
 * it until when; every step is written on condition that its writer still has it. So whoever dies is followed by somebody who goes on, and
 * nobody writes who was followed.
 */

import type { Actor } from "@aerotage/core/audit/activity";
import { ApiError } from "@aerotage/core/contract/errors";
import { itemId } from "@aerotage/core/contract/tables";
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { partition, queryPages } from "@aerotage/core/database/query";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Changes, Where } from "@aerotage/core/database/update-expression";
import { updateWhere } from "@aerotage/core/database/update-where";
import { tableName } from "@aerotage/core/runtime/environment";
import { type InvoiceInput, invoiceInPreparation } from "../contract/create.js";

/** What is to be done: make an invoice, or free the time of one that was not made or was cancelled. */
export type TaskKind = "prepare" | "release";

/** A piece of work as it is stored. */
export interface Task {
  readonly invoiceId: string;
  readonly clientId: string;
  readonly kind: TaskKind;
  /** Who asked for it. */
  readonly actor: Actor;
  /** What was asked for, where an invoice is made. */
  readonly request?: TaskRequest;
  /** How often somebody has begun. */
  readonly attempts: number;
  /** True if the caller waits for it: what fails leaves no trace. */
  readonly isAwaited: boolean;
  /** In test builds, the faults that its request asks for. */
  readonly faults?: string;
  /** Why an invoice is given up. */
  readonly failure?: { readonly code: string; readonly message: string };
}

/** What an invoice is made of. */
export interface TaskRequest {
  readonly body: Omit<InvoiceInput, "timeEntryIds">;
  /** True if exactly these entries were asked for: an invoice without one of them is none. */
  readonly isExact: boolean;
}

/** Thrown where somebody else does the work by now. */
export class TaskLostError extends Error {
  constructor(invoiceId: string) {
    super(`Somebody else goes on with the invoice ${invoiceId}.`);
    this.name = "TaskLostError";
  }
}

/** How long somebody has a task without saying that they go on, in milliseconds: longer than any step takes. */
export const leaseMilliseconds = 15_000;

interface TaskItem extends Task {
  readonly id: string;
  /** With `dueOrder` the key of the index by which tasks are found that somebody has left. */
  readonly status: typeof taskStatus;
  readonly dueOrder: string;
  readonly holder: string;
  /** Epoch milliseconds. */
  readonly leaseUntil: number;
}

const taskStatus = "task";
const taskKey = (invoiceId: string): string => itemId("Invoices", "task", invoiceId);
const lockKey = (clientId: string): string => itemId("Invoices", "lock", clientId);
const selectionKey = (invoiceId: string): string => itemId("Invoices", "selection", invoiceId);
const dueOrder = (until: number): string => new Date(until).toISOString();

/** Who does a task. */
export interface TaskHolder {
  /** Another one for each run. */
  readonly holder: string;
  readonly now: number;
}

function toItem(task: Task, { holder, now }: TaskHolder): TaskItem {
  const leaseUntil = now + leaseMilliseconds;
  return {
    ...task,
    id: taskKey(task.invoiceId),
    status: taskStatus,
    dueOrder: dueOrder(leaseUntil),
    holder,
    leaseUntil,
  };
}

function fromItem(item: TaskItem): Task {
  const { id: _id, status: _status, dueOrder: _due, holder: _holder, leaseUntil: _lease, ...task } = item;
  return task;
}

/** Plans a task. It has its holder from the beginning. */
export function insertTask(unitOfWork: UnitOfWork, task: Task, holder: TaskHolder): void {
  unitOfWork.insert("Invoices", { ...toItem(task, holder) }, () => new TaskLostError(task.invoiceId));
}

/** Plans that no other invoice of a client is begun before this one is made or given up. @throws `INVOICE_IN_PREPARATION` */
export function lockClient(unitOfWork: UnitOfWork, clientId: string, invoiceId: string): void {
  unitOfWork.insert("Invoices", { id: lockKey(clientId), invoiceId }, inPreparation);
}

/** Plans the check that no other invoice of a client is being prepared. @throws `INVOICE_IN_PREPARATION` */
export function requireUnlocked(unitOfWork: UnitOfWork, clientId: string): void {
  unitOfWork.add(
    {
      ConditionCheck: {
        TableName: tableName("Invoices"),
        Key: { id: lockKey(clientId) },
        ConditionExpression: "attribute_not_exists(id)",
      },
    },
    inPreparation,
  );
}

function inPreparation(): ApiError {
  return new ApiError(
    invoiceInPreparation,
    "Another invoice of this client is being prepared. Repeat the request in a moment.",
    { retryAfterSeconds: 2 },
  );
}

/** Plans what time a task claims. */
export function insertSelection(unitOfWork: UnitOfWork, invoiceId: string, timeEntryIds: readonly string[]): void {
  const refused = () => new Error(`The invoice ${invoiceId} has a selection already.`);
  unitOfWork.insert("Invoices", { id: selectionKey(invoiceId), timeEntryIds }, refused);
}

/** The ids of the time that a task claims. */
export async function readSelection(invoiceId: string, tables: Database = database): Promise<readonly string[]> {
  const [item] = await getMany(tables, "Invoices", [selectionKey(invoiceId)]);
  return (item?.timeEntryIds as readonly string[] | undefined) ?? [];
}

/** Plans the check that a task is still its holder's. */
export function requireTask(unitOfWork: UnitOfWork, { invoiceId }: Task, holder: string): void {
  unitOfWork.add(
    {
      ConditionCheck: {
        TableName: tableName("Invoices"),
        Key: { id: taskKey(invoiceId) },
        ConditionExpression: "holder = :holder",
        ExpressionAttributeValues: { ":holder": holder },
      },
    },
    () => new TaskLostError(invoiceId),
  );
}

/** Plans that an invoice is given up: from now on its task frees what was claimed. */
export function turnTask(
  unitOfWork: UnitOfWork,
  { invoiceId }: Task,
  holder: string,
  failure: NonNullable<Task["failure"]>,
): void {
  unitOfWork.change(
    "Invoices",
    taskKey(invoiceId),
    { set: { kind: "release", failure } },
    { where: heldBy(holder), refused: () => new TaskLostError(invoiceId) },
  );
}

/** Plans that a task is done, with its selection and the lock of its client. */
export function endTask(unitOfWork: UnitOfWork, { invoiceId, clientId, request }: Task, holder: string): void {
  const TableName = tableName("Invoices");
  unitOfWork.add(
    {
      Delete: {
        TableName,
        Key: { id: taskKey(invoiceId) },
        ConditionExpression: "holder = :holder",
        ExpressionAttributeValues: { ":holder": holder },
      },
    },
    () => new TaskLostError(invoiceId),
  );
  unitOfWork.add({ Delete: { TableName, Key: { id: selectionKey(invoiceId) } } });
  if (request === undefined) return;
  unitOfWork.add(
    {
      Delete: {
        TableName,
        Key: { id: lockKey(clientId) },
        ConditionExpression: "invoiceId = :invoice",
        ExpressionAttributeValues: { ":invoice": invoiceId },
      },
    },
    () => new TaskLostError(invoiceId),
  );
}

/** Takes on a task that nobody has; undefined if it is done, or somebody has it. */
export async function takeTask(
  invoiceId: string,
  { holder, now }: TaskHolder,
  tables: Database = database,
): Promise<Task | undefined> {
  const changes = { set: { holder, ...leaseFrom(now) }, add: { attempts: 1 } };
  const item = await change(invoiceId, tables, changes, { condition: "leaseUntil < :now", values: { ":now": now } });
  return item && fromItem(item);
}

/** Says that the holder of a task goes on. @throws TaskLostError */
export async function renewTask(
  invoiceId: string,
  { holder, now }: TaskHolder,
  tables: Database = database,
): Promise<void> {
  const item = await change(invoiceId, tables, { set: leaseFrom(now) }, heldBy(holder));
  if (item === undefined) throw new TaskLostError(invoiceId);
}

/** Leaves a task to whoever comes next. */
export async function leaveTask(invoiceId: string, holder: string, tables: Database = database): Promise<void> {
  await change(invoiceId, tables, { set: { leaseUntil: 0, dueOrder: dueOrder(0) } }, heldBy(holder));
}

function leaseFrom(now: number) {
  const leaseUntil = now + leaseMilliseconds;
  return { leaseUntil, dueOrder: dueOrder(leaseUntil) };
}

function heldBy(holder: string): Where {
  return { condition: "holder = :holder", values: { ":holder": holder } };
}

function change(invoiceId: string, tables: Database, changes: Changes, where: Where): Promise<TaskItem | undefined> {
  return updateWhere<TaskItem>(tables, "Invoices", taskKey(invoiceId), changes, where);
}

/** The invoices of tasks that their holders have left, the oldest first. */
export async function findLeftTasks(now: number, tables: Database = database): Promise<string[]> {
  const { ExpressionAttributeNames, ExpressionAttributeValues } = partition("status", taskStatus);
  const query = {
    table: "Invoices",
    IndexName: "StatusIndex",
    KeyConditionExpression: "#partition = :partition AND dueOrder < :now",
    ExpressionAttributeNames,
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ":now": dueOrder(now) },
  } as const;
  const ids: string[] = [];
  for await (const page of queryPages<TaskItem>(query, tables)) ids.push(...page.map(({ invoiceId }) => invoiceId));
  return ids;
}
