/** What is spent of a project: after any history, by whomever, it is the sum that the contract defines. */
import { monthsAfter } from "@aerotage/core/time/dates";
import { deleteProject, getProject, updateProject } from "@aerotage/projects/contract";
import { getProjectReport } from "@aerotage/reports/contract/project-report";
import { getTimeReport } from "@aerotage/reports/contract/time-report";
import {
  approveTimeEntries,
  createTimeEntry,
  deleteTimeEntry,
  listTimeEntries,
  rejectTimeEntries,
  reopenTimeEntries,
  submitTimeEntries,
  updateTimeEntry,
  withdrawTimeEntries,
} from "@aerotage/time-entries/contract/time-entries";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, eventually, type Person, person, tableOf, tables } from "../../support/api.js";
import { type EventListener, listenToEvents } from "../../support/events.js";
import { itemOf, newUser } from "../../support/people.js";
import { clock, daysAgo, newProject, recorded } from "../../support/time.js";

let listener: EventListener;
beforeAll(async () => {
  listener = await listenToEvents();
});
afterAll(() => listener.close());

const actions = [
  "create",
  "create",
  "create",
  "update",
  "delete",
  "submit",
  "withdraw",
  "approve",
  "reject",
  "reopen",
] as const;
const step = fc.record({
  action: fc.constantFrom(...actions),
  who: fc.integer({ min: 0, max: 1 }),
  target: fc.nat(),
  project: fc.integer({ min: 0, max: 1 }),
  day: fc.integer({ min: 1, max: 3 }),
  minutes: fc.integer({ min: 1, max: 500 }),
  slot: fc.integer({ min: 0, max: 40 }),
  timed: fc.boolean(),
  billable: fc.boolean(),
});

describe("what is spent", () => {
  it("is always the sum of the entries, in hours and in money, over random histories", async () => {
    const admin = await person("admin");
    const workers = await Promise.all([newUser(admin, { hourlyRate: 33.33 }), newUser(admin)]);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 25 }), async (steps) => {
        const projects = [
          await newProject({ budget: { type: "hours", value: 50 } }),
          await newProject({ budget: { type: "amount", value: 5000 }, defaultHourlyRate: 87.65 }),
        ];
        const ids: string[] = [];
        for (const one of steps) {
          const who = workers[one.who] as Person;
          const id = ids[one.target % Math.max(ids.length, 1)] ?? "01ARZ3NDEKTSV4RRFFQ69G5FAV";
          const place = {
            projectId: projects[one.project],
            date: daysAgo(one.day),
            ...(one.timed
              ? { startTime: clock(one.slot * 30), endTime: clock(one.slot * 30 + 25) }
              : { duration: one.minutes }),
          };
          const body = { timeEntryIds: [id], reason: "random" };
          // Whether each succeeds is for the rules; what is spent must be right either way. None of them breaks.
          const calls = {
            create: () =>
              call(createTimeEntry, who, { body: { ...place, description: "Random", isBillable: one.billable } }),
            update: () => call(updateTimeEntry, admin, { path: { id }, body: { ...place, isBillable: one.billable } }),
            delete: () => call(deleteTimeEntry, admin, { path: { id } }),
            submit: () => call(submitTimeEntries, admin, { body }),
            withdraw: () => call(withdrawTimeEntries, who, { body }),
            approve: () => call(approveTimeEntries, admin, { body }),
            reject: () => call(rejectTimeEntries, admin, { body }),
            reopen: () => call(reopenTimeEntries, admin, { body }),
          };
          const { status, data } = await calls[one.action]();
          expect(status).toBeLessThan(500);
          if (one.action === "create" && status === 201) ids.push((data as { id: string }).id);
        }
        for (const [index, projectId] of projects.entries()) {
          const entries = (await call(listTimeEntries, admin, { query: { projectId } })).data.items;
          const minutes = entries
            .filter(({ status }) => status !== "rejected")
            .reduce((sum, { duration }) => sum + duration, 0);
          const cents = entries
            .filter(({ status, isBillable }) => status === "approved" && isBillable)
            // Rounded half up, an entry at a time; all numbers are small.
            .reduce((sum, { duration, hourlyRate = 0 }) => {
              return sum + Math.floor((2 * Math.round(hourlyRate * 100) * duration + 60) / 120);
            }, 0);
          const { budget } = (await call(getProject, admin, { path: { id: projectId } })).data;
          expect(budget?.spent).toBeCloseTo(index === 0 ? minutes / 60 : cents / 100, index === 0 ? 4 : 8);
          // A report, which reads no entry, has the same sums in every group.
          const query = { projectId, startDate: daysAgo(3), endDate: daysAgo(1), groupBy: ["user", "status"] };
          const { summary, groups = [] } = (await call(getTimeReport, admin, { query })).data;
          expect([summary.entryCount, Math.round(summary.totalHours * 60)]).toEqual([
            entries.length,
            entries.reduce((sum, { duration }) => sum + duration, 0),
          ]);
          expect(summary.amounts?.map(({ amount }) => Math.round(amount * 100))).toEqual(cents === 0 ? [] : [cents]);
          const inGroups = groups.flatMap(({ key: user, groups: states = [] }) =>
            states.map(({ key: status, totalHours }) => `${user} ${status} ${Math.round(totalHours * 60)}`),
          );
          const inEntries = new Map<string, number>();
          for (const { userId, status, duration } of entries)
            inEntries.set(`${userId} ${status}`, (inEntries.get(`${userId} ${status}`) ?? 0) + duration);
          expect(inGroups.sort()).toEqual([...inEntries].map(([group, sum]) => `${group} ${sum}`).sort());
          // And each person's book holds exactly their entries.
          for (const who of workers)
            for (const day of [1, 2, 3]) {
              const page = await itemOf("TimeEntries", { id: `day#${who.id}#${daysAgo(day)}` });
              const timesheetEntry = Object.entries(
                (page?.entries ?? {}) as Record<string, { projectId: string; minutes: number }>,
              )
                .filter(([, entry]) => entry.projectId === projectId)
                .map(([id, entry]) => `${id} ${entry.minutes}`);
              const listed = entries
                .filter(({ userId, date }) => userId === who.id && date === daysAgo(day))
                .map(({ id, duration }) => `${id} ${duration}`);
              expect(timesheetEntry.sort()).toEqual(listed.sort());
            }
        }
        // The next history begins with empty days.
        for (const id of ids) {
          await call(reopenTimeEntries, admin, { body: { timeEntryIds: [id], reason: "done" } });
          await call(rejectTimeEntries, admin, { body: { timeEntryIds: [id], reason: "done" } });
          await call(deleteTimeEntry, admin, { path: { id } });
        }
      }),
      { numRuns: 5 },
    );
  }, 240_000);

  it("is right after fifty people at once, and tells of each threshold once", async () => {
    const admin = await person("admin");
    const projectId = await newProject({ budget: { type: "hours", value: 10 } });
    const workers = await Promise.all(Array.from({ length: 5 }, () => newUser(admin)));
    await Promise.all(workers.map((who) => call(listTimeEntries, who)));
    const answers = await Promise.all(
      workers.flatMap((who) =>
        Array.from({ length: 10 }, (_, index) => recorded(who, { projectId, date: daysAgo(index + 1), duration: 12 })),
      ),
    );
    expect(answers).toHaveLength(50);
    expect((await call(getProject, admin, { path: { id: projectId } })).data.budget?.spent).toBe(10);
    const isThreshold = ({ type }: { type: string }) => type === "project.budget-reached";
    // The creation of the project, and three thresholds.
    const events = (await listener.eventsOf(projectId, 4)).filter(isThreshold);
    expect(events.map(({ data }) => data.threshold).sort()).toEqual([100, 50, 80]);
    expect(events[0]).toMatchObject({ version: 1, actorId: "system", data: { projectId, budgetType: "hours" } });
    const one = workers[0] as Person;
    await recorded(one, { projectId, date: daysAgo(20), duration: 60 });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect((await listener.eventsOf(projectId, 4)).filter(isThreshold)).toHaveLength(3);
  }, 120_000);
});

describe("a monthly budget", () => {
  const today = daysAgo(0);
  /** A date of the month before the current one. */
  const lastMonth = `${monthsAfter(today.slice(0, 7), -1)}-15`;
  const isThreshold = ({ type }: { type: string }) => type === "project.budget-reached";
  const sharesOf = (events: readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[]) =>
    events.filter(isThreshold).map(({ data }) => `${data.month} ${data.threshold}`);

  it("counts the current month alone, keeps its period, and tells of a share once per month", async () => {
    const admin = await person("admin");
    const who = await newUser(admin, { startDate: "2020-01-01" });
    const projectId = await newProject({ budget: { type: "hours", value: 10, period: "monthly" } });
    const path = { id: projectId };
    const month = today.slice(0, 7);
    await recorded(who, { projectId, date: lastMonth, duration: 600 });
    await recorded(who, { projectId, date: today, duration: 300 });
    const { budget } = (await call(getProject, admin, { path })).data;
    expect(budget).toEqual({ type: "hours", period: "monthly", value: 10, spent: 5 });
    // A form that knows nothing of periods, opened before the time was recorded.
    const form = { budget: { type: "hours", value: 10, spent: 0 }, description: "Changed" };
    const changed = await call(updateProject, admin, { path, body: form });
    expect([changed.status, changed.data.budget]).toEqual([200, budget]);
    const events = await eventually("the share of this month", async () => {
      const told = sharesOf(await listener.eventsOf(projectId, 3));
      return told.length > 0 ? told : undefined;
    });
    // The budget is new this month: nothing is told of the one before.
    expect(events).toEqual([`${month} 50`]);
    const report = async (startDate: string, endDate: string) => {
      const { items } = (await call(getProjectReport, admin, { query: { projectId, startDate, endDate } })).data;
      return items[0];
    };
    expect(await report(`${month}-01`, today)).toMatchObject({
      budget: { period: "monthly", month, spent: 5, remaining: 5 },
      allTime: { totalHours: 15 },
    });
    const before = lastMonth.slice(0, 7);
    expect((await report(`${before}-01`, lastMonth))?.budget).toMatchObject({
      month: before,
      spent: 10,
      remaining: 0,
      exhaustedOn: null,
    });
    const total = await call(updateProject, admin, {
      path,
      body: { budget: { type: "hours", value: 10, period: "total" } },
    });
    expect(total.data.budget).toEqual({ type: "hours", period: "total", value: 10, spent: 15 });
  }, 60_000);

  it("that is older tells of the month before too, where time of it comes late", async () => {
    const admin = await person("admin");
    const who = await newUser(admin, { startDate: "2020-01-01" });
    const projectId = await newProject({ budget: { type: "hours", value: 10, period: "monthly" } });
    const before = lastMonth.slice(0, 7);
    // As if it had been looked at in the month before, and half of it was told.
    const Item = { id: `budget#${projectId}`, budgetKey: "hours#10#monthly", reached: [], revision: 1 };
    const months = { [before]: [50] };
    await tables.send(new PutCommand({ TableName: tableOf("Projects"), Item: { ...Item, months } }));
    await recorded(who, { projectId, date: lastMonth, duration: 480 });
    const events = await eventually("the share of the month before", async () => {
      const told = sharesOf(await listener.eventsOf(projectId, 2));
      return told.length > 0 ? told : undefined;
    });
    expect(events).toEqual([`${before} 80`]);
  }, 60_000);
});

describe("a project with time", () => {
  it("is deleted only once it has none", async () => {
    const [admin, who, projectId] = [await person("admin"), await newUser(await person("admin")), await newProject()];
    const path = { id: projectId };
    const entry = await recorded(who, { projectId, date: daysAgo(2), duration: 30 });
    const refused = await call(deleteProject, admin, { path });
    expect([refused.status, refused.error.code]).toEqual([409, "PROJECT_HAS_TIME"]);
    await call(deleteTimeEntry, who, { path: { id: entry.id } });
    expect((await call(deleteProject, admin, { path })).status).toBe(200);
    const late = await call(createTimeEntry, who, {
      body: { projectId, date: daysAgo(2), duration: 30, description: "Late" },
    });
    expect(late.error.code).toBe("PROJECT_NOT_FOUND");
  });

  it("is never deleted under an entry that is recorded at the same moment", async () => {
    const admin = await person("admin");
    const workers = await Promise.all([newUser(admin), newUser(admin), newUser(admin)]);
    await Promise.all(workers.map((who) => call(listTimeEntries, who)));
    for (let round = 0; round < 8; round += 1) {
      const projectId = await newProject();
      const body = { projectId, date: daysAgo(round + 1), duration: 5, description: "Raced" };
      const [deletion, ...creations] = await Promise.all([
        call(deleteProject, admin, { path: { id: projectId } }),
        ...workers.map((who) => call(createTimeEntry, who, { body })),
      ]);
      const there = (await call(getProject, admin, { path: { id: projectId } })).status === 200;
      expect(there).toBe(deletion.status !== 200);
      for (const { status } of creations) expect(status).toBe(there ? 201 : 404);
    }
  });
});
