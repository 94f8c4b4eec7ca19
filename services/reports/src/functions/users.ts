import { httpHandler } from "@aerotage/kernel/http-handler";
import { getUserReport } from "../contract/user-report.js";
import { reportUsers } from "../use-cases/report-users.js";

export const handler = httpHandler(getUserReport, async ({ query, caller, now }) => ({
  data: await reportUsers(query, caller, now),
}));
