/**
 * Many requests at once that write the same items. What decides is a condition of the transaction: without it these tests fail, since
 * every request reads the same state before the first one writes. DynamoDB cancels transactions that meet on an item, and the emulator
 * does as well: the requests behind them must come through all the same, or be told what is in their way; none may be answered with 503.
 */
import { randomUUID } from "node:crypto";
import type { Operation } from "@aerotage/core/contract/operation";
import { clientReferencesKey } from "@aerotage/kernel/persistence/clients";
import { createProject, getProject } from "@aerotage/projects/contract";
import { createTeam, getTeam } from "@aerotage/teams/contract";
import {
  approveTimeEntries,
  createTimeEntry,
  deleteTimeEntry,
  listTimeEntries,
  submitTimeEntries,
  updateTimeEntry,
} from "@aerotage/time-entries/contract/time-entries";
import { getPreferences, updatePreferences } from "@aerotage/users/contract/profiles";
import { updateUser } from "@aerotage/users/contract/users";
import { beforeAll, describe, expect, it } from "vitest";
import { call, missingPath, newPerson, type Person, person } from "../../support/api.js";
import { itemOf, newUserRows } from "../../support/people.js";
import { clock, daysAgo, newClient, newProject, recorded } from "../../support/time.js";

const many = 50;
const rounds = 20;

const create = (who: Person, body: Record<string, unknown>) =>
  call(createTimeEntry, who, { body: { description: "Raced", ...body } });

/** How often each answer was given, by code; successes under their status. */
function tally(answers: readonly { status: number; error?: { code: string } }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, error } of answers) {
    const key = error === undefined ? String(status) : error.code;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** The entries of somebody on a day, as the book has them. */
async function timesheetOf(who: Person, date: string): Promise<Record<string, { minutes: number }>> {
  return ((await itemOf("TimeEntries", { id: `day#${who.id}#${date}` }))?.entries ?? {}) as Record<
    string,
    { minutes: number }
  >;
}

/** How often each status was answered. */
function statuses(answers: readonly { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const times = <T>(count: number, make: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

describe("fifty requests at once", () => {
  it(`that overlap: exactly one wins, ${rounds} times`, async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    await call(listTimeEntries, who);
    for (let round = 0; round < rounds; round += 1) {
      const date = daysAgo(round + 1);
      const answers = await Promise.all(
        Array.from({ length: many }, (_, index) =>
          // All of them contain 12:00 to 12:01.
          create(who, { projectId, date, startTime: clock(720 - index), endTime: clock(721 + index) }),
        ),
      );
      expect(tally(answers)).toEqual({ 201: 1, TIME_OVERLAP: many - 1 });
      expect(Object.keys(await timesheetOf(who, date))).toHaveLength(1);
    }
    expect((await call(listTimeEntries, who)).data.items).toHaveLength(rounds);
  }, 300_000);

  it("that don't overlap on one day: all succeed, and the day knows each", async () => {
    const [who, projectId, date] = [await newPerson("employee"), await newProject(), daysAgo(1)];
    await call(listTimeEntries, who);
    const answers = await Promise.all(
      Array.from({ length: many }, (_, index) =>
        create(who, { projectId, date, startTime: clock(index * 20), endTime: clock(index * 20 + 20) }),
      ),
    );
    expect(tally(answers)).toEqual({ 201: many });
    const day = await timesheetOf(who, date);
    expect(Object.keys(day).sort()).toEqual(answers.map(({ data }) => data.id).sort());
    expect(Object.values(day).reduce((sum, { minutes }) => sum + minutes, 0)).toBe(many * 20);
  }, 120_000);

  it("without times: as many succeed as the day is long", async () => {
    const [who, projectId, date] = [await newPerson("employee"), await newProject(), daysAgo(1)];
    await call(listTimeEntries, who);
    const answers = await Promise.all(
      Array.from({ length: many }, () => create(who, { projectId, date, duration: 60 })),
    );
    expect(tally(answers)).toEqual({ 201: 24, DAY_LIMIT_EXCEEDED: many - 24 });
  }, 120_000);

  it("across midnight, and with the person's zone changed in between: exactly one wins each time", async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    await call(listTimeEntries, who);
    const preferences = await call(getPreferences, who, { path: { id: who.id } });
    expect(preferences.data.timezone).toBe("UTC");
    for (let round = 0; round < 4; round += 1) {
      const [date, next] = [daysAgo(3 * round + 4), daysAgo(3 * round + 3)];
      // All of them contain midnight UTC, on either date and in three zones.
      const bodies = [
        ...Array.from({ length: 17 }, (_, index) => ({
          date,
          startTime: clock(1439 - index),
          endTime: clock(1 + index),
          duration: 2 + 2 * index,
          timezone: "UTC",
        })),
        ...Array.from({ length: 17 }, (_, index) => ({
          date,
          startTime: clock(839 - index),
          endTime: clock(841 + index),
          timezone: "Pacific/Honolulu",
        })),
        ...Array.from({ length: 16 }, (_, index) => ({
          date: next,
          startTime: clock(539 - index),
          endTime: clock(541 + index),
          timezone: "Asia/Tokyo",
        })),
      ];
      const zones = ["Pacific/Honolulu", "Asia/Tokyo", "UTC"].map((timezone) =>
        call(updatePreferences, who, { path: { id: who.id }, body: { timezone } }),
      );
      const answers = await Promise.all(bodies.map((body) => create(who, { projectId, ...body })));
      await Promise.all(zones);
      expect(tally(answers)).toEqual({ 201: 1, TIME_OVERLAP: many - 1 });
    }
    // Without a zone in the request the person's own holds, whichever it is by then: the instants decide all the same.
    const date = daysAgo(40);
    const instants = { startTime: `${date}T12:00:00Z`, endTime: `${date}T12:30:00Z`, projectId, date };
    const [, ...answers] = await Promise.all([
      call(updatePreferences, who, { path: { id: who.id }, body: { timezone: "Europe/Berlin" } }),
      ...Array.from({ length: many }, () => create(who, instants)),
    ]);
    expect(tally(answers)).toEqual({ 201: 1, TIME_OVERLAP: many - 1 });
  }, 180_000);
});

describe("changes at once", () => {
  it("into the same place: one gets there", async () => {
    const [who, projectId, date] = [await newPerson("employee"), await newProject(), daysAgo(2)];
    const entries: string[] = [];
    for (let index = 0; index < 10; index += 1)
      entries.push(
        (await recorded(who, { projectId, date, startTime: clock(index * 10), endTime: clock(index * 10 + 10) })).id,
      );
    const body = { startTime: "20:00", endTime: "20:10" };
    const answers = await Promise.all(entries.map((id) => call(updateTimeEntry, who, { path: { id }, body })));
    expect(tally(answers)).toEqual({ 200: 1, TIME_OVERLAP: 9 });
  });

  it("of one entry: every other one is told that it lost", async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    const { id } = await recorded(who, { projectId, date: daysAgo(2), duration: 10 });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        call(updateTimeEntry, who, { path: { id }, body: { duration: 20 + index }, headers: { "if-match": '"1"' } }),
      ),
    );
    expect(tally(answers)).toEqual({ 200: 1, PRECONDITION_FAILED: 9 });
    const winner = answers.find(({ status }) => status === 200)?.data.duration;
    expect(Object.values(await timesheetOf(who, daysAgo(2)))).toMatchObject([{ minutes: winner }]);
    const deletions = await Promise.all(Array.from({ length: 5 }, () => call(deleteTimeEntry, who, { path: { id } })));
    expect(deletions.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await timesheetOf(who, daysAgo(2))).toEqual({});
  });

  it("of one entry without a version: who loses is told so, and nobody writes over another", async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    const { id } = await recorded(who, { projectId, date: daysAgo(2), duration: 10 });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        call(updateTimeEntry, who, { path: { id }, body: { duration: 20 + index } }),
      ),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ error }) => error.code))).toEqual(
      new Set(["CONFLICT"]),
    );
    // Each of those that won is a version of its own.
    expect(won.map(({ data }) => data.version).sort()).toEqual(won.map((_, index) => index + 2));
    const [day] = Object.values(await timesheetOf(who, daysAgo(2)));
    expect(day?.minutes).toBe(won.find(({ data }) => data.version === won.length + 1)?.data.duration);
  });

  it("of one entry with something in the way: nothing is silently overwritten", async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    const { id } = await recorded(who, { projectId, date: daysAgo(2), duration: 10 });
    const answers = await Promise.all([
      call(updateTimeEntry, who, { path: { id }, body: { notes: "one" } }),
      call(updateTimeEntry, who, { path: { id }, body: { description: "two" } }),
      call(deleteTimeEntry, who, { path: { id } }),
    ]);
    const won = answers.filter(({ status }) => status === 200);
    expect(won.length).toBeGreaterThan(0);
    for (const { status, error } of answers)
      if (status !== 200) expect(["CONFLICT", "TIME_ENTRY_NOT_FOUND"]).toContain(error.code);
  });
});

describe("many requests that write one item", () => {
  let admin: Person;
  beforeAll(async () => {
    admin = await person("admin");
  });
  /** Calls a function as often at once as the test will: its instances are there then, and the requests that count really meet. */
  const warm = <O extends Operation>(operation: O, count: number) =>
    times(count, () => call(operation, admin, { path: missingPath(operation), body: {} }));

  it("come through as the first entries of fifty people on a new project", async () => {
    const [projectId, people] = await Promise.all([
      newProject({ budget: { type: "hours", value: 1000 } }),
      newUserRows(50),
    ]);
    const body = { projectId, date: daysAgo(1), duration: 30, description: "First" };
    await warm(createTimeEntry, 50);
    const answers = await times(50, (index) =>
      call(createTimeEntry, admin, { body: { ...body, userId: people[index] } }),
    );
    expect(statuses(answers)).toEqual({ 201: 50 });
    expect((await call(getProject, admin, { path: { id: projectId } })).data.budget?.spent).toBe(25);
  }, 120_000);

  it("come through as twenty people who are put into one team", async () => {
    const [team, people] = await Promise.all([
      call(createTeam, admin, { body: { name: `Team ${randomUUID()}` } }),
      newUserRows(20),
    ]);
    const { id } = team.data;
    await warm(updateUser, 20);
    const answers = await times(20, (index) =>
      call(updateUser, admin, { path: { id: people[index] ?? "" }, body: { teamId: id } }),
    );
    expect(statuses(answers)).toEqual({ 200: 20 });
    expect((await call(getTeam, admin, { path: { id } })).data.memberIds.toSorted()).toEqual(people.toSorted());
  }, 120_000);

  it("come through as twenty projects of one client", async () => {
    const clientId = await newClient();
    await warm(createProject, 20);
    const answers = await times(20, (index) =>
      call(createProject, admin, { body: { clientId, name: `Project ${index} ${randomUUID()}` } }),
    );
    expect(statuses(answers)).toEqual({ 201: 20 });
    expect(await itemOf("Clients", { id: clientReferencesKey(clientId) })).toMatchObject({ projects: 20 });
  }, 120_000);

  it("come through as eight approvals of entries of one person, each of its own", async () => {
    const [owner, projectId] = [await person("employee"), await newProject()];
    const entries = await times(8, (index) => recorded(owner, { projectId, date: daysAgo(1), duration: 10 + index }));
    const ids = entries.map(({ id }) => id);
    await call(submitTimeEntries, owner, { body: { timeEntryIds: ids } });
    await warm(approveTimeEntries, 8);
    const answers = await times(8, (index) =>
      call(approveTimeEntries, admin, { body: { timeEntryIds: [ids[index]] } }),
    );
    expect(statuses(answers)).toEqual({ 200: 8 });
    expect(answers.flatMap(({ data }) => data.successful).toSorted()).toEqual(ids.toSorted());
  }, 120_000);
});
