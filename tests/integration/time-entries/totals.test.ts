/** What is stored beside entries can be held against them, and repaired while the system runs. */

import { tableNames } from "@aerotage/core/contract/tables";
import { tableVariable } from "@aerotage/core/runtime/environment";
import { packCells } from "@aerotage/kernel/domain/month-totals";
import { recordersId, spentId } from "@aerotage/kernel/domain/projects";
import { getTimeReport } from "@aerotage/reports/contract/time-report";
import {
  approveTimeEntries,
  createTimeEntry,
  deleteTimeEntry,
  submitTimeEntries,
} from "@aerotage/time-entries/contract/time-entries";
import { verifyTotals } from "@aerotage/time-entries/use-cases/verify-totals";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { call, type Person, person, tableOf, tables } from "../../support/api.js";
import { newUser } from "../../support/people.js";
import { daysAgo, newProject, recorded } from "../../support/time.js";

let admin: Person;
let who: Person;
let projectId: string;
const date = daysAgo(3);

beforeAll(async () => {
  admin = await person("admin");
  who = await newUser(admin, { hourlyRate: 60 });
  projectId = await newProject();
  const { id } = await recorded(who, { projectId, date, duration: 90, tags: ["a"] });
  await recorded(who, { projectId, date: daysAgo(40), duration: 30 });
  const gone = await recorded(who, { projectId, date: daysAgo(70), duration: 10 });
  await call(submitTimeEntries, who, { body: { timeEntryIds: [id] } });
  await call(approveTimeEntries, admin, { body: { timeEntryIds: [id] } });
  await call(deleteTimeEntry, who, { path: { id: gone.id } });
});

beforeEach(() => {
  for (const table of tableNames) vi.stubEnv(tableVariable(table), tableOf(table));
});

async function verify(repair = false) {
  const options = { tables, repair, onDifference: () => {}, userIds: [who.id], now: new Date() };
  const { people, entries, differences } = await verifyTotals(options);
  return { people, entries, ids: differences.map(({ id }) => id).sort() };
}

const keys = () => ({
  month: `month#${who.id}#${date.slice(0, 7)}`,
  day: `day#${who.id}#${date}`,
  spent: spentId(projectId, who.id),
});

async function change(table: string, id: string, changed: (item: Record<string, unknown>) => object): Promise<void> {
  const TableName = tableOf(table);
  const { Item = {} } = await tables.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: true }));
  await tables.send(new PutCommand({ TableName, Item: { ...Item, id, ...changed(Item) } }));
}

it("finds nothing where nothing is wrong, also of months without entries", async () => {
  expect(await verify()).toEqual({ people: 1, entries: 2, ids: [] });
});

it("names each item that is wrong, and repairs it", async () => {
  const { month, day, spent } = keys();
  await change("TimeEntries", month, () => ({ cells: packCells([]) }));
  await change("TimeEntries", day, () => ({ entries: {} }));
  await change("Projects", spent, ({ minutes }) => ({ minutes: Number(minutes) + 1, amountJPY: 5 }));
  // Where nothing should be stored at all.
  const stray = `month#${who.id}#${daysAgo(70).slice(0, 7)}`;
  await change("TimeEntries", stray, () => ({ cells: packCells([]), revision: "stray" }));
  const wrong = [month, day, spent, stray].sort();
  expect((await verify()).ids).toEqual(wrong);
  expect((await verify(true)).ids).toEqual(wrong);
  expect((await verify()).ids).toEqual([]);
  const { summary } = (await call(getTimeReport, admin, { query: { userId: who.id, startDate: date, endDate: date } }))
    .data;
  expect(summary).toMatchObject({ entryCount: 1, totalHours: 1.5, amounts: [{ currency: "USD", amount: 90 }] });
});

it("puts somebody back among the recorders of a project", async () => {
  const id = recordersId(projectId);
  await change("Projects", id, () => ({ userIds: new Set(["somebody-else"]) }));
  expect((await verify(true)).ids).toEqual([id]);
  expect((await verify()).ids).toEqual([]);
  const { summary } = (await call(getTimeReport, admin, { query: { projectId, preset: "year" } })).data;
  expect(summary.userCount).toBe(1);
});

it("repairs while entries are recorded, and loses none of them", async () => {
  const { month } = keys();
  for (let round = 0; round < 4; round += 1) {
    await change("TimeEntries", month, () => ({ cells: packCells([]), revision: `wrong-${round}` }));
    const body = { projectId, date, duration: 5, description: "Meanwhile" };
    const answers = await Promise.all([
      verify(true),
      ...Array.from({ length: 4 }, () => call(createTimeEntry, who, { body })),
    ]);
    for (const answer of answers.slice(1)) expect(answer).toMatchObject({ status: 201 });
  }
  await verify(true);
  expect(await verify()).toEqual({ people: 1, entries: 18, ids: [] });
});
