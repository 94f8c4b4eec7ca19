import { ApiError, clientNotFound } from "@aerotage/core/contract/errors";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { answeredDate } from "@aerotage/kernel/rates";
import { getClient } from "../contract.js";
import { answerOf, isVisible } from "../domain/client.js";
import { clientRepository } from "../persistence/clients.js";

const clients = clientRepository();

export const handler = httpHandler(getClient, async ({ path, caller, now }) => {
  const client = await clients.get(path.id);
  if (!isVisible(client, caller.role)) throw new ApiError(clientNotFound, `There is no client ${path.id}.`);
  return { data: answerOf(client, caller.role, answeredDate(now)), version: client.version };
});
