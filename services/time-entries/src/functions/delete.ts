import { httpHandler } from "@aerotage/kernel/http-handler";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import { deleteTimeEntry } from "../contract/time-entries.js";
import { requireEditable, toEntryResponse } from "../domain/entry.js";
import { eraseEntry } from "../use-cases/change-entry.js";
import { changeableEntry } from "../use-cases/find-visible-entry.js";

export const handler = httpHandler(deleteTimeEntry, async ({ path, caller, unitOfWork, requireMatch }) => {
  const [entry, { lockedUntil }] = await Promise.all([changeableEntry(path.id, caller), companySettings()]);
  requireMatch(entry);
  requireEditable(entry, lockedUntil, caller);
  await eraseEntry(unitOfWork, entry);
  return { data: toEntryResponse(entry, caller), message: "The time entry was deleted." };
});
