import { emptyList } from "@aerotage/core/database/list";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { listTimeEntries } from "../contract/time-entries.js";
import { toEntryResponse } from "../domain/entry.js";
import { listEntries } from "../persistence/entries.js";
import { selectionOf } from "../use-cases/list-entries.js";

export const handler = httpHandler(listTimeEntries, async ({ query, caller, now }) => {
  const found = await selectionOf(query, caller);
  if (found === undefined) return { data: emptyList(query.limit) };
  return {
    data: await listEntries({
      ...query,
      ...found,
      query: { ...query, limit: undefined, cursor: undefined, callerId: caller.id },
      now,
      toResponse: (entry) => toEntryResponse(entry, caller),
    }),
  };
});
