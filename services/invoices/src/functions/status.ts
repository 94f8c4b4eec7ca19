import { httpHandler } from "@aerotage/core/lambda/http";
import { updateInvoiceStatus } from "../contract/change.js";
import { fittingAnswer, paymentAnswer } from "../domain/answer.js";
import { changeStatus } from "../use-cases/change-status.js";

export const handler = httpHandler(updateInvoiceStatus, async (request) => {
  const { invoice, payment } = await changeStatus({ ...request, id: request.path.id });
  const data = fittingAnswer(invoice, { now: request.now });
  return {
    data: {
      ...data,
      invoice: data,
      ...(payment !== undefined && { payment: paymentAnswer(payment, invoice.currency) }),
    },
    version: invoice.version,
  };
});
