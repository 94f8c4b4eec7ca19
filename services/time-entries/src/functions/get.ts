import { httpHandler } from "@aerotage/kernel/http-handler";
import { getTimeEntry } from "../contract/time-entries.js";
import { toEntryResponse } from "../domain/entry.js";
import { visibleEntry } from "../use-cases/find-visible-entry.js";

export const handler = httpHandler(getTimeEntry, async ({ path, caller }) => {
  const entry = await visibleEntry(path.id, caller);
  return { data: toEntryResponse(entry, caller), version: entry.version };
});
