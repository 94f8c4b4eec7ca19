import { callHandler, useMemoryTables } from "@aerotage/kernel/test-support";
import { expect, it } from "vitest";
import { importTimeEntries } from "../contract/import.js";
import { getDailySummary } from "../contract/summaries.js";
import { createTimeEntry, submitTimeEntries } from "../contract/time-entries.js";
import { startTimer } from "../contract/timer.js";
import { handler as create } from "../functions/create.js";
import { handler as importFile } from "../functions/import.js";
import { handler as submit } from "../functions/submit.js";
import { handler as summaries } from "../functions/summaries.js";
import { handler as timer } from "../functions/timer.js";
import { endTimer } from "./end-timer.js";
import { followTeam } from "./follow-team.js";
import { tellOfLongTimers } from "./report-long-timers.js";

const tables = useMemoryTables();
const projectId = "01JABCDEFGHJKMNPQRSTVWXYZ1";
const clientId = "01JABCDEFGHJKMNPQRSTVWXYZ0";
const at = "2026-01-01T00:00:00.000Z";
const record = { createdAt: at, updatedAt: at, createdBy: "system", version: 1 };

function setup() {
  tables.put("Clients", { id: clientId, kind: "client", name: "Acme", contactInfo: {}, isActive: true, ...record });
  tables.put("Projects", {
    ...{ id: projectId, kind: "project", name: "Site", clientId, status: "active", defaultBillable: true },
    ...{ teamMembers: [], tags: [], ...record },
  });
  return tables.user("employee");
}

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
const entries = () => tables.items("TimeEntries").filter(({ projectId: id, dateOrder }) => id && dateOrder);

it("ends the timer of a user who was deactivated, with a draft", async () => {
  const user = setup();
  const body = { projectId, startTime: hoursAgo(2) };
  await callHandler(timer, startTimer, { caller: user, body });
  await endTimer(user.id, new Date());
  expect(tables.item("TimeEntries", `timer#${user.id}`)).toBeDefined();
  tables.put("Users", { ...user, isActive: false });
  await endTimer(user.id, new Date());
  expect(tables.item("TimeEntries", `timer#${user.id}`)).toBeUndefined();
  expect(tables.activities("time-entry.created")).toHaveLength(1);
});

it("reports a long timer once", async () => {
  const user = setup();
  await callHandler(timer, startTimer, { caller: user, body: { projectId, startTime: hoursAgo(13) } });
  await tellOfLongTimers(new Date());
  await tellOfLongTimers(new Date());
  expect(tables.activities("timer.long-running")).toMatchObject([{ entityId: user.id }]);
});

it("moves submitted time to the queue of its owner's new team", async () => {
  const user = setup();
  const body = { projectId, date: "2026-03-02", duration: 60, description: "Work" };
  const { data } = await callHandler(create, createTimeEntry, { caller: user, body });
  const id = String(data.id);
  await callHandler(submit, submitTimeEntries, { caller: user, body: { timeEntryIds: [id] } });
  tables.put("Users", { ...user, teamId: "team" });
  await followTeam({ userId: user.id, previousTeamId: null }, undefined, async () => {});
  expect(tables.item("TimeEntries", id)).toMatchObject({ approvalTeamId: "team" });
});

it("summarizes the days of the caller", async () => {
  const user = setup();
  const body = { projectId, date: "2026-03-02", duration: 90, description: "Work" };
  await callHandler(create, createTimeEntry, { caller: user, body });
  const query = { startDate: "2026-03-02", endDate: "2026-03-03" };
  const response = await callHandler(summaries, getDailySummary, { caller: user, query });
  expect(response.status).toBe(200);
  expect(JSON.stringify(response.data)).toContain('"totalHours":1.5');
  const other = { caller: tables.user("employee"), query: { ...query, userId: user.id } };
  expect(await callHandler(summaries, getDailySummary, other)).toMatchObject({ status: 404, code: "USER_NOT_FOUND" });
});

it("refuses to import a file of an unknown format", async () => {
  setup();
  const request = { caller: tables.user("admin"), body: { content: "a,b\n1,2\n" } };
  const response = await callHandler(importFile, importTimeEntries, request);
  expect(response).toMatchObject({ code: "UNKNOWN_FORMAT" });
  expect(entries()).toEqual([]);
});
