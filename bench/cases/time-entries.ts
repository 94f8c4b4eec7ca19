import { createProject } from "@aerotage/projects/contract";
import { getDailySummary, getWeeklyOverview } from "@aerotage/time-entries/contract/summaries";
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
import type { SignedInUser } from "../../client/accounts.js";
import type { ApiRequest } from "../../client/api-client.js";
import type { BenchCase, CaseTools } from "./case.js";
import { newClient } from "./clients.js";

/** A date of a week that is over. */
const date = "2026-11-10";

/** A project that everybody may record time on; one for all cases of a run. */
const projects = new WeakMap<SignedInUser, Promise<string>>();
function projectOf(tools: CaseTools): Promise<string> {
  const known = projects.get(tools.administrator);
  if (known !== undefined) return known;
  const made = newClient(tools).then(async (clientId) => {
    const body = { clientId, name: `Bench ${tools.unique()}`, defaultHourlyRate: 90 };
    return (await tools.call(createProject, tools.administrator, { body })).id;
  });
  projects.set(tools.administrator, made);
  return made;
}

const entryBody = async (tools: CaseTools) => ({
  projectId: await projectOf(tools),
  date,
  startTime: "09:00",
  endTime: "10:30",
  description: "Wrote the offer and went through it with the client.",
});

/** Entries of somebody who has called before, one after another, each half an hour. */
async function entriesOf(tools: CaseTools, owner: SignedInUser, count: number): Promise<string[]> {
  const ids: string[] = [];
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, "0")}:${minute % 60 === 0 ? "00" : "30"}`;
  for (let index = 0; index < count; index += 1) {
    const body = { ...(await entryBody(tools)), startTime: clock(480 + index * 30), endTime: clock(510 + index * 30) };
    ids.push((await tools.call(createTimeEntry, owner, { body })).id);
  }
  return ids;
}

/** New entries of somebody new, brought into a state. */
async function entriesIn(tools: CaseTools, count: number, ...states: ("submitted" | "approved")[]): Promise<string[]> {
  const owner = await tools.newPerson("employee");
  const timeEntryIds = await entriesOf(tools, owner, count);
  const body = { timeEntryIds };
  if (states.includes("submitted")) await tools.call(submitTimeEntries, owner, { body });
  if (states.includes("approved")) await tools.call(approveTimeEntries, tools.administrator, { body });
  return timeEntryIds;
}

const weekSize = 10;

/** A new entry of the caller's own, alone on its day. */
async function ofOwnEntry(tools: CaseTools): Promise<ApiRequest & { readonly path: { readonly id: string } }> {
  const [id = ""] = await entriesOf(tools, tools.caller, 1);
  return { path: { id } };
}

/** Each of these calls is by somebody new: what they record stands on a day that is theirs alone. */
const byNewEmployee = { caller: "new employee" } as const;

export const timeEntryCases: readonly BenchCase[] = [
  {
    operation: createTimeEntry,
    title: "with times, on an empty day",
    ...byNewEmployee,
    parts: async (tools) => ({ body: await entryBody(tools) }),
  },
  {
    operation: createTimeEntry,
    title: "with an idempotency key",
    ...byNewEmployee,
    parts: async (tools) => ({ body: await entryBody(tools), headers: { "idempotency-key": tools.unique() } }),
  },
  {
    operation: createTimeEntry,
    title: "the fifth of a day",
    ...byNewEmployee,
    parts: async (tools) => {
      await entriesOf(tools, tools.caller, 4);
      return { body: { ...(await entryBody(tools)), startTime: "16:00", endTime: "17:00" } };
    },
  },
  {
    operation: createTimeEntry,
    title: "over midnight",
    ...byNewEmployee,
    parts: async (tools) => ({
      body: { ...(await entryBody(tools)), startTime: "22:00", endTime: "02:00", duration: 240 },
    }),
  },
  {
    operation: quickAddTimeEntry,
    title: "into a gap",
    ...byNewEmployee,
    parts: async (tools) => {
      await entriesOf(tools, tools.caller, 1);
      return { body: { ...(await entryBody(tools)), startTime: "08:00", endTime: "09:00", fillGap: true } };
    },
  },
  { operation: getTimeEntry, title: "an entry", ...byNewEmployee, parts: ofOwnEntry },
  {
    operation: listTimeEntries,
    title: "a month of 10 entries",
    ...byNewEmployee,
    parts: async (tools) => {
      await entriesOf(tools, tools.caller, weekSize);
      return { query: { startDate: "2026-11-01", endDate: "2026-11-30" } };
    },
  },
  {
    operation: updateTimeEntry,
    title: "another description",
    ...byNewEmployee,
    parts: async (tools) => ({ ...(await ofOwnEntry(tools)), body: { description: "Wrote the offer." } }),
  },
  {
    operation: updateTimeEntry,
    title: "other times",
    ...byNewEmployee,
    parts: async (tools) => ({ ...(await ofOwnEntry(tools)), body: { startTime: "13:00", endTime: "14:00" } }),
  },
  { operation: deleteTimeEntry, title: "a draft", ...byNewEmployee, parts: ofOwnEntry },
  {
    operation: submitTimeEntries,
    title: `${weekSize} entries of a day`,
    ...byNewEmployee,
    parts: async (tools) => ({ body: { timeEntryIds: await entriesOf(tools, tools.caller, weekSize) } }),
  },
  {
    operation: submitTimeEntries,
    title: "the week's",
    ...byNewEmployee,
    parts: async (tools) => {
      await entriesOf(tools, tools.caller, weekSize);
      return { body: { startDate: "2026-11-09", endDate: "2026-11-15" } };
    },
  },
  {
    operation: withdrawTimeEntries,
    title: `${weekSize} entries`,
    ...byNewEmployee,
    parts: async (tools) => {
      const timeEntryIds = await entriesOf(tools, tools.caller, weekSize);
      await tools.call(submitTimeEntries, tools.caller, { body: { timeEntryIds } });
      return { body: { timeEntryIds } };
    },
  },
  {
    operation: approveTimeEntries,
    title: `${weekSize} entries`,
    parts: async (tools) => ({ body: { timeEntryIds: await entriesIn(tools, weekSize, "submitted") } }),
  },
  {
    operation: approveTimeEntries,
    title: "1 entry",
    parts: async (tools) => ({ body: { timeEntryIds: await entriesIn(tools, 1, "submitted") } }),
  },
  {
    operation: rejectTimeEntries,
    title: `${weekSize} entries`,
    parts: async (tools) => ({
      body: { timeEntryIds: await entriesIn(tools, weekSize, "submitted"), reason: "Please name the task." },
    }),
  },
  {
    operation: reopenTimeEntries,
    title: `${weekSize} entries`,
    parts: async (tools) => ({
      body: {
        timeEntryIds: await entriesIn(tools, weekSize, "submitted", "approved"),
        reason: "A break was forgotten.",
      },
    }),
  },
  {
    operation: startTimer,
    title: "the timer",
    ...byNewEmployee,
    parts: async (tools) => ({ body: { projectId: await projectOf(tools), description: "Support" } }),
  },
  {
    operation: stopTimer,
    title: "after an hour",
    ...byNewEmployee,
    parts: async (tools) => {
      const startTime = new Date(Date.now() - 3_600_000).toISOString();
      const body = { projectId: await projectOf(tools), description: "Support", startTime };
      await tools.call(startTimer, tools.caller, { body });
      return { body: {} };
    },
  },
  {
    operation: updateTimer,
    title: "another start",
    ...byNewEmployee,
    parts: async (tools) => {
      await tools.call(startTimer, tools.caller, { body: { projectId: await projectOf(tools) } });
      return { body: { startTime: new Date(Date.now() - 3_600_000).toISOString() } };
    },
  },
  { operation: getTimerStatus, title: "no timer", parts: () => ({}) },
  {
    operation: getDailySummary,
    title: "31 days, of which one is recorded",
    ...byNewEmployee,
    parts: async (tools) => {
      await entriesOf(tools, tools.caller, 5);
      return { query: { startDate: "2026-10-20", endDate: "2026-11-19", includeGaps: "true" } };
    },
  },
  {
    operation: getWeeklyOverview,
    title: "compared with the week before",
    ...byNewEmployee,
    parts: async (tools) => {
      await entriesOf(tools, tools.caller, 5);
      return { query: { weekStartDate: "2026-11-09", includeComparison: "true" } };
    },
  },
];
