/** Where the letterhead of documents is stored: in the organization's settings, and its logo beside other files. */

import { readObject } from "@aerotage/core/aws/storage";
import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import { organizationId } from "@aerotage/kernel/domain/organization";
import { organizationLogoKey } from "@aerotage/kernel/persistence/organization";
import { type Letterhead, type LetterheadSettings, letterheadOf } from "../domain/letterhead.js";

/** The letterhead as it is now. */
export async function findLetterhead(tables: Database = database): Promise<Letterhead> {
  const settings = (await getItem<LetterheadSettings>(tables, "Settings", organizationId)) ?? {};
  const { logoFile } = settings;
  const bytes = logoFile && (await readObject("general", organizationLogoKey(logoFile.id)));
  // It is missing if it was replaced or deleted just now.
  return letterheadOf(settings, logoFile && bytes && { contentType: logoFile.contentType, bytes });
}
