import { responseDate } from "@aerotage/kernel/domain/rates";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { deleteClient as operation } from "../contract.js";
import { clientActivity } from "../domain/activity.js";
import { deactivatedClient, toClientResponse } from "../domain/client.js";
import { deleteClient, getClient, updateClient } from "../persistence/clients.js";

export const handler = httpHandler(operation, async ({ path, query, caller, unitOfWork, now, requireMatch }) => {
  const before = await getClient(path.id);
  requireMatch(before);
  const today = responseDate(now);
  if (query.hard === true) {
    deleteClient(unitOfWork, before);
    unitOfWork.audit(clientActivity("deleted", before, undefined));
    return { data: toClientResponse(before, caller.role, today), message: "The client was deleted." };
  }
  if (!before.isActive)
    return { data: toClientResponse(before, caller.role, today), message: "The client was inactive already." };
  const after = deactivatedClient(before, now);
  updateClient(unitOfWork, before, after);
  unitOfWork.audit(clientActivity("deactivated", before, after));
  return { data: toClientResponse(after, caller.role, today), message: "The client was deactivated." };
});
