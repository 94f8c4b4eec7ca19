import { getAnalytics } from "@aerotage/reports/contract/analytics";
import { createConfig, deleteConfig, getConfig, listConfigs, updateConfig } from "@aerotage/reports/contract/configs";
import { createExport, deleteExport, getExport, listExports } from "@aerotage/reports/contract/exports";
import { getProjectReport } from "@aerotage/reports/contract/project-report";
import { getReceivables } from "@aerotage/reports/contract/receivables";
import { getReportFile } from "@aerotage/reports/contract/report-file";
import { getTimeReport } from "@aerotage/reports/contract/time-report";
import { getUserReport } from "@aerotage/reports/contract/user-report";
import { type BenchCase, type CaseTools, nothing } from "./case.js";

/** A month in which other cases have recorded time. */
const query = { startDate: "2026-11-01", endDate: "2026-11-30" };

/** An export of the caller's own. */
async function newExport(tools: CaseTools): Promise<{ readonly exportId: string }> {
  const body = { type: "time", filters: { ...query, groupBy: "month" } };
  const { exportId } = await tools.call(createExport, tools.caller, { body });
  return { exportId };
}

/** A saved report that is mailed to its owner each month. */
const scheduled = ({ caller }: CaseTools) => ({
  name: "The month before",
  type: "time",
  filters: { preset: "lastMonth", groupBy: "project" },
  schedule: { frequency: "monthly", dayOfMonth: 1, hour: 6, timezone: "Europe/Berlin", recipients: [caller.id] },
});

/** A saved report of the caller's own. */
async function newConfig(tools: CaseTools): Promise<{ readonly configId: string }> {
  const { id } = await tools.call(createConfig, tools.caller, { body: scheduled(tools) });
  return { configId: id };
}

export const reportCases: readonly BenchCase[] = [
  {
    operation: getTimeReport,
    title: "a month of everybody by project",
    parts: () => ({ query: { ...query, groupBy: "project" } }),
  },
  {
    operation: getTimeReport,
    title: "one's own month by day",
    caller: "employee",
    parts: () => ({ query: { ...query, groupBy: "day" } }),
  },
  {
    operation: getTimeReport,
    title: "a page of 25 entries of everybody",
    parts: () => ({ query: { ...query, limit: "25" } }),
  },
  { operation: getProjectReport, title: "a month of all projects", parts: () => ({ query }) },
  {
    operation: getUserReport,
    title: "a month of everybody, a page of 25",
    parts: () => ({ query: { ...query, limit: "25" } }),
  },
  { operation: getAnalytics, title: "a month of everybody", parts: () => ({ query }) },
  { operation: getReceivables, title: "of all clients", parts: nothing },
  {
    operation: createExport,
    title: "a month of everybody by project, with its file",
    parts: () => ({ body: { type: "time", filters: { ...query, groupBy: "project" } } }),
  },
  { operation: listExports, title: "one's own", parts: nothing },
  { operation: getExport, title: "with a link", parts: async (tools) => ({ path: await newExport(tools) }) },
  { operation: deleteExport, title: "with its file", parts: async (tools) => ({ path: await newExport(tools) }) },
  { operation: createConfig, title: "with a schedule", parts: (tools) => ({ body: scheduled(tools) }) },
  { operation: listConfigs, title: "one's own and the shared ones", parts: nothing },
  { operation: getConfig, title: "with a schedule", parts: async (tools) => ({ path: await newConfig(tools) }) },
  {
    operation: updateConfig,
    title: "another hour",
    parts: async (tools) => {
      const { schedule } = scheduled(tools);
      return { path: await newConfig(tools), body: { schedule: { ...schedule, hour: 7 } } };
    },
  },
  { operation: deleteConfig, title: "with its schedule", parts: async (tools) => ({ path: await newConfig(tools) }) },
  {
    operation: getReportFile,
    title: "the link of a mail",
    parts: async (tools) => {
      const body = { type: "time", filters: { ...query, groupBy: "month" } };
      const { exportId } = await tools.call(createExport, tools.administrator, { body });
      return { path: { token: await tools.reportLink(exportId) } };
    },
  },
];
