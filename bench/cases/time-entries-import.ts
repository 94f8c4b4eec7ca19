import { createProject } from "@aerotage/projects/contract";
import { importTimeEntries } from "@aerotage/time-entries/contract/import";
import { approveTimeEntries, listTimeEntries, submitTimeEntries } from "@aerotage/time-entries/contract/time-entries";
import type { ApiRequest } from "../../client/api-client.js";
import type { BenchCase, CaseTools } from "./case.js";
import { newClient } from "./clients.js";
import { newUser } from "./users.js";

/** Rows of each person. */
interface Rows {
  /** The day of October of the first. */
  readonly from: number;
  readonly count: number;
  readonly perDay: number;
  /** How long each entry is. They follow each other from midnight. */
  readonly minutes: number;
}

/** Eight hours of a month's working days, each an entry. */
const month: Rows = { from: 1, count: 160, perDay: 8, minutes: 60 };
const rowsPerPerson = month.count;

/** What an import sends. */
interface Upload {
  readonly body: {
    readonly content: string;
    readonly people: Readonly<Record<string, string>>;
    readonly projects: Readonly<Record<string, string>>;
    readonly timezone: string;
  };
}

/** Entries of October of some new people on a new project, as Toggl Track exports them. */
async function upload(
  tools: CaseTools,
  people: number,
  { from, count, perDay, minutes }: Rows = month,
): Promise<ApiRequest & Upload> {
  const name = `Imported ${tools.unique()}`;
  const clientId = await newClient(tools);
  const project = await tools.call(createProject, tools.administrator, { body: { clientId, name } });
  const mapping: Record<string, string> = {};
  for (let index = 0; index < people; index += 1) mapping[`person-${index}@toggl.example`] = await newUser(tools);
  const two = (number: number) => String(number).padStart(2, "0");
  const clock = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}:00`;
  const rows = Object.keys(mapping).flatMap((email) =>
    Array.from({ length: count }, (_, index) => {
      const date = `2026-10-${two(from + Math.floor(index / perDay))}`;
      const [start, end] = [index % perDay, (index % perDay) + 1].map((place) => clock(place * minutes));
      return `Nora,${email},,${name},,Wrote the offer,Yes,${date},${start},${date},${end},${clock(minutes)},offers`;
    }),
  );
  const header =
    "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags";
  const content = [header, ...rows].join("\n");
  return { body: { content, people: mapping, projects: { [name]: project.id }, timezone: "UTC" } };
}

/** Imports once a run: what all calls of a case read. */
function importedOnce(importAll: (tools: CaseTools) => Promise<void>): (tools: CaseTools) => Promise<void> {
  const imports = new WeakMap<CaseTools["administrator"], Promise<void>>();
  return (tools) => {
    const known = imports.get(tools.administrator) ?? importAll(tools);
    imports.set(tools.administrator, known);
    return known;
  };
}

/** More entries of October than a list hands out at once. */
const manyEntries = importedOnce(async (tools) => {
  // Each request has 900,000 characters of content at most.
  for (let file = 0; file < 4; file += 1)
    await tools.call(importTimeEntries, tools.administrator, await upload(tools, 8));
});

/** A day on which 50 people record 50 entries each. */
const crowdedDate = "2026-10-31";
const crowdedDay = importedOnce(async (tools) => {
  const rows = { from: 31, count: 50, perDay: 50, minutes: 28 };
  for (let file = 0; file < 2; file += 1)
    await tools.call(importTimeEntries, tools.administrator, await upload(tools, 25, rows));
});

/** What an approver's "select all" sends: the queue of so many people. */
const manyPeople = 20;
const entriesEach = 50;

/** New submitted entries of many people, by their ids. */
async function submittedByMany(tools: CaseTools): Promise<string[]> {
  const file = await upload(tools, manyPeople, { ...month, count: entriesEach });
  await tools.call(importTimeEntries, tools.administrator, file);
  const [projectId = ""] = Object.values(file.body.projects);
  const { items } = await tools.call(listTimeEntries, tools.administrator, { query: { projectId } });
  const timeEntryIds = items.map(({ id }) => id);
  await tools.call(submitTimeEntries, tools.administrator, { body: { timeEntryIds } });
  return timeEntryIds;
}

export const timeEntriesImportCases: readonly BenchCase[] = [
  {
    operation: importTimeEntries,
    title: `${rowsPerPerson} rows of 1 person`,
    parts: (tools) => upload(tools, 1),
  },
  {
    operation: importTimeEntries,
    title: `${4 * rowsPerPerson} rows of 4 people`,
    parts: (tools) => upload(tools, 4),
  },
  {
    operation: importTimeEntries,
    title: `a dry run of ${rowsPerPerson} rows of 1 person`,
    parts: async (tools) => {
      const { body } = await upload(tools, 1);
      return { body: { ...body, dryRun: true } };
    },
  },
  {
    operation: importTimeEntries,
    title: `${rowsPerPerson} rows that were imported before`,
    parts: async (tools) => {
      const parts = await upload(tools, 1);
      await tools.call(importTimeEntries, tools.administrator, parts);
      return parts;
    },
  },
  {
    operation: approveTimeEntries,
    title: `${(manyPeople * entriesEach).toLocaleString("en")} entries of ${manyPeople} people`,
    latencyCalls: 1,
    parts: async (tools) => ({ body: { timeEntryIds: await submittedByMany(tools) } }),
  },
  {
    operation: listTimeEntries,
    title: "a page of 100 of a day of everybody's 2,500",
    parts: async (tools) => {
      await crowdedDay(tools);
      return { query: { startDate: crowdedDate, endDate: crowdedDate, limit: "100" } };
    },
  },
  {
    operation: listTimeEntries,
    title: "5,000 entries at once",
    parts: async (tools) => {
      await manyEntries(tools);
      return { query: { startDate: "2026-10-01", endDate: "2026-10-31" } };
    },
  },
];
