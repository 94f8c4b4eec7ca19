/** Where the documents of invoices are stored. What was sent stays; drafts are deleted with the exports. */

import { downloadUrl, objectFacts, putObject, readObject } from "@aerotage/core/aws/storage";
import type { BucketName } from "@aerotage/core/contract/manifest";
import { organizationLogoKey } from "@aerotage/kernel/persistence/organization";
import { documentLinkSeconds } from "../contract/read.js";
import type { Seller } from "../domain/document.js";
import type { Invoice } from "../domain/invoice.js";
import { documentName } from "../domain/settlement.js";
import type { Organization } from "./sources.js";

/** Where a document is. */
export interface DocumentLocation {
  readonly bucket: BucketName;
  readonly key: string;
}

/** The place of an invoice's document, once it was settled: the same for every settlement of the same moment. */
export function settledLocation({ id, settlement, invoiceNumber }: Invoice): DocumentLocation {
  if (settlement === undefined) throw new TypeError(`The invoice ${id} is not settled.`);
  return { bucket: "invoices", key: `documents/${id}/${invoiceNumber}-${Date.parse(settlement.at)}.pdf` };
}

/** The place of a draft's document, another one each time. */
export function draftLocation({ id }: Pick<Invoice, "id">, revision: string): DocumentLocation {
  return { bucket: "exports", key: `invoice-drafts/${id}/${revision}.pdf` };
}

/** The place of the electronic invoice that belongs to a document: beside it. */
export function xmlLocation({ bucket, key }: DocumentLocation): DocumentLocation {
  return { bucket, key: key.replace(/\.pdf$/, ".xml") };
}

export const documentType = "application/pdf";
export const xmlType = "application/xml";

/** True if a document was made. */
export async function documentIsThere({ bucket, key }: DocumentLocation): Promise<boolean> {
  return (await objectFacts(bucket, key)) !== undefined;
}

/** A link to a document, for some minutes. */
export async function documentLink({ bucket, key }: DocumentLocation, invoice: Invoice, now: Date) {
  const fileName = documentName(invoice, key.endsWith(".xml") ? "xml" : "pdf");
  return {
    downloadUrl: await downloadUrl(bucket, key, documentLinkSeconds, fileName),
    fileName,
    expiresAt: new Date(now.getTime() + documentLinkSeconds * 1000).toISOString(),
  };
}

/** Copies the organization's logo to where it stays as it is now; undefined where there is none. */
export async function keepLogo({ logoFile }: Organization): Promise<Seller["logo"]> {
  if (logoFile === undefined) return undefined;
  const { id, contentType } = logoFile;
  const key = `logos/${id}`;
  if ((await objectFacts("invoices", key)) !== undefined) return { key, contentType };
  const bytes = await readObject("general", organizationLogoKey(id));
  // It is missing if it was replaced or deleted just now.
  if (bytes === undefined) return undefined;
  await putObject("invoices", key, new Uint8Array(bytes), contentType);
  return { key, contentType };
}
