/** What is in the company's currency, read from the tables of whoever has it. */
import { type ClientItem, type ClientReferencesItem, clientReferencesKey } from "@aerotage/core/clients";
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { tableName } from "@aerotage/core/environment";
import type { UserItem } from "@aerotage/core/users";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { CompanyAmounts } from "./domain/settings.js";

/** Reads what is in the company's currency: amounts of clients without a currency of their own, and people's rates. */
export async function readCompanyAmounts(tables: Database = database): Promise<CompanyAmounts> {
  const [clients, users] = await Promise.all([
    queryKind<ClientItem>("Clients", "client", tables),
    queryKind<UserItem>("Users", "user", tables),
  ]);
  const own = clients.filter(({ currency }) => currency === undefined);
  const keys = own.map(({ id }) => clientReferencesKey(id));
  const references = (await getMany(tables, "Clients", keys)) as unknown as ClientReferencesItem[];
  const referred = new Set(
    references.flatMap(({ id, projects, invoices }) => (projects > 0 || invoices > 0 ? [id] : [])),
  );
  return {
    clients: own.filter(({ id, rates }) => rates !== undefined || referred.has(clientReferencesKey(id))).length,
    people: users.filter(({ rates }) => rates !== undefined).length,
  };
}

/** All records of a kind, from the index that lists them. */
export async function queryKind<Item>(table: "Clients" | "Users", kind: string, tables: Database): Promise<Item[]> {
  const items: Item[] = [];
  let startKey: Record<string, unknown> | undefined;
  do {
    const page = await tables.send(
      new QueryCommand({
        TableName: tableName(table),
        IndexName: "ListIndex",
        KeyConditionExpression: "kind = :kind",
        ExpressionAttributeValues: { ":kind": kind },
        ExclusiveStartKey: startKey,
      }),
    );
    items.push(...((page.Items ?? []) as Item[]));
    startKey = page.LastEvaluatedKey;
  } while (startKey !== undefined);
  return items;
}
