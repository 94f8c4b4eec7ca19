import { httpHandler } from "@aerotage/kernel/http-handler";
import { getTimeReport } from "../contract/time-report.js";
import { reportTime } from "../use-cases/report-time.js";

export const handler = httpHandler(getTimeReport, async ({ query, caller, now }) => ({
  data: await reportTime(query, caller, now),
}));
