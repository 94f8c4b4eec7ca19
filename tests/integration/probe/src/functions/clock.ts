import { database } from "@aerotage/core/database/client";
import { tableName } from "@aerotage/core/environment";
import { scheduleHandler } from "@aerotage/core/lambda/schedule";
import { PutCommand } from "@aws-sdk/lib-dynamodb";

export const handler = scheduleHandler(async (now) => {
  await database.send(
    new PutCommand({ TableName: tableName("Settings"), Item: { id: "probe#clock", time: now.toISOString() } }),
  );
});
