import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import { createInvoice, previewInvoice } from "../contract/create.js";
import { fittingResponse, maxKeptBytes } from "../domain/answer.js";
import { createInvoice as create } from "../use-cases/create-invoice.js";
import { previewInvoice as preview } from "../use-cases/preview-invoice.js";

export const handler = httpRoutes(
  route(createInvoice, async (request) => {
    const invoice = await create(request);
    return {
      data: fittingResponse(invoice, { now: request.now }, maxKeptBytes),
      status: invoice.status === "preparing" ? 202 : 201,
      version: invoice.version,
      location: `/invoices/${invoice.id}`,
    };
  }),
  route(previewInvoice, async ({ body, caller, now }) => ({ data: await preview(body, caller, now) })),
);
