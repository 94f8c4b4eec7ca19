import { httpHandler } from "@aerotage/kernel/http-handler";
import { companyRates } from "@aerotage/kernel/organization";
import { answeredDate } from "@aerotage/kernel/rates";
import { updateClient } from "../contract.js";
import { clientActivity } from "../domain/activity.js";
import { answerOf, changedClient, concernsRate, newCurrency, requireNoAmounts } from "../domain/client.js";
import { readAmounts, requireUnchanged } from "../persistence/client-amounts.js";
import { clientRepository } from "../persistence/clients.js";

const clients = clientRepository();

export const handler = httpHandler(updateClient, async ({ path, body, caller, work, now, requireMatch }) => {
  const [before, company] = await Promise.all([
    clients.get(path.id),
    concernsRate(body) ? companyRates(now) : undefined,
  ]);
  requireMatch(before);
  const after = changedClient(before, body, { caller, now, company });
  const currency = company && newCurrency(before, after, company);
  if (currency !== undefined) {
    const { amounts, references } = await readAmounts(after, currency);
    requireNoAmounts(after, currency, amounts);
    requireUnchanged(work, after.id, references);
  }
  clients.update(work, before, after);
  work.record(clientActivity(before.isActive && !after.isActive ? "deactivated" : "updated", before, after));
  return { data: answerOf(after, caller.role, answeredDate(now, company)), version: after.version };
});
