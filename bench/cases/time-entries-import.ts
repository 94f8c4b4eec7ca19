import { createProject } from "@aerotage/projects/contract";
import { approveTimeEntries, listTimeEntries, submitTimeEntries } from "@aerotage/time-entries/contract";
import { importTimeEntries } from "@aerotage/time-entries/import/contract";
import type { BenchCase, CallParts, CaseTools } from "./case.js";
import { newClient } from "./clients.js";
import { newUser } from "./users.js";

/** Eight hours of a month's working days, each an entry. */
const rowsPerPerson = 160;
const rowsPerDay = 8;

/** What an import sends. */
interface Upload {
  readonly body: {
    readonly content: string;
    readonly people: Readonly<Record<string, string>>;
    readonly projects: Readonly<Record<string, string>>;
    readonly timezone: string;
  };
}

/** A month of some new people on a new project, as Toggl Track exports it. */
async function upload(tools: CaseTools, people: number, rowsEach = rowsPerPerson): Promise<CallParts & Upload> {
  const name = `Imported ${tools.unique()}`;
  const clientId = await newClient(tools);
  const project = await tools.call(createProject, tools.administrator, { body: { clientId, name } });
  const mapping: Record<string, string> = {};
  for (let index = 0; index < people; index += 1) mapping[`person-${index}@toggl.example`] = await newUser(tools);
  const two = (number: number) => String(number).padStart(2, "0");
  const rows = Object.keys(mapping).flatMap((email) =>
    Array.from({ length: rowsEach }, (_, index) => {
      const date = `2026-10-${two(1 + Math.floor(index / rowsPerDay))}`;
      const [start, end] = [index % rowsPerDay, (index % rowsPerDay) + 1].map((hour) => `${two(9 + hour)}:00:00`);
      return `Nora,${email},,${name},,Wrote the offer,Yes,${date},${start},${date},${end},01:00:00,offers`;
    }),
  );
  const header =
    "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags";
  const content = [header, ...rows].join("\n");
  return { body: { content, people: mapping, projects: { [name]: project.id }, timezone: "UTC" } };
}

/** More entries of October than a list hands out at once; imported once a run. */
const manyEntries = new WeakMap<CaseTools["administrator"], Promise<unknown>>();
async function importMany(tools: CaseTools): Promise<void> {
  const known = manyEntries.get(tools.administrator);
  const imported =
    known ??
    (async () => {
      // Each request has 900,000 characters of content at most.
      for (let file = 0; file < 4; file += 1)
        await tools.call(importTimeEntries, tools.administrator, await upload(tools, 8));
    })();
  manyEntries.set(tools.administrator, imported);
  await imported;
}

/** What an approver's "select all" sends: the queue of so many people. */
const manyPeople = 20;
const entriesEach = 50;

/** New submitted entries of many people, by their ids. */
async function submittedByMany(tools: CaseTools): Promise<string[]> {
  const file = await upload(tools, manyPeople, entriesEach);
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
    title: "5,000 entries at once",
    parts: async (tools) => {
      await importMany(tools);
      return { query: { startDate: "2026-10-01", endDate: "2026-10-31" } };
    },
  },
];
