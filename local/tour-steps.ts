/**
 * A week of work, from recording it to its approval, the month's report and a paid invoice, as people go through it: an employee and a manager who decides on their time. It
 * finds a week in which nothing is recorded, so it can be repeated, and leaves all that is there as it is.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { daysAfter, lastDateOf } from "@aerotage/core/time/dates";
import { dateIn } from "@aerotage/core/time/zones";
import { sendInvoice, updateInvoiceStatus } from "@aerotage/invoices/contract/change";
import { createInvoice, previewInvoice } from "@aerotage/invoices/contract/create";
import type { InvoiceResponse } from "@aerotage/invoices/contract/invoice";
import { getInvoicePdf } from "@aerotage/invoices/contract/read";
import { listProjects, type ProjectResponse } from "@aerotage/projects/contract";
import { createExport, type ExportResponse, getExport } from "@aerotage/reports/contract/exports";
import { getTimeReport } from "@aerotage/reports/contract/time-report";
import { type DaySummary, getDailySummary, getWeeklyOverview } from "@aerotage/time-entries/contract/summaries";
import {
  approveTimeEntries,
  createTimeEntry,
  listTimeEntries,
  rejectTimeEntries,
  submitTimeEntries,
  type TimeEntryResponse,
  updateTimeEntry,
} from "@aerotage/time-entries/contract/time-entries";
import { getTimerStatus, startTimer, stopTimer } from "@aerotage/time-entries/contract/timer";
import { getUser } from "@aerotage/users/contract/users";
import { mondayOf } from "./dates.js";
import { openMailbox } from "./mailbox.js";
import { demoAccessToken, type SeedOptions } from "./seed.js";
import { TourCalls, type Visitor } from "./tour-calls.js";
import { closeMonth } from "./tour-month.js";

/** Somebody who can sign in. */
interface TourPerson {
  readonly email: string;
  readonly password: string;
}

/** Where the tour goes, and who goes there. */
export interface TourOptions extends SeedOptions {
  readonly employee: TourPerson;
  /** Decides on the employee's time. */
  readonly manager: TourPerson;
  readonly print: (line: string) => void;
  /** Where files are stored that the tour downloads. */
  readonly downloads: string;
}

/** A week that is recorded, and who deals with it. */
interface Scene {
  readonly calls: TourCalls;
  readonly employee: Visitor;
  readonly manager: Visitor;
  readonly week: Week;
  readonly entries: readonly TimeEntryResponse[];
  /** The one of them that is sent back. */
  readonly returned: TimeEntryResponse;
}

/** The days of a week. */
interface Week {
  readonly monday: string;
  readonly tuesday: string;
  readonly wednesday: string;
  readonly thursday: string;
  readonly friday: string;
}

const daysOfRange = 28;
/** The tour looks for a free week in as many ranges: in more than three years. */
const maxRanges = 42;
const minutesOfTimer = 25;
const hoursRecorded = 30;
const hoursCorrected = 32;
const pollMilliseconds = 1000;

/** Goes through all steps, and returns how many they were. @throws TourError at the first answer that is not as it should be */
export async function runTour(options: TourOptions): Promise<number> {
  const calls = new TourCalls(options.apiUrl, options.print, options.signal);
  const { visitor: employee, timezone } = await arrive(calls, options, options.employee);
  const projects = await chooseProjects(calls, employee);
  const week = await findFreeWeek(calls, employee, timezone);
  const entries = await recordWeek(calls, employee, week, projects);
  await tryOverlap(calls, employee, entries);
  await tryTimer(calls, employee, projects);
  await submitWeek(calls, employee, week, entries);
  const { visitor: manager } = await arrive(calls, options, options.manager);
  const onWednesday = entries.find(({ date }) => date === week.wednesday);
  const returned = calls.found(onWednesday, "nothing is recorded on Wednesday");
  const scene: Scene = { calls, employee, manager, week, entries, returned };
  await seeQueue(scene);
  await decide(scene);
  await correct(scene);
  await tryApproved(scene);
  await submitAgain(scene);
  await approveCorrected(scene);
  await seeWeek(scene);
  await reportMonth(scene);
  await exportMonth(scene, options);
  const invoice = await billWeek(scene, options);
  await closeMonth(calls, { manager, email: options.manager.email }, invoice);
  return calls.steps;
}

/** Signs somebody in, and asks who they are. */
async function arrive(calls: TourCalls, options: TourOptions, { email, password }: TourPerson) {
  calls.begin(`${email} signs in`);
  calls.say("Cognito, by SRP: the password itself is not sent");
  const accessToken = await demoAccessToken(options, { email, password }).catch((error: Error) =>
    calls.differs(`the sign-in failed: ${error.message}`),
  );
  const { sub, exp } = claimsOf(accessToken);
  calls.say(`→ an access token until ${new Date(exp * 1000).toISOString()}`);
  const stranger = { id: sub, name: email, accessToken };
  const { user } = await calls.call(stranger, getUser, { path: { id: sub } }, (data) => {
    const { name, role, department } = data.user;
    return [name, role, department].filter((text) => text !== undefined).join(", ");
  });
  return { visitor: { id: sub, name: user.name, accessToken }, timezone: user.preferences.timezone };
}

function claimsOf(token: string): { sub: string; exp: number } {
  const [, payload = ""] = token.split(".");
  return JSON.parse(Buffer.from(payload, "base64url").toString()) as { sub: string; exp: number };
}

type TwoProjects = readonly [ProjectResponse, ProjectResponse];

/** Two projects on which the employee may record time, or one: rather those that they are a member of. */
async function chooseProjects(calls: TourCalls, employee: Visitor): Promise<TwoProjects> {
  calls.begin(`${employee.name} sees the projects that they may record time on`);
  const { items } = await calls.call(employee, listProjects, { query: { status: "active" } }, (data) =>
    data.items.map(({ name, clientName }) => `${name} (${clientName})`).join(", "),
  );
  const isMember = ({ teamMembers }: ProjectResponse) => teamMembers.some(({ userId }) => userId === employee.id);
  const sorted = [...items.filter(isMember), ...items.filter((project) => !isMember(project))];
  const first = calls.found(sorted[0], "there is no project that the employee may record time on");
  const chosen = [first, sorted[1] ?? first] as const;
  for (const { id, name } of chosen) calls.name(id, name);
  return chosen;
}

/** The latest week that is over from Monday to Friday, has no holiday and nothing recorded. */
async function findFreeWeek(calls: TourCalls, employee: Visitor, timezone: string): Promise<Week> {
  calls.begin("A week in which nothing is recorded yet");
  const saturday = daysAfter(mondayOf(daysAfter(dateIn(timezone, new Date()), 2)), -2);
  for (let range = 0; range < maxRanges; range += 1) {
    const endDate = daysAfter(saturday, -range * daysOfRange);
    const query = { startDate: daysAfter(endDate, 1 - daysOfRange), endDate };
    const { summaries } = await calls.call(employee, getDailySummary, { query }, (data) => {
      const { totalHours, targetHours } = data.periodSummary;
      return `${totalHours} of ${targetHours} hours in ${data.periodSummary.totalDays} days`;
    });
    const found = freeWeekOf(summaries);
    if (found === undefined) continue;
    calls.say(`The week of ${found.monday} is free.`);
    return found;
  }
  return calls.differs(`there is no free week in ${maxRanges * daysOfRange} days`);
}

function freeWeekOf(summaries: readonly DaySummary[]): Week | undefined {
  const free = new Set(
    summaries.filter(({ entriesCount, targetHours }) => entriesCount === 0 && targetHours > 0).map(({ date }) => date),
  );
  const mondays = [...new Set(summaries.map(({ date }) => mondayOf(date)))].sort().reverse();
  return mondays.map(weekOf).find((week) => Object.values(week).every((date) => free.has(date)));
}

function weekOf(monday: string): Week {
  return {
    monday,
    tuesday: daysAfter(monday, 1),
    wednesday: daysAfter(monday, 2),
    thursday: daysAfter(monday, 3),
    friday: daysAfter(monday, 4),
  };
}

/** Records thirty hours from Monday to Thursday. */
async function recordWeek(
  calls: TourCalls,
  employee: Visitor,
  { monday, tuesday, wednesday, thursday }: Week,
  [first, second]: TwoProjects,
): Promise<TimeEntryResponse[]> {
  calls.begin(`${employee.name} records the week, but for its Friday`);
  const bodies = [
    { date: monday, startTime: "09:00", endTime: "12:30", projectId: first.id, description: "Plan of the week" },
    { date: monday, startTime: "13:15", endTime: "17:45", projectId: second.id, description: "First draft" },
    { date: tuesday, startTime: "08:30", endTime: "12:00", projectId: first.id, description: "Review of the draft" },
    { date: tuesday, startTime: "12:45", endTime: "17:15", projectId: first.id, description: "Second draft" },
    { date: wednesday, startTime: "09:00", endTime: "15:00", projectId: second.id, description: "At the client's" },
    { date: thursday, duration: 480, projectId: first.id, description: "What came out of Wednesday" },
  ];
  const entries: TimeEntryResponse[] = [];
  for (const body of bodies) {
    const entry = await calls.call(employee, createTimeEntry, { body }, hoursOfEntry);
    calls.name(entry.id, `<${entry.date} ${entry.startTime ?? "untimed"}>`);
    entries.push(entry);
  }
  return entries;
}

function hoursOfEntry({ duration, isBillable, status }: TimeEntryResponse): string {
  return `${status}, ${duration / 60} hours, ${isBillable ? "billable" : "not billable"}`;
}

/** Where something is recorded nothing else can be. */
async function tryOverlap(calls: TourCalls, employee: Visitor, entries: readonly TimeEntryResponse[]): Promise<void> {
  calls.begin(`${employee.name} cannot be in two places at once`);
  const { id, date, projectId } = calls.found(entries[0], "nothing is recorded");
  const body = { date, startTime: "12:00", endTime: "13:00", projectId, description: "Lunch with the client" };
  const message = await calls.refused(employee, createTimeEntry, { body }, "TIME_OVERLAP");
  calls.expect(message.includes(id), `the message does not name the entry ${id}`);
}

/** Starts a timer and discards it; one that runs already is the employee's own. */
async function tryTimer(calls: TourCalls, employee: Visitor, [project]: TwoProjects): Promise<void> {
  calls.begin(`${employee.name} tries the timer`);
  const tell = ({ timer }: { timer?: { elapsedMinutes: number } | undefined }) =>
    timer === undefined ? "does not run" : `runs since ${timer.elapsedMinutes} minutes`;
  const { isRunning } = await calls.call(employee, getTimerStatus, {}, tell);
  if (isRunning) return calls.say("It is not the tour's, so it runs on.");
  const startTime = new Date(Date.now() - minutesOfTimer * 60_000).toISOString();
  const { timer } = await calls.call(employee, startTimer, { body: { projectId: project.id, startTime } }, tell);
  calls.expect(timer?.elapsedMinutes === minutesOfTimer, `it should run since ${minutesOfTimer} minutes`);
  await calls.call(employee, stopTimer, { body: { discard: true } }, () => "stopped, and no entry made of it");
}

const idsOf = (entries: readonly TimeEntryResponse[]) => entries.map(({ id }) => id);

function rangeOf({ monday, friday }: Week) {
  return { startDate: monday, endDate: friday };
}

async function submitWeek(
  calls: TourCalls,
  employee: Visitor,
  week: Week,
  entries: readonly TimeEntryResponse[],
): Promise<void> {
  calls.begin(`${employee.name} submits the week, and is told what is missing`);
  const body = rangeOf(week);
  const { successful, coverage } = await calls.call(employee, submitTimeEntries, { body }, (data) => {
    const { recordedHours, targetHours, missing } = calls.found(data.coverage, "the answer tells of no coverage");
    const gaps = missing.map(({ date, missingHours }) => `${missingHours} hours of ${date}`).join(", ");
    return `${data.successful.length} submitted; ${recordedHours} of ${targetHours} hours, missing: ${gaps}`;
  });
  calls.expect(sameIds(successful, idsOf(entries)), "not exactly the week's entries were submitted");
  calls.expect(coverage?.recordedHours === hoursRecorded, `${hoursRecorded} hours should be recorded`);
  calls.expect(coverage?.missing.some(({ date }) => date === week.friday) === true, "Friday should be missing");
}

function sameIds(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((id) => others.includes(id));
}

async function seeQueue({ calls, employee, manager, week, entries }: Scene): Promise<void> {
  calls.begin(`${manager.name} sees what waits for a decision`);
  const query = { status: "submitted", ...rangeOf(week) } as const;
  const byEmployee = ({ userId }: TimeEntryResponse) => userId === employee.id;
  const { items } = await calls.call(manager, listTimeEntries, { query }, (data) => {
    const count = data.items.filter(byEmployee).length;
    return `${data.items.length} of that week, ${count} of them by ${employee.name}`;
  });
  const waiting = idsOf(items.filter(byEmployee));
  calls.expect(sameIds(waiting, idsOf(entries)), "the queue does not have exactly the week's entries");
}

async function decide({ calls, manager, entries, returned }: Scene): Promise<void> {
  calls.begin(`${manager.name} approves all but one, and sends that back`);
  const timeEntryIds = idsOf(entries.filter((entry) => entry !== returned));
  const approval = { timeEntryIds, comments: "Thank you" };
  await calls.call(manager, approveTimeEntries, { body: approval }, (data) => `${data.successful.length} approved`);
  const reason = "You were there until five, weren't you? And please say what for.";
  const rejection = { timeEntryIds: [returned.id], reason };
  await calls.call(manager, rejectTimeEntries, { body: rejection }, (data) => `${data.successful.length} rejected`);
}

async function correct({ calls, employee, week, returned: { id } }: Scene): Promise<void> {
  calls.begin(`${employee.name} sees why, and corrects it`);
  const query = { status: "rejected", ...rangeOf(week) } as const;
  const { items } = await calls.call(employee, listTimeEntries, { query }, (data) =>
    data.items
      .map(({ date, description, rejectionReason }) => `${date} "${description}": ${rejectionReason}`)
      .join("; "),
  );
  calls.expect(sameIds(idsOf(items), [id]), "not exactly one entry was sent back");
  const body = { endTime: "17:00", description: "Workshop at the client's: the next release" };
  const changed = await calls.call(employee, updateTimeEntry, { path: { id }, body }, hoursOfEntry);
  calls.expect(changed.duration === 480 && changed.status === "rejected", "it should have 8 hours and be rejected");
}

async function tryApproved({ calls, employee, entries }: Scene): Promise<void> {
  calls.begin(`${employee.name} cannot change what is approved`);
  const { id } = calls.found(entries[0], "nothing is recorded");
  const request = { path: { id }, body: { endTime: "12:45" } };
  await calls.refused(employee, updateTimeEntry, request, "TIME_ENTRY_LOCKED");
}

async function submitAgain({ calls, employee, returned: { id } }: Scene): Promise<void> {
  calls.begin(`${employee.name} submits the corrected entry`);
  await calls.call(employee, submitTimeEntries, { body: { timeEntryIds: [id] } }, (data) => {
    const { recordedHours, targetHours } = calls.found(data.coverage, "the answer tells of no coverage");
    return `${data.successful.length} submitted; ${recordedHours} of the day's ${targetHours} hours`;
  });
}

async function approveCorrected({ calls, manager, returned: { id } }: Scene): Promise<void> {
  calls.begin(`${manager.name} approves it`);
  const body = { timeEntryIds: [id] };
  await calls.call(manager, approveTimeEntries, { body }, (data) => `${data.successful.length} approved`);
}

async function seeWeek({ calls, employee, week }: Scene): Promise<void> {
  calls.begin(`${employee.name} looks at the week`);
  const query = { weekStartDate: week.monday };
  const { weeklyTotals } = await calls.call(employee, getWeeklyOverview, { query }, (data) => {
    const { totalHours, targetHours, completionPercentage } = data.weeklyTotals;
    const projects = data.projectDistribution.map(({ projectName, percentage }) => `${projectName} ${percentage} %`);
    return `${totalHours} of ${targetHours} hours (${completionPercentage} %): ${projects.join(", ")}`;
  });
  calls.expect(weeklyTotals.totalHours === hoursCorrected, `it should have ${hoursCorrected} hours`);
}

/** The month that the week begins in. */
function monthOf({ monday }: Week) {
  const month = monday.slice(0, 7);
  return { startDate: `${month}-01`, endDate: lastDateOf(month) };
}

async function reportMonth({ calls, employee, manager, week }: Scene): Promise<void> {
  calls.begin(`${manager.name} reads the month of their people by project`);
  const query = { ...monthOf(week), userId: employee.id, groupBy: "project" } as const;
  const { summary } = await calls.call(manager, getTimeReport, { query }, ({ summary: sums, groups = [] }) => {
    const amounts =
      (sums.amounts ?? []).map(({ currency, amount }) => `${amount} ${currency}`).join(" and ") || "nothing";
    const projects = groups.map(({ name, totalHours }) => `${name} ${totalHours} hours`).join(", ");
    return `${sums.totalHours} hours, worth ${amounts}: ${projects}`;
  });
  calls.expect(summary.totalHours >= hoursCorrected, `it should have at least ${hoursCorrected} hours`);
}

async function exportMonth(
  { calls, employee, manager, week }: Scene,
  { downloads, signal }: TourOptions,
): Promise<void> {
  calls.begin(`${manager.name} exports it as a PDF`);
  const body = { type: "time", format: "pdf", filters: { ...monthOf(week), userId: employee.id } } as const;
  const tell = ({ fileName, rowsTotal, rowsWritten, status }: ExportResponse) =>
    `${fileName}, ${rowsWritten} of ${rowsTotal} rows, ${status}`;
  let made = await calls.call(manager, createExport, { body }, tell);
  while (made.status === "preparing") {
    await sleep(pollMilliseconds, undefined, { signal });
    made = await calls.call(manager, getExport, { path: { exportId: made.exportId } }, tell);
  }
  const link = calls.found(made.downloadUrl, "the answer has no link");
  await download(calls, link, made.fileName, { downloads, signal });
}

/** Stores the document that a link leads to. */
async function download(
  calls: TourCalls,
  link: string,
  fileName: string,
  { downloads, signal }: Pick<TourOptions, "downloads" | "signal">,
): Promise<void> {
  const response = await fetch(link, { ...(signal !== undefined && { signal }) });
  const content = Buffer.from(await response.arrayBuffer());
  calls.expect(content.subarray(0, 5).toString() === "%PDF-", `the link leads to no PDF, but to ${response.status}`);
  const file = join(downloads, fileName);
  await mkdir(downloads, { recursive: true });
  await writeFile(file, content);
  calls.say(`The file is ${file}`);
}

/** Bills what was approved of the project with the most time, mails it, and records what is paid. */
async function billWeek(
  { calls, manager, entries }: Scene,
  { downloads, signal, endpoint }: TourOptions,
): Promise<InvoiceResponse> {
  calls.begin(`${manager.name} sees what would be billed`);
  const [first] = entries;
  const { projectId, clientId } = calls.found(first, "nothing is recorded");
  const timeEntryIds = idsOf(entries.filter((entry) => entry.projectId === projectId && entry.isBillable));
  const body = { clientId, timeEntryIds };
  const moneyOf = ({
    totalAmount,
    taxAmount,
    currency,
  }: {
    totalAmount: number;
    taxAmount: number;
    currency: string;
  }) => `${totalAmount} ${currency}, of it ${taxAmount} ${currency} tax`;
  await calls.call(manager, previewInvoice, { body }, (data) => `${data.timeEntryCount} entries: ${moneyOf(data)}`);

  calls.begin(`${manager.name} makes the invoice, and nobody can bill the time again`);
  const invoice = await calls.call(
    manager,
    createInvoice,
    { body },
    (data) => `${data.invoiceNumber}: ${moneyOf(data)}`,
  );
  calls.expect(invoice.timeEntryCount === timeEntryIds.length, "not exactly these entries should be on it");
  await calls.refused(manager, createInvoice, { body }, "TIME_ENTRIES_NOT_BILLABLE");

  calls.begin(`${manager.name} mails it to the client`);
  const path = { id: invoice.id };
  const recipient = `accounts-${invoice.invoiceNumber?.toLowerCase()}@client.example`;
  const mailed = { path, body: { recipientEmails: [recipient], message: "Thank you for your trust." } };
  const sent = await calls.call(manager, sendInvoice, mailed, (data) => `${data.status} to ${recipient}`);
  const [mail] = await (await openMailbox(endpoint)).messagesTo(recipient);
  const [document] = calls.found(mail, "the mail is not in the local mailbox").attachments;
  calls.say(`The mail "${mail?.subject}" is in the local mailbox, with ${document?.fileName}`);
  const { downloadUrl, fileName } = await calls.call(manager, getInvoicePdf, { path }, (data) => data.fileName);
  await download(calls, downloadUrl, fileName, { downloads, signal });

  calls.begin(`${manager.name} records what the client pays: a part, then the rest`);
  const half = Math.max(Math.floor(sent.totalAmount / 2), 1);
  const tell = ({ amountPaid, balance, status }: { amountPaid: number; balance: number; status: string }) =>
    `${amountPaid} paid, ${balance} open: ${status}`;
  const part = { operation: "recordPayment", amount: half, paymentMethod: "bank_transfer" } as const;
  await calls.call(manager, updateInvoiceStatus, { path, body: part }, tell);
  const paid = await calls.call(manager, updateInvoiceStatus, { path, body: { status: "paid" } }, tell);
  calls.expect(paid.status === "paid" && paid.balance === 0, "the invoice should be paid");
  return paid.invoice;
}
