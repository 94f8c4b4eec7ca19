/** Making the document of an invoice. */

import { putObject, readObject } from "@aerotage/core/aws/storage";
import { organizationLogoKey } from "@aerotage/kernel/persistence/organization";
import { eInvoiceXml } from "../documents/e-invoice-xml.js";
import { invoicePdf } from "../documents/invoice-pdf.js";
import type { Invoice, Settlement } from "../domain/invoice.js";
import { documentOf, settlementOf } from "../domain/settlement.js";
import { type DocumentLocation, documentType, xmlLocation, xmlType } from "../persistence/documents.js";
import { findInvoice, noInvoice } from "../persistence/invoices.js";
import { readParties } from "../persistence/sources.js";

/** What is asked for. */
export interface DocumentRequest {
  readonly invoiceId: string;
  readonly location: DocumentLocation;
  /** True for the electronic invoice of a draft. An invoice that was settled has its own in any case. */
  readonly withXml?: boolean;
}

/**
 * Makes a document and stores it: of a settled invoice from what was stored with it, of a draft from what holds now. The electronic invoice
 * is stored beside it, and before it: where the document is, it is too. The document of a draft never has it within.
 */
export async function writeDocument({ invoiceId, location, withXml = false }: DocumentRequest): Promise<void> {
  const invoice = await findInvoice(invoiceId);
  if (invoice === undefined) throw noInvoice(invoiceId);
  const { settlement, logo } =
    invoice.settlement === undefined ? await draftParties(invoice) : await settledParties(invoice.settlement);
  const document = documentOf(invoice, settlement);
  const { eInvoice, isDraft } = document;
  const xml = eInvoice === undefined || (isDraft && !withXml) ? undefined : await eInvoiceXml(document, eInvoice);
  if (xml !== undefined) {
    const { bucket, key } = xmlLocation(location);
    await putObject(bucket, key, new TextEncoder().encode(xml), xmlType);
  }
  const bytes = await invoicePdf(document, logo, eInvoice === "facturX" && !isDraft ? xml : undefined);
  await putObject(location.bucket, location.key, new Uint8Array(bytes), documentType);
}

async function settledParties(settlement: Settlement) {
  const { logo } = settlement.seller;
  return { settlement, logo: logo === undefined ? undefined : await readObject("invoices", logo.key) };
}

async function draftParties({ clientId, clientName }: Invoice) {
  const { organization, client } = await readParties(clientId);
  const { logoFile } = organization;
  const logo =
    logoFile === undefined ? undefined : { key: organizationLogoKey(logoFile.id), contentType: logoFile.contentType };
  const buyer = client ?? { name: clientName, contactInfo: {} };
  return {
    settlement: settlementOf(organization, buyer, logo, new Date().toISOString()),
    logo: logo === undefined ? undefined : await readObject("general", logo.key),
  };
}
