import { database } from "@aerotage/core/database/client";
import { scheduleHandler } from "@aerotage/core/lambda/schedule";
import { tableName } from "@aerotage/core/runtime/environment";
import { PutCommand } from "@aws-sdk/lib-dynamodb";

export const handler = scheduleHandler(async (now) => {
  await database.send(
    new PutCommand({ TableName: tableName("Settings"), Item: { id: "probe#clock", time: now.toISOString() } }),
  );
});
