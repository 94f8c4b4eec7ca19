/** Queries that read all pages. A list that a caller pages through is read by list.ts. */
import { QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import type { TableName } from "../contract/tables.js";
import { tableName } from "../runtime/environment.js";
import type { Database } from "./client.js";
import type { ReadPage } from "./list.js";

/** A query of one table; `Limit` sets the size of a page. */
export type Query = Omit<QueryCommandInput, "TableName" | "ExclusiveStartKey"> & { readonly table: TableName };

/** The query of all records of a kind, from the index that lists them by name. */
export function ofKind(table: TableName, kind: string): Query {
  return { table, ...partition("kind", kind), IndexName: "ListIndex" };
}

/** The condition of a query on a whole partition. */
export function partition(attribute: string, value: string) {
  return {
    KeyConditionExpression: "#partition = :partition",
    ExpressionAttributeNames: { "#partition": attribute },
    ExpressionAttributeValues: { ":partition": value },
  };
}

/** The pages of a query, each read when it is asked for. */
export async function* queryPages<Item>(
  { table, ...query }: Query,
  database: Database,
): AsyncGenerator<Item[], void, undefined> {
  let startKey: Record<string, unknown> | undefined;
  do {
    const page = await database.send(
      new QueryCommand({ TableName: tableName(table), ...query, ExclusiveStartKey: startKey }),
    );
    yield (page.Items ?? []) as Item[];
    startKey = page.LastEvaluatedKey;
  } while (startKey !== undefined);
}

/** Reads the pages of a query one by one, for a list that a caller pages through. */
export function queryPage<Item>({ table, ...query }: Query, database: Database): ReadPage<Item> {
  return async ({ startKey, pageSize }) => {
    const page = await database.send(
      new QueryCommand({ TableName: tableName(table), ...query, Limit: pageSize, ExclusiveStartKey: startKey }),
    );
    return { Items: page.Items as Item[] | undefined, LastEvaluatedKey: page.LastEvaluatedKey };
  };
}

/** All items of a query. They are held in memory together. */
export async function queryAll<Item>(query: Query, database: Database): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of queryPages<Item>(query, database)) items.push(...page);
  return items;
}
