import { httpHandler } from "@aerotage/kernel/http-handler";
import { idsOf, withdrawTimeEntries } from "../contract/time-entries.js";
import { bulkStatus, moveAll } from "../use-cases/move-entries.js";

export const handler = httpHandler(
  withdrawTimeEntries,
  async ({ body, caller, unitOfWork, idempotencyFingerprint }) => {
    const result = await moveAll(idsOf(body), { transition: "withdraw", caller, unitOfWork, idempotencyFingerprint });
    return { data: result, status: bulkStatus(result) };
  },
);
