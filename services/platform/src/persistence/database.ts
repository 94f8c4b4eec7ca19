/** The tables, as far as the platform reads them. */
import { type Database, database } from "@aerotage/core/database/client";
import { tableName } from "@aerotage/core/runtime/environment";
import { GetCommand } from "@aws-sdk/lib-dynamodb";

/** Reads an item that does not exist. @throws if DynamoDB does not answer */
export async function probeDatabase(tables: Database = database): Promise<void> {
  await tables.send(new GetCommand({ TableName: tableName("Settings"), Key: { id: "health" } }));
}
