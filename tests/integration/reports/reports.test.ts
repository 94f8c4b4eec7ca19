/** Reports over HTTP: whose time they count, for whom, and what they refuse. */
import { getAnalytics } from "@aerotage/reports/contract/analytics";
import { getProjectReport } from "@aerotage/reports/contract/project-report";
import { getTimeReport } from "@aerotage/reports/contract/time-report";
import { getUserReport } from "@aerotage/reports/contract/user-report";
import { createTeam, updateTeam } from "@aerotage/teams/contract";
import {
  approveTimeEntries,
  listTimeEntries,
  rejectTimeEntries,
  submitTimeEntries,
} from "@aerotage/time-entries/contract/time-entries";
import { beforeAll, describe, expect, it } from "vitest";
import { call, missingPath, type Person, person } from "../../support/api.js";
import { newUser } from "../../support/people.js";
import { daysAgo, newClient, newProject, recorded } from "../../support/time.js";

/** A company of its own: two people of a manager's team, and somebody outside it. */
interface World {
  readonly admin: Person;
  readonly manager: Person;
  readonly ada: Person;
  readonly bob: Person;
  readonly stranger: Person;
  readonly teamId: string;
  readonly clientId: string;
  /** In EUR at 90 an hour. */
  readonly web: string;
  /** Of a client in JPY at 9,000 an hour; the manager is its member. */
  readonly app: string;
}

let world: World;
const days = { startDate: daysAgo(10), endDate: daysAgo(1) };

beforeAll(async () => {
  const admin = await person("admin");
  const startDate = "2020-01-01";
  const [manager, ada, bob, stranger] = await Promise.all([
    newUser(admin, { role: "manager", startDate }),
    newUser(admin, { startDate }),
    newUser(admin, { startDate }),
    newUser(admin, { startDate }),
  ]);
  const team = await call(createTeam, admin, {
    body: { name: `Reports ${ada.id}`, managerId: manager.id, memberIds: [ada.id, bob.id] },
  });
  const clientId = await newClient({ currency: "EUR" });
  const web = await newProject({ clientId, defaultHourlyRate: 90 });
  const app = await newProject({
    clientId: await newClient({ currency: "JPY" }),
    defaultHourlyRate: 9000,
    teamMembers: [manager.id, stranger.id],
  });
  world = { admin, manager, ada, bob, stranger, teamId: team.data.id, clientId, web, app };

  const record = (who: Person, projectId: string, day: number, duration: number, more: object = {}) =>
    recorded(who, { projectId, date: daysAgo(day), duration, ...more });
  const approved = [
    await record(ada, web, 2, 20, { tags: ["Support"] }),
    await record(ada, web, 2, 20, { tags: ["support", "night"] }),
    await record(stranger, app, 3, 45),
  ];
  const rejected = await record(bob, web, 4, 30);
  await record(bob, web, 4, 61, { isBillable: false });
  // Outside the manager's scope: a stranger's time on an open project.
  await record(stranger, web, 5, 100);
  await record(manager, web, 5, 7);
  const ids = (entries: readonly { readonly id: string }[]) => ({ timeEntryIds: entries.map(({ id }) => id) });
  for (const entry of [...approved, rejected])
    expect((await call(submitTimeEntries, admin, { body: ids([entry]) })).status).toBe(200);
  expect((await call(approveTimeEntries, admin, { body: ids(approved) })).status).toBe(200);
  expect((await call(rejectTimeEntries, admin, { body: { ...ids([rejected]), reason: "Which task?" } })).status).toBe(
    200,
  );
});

type Query = Readonly<Record<string, string | readonly string[]>>;

async function report(who: Person, query: Query = {}) {
  const { status, data, text } = await call(getTimeReport, who, { query: { ...days, ...query } });
  expect([status, text]).toEqual([200, text]);
  return { ...data, groups: data.groups ?? [] };
}
/** The report of both projects: other tests record time of their own. */
const ofWorld = (who: Person, query: Query = {}) => report(who, { projectId: [world.web, world.app], ...query });
const rows = ({ groups }: Awaited<ReturnType<typeof report>>) =>
  groups.map(({ key, name, totalHours }) => [name ?? key, totalHours]);

describe("a report of time", () => {
  it("counts everybody's time for administrators, with amounts of each currency at frozen rates, rounded per entry", async () => {
    const { period, summary } = await ofWorld(world.admin);
    expect(period).toEqual(days);
    expect(summary).toEqual({
      totalHours: 4.7167,
      billableHours: 3.7,
      nonBillableHours: 1.0167,
      unapprovedBillableHours: 2.2833,
      amounts: [
        { currency: "EUR", amount: 60 },
        { currency: "JPY", amount: 6750 },
      ],
      entryCount: 7,
      utilizationRate: expect.any(Number),
      userCount: 4,
      projectCount: 2,
      clientCount: 2,
    });
  });

  it("counts what a manager's people and projects have, and their own: not a stranger's time elsewhere", async () => {
    const { summary } = await ofWorld(world.manager);
    expect([summary.entryCount, summary.totalHours]).toEqual([6, 3.05]);
    expect(summary.amounts).toHaveLength(2);
    const ofStranger = await ofWorld(world.manager, { userId: world.stranger.id });
    expect([ofStranger.summary.entryCount, ofStranger.summary.projectCount]).toEqual([1, 1]);
  });

  it("counts an employee's own time alone, and tells no amount", async () => {
    for (const query of [{}, { userId: world.bob.id }, { teamId: world.teamId }]) {
      const { summary, groups } = await report(world.ada, {
        ...query,
        groupBy: ["user", "status"],
        compare: "previous",
      });
      const own = query.userId === undefined;
      expect([summary.entryCount, groups.map(({ key }) => key)]).toEqual(own ? [2, [world.ada.id]] : [0, []]);
    }
    expect(JSON.stringify(await report(world.ada, { groupBy: "project,day", compare: "lastYear" }))).not.toMatch(
      /amount/i,
    );
  });

  it("is grouped by up to two levels, with names", async () => {
    const users = await ofWorld(world.admin, { groupBy: ["user", "project"] });
    const [first] = users.groups;
    expect(first).toMatchObject({ key: world.stranger.id, totalHours: 2.4167, entryCount: 2 });
    expect(first?.groups?.map(({ key, amounts }) => [key, amounts])).toEqual([
      [world.web, []],
      [world.app, [{ currency: "JPY", amount: 6750 }]],
    ]);
    expect(rows(await ofWorld(world.admin, { groupBy: "date" }))).toEqual([
      [daysAgo(5), 1.7833],
      [daysAgo(4), 1.5167],
      [daysAgo(3), 0.75],
      [daysAgo(2), 0.6667],
    ]);
    expect(rows(await ofWorld(world.admin, { groupBy: "billable" }))).toEqual([
      ["true", 3.7],
      ["false", 1.0167],
    ]);
    expect(rows(await ofWorld(world.admin, { groupBy: "status" }))).toEqual([
      ["draft", 2.8],
      ["approved", 1.4167],
      ["rejected", 0.5],
    ]);
    const team = await ofWorld(world.admin, { groupBy: "team" });
    expect(team.groups.map(({ key, name }) => [key, name])).toEqual([
      [null, undefined],
      [world.teamId, `Reports ${world.ada.id}`],
    ]);
  });

  it("counts an entry under each of its tags, and once in the summary", async () => {
    const { summary, groups } = await ofWorld(world.admin, { groupBy: "tag", tag: "SUPPORT" });
    expect(groups.map(({ name, entryCount }) => [name, entryCount])).toEqual([
      ["Support", 2],
      ["night", 1],
    ]);
    expect(summary.entryCount).toBe(2);
  });

  it("lets through what has one of a filter's values, and nothing for what does not exist or is out of sight", async () => {
    const count = async (query: Query, who = world.admin) => (await ofWorld(who, query)).summary.entryCount;
    expect(await count({ userId: [world.ada.id, world.bob.id] })).toBe(4);
    expect(await count({ status: ["approved", "rejected"] })).toBe(4);
    expect(await count({ clientId: world.clientId, isBillable: "false" })).toBe(1);
    expect(await count({ teamId: world.teamId })).toBe(4);
    const { id: unknown = "" } = missingPath({ path: "/{id}" } as never);
    for (const filter of ["userId", "teamId", "clientId"]) expect(await count({ [filter]: unknown })).toBe(0);
    expect((await report(world.admin, { projectId: unknown })).summary.entryCount).toBe(0);
    const foreign = await newUser(world.admin, { role: "manager" });
    expect(await count({}, foreign)).toBe(0);
  });

  it("tells the sums of another period beside", async () => {
    const query = { projectId: world.web, startDate: daysAgo(3), endDate: daysAgo(2), compare: "previous" };
    const { summary, comparison } = await report(world.admin, query);
    expect(summary.entryCount).toBe(2);
    expect(comparison).toMatchObject({
      period: { startDate: daysAgo(5), endDate: daysAgo(4) },
      summary: { entryCount: 4, totalHours: 3.3 },
    });
  });

  it("keeps time in the team in which it was recorded", async () => {
    const path = { id: world.teamId };
    expect((await call(updateTeam, world.admin, { path, body: { memberIds: [world.bob.id] } })).status).toBe(200);
    expect((await ofWorld(world.admin, { teamId: world.teamId })).summary.entryCount).toBe(4);
    const back = { memberIds: [world.ada.id, world.bob.id] };
    expect((await call(updateTeam, world.admin, { path, body: back })).status).toBe(200);
  });

  it("has the hours that are computed from the entries of a list", async () => {
    const { items } = (await call(listTimeEntries, world.admin, { query: { projectId: world.web, ...days } })).data;
    const minutes = items.reduce((sum, { duration }) => sum + duration, 0);
    const { summary } = await report(world.admin, { projectId: world.web });
    expect(summary.totalHours).toBeCloseTo(minutes / 60, 4);
  });

  it.each([
    [{ startDate: "2026-01-01" }, "endDate", "come together"],
    [{ startDate: "2026-02-01", endDate: "2026-01-01" }, "endDate", "must not be before startDate"],
    [{ startDate: "2025-01-01", endDate: "2026-01-02" }, "endDate", "at most 366 days"],
    [{ preset: "fortnight" }, "preset", "lastQuarter"],
    [{ groupBy: "mood" }, "groupBy.0", "user, project, client"],
    [{ groupBy: ["user", "project,day"] }, "groupBy", "at most 2 levels"],
    [{ preset: "week", startDate: "2026-01-01", endDate: "2026-01-02" }, "preset", "must not be combined"],
  ])("refuses %j and says what is allowed", async (query: Query, path, message) => {
    const { status, error } = await call(getTimeReport, world.admin, { query });
    expect([status, error.code]).toEqual([400, "VALIDATION_ERROR"]);
    expect(error.details?.find((detail) => detail.path === path)?.message).toContain(message);
  });
});

describe("the entries of a report", () => {
  it("are there without groups, in the order of date and creation, page by page", async () => {
    const all = await ofWorld(world.admin);
    expect(all.groups).toEqual([]);
    expect(all.pagination).toMatchObject({ hasMore: false, total: 7 });
    expect(all.items?.map(({ date, userId, hours }) => [date, userId, hours])).toEqual([
      [daysAgo(5), world.stranger.id, 1.6667],
      [daysAgo(5), world.manager.id, 0.1167],
      [daysAgo(4), world.bob.id, 0.5],
      [daysAgo(4), world.bob.id, 1.0167],
      [daysAgo(3), world.stranger.id, 0.75],
      [daysAgo(2), world.ada.id, 0.3333],
      [daysAgo(2), world.ada.id, 0.3333],
    ]);
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await ofWorld(world.admin, { limit: "2", ...(cursor !== undefined && { cursor }) });
      pages.push(...(page.items ?? []).map(({ id }) => id));
      cursor = page.pagination?.nextCursor;
    } while (cursor !== undefined);
    expect(pages).toEqual(all.items?.map(({ id }) => id));
  });

  it("have names, tags, state and amount", async () => {
    const { items } = await ofWorld(world.admin, { userId: world.ada.id, limit: "1" });
    expect(items).toMatchObject([
      {
        userName: expect.any(String),
        projectId: world.web,
        projectName: expect.stringMatching(/^Project /),
        clientName: expect.stringMatching(/^Client /),
        teamId: world.teamId,
        description: "Work",
        tags: ["Support"],
        status: "approved",
        isBillable: true,
        amount: { currency: "EUR", amount: 30 },
      },
    ]);
  });

  it("are those of a manager's scope, and for employees their own without amounts", async () => {
    expect((await ofWorld(world.manager)).items).toHaveLength(6);
    const own = await report(world.ada);
    expect(own.items).toHaveLength(2);
    expect(JSON.stringify(own)).not.toMatch(/amount/i);
  });

  it("are not paged where they are grouped", async () => {
    const { status, error } = await call(getTimeReport, world.admin, { query: { groupBy: "user", limit: "2" } });
    expect([status, error.details?.[0]?.path]).toEqual([400, "groupBy"]);
  });
});

describe("a report of people", () => {
  const people = async (who: Person, query: Query = {}) => {
    const { status, data, text } = await call(getUserReport, who, { query: { ...days, ...query } });
    expect([status, text]).toEqual([200, text]);
    return data;
  };

  it("tells hours, states and what is not submitted, by name", async () => {
    const { items, summary } = await people(world.admin, { userId: [world.ada.id, world.bob.id] });
    expect(items.map(({ userId }) => userId).sort()).toEqual([world.ada.id, world.bob.id].sort());
    const bob = items.find(({ userId }) => userId === world.bob.id);
    expect(bob).toMatchObject({
      teamId: world.teamId,
      isActive: true,
      totalHours: 1.5167,
      billableShare: 0.3297,
      entriesByStatus: { draft: 1, submitted: 0, approved: 0, rejected: 1, invoiced: 0 },
      notSubmitted: true,
      openDates: [daysAgo(4)],
      meanApprovalHours: null,
    });
    expect(summary).toMatchObject({ userCount: 2, entryCount: 4, notSubmittedCount: 2 });
  });

  it("has the people of a manager's teams, and themselves", async () => {
    const { items } = await people(world.manager);
    expect(items.map(({ userId }) => userId).sort()).toEqual(
      [world.manager, world.ada, world.bob].map(({ id }) => id).sort(),
    );
    expect((await people(world.manager, { userId: world.stranger.id })).items).toEqual([]);
    expect((await people(world.manager, { teamId: world.teamId })).summary.userCount).toBe(2);
  });

  it("is not for employees, and is paged", async () => {
    expect((await call(getUserReport, world.ada)).status).toBe(403);
    const first = await people(world.manager, { limit: "2" });
    expect(first.pagination).toMatchObject({ limit: 2, hasMore: true });
    const rest = await people(world.manager, { limit: "2", cursor: first.pagination.nextCursor ?? "" });
    expect(new Set([...first.items, ...rest.items].map(({ userId }) => userId)).size).toBe(3);
  });

  it("measures utilization by work schedules, from a person's first day on", async () => {
    const fresh = await newUser(world.admin, { startDate: daysAgo(3) });
    const expected = [3, 2, 1].filter(
      (day) => ![0, 6].includes(new Date(`${daysAgo(day)}T00:00:00Z`).getUTCDay()),
    ).length;
    const { items } = await people(world.admin, { userId: fresh.id });
    expect(items[0]).toMatchObject({ targetHours: 8 * expected, utilizationRate: expected === 0 ? null : 0 });
    expect(items[0]?.missingDates).toHaveLength(expected);
  });
});

describe("a report of projects", () => {
  it("tells time and budget, with what goes in a week", async () => {
    const clientId = await newClient({ currency: "EUR" });
    const project = { clientId, budget: { type: "hours", value: 10 }, deadline: daysAgo(1) };
    const projectId = await newProject(project);
    await recorded(world.ada, { projectId, date: daysAgo(6), duration: 660 });
    const { data } = await call(getProjectReport, world.admin, { query: { ...days, clientId } });
    expect(data.items).toMatchObject([
      {
        projectId,
        clientName: expect.stringMatching(/^Client /),
        status: "active",
        isOverdue: true,
        isOverBudget: true,
        budget: {
          type: "hours",
          value: 10,
          spent: 11,
          remaining: -1,
          completion: 1.1,
          burnPerWeek: 7.7,
          exhaustedOn: null,
        },
        totalHours: 11,
        allTime: { totalHours: 11, amounts: [] },
      },
    ]);
    expect(data.summary).toMatchObject({ projectCount: 1, overdueCount: 1 });
  });

  it("has for managers the projects that they are a member of, with all of their time", async () => {
    const { data } = await call(getProjectReport, world.manager, { query: days });
    expect(data.items).toMatchObject([
      { projectId: world.app, totalHours: 0.75, amounts: [{ currency: "JPY", amount: 6750 }] },
    ]);
    expect((await call(getProjectReport, world.ada)).status).toBe(403);
  });
});

describe("series to plot", () => {
  it("are of what the caller may see", async () => {
    const query = { ...days, projectId: [world.web, world.app] };
    const { data } = await call(getAnalytics, world.admin, { query });
    expect(data.hoursPerDay).toHaveLength(10);
    expect(data.topProjects.map(({ id, totalHours }) => [id, totalHours])).toEqual([
      [world.web, 3.9667],
      [world.app, 0.75],
    ]);
    expect(data.revenuePerMonth?.flatMap(({ amounts }) => amounts)).toEqual(
      expect.arrayContaining([{ currency: "JPY", amount: 6750 }]),
    );
    const own = await call(getAnalytics, world.ada, { query });
    expect(own.data.topProjects).toMatchObject([{ id: world.web, totalHours: 0.6667 }]);
    expect(own.text).not.toMatch(/amount|revenue/i);
    const ofManager = await call(getAnalytics, world.manager, { query });
    expect(ofManager.data.topProjects.map(({ entryCount }) => entryCount)).toEqual([5, 1]);
  });
});
