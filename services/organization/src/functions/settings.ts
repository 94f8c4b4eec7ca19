import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import { companyDefaults } from "@aerotage/kernel/organization";
import { readCompanyAmounts } from "../amounts.js";
import { getSettings, updateSettings } from "../contract.js";
import { answerOf, changedSettings, requireNoCompanyAmounts, requireNoNumbers } from "../domain/settings.js";
import { areNumbersGiven, planNumberStart } from "../invoice-numbers.js";
import { addedPeriod, readPending } from "../pending.js";
import { settingsRepository } from "../repository.js";
import { settingsActivity } from "../settings-activity.js";

const settings = settingsRepository();

const get = route(getSettings, async ({ caller }) => {
  const current = await settings.get();
  return { data: answerOf(current, caller.role), version: current.version };
});

const update = route(updateSettings, async ({ body, caller, work, now, requireMatch }) => {
  const before = await settings.get();
  requireMatch(before);
  const after = changedSettings(before, body, { caller, now, defaults: companyDefaults });
  const period = addedPeriod(before.lockedUntil, after.lockedUntil);
  const pending = period && (await readPending(period));
  const data = { ...answerOf(after, caller.role), ...(pending !== undefined && { pending }) };
  const answer = { data, version: after.version };
  if (after === before) return { ...answer, message: "Nothing was changed." };
  if (after.currency !== before.currency) requireNoCompanyAmounts(before, after, await readCompanyAmounts());
  const [start, nextStart] = [before.invoiceNumberStart, after.invoiceNumberStart];
  if (start?.year !== nextStart?.year || start?.number !== nextStart?.number) {
    if (nextStart !== undefined) requireNoNumbers(nextStart.year, await areNumbersGiven(nextStart.year));
    planNumberStart(work, start, nextStart);
  }
  settings.update(work, before, after);
  work.record(settingsActivity(before, after, body.lockReason ?? undefined));
  return answer;
});

export const handler = httpRoutes(get, update);
