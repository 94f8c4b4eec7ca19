/** Changes of single items on a condition that is expected to fail now and then. */
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { TableName } from "../contract/tables.js";
import { tableName } from "../runtime/environment.js";
import type { Database } from "./client.js";
import { type Changes, updateExpression, type Where } from "./update-expression.js";

/** Changes an item of a table whose key is `id`; returns it as it is then, undefined if the condition does not hold. */
export async function updateWhere<Item = Record<string, unknown>>(
  database: Database,
  table: TableName,
  id: string,
  changes: Changes,
  where: Where,
): Promise<Item | undefined> {
  try {
    const { Attributes } = await database.send(
      new UpdateCommand({
        TableName: tableName(table),
        Key: { id },
        ReturnValues: "ALL_NEW",
        ...updateExpression(changes, where),
      }),
    );
    return Attributes as Item;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
