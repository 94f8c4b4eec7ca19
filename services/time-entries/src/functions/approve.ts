import { httpHandler } from "@aerotage/kernel/http-handler";
import { approveTimeEntries, idsOf } from "../contract/time-entries.js";
import { bulkStatus, moveAll } from "../use-cases/move-entries.js";

export const handler = httpHandler(approveTimeEntries, async ({ body, caller, unitOfWork, idempotencyFingerprint }) => {
  const result = await moveAll(idsOf(body), {
    transition: "approve",
    caller,
    unitOfWork,
    idempotencyFingerprint,
    comments: body.comments ?? undefined,
  });
  return { data: result, status: bulkStatus(result) };
});
