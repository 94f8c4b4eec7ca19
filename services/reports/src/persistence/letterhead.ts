/** Where the letterhead of documents is stored: the organization's settings. */
import { organizationKey } from "@aerotage/core/company";
import { type Database, database } from "@aerotage/core/database/client";
import { tableName } from "@aerotage/core/environment";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { type Letterhead, type LetterheadSettings, letterheadOf } from "../domain/letterhead.js";

/** The letterhead as it is now. */
export async function findLetterhead(tables: Database = database): Promise<Letterhead> {
  const { Item = {} } = await tables.send(
    new GetCommand({ TableName: tableName("Settings"), Key: { id: organizationKey }, ConsistentRead: true }),
  );
  return letterheadOf(Item as LetterheadSettings);
}
