/** Calls every function about time in all the ways that it has, so that whatever its manifest grants is used. */
import { randomUUID } from "node:crypto";
import type { Operation } from "@aerotage/core/contract/operation";
import { getProject } from "@aerotage/projects/contract";
import { createTeam } from "@aerotage/teams/contract";
import { importTimeEntries } from "@aerotage/time-entries/contract/import";
import { getDailySummary } from "@aerotage/time-entries/contract/summaries";
import {
  approveTimeEntries,
  createTimeEntry,
  deleteTimeEntry,
  getTimeEntry,
  listTimeEntries,
  quickAddTimeEntry,
  rejectTimeEntries,
  reopenTimeEntries,
  submitTimeEntries,
  updateTimeEntry,
  withdrawTimeEntries,
} from "@aerotage/time-entries/contract/time-entries";
import { getTimerStatus, startTimer, stopTimer, updateTimer } from "@aerotage/time-entries/contract/timer";
import { updateUser } from "@aerotage/users/contract/users";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { ApiRequest } from "../../client/api-client.js";
import { call, cloud, eventually, newPerson, type Person, person, tableOf, tables } from "./api.js";
import { itemOf, newUser } from "./people.js";
import { clock, daysAgo, newProject, recorded, withSettings } from "./time.js";

const lambda = new LambdaClient(cloud);
const run = (name: string) => lambda.send(new InvokeCommand({ FunctionName: `aerotage-local-time-entries-${name}` }));

/** A key of its own: the answer is kept with it. */
const key = () => ({ headers: { "idempotency-key": randomUUID() } });
/** An error, which frees the key. */
const failed = (operation: Operation, caller: Person, body: object) => call(operation, caller, { body, ...key() });
/** A call that must be answered with success. */
async function done(operation: Operation, caller: Person, options: ApiRequest): Promise<void> {
  const { status, text } = await call(operation, caller, options);
  if (status >= 300) throw new Error(`${operation.id} answered ${status} ${text}`);
}
const missing = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

/** A date before all that anybody has recorded: other tests go back to 2017 at the same time. */
async function earlierDate(): Promise<string> {
  const noted = (await itemOf("TimeEntries", { id: "months" }))?.earliest as string | undefined;
  const earliest = noted !== undefined && noted < "2016-01" ? noted : "2016-01";
  const [year = 0, month = 1] = earliest.split("-").map(Number);
  return new Date(Date.UTC(year, month - 2, 5)).toISOString().slice(0, 10);
}

async function callRecording(first: () => Promise<Person>, projectId: string, manager: Person): Promise<void> {
  const body = { projectId, date: daysAgo(3), description: "Called" };
  const who = await first();
  await call(createTimeEntry, who, { body: { ...body, startTime: "09:00", endTime: "10:00" }, ...key() });
  const rated = { ...body, userId: who.id, duration: 5, hourlyRate: 70, date: await earlierDate() };
  await call(createTimeEntry, await first(), { body: rated });
  await failed(createTimeEntry, await first(), { ...body, projectId: missing, duration: 5 });
  await failed(quickAddTimeEntry, who, { ...body, startTime: "09:00", endTime: "10:00" });
  // A manager sees what they lead.
  const led = await newProject({ teamMembers: [manager.id] });
  const { id } = await recorded(who, { ...body, startTime: "11:00", endTime: "12:00" });
  const other = await recorded(manager, { ...body, startTime: "11:00", endTime: "12:00" });
  for (const caller of [await first(), who, manager]) await call(getTimeEntry, caller, { path: { id } });
  await call(updateTimeEntry, await first(), { path: { id }, body: { date: await earlierDate(), hourlyRate: 60 } });
  // A day that is empty then.
  await done(updateTimeEntry, manager, { path: { id: other.id }, body: { projectId: led, date: daysAgo(6) } });
  await call(updateTimeEntry, manager, { path: { id }, body: { notes: "Not theirs" } });
  // A day that keeps another entry, and one that is empty then.
  const [stays, goes] = [await recorded(who, { ...body, duration: 5 }), await recorded(who, { ...body, duration: 5 })];
  await call(deleteTimeEntry, await first(), { path: { id: goes.id } });
  await call(deleteTimeEntry, manager, { path: { id: stays.id } });
  await call(deleteTimeEntry, await first(), { path: { id } });
  await call(listTimeEntries, manager);
  await call(listTimeEntries, manager, { query: { status: "submitted" } });
  for (const query of [
    {},
    { status: "submitted" },
    { userId: who.id },
    { projectId },
    { clientId: stays.clientId },
  ] as Record<string, string>[])
    await call(listTimeEntries, await first(), { query });
}

async function callDeciding(first: () => Promise<Person>, projectId: string, manager: Person): Promise<void> {
  const owners = await Promise.all([first(), first()]);
  for (const owner of owners) await call(getTimerStatus, owner);
  const entry = async (owner: Person, minute: number) =>
    (await recorded(owner, { projectId, date: daysAgo(4), startTime: clock(minute), endTime: clock(minute + 9) })).id;
  const [a = "", b = "", c = "", d = ""] = await Promise.all([
    ...[0, 10, 20].map((minute) => entry(owners[0] as Person, minute)),
    entry(owners[1] as Person, 0),
  ]);
  const ids = (...timeEntryIds: string[]) => ({ body: { timeEntryIds, reason: "Called" } });
  await done(submitTimeEntries, await first(), { ...ids(a, b, c), ...key() });
  await done(submitTimeEntries, await first(), ids(d));
  for (const operation of [submitTimeEntries, withdrawTimeEntries, approveTimeEntries, rejectTimeEntries])
    await failed(operation, await first(), ids(missing).body);
  await failed(reopenTimeEntries, await first(), ids(missing).body);
  // Managers are asked for their scope, whatever comes of it.
  const decisions = [submitTimeEntries, withdrawTimeEntries, approveTimeEntries, rejectTimeEntries, reopenTimeEntries];
  for (const operation of decisions) await call(operation, manager, ids(d));
  await done(approveTimeEntries, await first(), { ...ids(a), ...key() });
  await done(reopenTimeEntries, await first(), { ...ids(a), ...key() });
  await done(rejectTimeEntries, await first(), { ...ids(b), ...key() });
  await done(withdrawTimeEntries, owners[0] as Person, ids(c));
  const withdrawing = await first();
  const own = await entry(withdrawing, 0);
  await done(submitTimeEntries, withdrawing, ids(own));
  await done(withdrawTimeEntries, withdrawing, { ...ids(own), ...key() });
  await done(submitTimeEntries, owners[0] as Person, ids(b));
}

async function callTimer(first: () => Promise<Person>, projectId: string): Promise<void> {
  const who = await first();
  const startTime = new Date(Date.now() - 13 * 3_600_000).toISOString();
  const body = { projectId, description: "Called", startTime };
  await call(startTimer, who, { body, ...key() });
  await failed(startTimer, who, body);
  await run("watch-timers");
  // As if nobody had recorded anything before: only then the month is noted with a timer.
  const months = { TableName: tableOf("TimeEntries"), Key: { id: "months" } };
  const noted = await itemOf("TimeEntries", months.Key);
  await tables.send(new DeleteCommand(months));
  await call(stopTimer, who, { body: {}, ...key() });
  if (noted !== undefined) await tables.send(new PutCommand({ TableName: months.TableName, Item: noted }));
  await failed(stopTimer, who, {});
  const running = await first();
  await done(startTimer, running, { body: { projectId, description: "Called" } });
  await done(updateTimer, running, { body: { startTime: new Date(Date.now() - 60_000).toISOString() } });
  await call(stopTimer, who, { body: { userId: running.id } });
}

/** A file with an old row, a new one, and one that nobody can place. */
async function callImport(first: () => Promise<Person>, projectId: string): Promise<void> {
  const who = await first();
  await call(getTimerStatus, who);
  const [{ data: project }, earlier] = [await call(getProject, who, { path: { id: projectId } }), await earlierDate()];
  const row = (date: string, duration: string, named = project.name) =>
    `${who.email},Called,${project.clientName},${named},${date} 09:00:00,${date} 10:00:00,${duration}`;
  const content = [
    "User,Description,Client,Project,Start,End,Duration",
    row(earlier, "01:00:00"),
    row(daysAgo(5), "01:00:00"),
    row(daysAgo(5), "01:00:00", "No such project"),
  ].join("\n");
  const body = { format: "solidtime", content, people: { [who.email]: who.id } };
  await done(importTimeEntries, await first(), { body: { ...body, dryRun: true } });
  await done(importTimeEntries, await first(), { body, ...key() });
  await failed(importTimeEntries, await first(), { content: "No,header" });
}

/** Somebody submits and joins another team: what waits moves along. Then they are deactivated while their timer runs. */
async function callFollowing(projectId: string): Promise<void> {
  const admin = await person("admin");
  const [manager, who] = await Promise.all([newUser(admin, { role: "manager" }), newUser(admin)]);
  const { data: team } = await call(createTeam, admin, { body: { name: "Followed", managerId: manager.id } });
  const { id } = await recorded(who, { projectId, date: daysAgo(4), duration: 5 });
  await call(submitTimeEntries, who, { body: { timeEntryIds: [id] } });
  await call(updateUser, admin, { path: { id: who.id }, body: { teamId: team.id } });
  await eventually("the entry in the team's queue", async () => {
    const { data } = await call(listTimeEntries, manager, { query: { status: "submitted" } });
    return data.items.length > 0 ? data.items : undefined;
  });
  const startTime = new Date(Date.now() - 3_600_000).toISOString();
  await call(startTimer, who, { body: { projectId: await newProject(), description: "Called", startTime } });
  await call(updateUser, admin, { path: { id: who.id }, body: { isActive: false } });
  await eventually("the entry of the timer", async () => {
    const { data } = await call(listTimeEntries, admin, { query: { userId: who.id, status: "draft" } });
    return data.items.length > 0 ? data.items : undefined;
  });
}

/** Somebody owes the week that is over. */
async function callReminders(projectId: string): Promise<void> {
  const today = new Date();
  const who = await newUser(await person("admin"), { startDate: "2026-01-01" });
  await recorded(who, { projectId, date: daysAgo(7 + ((today.getUTCDay() + 6) % 7)), duration: 5 });
  const weekday = today.toLocaleDateString("en", { weekday: "long", timeZone: "UTC" }).toLowerCase();
  await withSettings({ submissionReminder: { weekday, time: "00:00" } });
  await run("remind");
  await withSettings({ submissionReminder: null });
}

/** Calls them all; `first` makes an administrator whose first call it will be. */
export async function callEveryTimeFunction(first: () => Promise<Person>): Promise<void> {
  const admin = await first();
  const projectId = await newProject({ defaultHourlyRate: 50 });
  const manager = await newPerson("manager");
  await call(getTimerStatus, manager);
  await call(createTeam, admin, { body: { name: "Timed", managerId: manager.id, memberIds: [manager.id] } });
  await Promise.all([
    callRecording(first, projectId, manager),
    callDeciding(first, projectId, manager),
    callFollowing(projectId),
    callReminders(projectId),
  ]);
  // By themselves, since they need the earliest month of all.
  await callImport(first, projectId);
  await callTimer(first, projectId);
  const summarized = await first();
  const query = { startDate: daysAgo(4), endDate: daysAgo(3) };
  await recorded(summarized, { projectId, date: daysAgo(3), duration: 5 });
  await call(getDailySummary, await first(), { query: { ...query, userId: summarized.id } });
  await call(getDailySummary, manager, { query: { ...query, userId: summarized.id } });
}
