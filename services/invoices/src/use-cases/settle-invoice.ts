/** Settling an invoice: from then on its documents are made from what was stored with it. */

import { invokeFunction } from "@aerotage/core/aws/invoke";
import { ApiError } from "@aerotage/core/contract/errors";
import { newId } from "@aerotage/core/runtime/ids";
import { eInvoiceDisabled } from "../contract/e-invoice.js";
import type { Seller } from "../domain/document.js";
import { requireEInvoiceFields } from "../domain/e-invoice-fields.js";
import type { Invoice, Settlement } from "../domain/invoice.js";
import { documentOf, settlementOf } from "../domain/settlement.js";
import {
  type DocumentLocation,
  documentIsThere,
  draftLocation,
  keepLogo,
  settledLocation,
  xmlLocation,
} from "../persistence/documents.js";
import { type BilledClient, type Organization, readParties } from "../persistence/sources.js";
import type { DocumentRequest } from "./write-document.js";

/** How long a document may take, in milliseconds: a large one takes seconds. */
const documentMilliseconds = 15_000;

/** What an invoice is settled with now. @throws `E_INVOICE_INCOMPLETE` before anything is copied */
export async function readSettlement(invoice: Invoice, now: Date): Promise<Settlement> {
  const { organization, client } = await readParties(invoice.clientId);
  const settlementWith = (logo: Seller["logo"]) => settlementNow(invoice, organization, client, logo, now);
  requireEInvoiceFields(documentOf(invoice, settlementWith(undefined)));
  return settlementWith(await keepLogo(organization));
}

function settlementNow(
  { clientName }: Invoice,
  organization: Organization,
  client: BilledClient | undefined,
  logo: Seller["logo"],
  now: Date,
): Settlement {
  return settlementOf(organization, client ?? { name: clientName, contactInfo: {} }, logo, now.toISOString());
}

/** Has a document made. @param withXml true for the electronic invoice of a draft beside it */
export async function makeDocument(
  invoice: Pick<Invoice, "id">,
  location: DocumentLocation,
  { withXml = false } = {},
): Promise<void> {
  const request: DocumentRequest = { invoiceId: invoice.id, location: location, ...(withXml && { withXml }) };
  await invokeFunction("invoices-make-document", request, documentMilliseconds);
}

/** The place of the document of an invoice that was settled. It is made if it is not there: the same one as ever. */
export async function settledDocument(invoice: Invoice): Promise<DocumentLocation> {
  const location = settledLocation(invoice);
  if (!(await documentIsThere(location))) await makeDocument(invoice, location);
  return location;
}

/**
 * The place of an invoice's electronic invoice, which is made if it is not there; that of a draft is made anew.
 * @throws `E_INVOICE_DISABLED`, `E_INVOICE_INCOMPLETE`
 */
export async function eInvoiceDocument(invoice: Invoice, now: Date): Promise<DocumentLocation> {
  if (invoice.settlement === undefined) return await draftXml(invoice, now);
  requireEInvoice(invoice.settlement, "The client got no electronic invoice when the invoice was sent.");
  const location = settledLocation(invoice);
  const xml = xmlLocation(location);
  if (!(await documentIsThere(xml))) await makeDocument(invoice, location);
  return xml;
}

async function draftXml(invoice: Invoice, now: Date): Promise<DocumentLocation> {
  const { organization, client } = await readParties(invoice.clientId);
  const settlement = settlementNow(invoice, organization, client, undefined, now);
  requireEInvoice(
    settlement,
    "The client gets no electronic invoices. Set eInvoice to ubl or facturX with PUT /clients/{id}.",
  );
  requireEInvoiceFields(documentOf(invoice, settlement));
  const location = draftLocation(invoice, newId(now));
  await makeDocument(invoice, location, { withXml: true });
  return xmlLocation(location);
}

function requireEInvoice({ eInvoice }: Settlement, message: string): void {
  if (eInvoice === undefined) throw new ApiError(eInvoiceDisabled, message);
}
