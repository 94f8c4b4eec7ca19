import { emptyList } from "@aerotage/core/database/list";
import { responseDate } from "@aerotage/kernel/domain/rates";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { listClients as operation } from "../contract.js";
import { toClientResponse } from "../domain/client.js";
import { listClients } from "../persistence/clients.js";

export const handler = httpHandler(operation, async ({ query, caller, now }) => {
  const activeOnly = caller.role === "employee";
  if (activeOnly && query.isActive === false) return { data: emptyList(query.limit) };
  const today = responseDate(now);
  return {
    data: await listClients({
      ...query,
      isActive: activeOnly ? true : query.isActive,
      callerId: caller.id,
      toResponse: (client) => toClientResponse(client, caller.role, today),
    }),
  };
});
