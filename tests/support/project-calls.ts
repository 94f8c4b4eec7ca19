/** Calls every function about projects in all the ways that it has, so that whatever its manifest grants is used. */
import { randomUUID } from "node:crypto";
import { createClient } from "@aerotage/clients/contract";
import { createProject, deleteProject, getProject, listProjects, updateProject } from "@aerotage/projects/contract";
import { createTeam } from "@aerotage/teams/contract";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { call, eventually, missingPath, newPerson, type Person, tableOf, tables } from "./api.js";
import { activitiesOf } from "./people.js";

/** A key of its own: the answer is kept with it. */
const key = () => ({ headers: { "idempotency-key": randomUUID() } });

/** What somebody has spent of a project and then taken back, or not. */
async function spend(projectId: string, userId: string, minutes: number, entries: number): Promise<void> {
  const TableName = tableOf("Projects");
  const items = [
    { id: `recorders#${projectId}`, userIds: new Set([userId]) },
    { id: `spent#${projectId}#${userId}`, projectId, userId, minutes, entries },
  ];
  for (const Item of items) await tables.send(new PutCommand({ TableName, Item }));
}

/** Calls them all; `first` makes an administrator whose first call it will be. */
export async function callProjects(first: () => Promise<Person>): Promise<void> {
  const manager = await newPerson("manager");
  await call(listProjects, manager);
  await call(createTeam, await first(), {
    body: { name: "Called", managerId: manager.id, memberIds: [manager.id] },
  });
  const newClient = async () => {
    const body = { name: `Called ${randomUUID()}` };
    return (await call(createClient, await first(), { body })).data.id;
  };
  const body = {
    name: "Called Project",
    clientId: await newClient(),
    defaultHourlyRate: 50,
    budget: { type: "hours", value: 1 },
    teamMembers: [manager.id],
  };
  const { data } = await call(createProject, await first(), { body, ...key() });
  // An error frees its key.
  await call(createProject, await first(), { body: { ...body, clientId: missingPath(getProject).id }, ...key() });
  const path = { id: data.id };
  await spend(data.id, manager.id, 60, 0);
  await eventually("the budget's shares", async () => {
    const told = (await activitiesOf(data.id)).filter(({ userId }) => userId === "system");
    return told.length > 0 ? told : undefined;
  });
  for (const caller of [await first(), manager]) {
    await call(listProjects, caller);
    await call(getProject, caller, { path });
  }
  await call(listProjects, await first(), { query: { teamMember: manager.id } });
  await call(getProject, await first(), { path });
  await call(updateProject, manager, { path, body: { description: "Called" } });
  const change = { clientId: await newClient(), teamMembers: [] };
  const updater = await first();
  await call(updateProject, updater, { path, body: { ...change, teamMembers: [updater.id, manager.id] } });
  await call(updateProject, await first(), { path, body: { teamMembers: [manager.id] } });
  // Its change of clients has taken what was recorded away.
  await spend(data.id, manager.id, 0, 0);
  await call(deleteProject, await first(), { path });
  await callMonthly(manager, { ...body, budget: { ...body.budget, period: "monthly" } });
}

/** Reads what is spent of a monthly budget: from the totals of the months of who has recorded time. */
async function callMonthly(manager: Person, body: object): Promise<void> {
  const { data } = await call(createProject, manager, { body });
  const path = { id: data.id };
  await spend(data.id, manager.id, 60, 0);
  await call(listProjects, manager);
  await call(getProject, manager, { path });
  await call(updateProject, manager, { path, body: { description: "Called" } });
  const key = { TableName: tableOf("Projects"), Key: { id: `budget#${data.id}` } };
  await eventually("the month of the budget", async () => (await tables.send(new GetCommand(key))).Item);
}
