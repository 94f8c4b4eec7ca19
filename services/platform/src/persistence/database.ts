/** The tables, as far as the platform reads them. */
import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";

/** Reads an item that does not exist. @throws if DynamoDB does not answer */
export async function probeDatabase(tables: Database = database): Promise<void> {
  await getItem(tables, "Settings", "health");
}
