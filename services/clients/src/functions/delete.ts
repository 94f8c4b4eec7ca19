import { responseDate } from "@aerotage/kernel/domain/rates";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { deleteClient } from "../contract.js";
import { clientActivity } from "../domain/activity.js";
import { deactivatedClient, toClientResponse } from "../domain/client.js";
import { clientRepository } from "../persistence/clients.js";

const clients = clientRepository();

export const handler = httpHandler(deleteClient, async ({ path, query, caller, unitOfWork, now, requireMatch }) => {
  const before = await clients.get(path.id);
  requireMatch(before);
  const today = responseDate(now);
  if (query.hard === true) {
    clients.delete(unitOfWork, before);
    unitOfWork.audit(clientActivity("deleted", before, undefined));
    return { data: toClientResponse(before, caller.role, today), message: "The client was deleted." };
  }
  if (!before.isActive)
    return { data: toClientResponse(before, caller.role, today), message: "The client was inactive already." };
  const after = deactivatedClient(before, now);
  clients.update(unitOfWork, before, after);
  unitOfWork.audit(clientActivity("deactivated", before, after));
  return { data: toClientResponse(after, caller.role, today), message: "The client was deactivated." };
});
