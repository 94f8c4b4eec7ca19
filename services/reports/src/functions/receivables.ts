import { httpHandler } from "@aerotage/core/lambda/http";
import { getReceivables } from "../contract/receivables.js";
import { reportReceivables } from "../use-cases/report-receivables.js";

export const handler = httpHandler(getReceivables, async ({ query, caller, now }) => ({
  data: await reportReceivables(query, caller, now),
}));
