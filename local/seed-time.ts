/**
 * Makes the demo company's projects and its time: imports what people have recorded, and has them submit it and their managers decide
 * on it. Running it again makes nothing twice: an import leaves out what is there, and entries that were moved are not found where
 * they were.
 */
import { listClients } from "@aerotage/clients/contract";
import { datesBetween, daysAfter } from "@aerotage/core/time/dates";
import { dateIn } from "@aerotage/core/time/zones";
import { createProject, listProjects } from "@aerotage/projects/contract";
import { importTimeEntries } from "@aerotage/time-entries/contract/import";
import {
  approveTimeEntries,
  type BulkResponse,
  listTimeEntries,
  rejectTimeEntries,
  submitTimeEntries,
  type TimeEntryResponse,
  updateTimeEntry,
} from "@aerotage/time-entries/contract/time-entries";
import { startTimer } from "@aerotage/time-entries/contract/timer";
import { updateUser } from "@aerotage/users/contract/users";
import type { ApiClient, RequestOf } from "../client/api-client.js";
import { demoPeople, demoTeams, demoTimezone } from "./demo-company.js";
import { type DemoProject, demoProjects } from "./demo-projects.js";
import {
  budgetOf,
  calendarOf,
  type DemoCalendar,
  type DemoEntry,
  demoTime,
  lateSubmitters,
  raised,
  timed,
  togglExport,
} from "./demo-time.js";
import { callOnce, createOnce, idOf, inParallel, type SeededUser } from "./seed-api.js";

/** Who calls the API, and for whom. */
export interface DemoCompany {
  readonly users: readonly SeededUser[];
  /** The API as each user calls it, by the user's name. */
  readonly apis: ReadonlyMap<string, ApiClient>;
}

interface SeededProject {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
}

/** The most days that are submitted, and entries that are decided on, by one request. */
const maxSubmitDays = 31;
const maxBulkEntries = 1000;
/** An import ends before the gateway's patience does; the next one goes on. */
const maxImports = 10;
const timerMinutes = 47;

/** Seeds projects and time, and returns how many entries there are. */
export async function seedTime(company: DemoCompany): Promise<number> {
  const admin = apiOf(company, demoPeople[0]?.name);
  const there = await projectsThere(admin);
  const today = firstDay(there);
  const [calendar, entries] = [calendarOf(today), demoTime(today)];
  const clients = (await admin.call(listClients)).data.items;
  for (const project of demoProjects.filter(({ name }) => there.every((other) => other.name !== name))) {
    const clientId = clients.find(({ name }) => name === project.client)?.id;
    if (clientId === undefined) throw new Error(`The client ${project.client} was not made.`);
    const body = { ...projectBody(company, project, entries, today), clientId };
    await createOnce(admin, createProject, body, `project-${project.name}`);
  }
  const path = { id: idOf(company.users, raised.name) };
  await admin.call(updateUser, { path, body: { hourlyRate: raised.hourlyRate, effectiveFrom: calendar.raise } });
  await importTime(admin, entries);
  await inParallel(demoPeople, async ({ name }) => {
    await submit(company, name, calendar);
    await approve(company, name, calendar);
    await sendBack(company, name, entries, calendar);
  });
  await runTimer(company, admin);
  return entries.length;
}

function apiOf({ apis }: DemoCompany, name: string | undefined): ApiClient {
  const api = apis.get(name ?? "");
  if (api === undefined) throw new Error(`${name} has not signed in.`);
  return api;
}

async function projectsThere(admin: ApiClient): Promise<SeededProject[]> {
  return (await admin.call(listProjects)).data.items;
}

/** The day on which the seed began: one that goes on the day after must make the same time. */
function firstDay(there: readonly SeededProject[]): string {
  const [first = new Date().toISOString()] = there.map(({ createdAt }) => createdAt).sort();
  return dateIn(demoTimezone, new Date(first));
}

/** A project as it is posted, but for its client. */
function projectBody({ users }: DemoCompany, project: DemoProject, entries: readonly DemoEntry[], today: string) {
  const { client: _client, members, budget, deadlineInDays, endedWeeksAgo: _ended, work: _work, ...fields } = project;
  return {
    ...fields,
    teamMembers: members.map(({ name, ...member }) => ({ ...member, userId: idOf(users, name) })),
    ...(budget !== undefined && { budget: budgetOf(project.name, budget, entries) }),
    ...(deadlineInDays !== undefined && { deadline: daysAfter(today, deadlineInDays) }),
  };
}

async function importTime(admin: ApiClient, entries: readonly DemoEntry[]): Promise<void> {
  const body = { format: "toggl", timezone: demoTimezone, content: togglExport(entries) } as const;
  for (let round = 0; round < maxImports; round += 1) {
    const { complete, refused } = (await admin.call(importTimeEntries, { body })).data;
    if (refused.length > 0) throw new Error(`Time of the demo was refused: ${JSON.stringify(refused.slice(0, 5))}`);
    if (complete) return;
  }
  throw new Error(`Time of the demo was not imported by ${maxImports} requests.`);
}

/** Submits somebody's time as they would: so many days at once as may be. */
async function submit(company: DemoCompany, name: string, calendar: DemoCalendar): Promise<void> {
  const last = lateSubmitters.includes(name) ? calendar.reviewed : calendar.submitted;
  const dates = datesBetween(calendar.start, last);
  for (let first = 0; first < dates.length; first += maxSubmitDays) {
    const part = dates.slice(first, first + maxSubmitDays);
    const range = { startDate: part[0], endDate: part.at(-1) };
    const submitted = await callOnce(apiOf(company, name), submitTimeEntries, range, "NOTHING_CHANGED");
    if (submitted !== undefined) requireAll(submitted);
  }
}

function requireAll({ failed }: BulkResponse): void {
  if (failed.length > 0) throw new Error(`Time of the demo was not moved: ${JSON.stringify(failed.slice(0, 5))}`);
}

/** Who decides on somebody's time: their manager, or the administrator. */
function deciderOf(company: DemoCompany, name: string): ApiClient {
  return apiOf(company, demoTeams.find(({ members }) => members.includes(name))?.manager ?? demoPeople[0]?.name);
}

/** A user's entries, as the user who decides on them sees them. */
async function entriesOf(company: DemoCompany, name: string, filters: RequestOf<typeof listTimeEntries>["query"]) {
  const query = { userId: idOf(company.users, name), ...filters };
  return (await deciderOf(company, name).call(listTimeEntries, { query })).data.items;
}

async function approve(company: DemoCompany, name: string, { start, approved }: DemoCalendar): Promise<void> {
  const submitted = await entriesOf(company, name, { status: "submitted", startDate: start, endDate: approved });
  const ids = submitted.map(({ id }) => id);
  for (let first = 0; first < ids.length; first += maxBulkEntries) {
    const timeEntryIds = ids.slice(first, first + maxBulkEntries);
    requireAll((await deciderOf(company, name).call(approveTimeEntries, { body: { timeEntryIds } })).data);
  }
}

/** Sends back what has a fault. What was corrected since has another description, and is left alone. */
async function sendBack(
  company: DemoCompany,
  name: string,
  entries: readonly DemoEntry[],
  { approved, reviewed }: DemoCalendar,
): Promise<void> {
  const faulty = entries.filter(({ person, fault }) => person === name && fault !== undefined);
  if (faulty.length === 0) return;
  const there = await entriesOf(company, name, { startDate: daysAfter(approved, 1), endDate: reviewed });
  for (const planned of faulty) {
    const entry = there.find(({ date, startTime }) => date === planned.date && startTime === planned.startTime);
    if (entry === undefined) throw new Error(`${name}'s time of ${planned.date} ${planned.startTime} is missing.`);
    await rejectOnce(company, name, planned, entry);
  }
}

/** Rejects an entry, and has its owner correct it and submit it again if they have come to it. */
async function rejectOnce(company: DemoCompany, name: string, planned: DemoEntry, entry: TimeEntryResponse) {
  const timeEntryIds = [entry.id];
  const { reason, correction } = planned.fault ?? {};
  const isFaulty = entry.description === planned.description;
  if (isFaulty && entry.status === "submitted")
    requireAll((await deciderOf(company, name).call(rejectTimeEntries, { body: { timeEntryIds, reason } })).data);
  if (correction === undefined) return;
  const owner = apiOf(company, name);
  if (isFaulty) await owner.call(updateTimeEntry, { path: { id: entry.id }, body: { description: correction } });
  if (isFaulty || entry.status === "rejected")
    requireAll((await owner.call(submitTimeEntries, { body: { timeEntryIds } })).data);
}

async function runTimer(company: DemoCompany, admin: ApiClient): Promise<void> {
  const { name, project, description } = timed;
  const projectId = (await projectsThere(admin)).find((one) => one.name === project)?.id;
  if (projectId === undefined) throw new Error(`The project ${project} was not made.`);
  const startTime = new Date(Date.now() - timerMinutes * 60_000).toISOString();
  const body = { projectId, description, startTime };
  await callOnce(apiOf(company, name), startTimer, body, "TIMER_RUNNING");
}
