/** Settling an invoice: from then on its documents are made from what was stored with it. */
import { invokeFunction } from "@aerotage/core/lambda/invoke";
import type { Invoice, Settlement } from "../domain/invoice.js";
import { settlementOf } from "../domain/settlement.js";
import { type DocumentPlace, documentIsThere, keepLogo, settledPlace } from "../persistence/documents.js";
import { readParties } from "../persistence/sources.js";
import type { DocumentRequest } from "./write-document.js";

/** How long a document may take, in milliseconds: a large one takes seconds. */
const documentMilliseconds = 15_000;

/** What an invoice is settled with now. */
export async function readSettlement({ clientId, clientName }: Invoice, now: Date): Promise<Settlement> {
  const { organization, client } = await readParties(clientId);
  const logo = await keepLogo(organization);
  return settlementOf(organization, client ?? { name: clientName, contactInfo: {} }, logo, now.toISOString());
}

/** Has a document made. */
export async function makeDocument(invoice: Pick<Invoice, "id">, place: DocumentPlace): Promise<void> {
  const request: DocumentRequest = { invoiceId: invoice.id, place };
  await invokeFunction("invoices-make-document", request, documentMilliseconds);
}

/** The place of the document of an invoice that was settled. It is made if it is not there: the same one as ever. */
export async function settledDocument(invoice: Invoice): Promise<DocumentPlace> {
  const place = settledPlace(invoice);
  if (!(await documentIsThere(place))) await makeDocument(invoice, place);
  return place;
}
