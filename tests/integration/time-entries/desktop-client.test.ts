/**
 * The desktop client's calls about time, with its exact bodies and its way of unwrapping: if an answer has both `success` and `data`, it
 * takes `data`. It never pages, and sends whole forms.
 */
import "../../support/clock-ahead.js";
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { newPerson, type Person, person } from "../../support/api.js";
import { type Json, send } from "../../support/desktop-client.js";
import { daysAgo, newClient } from "../../support/time.js";

const items = (body: Json): Json[] => (Array.isArray(body) ? body : body.items);

const people: Record<string, Person> = {};
let clientId: string;
let projectId: string;

/** The project form's body: it sends the client's name and an empty rate too. */
const projectForm = (more: object = {}) => ({
  clientId,
  clientName: "Whatever the form shows",
  name: `Formed ${clientId.slice(-6)} ${Math.random()}`,
  description: "From the form",
  defaultHourlyRate: 0,
  budget: { type: "hours", value: 100, spent: 0 },
  deadline: "2027-01-31",
  status: "active",
  defaultBillable: true,
  teamMembers: [],
  tags: ["form"],
  ...more,
});

/** The entry form's body. */
const entryForm = (more: object = {}) => ({
  projectId,
  date: daysAgo(2),
  duration: 60,
  description: "From the form",
  isBillable: true,
  status: "draft",
  ...more,
});

beforeAll(async () => {
  people.admin = await person("admin");
  for (const role of ["manager", "employee"] as const) people[role] = await newPerson(role);
  clientId = await newClient();
  const made = await send(people.admin, "POST", "/projects", projectForm());
  expect(made.status).toBe(201);
  projectId = made.body.id;
});
const of = (role: string): Person => people[role] as Person;

describe.each(["admin", "manager", "employee"])("as %s", (role) => {
  it("starts up: projects and entries, in parallel and without parameters", async () => {
    const answers = await Promise.all(
      ["/projects", "/time-entries", "/clients"].map((path) => send(of(role), "GET", path)),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(Array.isArray(items(body))).toBe(true);
    }
    const project = items(answers[0]?.body).find(({ id }) => id === projectId);
    expect(project).toMatchObject({ clientId, clientName: expect.stringMatching(/^Client/), teamMembers: [] });
  });

  it("creates an entry by the form: with and without times", async () => {
    const who = of(role);
    const plain = await send(who, "POST", "/time-entries", entryForm({ date: daysAgo(5) }));
    expect([plain.status, plain.body.projectId]).toEqual([201, projectId]);
    const times = { startTime: "09:00", endTime: "10:00", date: daysAgo(4) };
    const timed = await send(who, "POST", "/time-entries", entryForm(times));
    expect(timed.body).toMatchObject({ id: expect.any(String), projectId, startTime: "09:00", endTime: "10:00" });
    const query = `userId=${who.id}&projectId=${projectId}&startDate=${daysAgo(5)}&endDate=${daysAgo(4)}&status=draft`;
    const listed = items((await send(who, "GET", `/time-entries?${query}`)).body);
    expect(listed.map(({ id }) => id).sort()).toEqual([plain.body.id, timed.body.id].sort());
    for (const entry of listed)
      expect(entry).toMatchObject({
        id: expect.any(String),
        projectId,
        date: expect.any(String),
        duration: 60,
        description: "From the form",
        isBillable: true,
        status: "draft",
        createdAt: expect.any(String),
        submittedBy: who.id,
      });
  });

  it("records by the timer page, which sends UTC: under a minute, and over midnight", async () => {
    const who = of(role);
    const brief = { date: daysAgo(1), duration: 1, startTime: "14:07", endTime: "14:07" };
    const under = await send(who, "POST", "/time-entries", entryForm(brief));
    expect([under.status, under.body.duration, under.body.startTime]).toEqual([201, 1, undefined]);
    const night = { date: daysAgo(7), duration: 46, startTime: "23:37", endTime: "00:22" };
    const over = await send(who, "POST", "/time-entries", entryForm(night));
    expect(over.body).toMatchObject({
      date: daysAgo(7),
      duration: 46,
      startedAt: `${daysAgo(7)}T23:37:00.000Z`,
      endedAt: `${daysAgo(6)}T00:22:00.000Z`,
    });
    const rounded = { date: daysAgo(8), duration: 6, startTime: "10:00", endTime: "10:05" };
    expect((await send(who, "POST", "/time-entries", entryForm(rounded))).body.duration).toBe(6);
  });

  it("records by the timer page east of Greenwich, where times that overlap and ended just now are UTC", async () => {
    const who = await newPerson(role as "admin");
    const zone = { theme: "light", notifications: true, timezone: "Asia/Kolkata" };
    expect((await send(who, "PUT", `/users/${who.id}`, { preferences: zone })).status).toBe(200);
    const ended = new Date(Math.floor(Date.now() / 60_000) * 60_000);
    const started = new Date(ended.getTime() - 20 * 60_000);
    const timer = entryForm({
      date: started.toISOString().slice(0, 10),
      duration: 20,
      startTime: started.toISOString().slice(11, 16),
      endTime: ended.toISOString().slice(11, 16),
    });
    const [first, second, third] = [
      await send(who, "POST", "/time-entries", timer),
      await send(who, "POST", "/time-entries", timer),
      await send(who, "POST", "/time-entries", timer),
    ];
    const early = new Date(started.getTime() - 330 * 60_000).toISOString();
    expect([first.status, first.body.startedAt]).toEqual([201, early]);
    expect([second.status, second.body]).toMatchObject([
      201,
      { startedAt: started.toISOString(), endedAt: ended.toISOString(), timezone: "Asia/Kolkata", duration: 20 },
    ]);
    // Both readings are taken.
    expect([third.status, third.body.code]).toEqual([409, "TIME_OVERLAP"]);
  });

  it("opens the week and the day, and adds to a gap", async () => {
    const who = of(role);
    await send(who, "POST", "/time-entries", entryForm({ date: "2026-11-09", startTime: "09:00", endTime: "10:00" }));
    const added = await send(who, "POST", "/time-entries/quick-add", {
      date: "2026-11-09",
      startTime: "10:00",
      endTime: "11:30",
      projectId,
      description: "Gap",
      isBillable: true,
      fillGap: true,
    });
    expect([added.status, added.body.duration]).toEqual([201, 90]);
    const daily = await send(
      who,
      "GET",
      "/time-entries/daily-summary?startDate=2026-11-09&endDate=2026-11-15&includeGaps=true&targetHours=8",
    );
    expect(daily.body.summaries).toHaveLength(7);
    expect(daily.body.summaries[0]).toMatchObject({
      dayOfWeek: "Monday",
      totalHours: 2.5,
      projectBreakdown: [{ projectId, hours: 2.5, percentage: 100 }],
      timeGaps: [{ type: "end_of_day", startTime: "11:30", endTime: "17:00", duration: 5.5 }],
      workingHours: { totalSpan: "2h 30m" },
    });
    expect(daily.body.periodSummary).toMatchObject({ totalDays: 7, workDays: 5, targetHours: 40 });
    const week = await send(
      who,
      "GET",
      "/time-entries/weekly-overview?weekStartDate=2026-11-09&includeComparison=true",
    );
    expect(week.body).toMatchObject({
      weekInfo: { weekStartDate: "2026-11-09", weekEndDate: "2026-11-15" },
      weeklyTotals: { totalHours: 2.5 },
      patterns: { mostProductiveDay: "Monday", averageStartTime: "09:00" },
      projectDistribution: [{ projectId }],
      comparison: { previousWeek: { change: "+2.5", changePercentage: "+100.0%" } },
    });
    const schedule = await send(who, "GET", "/users/work-schedule");
    expect(schedule.body).toMatchObject({ userId: who.id, weeklyTargetHours: 40, timezone: expect.any(String) });
    const monday = { start: "08:00", end: "16:00", targetHours: 8 };
    const changed = await send(who, "PUT", "/users/work-schedule", {
      schedule: { ...schedule.body.schedule, monday },
      timezone: "UTC",
    });
    expect([changed.status, changed.body.schedule.monday]).toEqual([200, monday]);
  });

  it("submits, and lists again", async () => {
    const who = of(role);
    const { body } = await send(who, "POST", "/time-entries", entryForm({ date: daysAgo(9) }));
    expect((await send(who, "POST", "/time-entries/submit", { timeEntryIds: [body.id] })).status).toBe(200);
    const listed = items((await send(who, "GET", `/time-entries?userId=${who.id}&status=submitted`)).body);
    expect(listed).toMatchObject([{ id: body.id, status: "submitted", submittedAt: expect.any(String) }]);
    // An administrator's decision, with the client's bodies.
    const second = await send(who, "POST", "/time-entries", entryForm({ date: daysAgo(9) }));
    await send(who, "POST", "/time-entries/submit", { timeEntryIds: [second.body.id] });
    const admin = of("admin");
    await send(admin, "POST", "/time-entries/approve", { timeEntryIds: [body.id], comments: "Good" });
    await send(admin, "POST", "/time-entries/reject", { timeEntryIds: [second.body.id], comments: "Too long" });
    const decided = items(
      (await send(who, "GET", `/time-entries?userId=${who.id}&startDate=${daysAgo(9)}&endDate=${daysAgo(9)}`)).body,
    );
    const by = (id: string) => decided.find((entry) => entry.id === id);
    expect(by(body.id)).toMatchObject({ status: "approved", approvedAt: expect.any(String), comment: "Good" });
    expect(by(second.body.id)).toMatchObject({ status: "rejected", approverId: admin.id, comment: "Too long" });
  });
});

describe.each(["admin", "manager"])("as %s", (role) => {
  it("creates a project by the form, and saves the whole form again", async () => {
    const who = of(role);
    const made = await send(who, "POST", "/projects", projectForm());
    expect(made.status).toBe(201);
    const { body } = await send(who, "GET", `/projects/${made.body.id}`);
    const saved = await send(who, "PUT", `/projects/${made.body.id}`, {
      ...body,
      clientName: "Another name",
      description: "Saved",
      teamMembers: [{ userId: of("employee").id, role: "member" }],
    });
    expect([saved.status, saved.body.description]).toEqual([200, "Saved"]);
    expect(saved.body.teamMembers.map(({ userId }: Json) => userId)).toContain(of("employee").id);
    const listed = items((await send(who, "GET", `/projects?clientId=${clientId}&status=active`)).body);
    expect(listed.map(({ id }) => id)).toContain(made.body.id);
  });
});

describe("with a clock two minutes ahead, as all of this file", () => {
  it("the timer starts and stops at the client's now, and its time is recorded", async () => {
    const who = await newPerson("employee");
    const now = () => new Date().toISOString();
    const started = await send(who, "POST", "/time-entries/timer/start", {
      projectId,
      description: "Ahead",
      startTime: now(),
    });
    expect([started.status, started.body.timer?.elapsedMinutes]).toEqual([201, 0]);
    const stopped = await send(who, "POST", "/time-entries/timer/stop", { endTime: now() });
    expect(stopped.status).toBe(200);
  });

  it("an entry that ends at the client's now is no time to come", async () => {
    const who = await newPerson("employee");
    const [startTime, endTime] = [-30, 0].map((minutes) => new Date(Date.now() + minutes * 60_000).toISOString());
    const body = { ...entryForm(), date: (startTime ?? "").slice(0, 10), startTime, endTime, duration: 30 };
    const made = await send(who, "POST", "/time-entries", body);
    expect([made.status, made.body.duration]).toEqual([201, 30]);
  });
});

it("selects all: a thousand entries of 20 people are submitted and approved together", async () => {
  const admin = of("admin");
  const own = (await send(admin, "POST", "/projects", projectForm())).body.id;
  const owners: string[] = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const body = { email: `bulk-${randomUUID()}@example.com`, name: `Bulk Person ${index}`, invite: false };
      return (await send(admin, "POST", "/users", body)).body.id;
    }),
  );
  const header =
    "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags";
  const rows = owners.flatMap((owner) =>
    Array.from({ length: 50 }, (_, index) => {
      const [date, hour] = [`2025-03-${10 + Math.floor(index / 10)}`, 10 + (index % 10)];
      const times = `${date},${hour}:00:00,${date},${hour}:30:00,00:30:00`;
      return `Nora,${owner}@toggl.example,,Everything,,Work,Yes,${times},`;
    }),
  );
  const imported = await send(admin, "POST", "/time-entries/import", {
    content: [header, ...rows].join("\n"),
    people: Object.fromEntries(owners.map((owner) => [`${owner}@toggl.example`, owner])),
    projects: { Everything: own },
    timezone: "UTC",
  });
  expect([imported.status, imported.body]).toMatchObject([200, { created: 1000 }]);
  const all = items((await send(admin, "GET", `/time-entries?projectId=${own}`)).body);
  const timeEntryIds: string[] = all.map(({ id }) => id);
  expect(timeEntryIds).toHaveLength(1000);
  /** Sends all ids, and again those that the time of a slow machine did not suffice for. */
  const moved = async (path: string, body: object = {}): Promise<string[]> => {
    const successful: string[] = [];
    for (let rest = timeEntryIds; rest.length > 0; ) {
      const answer = await send(admin, "POST", path, { timeEntryIds: rest, ...body });
      expect([200, 207]).toContain(answer.status);
      expect(answer.body.failed.map(({ code }: Json) => code)).toEqual(
        answer.body.failed.map(() => "SERVICE_UNAVAILABLE"),
      );
      successful.push(...answer.body.successful);
      rest = answer.body.failed.map(({ id }: Json) => id);
    }
    return successful;
  };
  expect((await moved("/time-entries/submit")).toSorted()).toEqual(timeEntryIds.toSorted());
  const queue = items((await send(admin, "GET", `/time-entries?projectId=${own}&status=submitted`)).body);
  expect(queue).toHaveLength(1000);
  expect((await moved("/time-entries/approve", { comments: "" })).toSorted()).toEqual(timeEntryIds.toSorted());
  const { body: project } = await send(admin, "GET", `/projects/${own}`);
  expect(project.budget).toMatchObject({ type: "hours", spent: 500 });
}, 120_000);

describe("reports", () => {
  /** Hours as the client adds them up: the minutes of the entries that it lists. */
  const hoursOf = (entries: readonly Json[]): number =>
    Number((entries.reduce((minutes, { duration }) => minutes + duration, 0) / 60).toFixed(4));

  beforeAll(async () => {
    for (const [index, who] of [of("manager"), of("employee")].entries())
      for (const [day, duration] of [
        [6, 20],
        [7, 47],
        [8, 61 + index],
      ])
        expect(
          (await send(who, "POST", "/time-entries", entryForm({ date: daysAgo(day ?? 0), duration }))).status,
        ).toBe(201);
  });

  it.each(["admin", "manager", "employee"])("have the hours that the client adds up, as %s", async (role) => {
    const [startDate, endDate] = [daysAgo(9), daysAgo(1)];
    const listed = items((await send(of(role), "GET", "/time-entries")).body).filter(
      (entry) => entry.projectId === projectId && entry.date >= startDate && entry.date <= endDate,
    );
    const query = `startDate=${startDate}&endDate=${endDate}&projectId=${projectId}`;
    const byUser = await send(of(role), "GET", `/reports/time?${query}&groupBy=user`);
    expect([byUser.status, byUser.body.summary.totalHours]).toEqual([200, hoursOf(listed)]);
    for (const { key, totalHours } of byUser.body.groups) {
      const own = listed.filter(({ userId }) => userId === key);
      expect(totalHours).toBe(hoursOf(own));
      const ofOne = await send(of(role), "GET", `/reports/time?${query}&userId=${key}`);
      expect([ofOne.body.summary.totalHours, items(ofOne.body).length]).toEqual([totalHours, own.length]);
    }
    const { status, body } = await send(of(role), "POST", "/reports/export", {
      type: "time",
      filters: { startDate, endDate, projectId },
    });
    expect([status, body.rowCount]).toEqual([201, listed.length]);
    expect(listed.length).toBeGreaterThan(0);
  });

  it("of projects and users take a client and a team", async () => {
    const period = `startDate=${daysAgo(9)}&endDate=${daysAgo(1)}`;
    const projects = await send(of("admin"), "GET", `/reports/projects?${period}&clientId=${clientId}`);
    expect([projects.status, items(projects.body).map((project) => project.projectId)]).toEqual([
      200,
      expect.arrayContaining([projectId]),
    ]);
    const team = await send(of("admin"), "POST", "/teams", {
      name: `Reported ${randomUUID()}`,
      managerId: of("manager").id,
      memberIds: [of("employee").id],
    });
    const users = await send(of("admin"), "GET", `/reports/users?${period}&teamId=${team.body.id}`);
    expect([users.status, items(users.body).map(({ userId }) => userId)]).toEqual([200, [of("employee").id]]);
  });
});
