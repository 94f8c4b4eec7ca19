import { httpRoutes } from "@aerotage/core/lambda/routes";
import { companyDefaults } from "@aerotage/kernel/domain/organization";
import { route } from "@aerotage/kernel/http-handler";
import { getSettings, updateSettings } from "../contract/organization.js";
import { addedPeriod } from "../domain/pending.js";
import { changedSettings, requireNoCompanyAmounts, requireNoNumbers, toSettingsResponse } from "../domain/settings.js";
import { settingsActivity } from "../domain/settings-activity.js";
import { readCompanyAmounts } from "../persistence/amounts.js";
import { areNumbersGiven, planNumberStart } from "../persistence/invoice-numbers.js";
import { readPending } from "../persistence/pending-time.js";
import { readSettings, storeSettings } from "../persistence/settings.js";

const get = route(getSettings, async ({ caller }) => {
  const current = await readSettings();
  return { data: toSettingsResponse(current, caller.role), version: current.version };
});

const update = route(updateSettings, async ({ body, caller, unitOfWork, now, requireMatch }) => {
  const before = await readSettings();
  requireMatch(before);
  const after = changedSettings(before, body, { caller, now, defaults: companyDefaults });
  const period = addedPeriod(before.lockedUntil, after.lockedUntil);
  const pending = period && (await readPending(period));
  const data = { ...toSettingsResponse(after, caller.role), ...(pending !== undefined && { pending }) };
  const response = { data, version: after.version };
  if (after === before) return { ...response, message: "Nothing was changed." };
  if (after.currency !== before.currency) requireNoCompanyAmounts(before, after, await readCompanyAmounts());
  const [start, nextStart] = [before.invoiceNumberStart, after.invoiceNumberStart];
  if (start?.year !== nextStart?.year || start?.number !== nextStart?.number) {
    if (nextStart !== undefined) requireNoNumbers(nextStart.year, await areNumbersGiven(nextStart.year));
    planNumberStart(unitOfWork, start, nextStart);
  }
  storeSettings(unitOfWork, before, after);
  unitOfWork.audit(settingsActivity(before, after, body.lockReason ?? undefined));
  return response;
});

export const handler = httpRoutes(get, update);
