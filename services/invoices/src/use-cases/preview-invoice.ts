/** What an invoice would be: the same decisions as making it, with nothing written. */
import type { Caller } from "@aerotage/core/lambda/caller";
import type { InvoiceInput, PreviewResponse } from "../contract/create.js";
import { lineResponse, sumsResponse } from "../domain/answer.js";
import { billingScopeOf } from "./access.js";
import { contentOf, isExact, readBasis, selectTime } from "./draft-content.js";

export async function previewInvoice(body: InvoiceInput, caller: Caller, now: Date): Promise<PreviewResponse> {
  const scope = await billingScopeOf(caller);
  const basis = await readBasis(body, scope.mayKnowClient, now);
  const selection = await selectTime(body, basis, scope, { tells: true });
  const content = await contentOf(selection.billed, body, basis, { dropsTime: isExact(body), now });
  const { client, currency, issueDate, dueDate } = basis;
  return {
    clientId: client.id,
    clientName: client.name,
    currency,
    issueDate,
    dueDate,
    ...content.period,
    lineItems: content.lines.map((line) => lineResponse(line, currency)),
    timeEntryCount: selection.billed.length,
    ...sumsResponse(content.totals, body.discountRate ?? undefined, currency),
    excluded: [...selection.excluded],
    hasMoreExcluded: selection.hasMoreExcluded,
  };
}
