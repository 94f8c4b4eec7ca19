import { httpHandler } from "@aerotage/kernel/http-handler";
import { idsOf, reasonOf, reopenTimeEntries } from "../contract/time-entries.js";
import { bulkStatus, moveAll } from "../use-cases/move-entries.js";

export const handler = httpHandler(reopenTimeEntries, async ({ body, caller, unitOfWork, idempotencyFingerprint }) => {
  const result = await moveAll(idsOf(body), {
    transition: "reopen",
    caller,
    unitOfWork,
    idempotencyFingerprint,
    reason: reasonOf(body),
  });
  return { data: result, status: bulkStatus(result) };
});
