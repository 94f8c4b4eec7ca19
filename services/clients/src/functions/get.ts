import { ApiError } from "@aerotage/core/contract/errors";
import { clientNotFound } from "@aerotage/kernel/contract/errors";
import { responseDate } from "@aerotage/kernel/domain/rates";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { getClient as operation } from "../contract.js";
import { isVisible, toClientResponse } from "../domain/client.js";
import { getClient } from "../persistence/clients.js";

export const handler = httpHandler(operation, async ({ path, caller, now }) => {
  const client = await getClient(path.id);
  if (!isVisible(client, caller.role)) throw new ApiError(clientNotFound, `There is no client ${path.id}.`);
  return { data: toClientResponse(client, caller.role, responseDate(now)), version: client.version };
});
