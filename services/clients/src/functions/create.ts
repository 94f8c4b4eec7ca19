import { companyCurrency } from "@aerotage/core/company";
import { httpHandler } from "@aerotage/core/lambda/http";
import { clientActivity } from "../activity.js";
import { createClient } from "../contract.js";
import { answerOf, concernsRate, newClient } from "../domain/client.js";
import { clientRepository } from "../repository.js";

const clients = clientRepository();

export const handler = httpHandler(createClient, async ({ body, caller, work, now }) => {
  const currency = concernsRate(body) ? await companyCurrency() : undefined;
  const client = newClient(body, { caller, now, companyCurrency: currency });
  clients.create(work, client);
  work.record(clientActivity("created", undefined, client));
  return { data: answerOf(client, caller.role), version: client.version, location: `/clients/${client.id}` };
});
