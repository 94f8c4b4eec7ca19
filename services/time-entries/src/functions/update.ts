import { httpHandler } from "@aerotage/kernel/http-handler";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import { updateTimeEntry } from "../contract/time-entries.js";
import { requireEditable, requireUnprotected, toEntryResponse } from "../domain/entry.js";
import { changeEntry } from "../use-cases/change-entry.js";
import { changeableEntry } from "../use-cases/find-visible-entry.js";

export const handler = httpHandler(updateTimeEntry, async ({ path, body, caller, unitOfWork, requireMatch }) => {
  const [before, settings] = await Promise.all([changeableEntry(path.id, caller), companySettings()]);
  requireMatch(before);
  requireEditable(before, settings.lockedUntil, caller);
  requireUnprotected(before, body, caller);
  const after = await changeEntry(unitOfWork, before, body, { caller, settings });
  return { data: toEntryResponse(after, caller), version: after.version };
});
