import { httpHandler } from "@aerotage/kernel/http-handler";
import { answeredDate } from "@aerotage/kernel/rates";
import { deleteClient } from "../contract.js";
import { clientActivity } from "../domain/activity.js";
import { answerOf, deactivatedClient } from "../domain/client.js";
import { clientRepository } from "../persistence/clients.js";

const clients = clientRepository();

export const handler = httpHandler(deleteClient, async ({ path, query, caller, work, now, requireMatch }) => {
  const before = await clients.get(path.id);
  requireMatch(before);
  const today = answeredDate(now);
  if (query.hard === true) {
    clients.delete(work, before);
    work.record(clientActivity("deleted", before, undefined));
    return { data: answerOf(before, caller.role, today), message: "The client was deleted." };
  }
  if (!before.isActive)
    return { data: answerOf(before, caller.role, today), message: "The client was inactive already." };
  const after = deactivatedClient(before, now);
  clients.update(work, before, after);
  work.record(clientActivity("deactivated", before, after));
  return { data: answerOf(after, caller.role, today), message: "The client was deactivated." };
});
