import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import { updateInvoiceStatus } from "../contract/change.js";
import { creditInvoice } from "../contract/credit.js";
import { fittingResponse, maxKeptBytes, paymentResponse } from "../domain/answer.js";
import { changeStatus } from "../use-cases/change-status.js";
import { creditInvoice as make } from "../use-cases/credit-invoice.js";

const status = route(updateInvoiceStatus, async (request) => {
  const { invoice, payment } = await changeStatus({ ...request, id: request.path.id });
  const data = fittingResponse(invoice, { now: request.now });
  return {
    data: {
      ...data,
      invoice: data,
      ...(payment !== undefined && { payment: paymentResponse(payment, invoice.currency) }),
    },
    version: invoice.version,
  };
});

const credit = route(creditInvoice, async (request) => {
  const creditNote = await make({ ...request, id: request.path.id });
  return {
    data: fittingResponse(creditNote, { now: request.now }, maxKeptBytes),
    version: creditNote.version,
    location: `/invoices/${creditNote.id}`,
  };
});

export const handler = httpRoutes(status, credit);
