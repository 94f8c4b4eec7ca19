/** Reads of many items at once, consistently. */
import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  GetCommand,
} from "@aws-sdk/lib-dynamodb";
import { ApiError, unavailable } from "../contract/errors.js";
import type { TableName } from "../contract/tables.js";
import { tableName } from "../runtime/environment.js";
import type { Database } from "./client.js";
import { pauseBefore } from "./optimistic-lock.js";
import type { Item } from "./unit-of-work.js";

/** DynamoDB's limit for one call. */
const maxKeys = 100;
/** Calls that read many items side by side: the SDK has 50 connections, and a call that waits for one may run out of its time. */
const callsAtOnce = 40;
/** The most calls per batch. DynamoDB may leave keys for the next call, and does so more often without a pause. */
const attempts = 6;

/** A key of a table. */
export type Key = Readonly<Record<string, string>>;

/** The items that were found, by table. A table of which none was found is missing. */
export type FoundItems<Shapes extends Partial<Record<TableName, unknown>>> = {
  readonly [Table in keyof Shapes]?: Shapes[Table][];
};

/**
 * The item of a key, read consistently; undefined where there is none.
 * @param key the value of the key attribute `id`, or the whole key of a table with another one
 */
export async function getItem<Shape extends object = Item>(
  database: Database,
  table: TableName,
  key: string | Key,
): Promise<Shape | undefined> {
  const Key = typeof key === "string" ? { id: key } : { ...key };
  const { Item } = await database.send(new GetCommand({ TableName: tableName(table), Key, ConsistentRead: true }));
  return Item as Shape | undefined;
}

/**
 * The items of up to 100 keys of several tables, by table, in no particular order. An item that does not exist is missing.
 * @throws `SERVICE_UNAVAILABLE` if DynamoDB leaves keys unprocessed in every call
 */
export async function batchGet<Shapes extends Partial<Record<TableName, unknown>> = Record<TableName, Item>>(
  database: Database,
  keys: Partial<Record<TableName, readonly Key[]>>,
  pause: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<FoundItems<Shapes>> {
  const tables = (Object.entries(keys) as [TableName, readonly Key[]][]).map(([table, keys]) => ({
    table,
    name: tableName(table),
    keys,
  }));
  const found: Partial<Record<TableName, Item[]>> = {};
  let wanted: BatchGetCommandInput["RequestItems"] = Object.fromEntries(
    tables
      .filter(({ keys }) => keys.length > 0)
      .map(({ name, keys }) => [name, { Keys: keys.map((key) => ({ ...key })), ConsistentRead: true }]),
  );
  for (let attempt = 1; wanted !== undefined && Object.keys(wanted).length > 0; attempt += 1) {
    if (attempt > attempts)
      throw new ApiError(unavailable, "The database is busy. Repeat the request in a moment.", {
        retryAfterSeconds: 1,
      });
    if (attempt > 1) await pause(pauseBefore(attempt - 1));
    const response: BatchGetCommandOutput = await database.send(new BatchGetCommand({ RequestItems: wanted }));
    for (const { table, name } of tables) {
      const items = response.Responses?.[name] ?? [];
      if (items.length > 0) found[table] = [...(found[table] ?? []), ...items];
    }
    wanted = response.UnprocessedKeys;
  }
  return found as FoundItems<Shapes>;
}

/** The items of any number of ids of a table whose key is `id`, in no particular order. An item that does not exist is missing. */
export async function getMany<Shape extends object = Item>(
  database: Database,
  table: TableName,
  ids: Iterable<string>,
): Promise<Shape[]> {
  const all = [...new Set(ids)];
  const parts = Array.from({ length: Math.ceil(all.length / maxKeys) }, (_, index) =>
    all.slice(index * maxKeys, (index + 1) * maxKeys),
  );
  const found: Shape[][] = [];
  const takeTurns = async () => {
    for (let part = parts.shift(); part !== undefined; part = parts.shift())
      found.push(((await batchGet(database, { [table]: part.map((id) => ({ id })) }))[table] ?? []) as Shape[]);
  };
  await Promise.all(Array.from({ length: Math.min(callsAtOnce, parts.length) }, takeTurns));
  return found.flat();
}
