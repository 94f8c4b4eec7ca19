/** The links in invoices' mails. Only the hash of a link's token is stored. */
import { itemId } from "@aerotage/core/contract/tables";
import { getMany } from "@aerotage/core/database/batch";
import { type Database, database } from "@aerotage/core/database/client";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { hashOfToken } from "@aerotage/core/runtime/tokens";

const viewKey = (token: string): string => itemId("Invoices", "viewLink", hashOfToken(token));

/** Plans a link to an invoice's document. */
export function insertViewLink(unitOfWork: UnitOfWork, token: string, invoiceId: string): void {
  const item = { id: viewKey(token), invoiceId, createdAt: unitOfWork.now.toISOString() };
  unitOfWork.insert("Invoices", item, () => new Error("Two links have the same token."));
}

/** The invoice that a link leads to. */
export async function findLinkedInvoice(token: string, tables: Database = database): Promise<string | undefined> {
  const [item] = await getMany(tables, "Invoices", [viewKey(token)]);
  return item?.invoiceId as string | undefined;
}
