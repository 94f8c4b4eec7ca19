import { responseDate } from "@aerotage/kernel/domain/rates";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { companyRates } from "@aerotage/kernel/persistence/organization";
import { createClient } from "../contract.js";
import { clientActivity } from "../domain/activity.js";
import { concernsRate, newClient, toClientResponse } from "../domain/client.js";
import { insertClient } from "../persistence/clients.js";

export const handler = httpHandler(createClient, async ({ body, caller, unitOfWork, now }) => {
  const company = concernsRate(body) ? await companyRates(now) : undefined;
  const client = newClient(body, { caller, now, company });
  insertClient(unitOfWork, client);
  unitOfWork.audit(clientActivity("created", undefined, client));
  return {
    data: toClientResponse(client, caller.role, responseDate(now, company)),
    version: client.version,
    location: `/clients/${client.id}`,
  };
});
