import { ApiError } from "@aerotage/core/contract/errors";
import { clientNotFound } from "@aerotage/kernel/contract/errors";
import { responseDate } from "@aerotage/kernel/domain/rates";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { getClient } from "../contract.js";
import { isVisible, toClientResponse } from "../domain/client.js";
import { clientRepository } from "../persistence/clients.js";

const clients = clientRepository();

export const handler = httpHandler(getClient, async ({ path, caller, now }) => {
  const client = await clients.get(path.id);
  if (!isVisible(client, caller.role)) throw new ApiError(clientNotFound, `There is no client ${path.id}.`);
  return { data: toClientResponse(client, caller.role, responseDate(now)), version: client.version };
});
