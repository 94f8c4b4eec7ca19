/** Reports over HTTP: whose time they count, for whom, and what they refuse. */
import { getTimeReport, type TimeReport } from "@aerotage/reports/contract/time-report";
import { createTeam, updateTeam } from "@aerotage/teams/contract";
import {
  approveTimeEntries,
  listTimeEntries,
  rejectTimeEntries,
  submitTimeEntries,
} from "@aerotage/time-entries/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { call, missingPath, type Person, person } from "./api.js";
import { newUser } from "./people.js";
import { daysAgo, newClient, newProject, recorded } from "./time.js";

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
  const [manager, ada, bob, stranger] = await Promise.all([
    newUser(admin, { role: "manager" }),
    newUser(admin),
    newUser(admin),
    newUser(admin),
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

async function report(who: Person, query: Query = {}): Promise<TimeReport> {
  const { status, data, text } = await call(getTimeReport, who, { query: { ...days, ...query } });
  expect([status, text]).toEqual([200, text]);
  return data;
}
/** The report of both projects: other tests record time of their own. */
const ofWorld = (who: Person, query: Query = {}) => report(who, { projectId: [world.web, world.app], ...query });
const rows = ({ groups }: TimeReport) => groups.map(({ key, name, totalHours }) => [name ?? key, totalHours]);

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
