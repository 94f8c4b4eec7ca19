import { httpHandler } from "@aerotage/kernel/http-handler";
import { bulkStatus, moveAll } from "../bulk.js";
import { idsOf, reasonOf, reopenTimeEntries } from "../contract.js";

export const handler = httpHandler(reopenTimeEntries, async ({ body, caller, work, repetition }) => {
  const result = await moveAll(idsOf(body), { transition: "reopen", caller, work, repetition, reason: reasonOf(body) });
  return { data: result, status: bulkStatus(result) };
});
