import { httpHandler } from "@aerotage/kernel/http-handler";
import { getProjectReport } from "../contract/project-report.js";
import { reportProjects } from "../use-cases/report-projects.js";

export const handler = httpHandler(getProjectReport, async ({ query, caller, now }) => ({
  data: await reportProjects(query, caller, now),
}));
