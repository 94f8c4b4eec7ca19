/** What every service needs to know of the organization; the organization service owns its settings. */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, database } from "./database/client.js";
import { tableName } from "./environment.js";

/** The key of the organization's item in the Settings table. */
export const organizationKey = "organization";

/** The company's currency until somebody sets it. */
export const defaultCurrency = "USD";

/** The currency of amounts that name none. */
export async function companyCurrency(tables: Database = database): Promise<string> {
  const answer = await tables.send(
    new GetCommand({
      TableName: tableName("Settings"),
      Key: { id: organizationKey },
      ProjectionExpression: "currency",
    }),
  );
  return (answer.Item?.currency as string | undefined) ?? defaultCurrency;
}
