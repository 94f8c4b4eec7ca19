import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import {
  createRecurringInvoice,
  deleteRecurringInvoice,
  getRecurringInvoice,
  listRecurringInvoices,
  updateRecurringInvoice,
} from "../contract/recurring.js";
import { recurringResponse } from "../domain/recurring.js";
import { listRecurring } from "../persistence/recurring.js";
import { billingScopeOf } from "../use-cases/access.js";
import { changeRecurring, createRecurring, deleteRecurring, requireRecurring } from "../use-cases/manage-recurring.js";

export const handler = httpRoutes(
  route(listRecurringInvoices, async ({ query, caller }) => {
    const { mayKnowClient } = await billingScopeOf(caller);
    return {
      data: await listRecurring({ ...query, callerId: caller.id, mayKnowClient, toResponse: recurringResponse }),
    };
  }),
  route(createRecurringInvoice, async (request) => {
    const recurring = await createRecurring(request.body, request);
    return {
      data: recurringResponse(recurring),
      version: recurring.version,
      location: `/invoices/recurring/${recurring.id}`,
    };
  }),
  route(getRecurringInvoice, async ({ path, caller }) => {
    const recurring = await requireRecurring(path.recurringId, caller);
    return { data: recurringResponse(recurring), version: recurring.version };
  }),
  route(updateRecurringInvoice, async (request) => {
    const recurring = await changeRecurring(request.body, { ...request, id: request.path.recurringId });
    return { data: recurringResponse(recurring), version: recurring.version };
  }),
  route(deleteRecurringInvoice, async (request) => ({
    data: recurringResponse(await deleteRecurring({ ...request, id: request.path.recurringId })),
  })),
);
