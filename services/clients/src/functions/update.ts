import { responseDate } from "@aerotage/kernel/domain/rates";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { companyRates } from "@aerotage/kernel/persistence/organization";
import { updateClient as operation } from "../contract.js";
import { clientActivity } from "../domain/activity.js";
import { changedClient, concernsRate, newCurrency, requireNoAmounts, toClientResponse } from "../domain/client.js";
import { readAmounts, requireUnchanged } from "../persistence/client-amounts.js";
import { getClient, updateClient } from "../persistence/clients.js";

export const handler = httpHandler(operation, async ({ path, body, caller, unitOfWork, now, requireMatch }) => {
  const [before, company] = await Promise.all([getClient(path.id), concernsRate(body) ? companyRates(now) : undefined]);
  requireMatch(before);
  const after = changedClient(before, body, { caller, now, company });
  const currency = company && newCurrency(before, after, company);
  if (currency !== undefined) {
    const { amounts, references } = await readAmounts(after, currency);
    requireNoAmounts(after, currency, amounts);
    requireUnchanged(unitOfWork, after.id, references);
  }
  updateClient(unitOfWork, before, after);
  unitOfWork.audit(clientActivity(before.isActive && !after.isActive ? "deactivated" : "updated", before, after));
  return { data: toClientResponse(after, caller.role, responseDate(now, company)), version: after.version };
});
