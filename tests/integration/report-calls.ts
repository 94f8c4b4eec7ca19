/** Calls every function of reports in all the ways that it has, so that whatever its manifest grants is used. */
import { randomUUID } from "node:crypto";
import { getTimeReport } from "@aerotage/reports/contract/time-report";
import { createTeam } from "@aerotage/teams/contract";
import { listTimeEntries } from "@aerotage/time-entries/contract";
import { call, newPerson, type Person } from "./api.js";
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
  await call(getTimeReport, manager);
}
