import { emptyList } from "@aerotage/core/database/list";
import { responseDate } from "@aerotage/kernel/domain/rates";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { listClients } from "../contract.js";
import { toClientResponse } from "../domain/client.js";
import { clientRepository } from "../persistence/clients.js";

const clients = clientRepository();

export const handler = httpHandler(listClients, async ({ query, caller, now }) => {
  const activeOnly = caller.role === "employee";
  if (activeOnly && query.isActive === false) return { data: emptyList(query.limit) };
  const today = responseDate(now);
  return {
    data: await clients.list({
      ...query,
      isActive: activeOnly ? true : query.isActive,
      callerId: caller.id,
      toResponse: (client) => toClientResponse(client, caller.role, today),
    }),
  };
});
