/** Calls every function of reports in all the ways that it has, so that whatever its manifest grants is used. */
import { randomUUID } from "node:crypto";
import { getAnalytics } from "@aerotage/reports/contract/analytics";
import { createConfig, deleteConfig, getConfig, listConfigs, updateConfig } from "@aerotage/reports/contract/configs";
import { createExport, deleteExport, getExport, listExports } from "@aerotage/reports/contract/exports";
import { getProjectReport } from "@aerotage/reports/contract/project-report";
import { getReceivables } from "@aerotage/reports/contract/receivables";
import { getReportFile } from "@aerotage/reports/contract/report-file";
import { getTimeReport } from "@aerotage/reports/contract/time-report";
import { getUserReport } from "@aerotage/reports/contract/user-report";
import { createTeam } from "@aerotage/teams/contract";
import { listTimeEntries } from "@aerotage/time-entries/contract/time-entries";
import { call, newPerson, type Person, person } from "./api.js";
import { newBilled, newOpen } from "./invoicing.js";
import { mailTo, tokenIn } from "./people.js";
import { claimRuns, endedRun, makeDue, newScheduled } from "./scheduling.js";
import { daysAgo, newClient, newProject, recorded } from "./time.js";

/** Calls them all; `first` makes an administrator whose first call it will be. */
export async function callReports(first: () => Promise<Person>): Promise<void> {
  const manager = await newPerson("manager");
  await call(listTimeEntries, manager);
  const body = { name: `Called ${randomUUID()}`, managerId: manager.id, memberIds: [manager.id] };
  await call(createTeam, await first(), { body });
  const clientId = await newClient();
  const projectId = await newProject({ clientId, teamMembers: [manager.id] });
  await recorded(manager, { projectId, date: daysAgo(1), duration: 10 });
  for (const query of [{}, { projectId }, { clientId }]) {
    await call(getTimeReport, await first(), { query: { ...query, groupBy: ["user", "project"] } });
    await call(getTimeReport, await first(), { query: { ...query, groupBy: ["client", "team"] } });
  }
  for (const query of [{}, { projectId }, { clientId }, { userId: manager.id }]) {
    await call(getTimeReport, await first(), { query });
    await call(getAnalytics, await first(), { query });
    await call(getProjectReport, await first(), { query });
    await call(getUserReport, await first(), { query });
  }
  for (const operation of [getTimeReport, getAnalytics, getProjectReport, getUserReport])
    await call(operation, manager);
  await receivablesCalled(manager, await first());
  for (const body of [
    { type: "time" },
    { type: "time", filters: { groupBy: "team" } },
    { type: "users" },
    { type: "projects" },
    { type: "invoices" },
    { type: "payments" },
  ]) {
    const { data } = await call(createExport, await first(), { body, headers: { "idempotency-key": randomUUID() } });
    await call(createExport, manager, { body: { ...body, filters: { ...body.filters, projectId } } });
    await call(getExport, manager, { path: { exportId: data.exportId } });
  }
  for (const filters of [{ userId: manager.id }, { clientId }]) {
    const { data } = await call(createExport, manager, { body: { type: "time", filters } });
    const path = { exportId: data.exportId };
    await call(getExport, manager, { path });
    await call(deleteExport, manager, { path });
  }
  // An error frees its key.
  const wrong = { type: "time", filters: { startDate: daysAgo(1) } };
  await call(createExport, await first(), { body: wrong, headers: { "idempotency-key": randomUUID() } });
  await call(listExports, manager);
  await callSchedules(first, manager);
}

async function callSchedules(first: () => Promise<Person>, manager: Person): Promise<void> {
  const { id } = await newScheduled(manager, [manager.email], {}, { "idempotency-key": randomUUID() });
  const path = { configId: id };
  const plain = { name: "Called", type: "time", visibility: "shared" };
  const { data } = await call(createConfig, await first(), {
    body: plain,
    headers: { "idempotency-key": randomUUID() },
  });
  const unfit = { ...plain, filters: { startDate: daysAgo(1) } };
  await call(createConfig, await first(), { body: unfit, headers: { "idempotency-key": randomUUID() } });
  await call(getConfig, await first(), { path: { configId: data.id } });
  await call(updateConfig, await first(), { path: { configId: data.id }, body: { name: "Called again" } });
  await call(listConfigs, manager);
  await makeDue(id, `${daysAgo(1)}T05:00:00.000Z`);
  await claimRuns();
  await endedRun(manager, id);
  await call(getReportFile, undefined, { path: { token: tokenIn(await mailTo(manager.email)) } });
  await call(deleteConfig, manager, { path });
}

/** Reports what the client of a manager's project has to pay. */
async function receivablesCalled(manager: Person, administrator: Person): Promise<void> {
  const { clientId } = await newBilled({}, { teamMembers: [manager.id] });
  await newOpen(await person("admin"), { clientId });
  for (const who of [manager, administrator])
    for (const query of [{}, { clientId }]) await call(getReceivables, who, { query });
}
