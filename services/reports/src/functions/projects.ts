import { httpHandler } from "@aerotage/core/lambda/http";
import { getProjectReport } from "../contract/project-report.js";
import { reportProjects } from "../use-cases/report-projects.js";

export const handler = httpHandler(getProjectReport, async ({ query, caller, now }) => ({
  data: await reportProjects(query, caller, now),
}));
