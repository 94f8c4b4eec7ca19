/** Where the letterhead of documents is stored: in the organization's settings, and its logo beside other files. */

import { readObject } from "@aerotage/core/aws/storage";
import { type Database, database } from "@aerotage/core/database/client";
import { tableName } from "@aerotage/core/runtime/environment";
import { organizationId } from "@aerotage/kernel/domain/organization";
import { organizationLogoKey } from "@aerotage/kernel/persistence/organization";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { type Letterhead, type LetterheadSettings, letterheadOf } from "../domain/letterhead.js";

/** The letterhead as it is now. */
export async function findLetterhead(tables: Database = database): Promise<Letterhead> {
  const { Item = {} } = await tables.send(
    new GetCommand({ TableName: tableName("Settings"), Key: { id: organizationId }, ConsistentRead: true }),
  );
  const settings = Item as LetterheadSettings;
  const { logoFile } = settings;
  const bytes = logoFile && (await readObject("general", organizationLogoKey(logoFile.id)));
  // It is missing if it was replaced or deleted just now.
  return letterheadOf(settings, logoFile && bytes && { contentType: logoFile.contentType, bytes });
}
