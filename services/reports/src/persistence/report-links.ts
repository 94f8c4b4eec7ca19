/** The links in mails of scheduled reports. Only the hash of a link's token is stored. */
import { itemId } from "@aerotage/core/contract/tables";
import { getItem } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { hashOfToken } from "@aerotage/core/runtime/tokens";
import { deletionOf, type ExportRecord } from "../domain/export-record.js";

/** The key of a link. */
export const reportLinkKey = (token: string): string => itemId("Settings", "reportLink", hashOfToken(token));

/** Plans a link to the file of an export. */
export function insertLink(unitOfWork: UnitOfWork, token: string, file: ExportRecord): void {
  const item = {
    id: reportLinkKey(token),
    exportId: file.id,
    expiresAt: Math.floor(deletionOf(file).getTime() / 1000),
  };
  unitOfWork.insert("Settings", item, () => new Error("Two links have the same token."));
}

/** The export that a link leads to. */
export async function findLinkedExport(token: string, tables: Database = database): Promise<string | undefined> {
  const item = await getItem(tables, "Settings", reportLinkKey(token));
  return item?.exportId as string | undefined;
}
