import { ApiError } from "@aerotage/core/contract/errors";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { newId } from "@aerotage/core/runtime/ids";
import { route } from "@aerotage/kernel/http-handler";
import { getInvoice, getInvoicePdf, getInvoiceXml, invoiceNotReady } from "../contract/read.js";
import { fittingResponse } from "../domain/answer.js";
import { type Invoice, isIssued } from "../domain/invoice.js";
import { documentLink, draftLocation, settledLocation } from "../persistence/documents.js";
import { requireInvoice } from "../use-cases/find-invoice.js";
import { eInvoiceDocument, makeDocument, settledDocument } from "../use-cases/settle-invoice.js";

export const handler = httpRoutes(
  route(getInvoice, async ({ path, caller, now }) => {
    const invoice = await requireInvoice(path.id, caller);
    const isSettled = invoice.settlement !== undefined && invoice.status !== "draft";
    const pdfUrl = isSettled ? (await documentLink(settledLocation(invoice), invoice, now)).downloadUrl : undefined;
    return { data: fittingResponse(invoice, { now, pdfUrl }), version: invoice.version };
  }),
  route(getInvoicePdf, async ({ path, caller, now }) => {
    const invoice = await requireInvoice(path.id, caller);
    requireDocument(invoice);
    if (invoice.settlement !== undefined)
      return { data: await documentLink(await settledDocument(invoice), invoice, now) };
    const location = draftLocation(invoice, newId(now));
    await makeDocument(invoice, location);
    return { data: await documentLink(location, invoice, now) };
  }),
  route(getInvoiceXml, async ({ path, caller, now }) => {
    const invoice = await requireInvoice(path.id, caller);
    requireDocument(invoice);
    return { data: await documentLink(await eInvoiceDocument(invoice, now), invoice, now) };
  }),
);

/** @throws `INVOICE_NOT_READY` */
function requireDocument(invoice: Invoice): void {
  if (!isIssued(invoice))
    throw new ApiError(invoiceNotReady, `The invoice is ${invoice.status}, so it has no document.`);
}
