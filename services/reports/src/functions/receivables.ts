import { httpHandler } from "@aerotage/kernel/http-handler";
import { getReceivables } from "../contract/receivables.js";
import { reportReceivables } from "../use-cases/report-receivables.js";

export const handler = httpHandler(getReceivables, async ({ query, caller, now }) => ({
  data: await reportReceivables(query, caller, now),
}));
