import { httpHandler } from "@aerotage/kernel/http-handler";
import { updateInvoice } from "../contract/change.js";
import { fittingResponse } from "../domain/answer.js";
import { updateInvoice as update } from "../use-cases/update-invoice.js";

export const handler = httpHandler(updateInvoice, async (request) => {
  const invoice = await update({ ...request, id: request.path.id });
  return { data: fittingResponse(invoice, { now: request.now }), version: invoice.version };
});
