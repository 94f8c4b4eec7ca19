import { httpHandler } from "@aerotage/kernel/http-handler";
import { sendInvoice } from "../contract/change.js";
import { fittingResponse, maxKeptBytes } from "../domain/answer.js";
import { sendInvoice as send } from "../use-cases/send-invoice.js";

export const handler = httpHandler(sendInvoice, async (request) => {
  const invoice = await send({ ...request, id: request.path.id });
  return {
    data: { success: true as const, ...fittingResponse(invoice, { now: request.now }, maxKeptBytes) },
    version: invoice.version,
  };
});
