import { httpHandler } from "@aerotage/kernel/http-handler";
import { bulkStatus, moveAll } from "../bulk.js";
import { idsOf, reasonOf, rejectTimeEntries } from "../contract.js";

export const handler = httpHandler(rejectTimeEntries, async ({ body, caller, work, repetition }) => {
  const result = await moveAll(idsOf(body), { transition: "reject", caller, work, repetition, reason: reasonOf(body) });
  return { data: result, status: bulkStatus(result) };
});
