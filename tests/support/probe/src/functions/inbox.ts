import { database } from "@aerotage/core/database/client";
import { queueHandler } from "@aerotage/core/lambda/queue";
import { tableName } from "@aerotage/core/runtime/environment";
import { PutCommand } from "@aws-sdk/lib-dynamodb";

export const handler = queueHandler(async ({ body }) => {
  const event = body as { id: string; data: { name: string } };
  if (event.data.name.startsWith("Poison")) throw new Error("a message that cannot be handled");
  await database.send(
    new PutCommand({ TableName: tableName("Settings"), Item: { id: `probe#event#${event.id}`, event } }),
  );
});
