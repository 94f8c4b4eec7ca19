import { httpHandler } from "@aerotage/kernel/http-handler";
import { getAnalytics } from "../contract/analytics.js";
import { analyzeTime } from "../use-cases/analyze-time.js";

export const handler = httpHandler(getAnalytics, async ({ query, caller, now }) => ({
  data: await analyzeTime(query, caller, now),
}));
