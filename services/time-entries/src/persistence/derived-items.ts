/** Reads and repairs of what is stored beside entries: month totals, day totals, and what users have spent of projects. */
import { getMany } from "@aerotage/core/database/batch";
import type { Database } from "@aerotage/core/database/client";
import { ofKind, partition, queryAll } from "@aerotage/core/database/query";
import { commitTransaction, type TransactItem } from "@aerotage/core/database/unit-of-work";
import { updateExpression } from "@aerotage/core/database/update-expression";
import { tableName } from "@aerotage/core/runtime/environment";
import { newId } from "@aerotage/core/runtime/ids";
import { datesBetween, lastDateOf } from "@aerotage/core/time/dates";
import { type MonthTotalsItem, monthTotalsId, packCells } from "@aerotage/kernel/domain/month-totals";
import { type RecordersItem, recordersId, type SpentItem, spentId } from "@aerotage/kernel/domain/projects";
import type { Derived } from "../domain/derived.js";
import type { Entry } from "../domain/entry.js";
import { type DayTotals, dayTotalsId } from "../domain/timesheet.js";

/** The month totals and day totals of a user in one month. */
export interface StoredMonth {
  readonly totals: MonthTotalsItem | undefined;
  /** By the id of the item. */
  readonly days: ReadonlyMap<string, DayTotals>;
}

/** The dates of a month, `YYYY-MM`. */
export const datesOf = (month: string): string[] => datesBetween(`${month}-01`, lastDateOf(month));

/** The ids of all users. */
export async function allUserIds(tables: Database): Promise<string[]> {
  return idsOfKind("Users", "user", tables);
}

/** The entries of a user, as the index knows them. */
export function entriesOfUser(userId: string, tables: Database): Promise<Entry[]> {
  return queryAll<Entry>({ table: "TimeEntries", IndexName: "UserIndex", ...partition("userId", userId) }, tables);
}

/** What is stored of a user's month, read consistently. */
export async function readMonth(userId: string, month: string, tables: Database): Promise<StoredMonth> {
  const id = monthTotalsId(userId, month);
  const ids = [id, ...datesOf(month).map((date) => dayTotalsId(userId, date))];
  const items = await getMany<MonthTotalsItem | DayTotals>(tables, "TimeEntries", ids);
  return {
    totals: items.find((item): item is MonthTotalsItem => item.id === id),
    days: new Map(items.flatMap((item) => ("entries" in item ? [[item.id, item] as const] : []))),
  };
}

/** The day totals of a user in some months, read consistently. A day without entries is missing. */
export function readDays(userId: string, months: readonly string[], tables: Database): Promise<DayTotals[]> {
  const ids = months.flatMap((month) => datesOf(month).map((date) => dayTotalsId(userId, date)));
  return getMany<DayTotals>(tables, "TimeEntries", ids);
}

/** Writes some items of a month as they should be, unless one of them was written since it was read; returns false then. */
export async function writeMonth(
  ids: readonly string[],
  { totals, days }: StoredMonth,
  derived: Derived,
  tables: Database,
  now: Date,
): Promise<boolean> {
  class Overtaken extends Error {}
  const writes = ids.map((id) => {
    const revision = totals?.id === id ? totals.revision : days.get(id)?.revision;
    return { item: replacement(id, itemOf(id, derived), revision, now), refused: () => new Overtaken() };
  });
  try {
    await commitTransaction(tables, writes);
    return true;
  } catch (error) {
    if (error instanceof Overtaken) return false;
    throw error;
  }
}

/** The item that should be stored under an id, without its revision; undefined where there should be none. */
function itemOf(id: string, derived: Derived): object | undefined {
  const cells = derived.months.get(id)?.cells();
  if (cells !== undefined) return { id, cells: packCells(cells) };
  const entries = derived.days.get(id);
  const [, ownerId, day] = id.split("#");
  return entries && { id, ownerId, day, entries };
}

/** A write of an item in place of what was read, or its deletion. */
function replacement(id: string, item: object | undefined, read: string | undefined, now: Date): TransactItem {
  const TableName = tableName("TimeEntries");
  const unchanged =
    read === undefined
      ? { ConditionExpression: "attribute_not_exists(id)" }
      : { ConditionExpression: "revision = :read", ExpressionAttributeValues: { ":read": read } };
  return item === undefined
    ? { Delete: { TableName, Key: { id }, ...unchanged } }
    : { Put: { TableName, Item: { ...item, revision: newId(now) }, ...unchanged } };
}

/** The ids of all items of spent time, by the recorders of all projects. */
export async function storedSpentIds(tables: Database): Promise<string[]> {
  const projectIds = await idsOfKind("Projects", "project", tables);
  const recorders = await getMany<RecordersItem>(tables, "Projects", projectIds.map(recordersId));
  return recorders.flatMap(({ id, userIds }) =>
    [...userIds].map((userId) => spentId(id.slice(recordersId("").length), userId)),
  );
}

/** Items of spent time, read consistently. An item that does not exist is missing. */
export function readSpent(ids: readonly string[], tables: Database): Promise<SpentItem[]> {
  return getMany<SpentItem>(tables, "Projects", ids);
}

/** True for a user who is among the recorders of a project, read consistently. */
export async function isRecorder(projectId: string, userId: string, tables: Database): Promise<boolean> {
  const [recorders] = await getMany<RecordersItem>(tables, "Projects", [recordersId(projectId)]);
  return recorders?.userIds.has(userId) ?? false;
}

/** Adds a user to the recorders of a project. */
export async function addRecorder(projectId: string, userId: string, tables: Database): Promise<void> {
  const refused = () => new Error(`The recorders of ${projectId} could not be written.`);
  await commitTransaction(tables, [{ item: recorderUpdate(projectId, userId), refused }]);
}

/** Adds differences to the sums of an item of spent time, and its user to the recorders of the project. */
export async function addSpent(
  id: string,
  { projectId, userId }: { readonly projectId: string; readonly userId: string },
  differences: Readonly<Record<string, number>>,
  tables: Database,
): Promise<void> {
  const spent = {
    Update: {
      TableName: tableName("Projects"),
      Key: { id },
      ...updateExpression({ set: { projectId, userId }, add: differences }),
    },
  };
  const refused = () => new Error(`The sums of ${id} could not be written.`);
  const writes = [spent, recorderUpdate(projectId, userId)].map((item) => ({ item, refused }));
  await commitTransaction(tables, writes);
}

function recorderUpdate(projectId: string, userId: string): TransactItem {
  return {
    Update: {
      TableName: tableName("Projects"),
      Key: { id: recordersId(projectId) },
      ...updateExpression({ add: { userIds: new Set([userId]) } }),
    },
  };
}

async function idsOfKind(table: "Users" | "Projects", kind: string, tables: Database): Promise<string[]> {
  const query = { ...ofKind(table, kind), ProjectionExpression: "id" };
  return (await queryAll<{ readonly id: string }>(query, tables)).map(({ id }) => id);
}
