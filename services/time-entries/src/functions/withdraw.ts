import { httpHandler } from "@aerotage/kernel/http-handler";
import { bulkStatus, moveAll } from "../bulk.js";
import { idsOf, withdrawTimeEntries } from "../contract.js";

export const handler = httpHandler(withdrawTimeEntries, async ({ body, caller, work, repetition }) => {
  const result = await moveAll(idsOf(body), { transition: "withdraw", caller, work, repetition });
  return { data: result, status: bulkStatus(result) };
});
