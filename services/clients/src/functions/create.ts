import { httpHandler } from "@aerotage/kernel/http-handler";
import { companyRates } from "@aerotage/kernel/organization";
import { answeredDate } from "@aerotage/kernel/rates";
import { createClient } from "../contract.js";
import { clientActivity } from "../domain/activity.js";
import { answerOf, concernsRate, newClient } from "../domain/client.js";
import { clientRepository } from "../persistence/clients.js";

const clients = clientRepository();

export const handler = httpHandler(createClient, async ({ body, caller, work, now }) => {
  const company = concernsRate(body) ? await companyRates(now) : undefined;
  const client = newClient(body, { caller, now, company });
  clients.create(work, client);
  work.record(clientActivity("created", undefined, client));
  return {
    data: answerOf(client, caller.role, answeredDate(now, company)),
    version: client.version,
    location: `/clients/${client.id}`,
  };
});
