import { httpHandler } from "@aerotage/kernel/http-handler";
import { listInvoices } from "../contract/read.js";
import { invoiceResponse } from "../domain/answer.js";
import { listInvoices as list } from "../persistence/list.js";
import { billingScopeOf } from "../use-cases/access.js";

export const handler = httpHandler(listInvoices, async ({ query, caller, now }) => {
  const { clientIds } = await billingScopeOf(caller);
  const { items, pagination } = await list({
    ...query,
    clientIds,
    callerId: caller.id,
    toResponse: ({ lineCount, ...invoice }) => invoiceResponse(invoice, { now, listedLines: lineCount }),
  });
  return { data: { items, invoices: items, pagination } };
});
