/** The running timer, and what is made of days: summaries, reminders, events. */
import { updateProject } from "@aerotage/projects/contract";
import { createTeam } from "@aerotage/teams/contract";
import { getDailySummary, getWeeklyOverview } from "@aerotage/time-entries/contract/summaries";
import {
  approveTimeEntries,
  listTimeEntries,
  rejectTimeEntries,
  reopenTimeEntries,
  submitTimeEntries,
  withdrawTimeEntries,
} from "@aerotage/time-entries/contract/time-entries";
import { getTimerStatus, startTimer, stopTimer, updateTimer } from "@aerotage/time-entries/contract/timer";
import { updateNotificationSettings } from "@aerotage/users/contract/profiles";
import { updateUser } from "@aerotage/users/contract/users";
import { updateOwnWorkSchedule, updateWorkSchedule } from "@aerotage/users/contract/work-schedules";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, cloud, eventually, newPerson, type Person, person, tableOf, tables } from "../../support/api.js";
import { type EventListener, listenToEvents } from "../../support/events.js";
import { activitiesOf, itemOf, mailsTo, mailTo, newUser } from "../../support/people.js";
import { daysAgo, newClient, newProject, recorded, withSettings } from "../../support/time.js";

const lambda = new LambdaClient(cloud);
/** Runs a schedule's function now. */
const run = (name: string) => lambda.send(new InvokeCommand({ FunctionName: `aerotage-local-time-entries-${name}` }));

let listener: EventListener;
beforeAll(async () => {
  listener = await listenToEvents();
});
afterAll(() => listener.close());

/** The whole minute of an instant, as it is recorded. */
const recordedMinute = (instant: string) => `${instant.slice(0, 16)}:00.000Z`;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

describe("a timer", () => {
  it("runs, tells of itself, and becomes an entry", async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    expect((await call(getTimerStatus, who)).data).toEqual({ isRunning: false });
    expect((await call(stopTimer, who, { body: {} })).error.code).toBe("TIMER_NOT_RUNNING");
    const started = await call(startTimer, who, { body: { projectId, startTime: minutesAgo(30), tags: ["a"] } });
    expect(started.status).toBe(201);
    expect(started.data.timer).toMatchObject({ projectId, elapsedMinutes: 30, tags: ["a"], timezone: "UTC" });
    expect((await call(getTimerStatus, who)).data.timer?.startedAt).toBe(started.data.timer?.startedAt);
    const unnamed = await call(stopTimer, who, { body: {} });
    expect([unnamed.status, unnamed.error.details?.[0]?.path]).toEqual([400, "description"]);
    const stopped = await call(stopTimer, who, { body: { description: "Timed" } });
    expect(stopped.data.timeEntry).toMatchObject({ source: "timer", duration: 30, description: "Timed", tags: ["a"] });
    expect((await call(getTimerStatus, who)).data).toEqual({ isRunning: false });
  });

  it("is the only one of its person, however many start at once; and stops once", async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    await call(getTimerStatus, who);
    const body = { projectId, description: "Raced", startTime: minutesAgo(5) };
    const starts = await Promise.all(Array.from({ length: 20 }, () => call(startTimer, who, { body })));
    expect(starts.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(starts.filter(({ status }) => status !== 201).map(({ error }) => error.code))).toEqual(
      new Set(["TIMER_RUNNING"]),
    );
    const stops = await Promise.all(Array.from({ length: 10 }, () => call(stopTimer, who, { body: {} })));
    expect(stops.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status, error } of stops) if (status !== 200) expect(error.code).toBe("TIMER_NOT_RUNNING");
  });

  it("runs on where its entry would overlap, and is told with which one", async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    const [start, end] = [minutesAgo(40), minutesAgo(20)];
    const other = await recorded(who, { projectId, date: start.slice(0, 10), startTime: start, endTime: end });
    await call(startTimer, who, { body: { projectId, description: "Late", startTime: minutesAgo(30) } });
    const refused = await call(stopTimer, who, { body: {} });
    expect([refused.status, refused.error.code]).toEqual([409, "TIME_OVERLAP"]);
    expect(refused.error.message).toContain(other.id);
    expect((await call(getTimerStatus, who)).data.isRunning).toBe(true);
    expect((await call(stopTimer, who, { body: { discard: true } })).data).toEqual({ isRunning: false });
    expect((await call(getTimerStatus, who)).data.isRunning).toBe(false);
  });

  it("can be changed while it runs, and stopped with other times where it would overlap", async () => {
    const [who, projectId, other] = [await newPerson("employee"), await newProject(), await newProject()];
    expect((await call(updateTimer, who, { body: { description: "x" } })).error.code).toBe("TIMER_NOT_RUNNING");
    await call(startTimer, who, { body: { projectId, description: "First", startTime: minutesAgo(120) } });
    const changed = await call(updateTimer, who, {
      body: { projectId: other, description: "Second", startTime: minutesAgo(110), tags: ["b"] },
    });
    expect(changed.data.timer).toMatchObject({
      projectId: other,
      description: "Second",
      tags: ["b"],
      elapsedMinutes: 110,
    });
    const [start, end] = [minutesAgo(125), minutesAgo(100)];
    await recorded(who, { projectId, date: start.slice(0, 10), startTime: start, endTime: end });
    expect((await call(stopTimer, who, { body: {} })).error.code).toBe("TIME_OVERLAP");
    const stopped = await call(stopTimer, who, { body: { startTime: end, endTime: minutesAgo(40) } });
    expect(stopped.data.timeEntry).toMatchObject({ projectId: other, duration: 60, description: "Second" });
  });

  it("is stopped by an administrator, on a project that is closed to the person since", async () => {
    const [admin, who] = [await person("admin"), await newPerson("employee")];
    const projectId = await newProject();
    await call(startTimer, who, { body: { projectId, description: "Open", startTime: minutesAgo(30) } });
    await call(updateProject, admin, { path: { id: projectId }, body: { teamMembers: [admin.id], status: "paused" } });
    expect((await call(stopTimer, who, { body: { userId: admin.id } })).status).toBe(403);
    const stopped = await call(stopTimer, admin, { body: { userId: who.id } });
    expect(stopped.data.timeEntry).toMatchObject({ userId: who.id, projectId, duration: 30, status: "draft" });
    expect((await call(startTimer, who, { body: { projectId } })).status).toBe(404);
  });

  it("of somebody who is deactivated becomes a draft of what had place", async () => {
    const admin = await person("admin");
    const [who, projectId] = [await newUser(admin), await newProject()];
    const [start, end] = [minutesAgo(90), minutesAgo(60)];
    await recorded(who, { projectId, date: start.slice(0, 10), startTime: start, endTime: end });
    await call(startTimer, who, { body: { projectId, startTime: minutesAgo(75) } });
    await call(updateUser, admin, { path: { id: who.id }, body: { isActive: false } });
    const entry = await eventually("the entry of the timer", async () => {
      const { data } = await call(listTimeEntries, admin, { query: { userId: who.id } });
      return data.items.find(({ source }) => source === "timer");
    });
    expect(entry).toMatchObject({ status: "draft", projectId, startedAt: recordedMinute(end) });
    expect(entry.description).toMatch(/^Project/);
    expect(await itemOf("TimeEntries", { id: `timer#${who.id}` })).toBeUndefined();
  });

  it("takes a clock that is a little ahead for now", async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    const ahead = new Date(Date.now() + 90_000).toISOString();
    const started = await call(startTimer, who, { body: { projectId, description: "Ahead", startTime: ahead } });
    expect([started.status, started.data.timer?.elapsedMinutes]).toEqual([201, 0]);
    const stopped = await call(stopTimer, who, { body: { endTime: new Date(Date.now() + 90_000).toISOString() } });
    expect(stopped.status).toBe(200);
  });

  it("needs a project that takes time, and starts within the last day", async () => {
    const who = await newPerson("employee");
    const start = (body: object) => call(startTimer, who, { body: { description: "x", ...body } });
    expect((await start({ projectId: await newProject({ status: "paused" }) })).error.code).toBe("PROJECT_NOT_ACTIVE");
    const projectId = await newProject();
    expect((await start({ projectId, startTime: minutesAgo(1441) })).status).toBe(400);
    expect((await start({ projectId, startTime: minutesAgo(-5) })).status).toBe(400);
  });

  it("of more than twelve hours is told of once, and needs to be told when it ended after a day", async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    await call(startTimer, who, { body: { projectId, description: "Forgotten", startTime: minutesAgo(725) } });
    await run("watch-timers");
    await run("watch-timers");
    const [event] = await listener.eventsOf(who.id, 1);
    expect(event).toMatchObject({
      type: "timer.long-running",
      version: 1,
      actorId: "system",
      data: { userId: who.id, projectId, hours: 12 },
    });
    const told = (await activitiesOf(who.id)).filter(({ activityType }) => activityType === "timer.long-running");
    expect(told).toHaveLength(1);
    await tables.send(
      new UpdateCommand({
        TableName: tableOf("TimeEntries"),
        Key: { id: `timer#${who.id}` },
        UpdateExpression: "SET startedAt = :then",
        ExpressionAttributeValues: { ":then": minutesAgo(1500) },
      }),
    );
    const refused = await call(stopTimer, who, { body: {} });
    expect([refused.status, refused.error.code]).toEqual([422, "TIMER_TOO_LONG"]);
    const stopped = await call(stopTimer, who, { body: { endTime: minutesAgo(1440) } });
    expect(stopped.data.timeEntry?.duration).toBe(60);
  });
});

describe("summaries", () => {
  // Monday 2026-11-09.
  const monday = "2026-11-09";

  it("are of days and weeks, with names, gaps and the person's own schedule", async () => {
    const who = await newUser(await person("admin"));
    const clientId = await newClient();
    const projectId = await newProject({ clientId });
    await recorded(who, { projectId, date: monday, startTime: "09:00", endTime: "12:00" });
    await recorded(who, { projectId, date: monday, startTime: "12:45", endTime: "17:00", isBillable: false });
    await recorded(who, { projectId, date: "2026-11-02", duration: 150 });
    const query = { startDate: monday, endDate: "2026-11-10", includeGaps: "true", targetHours: "7.5" };
    const { data } = await call(getDailySummary, who, { query });
    expect(data.periodSummary).toMatchObject({ totalDays: 2, workDays: 2, totalHours: 7.25, targetHours: 15 });
    expect(data.summaries[0]).toMatchObject({
      date: monday,
      dayOfWeek: "Monday",
      billableHours: 3,
      entriesCount: 2,
      projectBreakdown: [{ projectId, projectName: expect.stringMatching(/^Project/), hours: 7.25 }],
      timeGaps: [{ startTime: "12:00", endTime: "12:45", duration: 0.75, type: "lunch_break" }],
      workingHours: { firstEntry: "09:00", lastEntry: "17:00", totalSpan: "8h 0m" },
    });
    const free = { friday: { start: null, end: null, targetHours: 0 } };
    const body = { schedule: free, timezone: "UTC", effectiveFrom: "2026-11-01" };
    const refused = await call(updateOwnWorkSchedule, who, { body });
    expect([refused.status, refused.error.code]).toEqual([403, "FORBIDDEN"]);
    expect((await call(updateWorkSchedule, await person("admin"), { path: { id: who.id }, body })).status).toBe(200);
    const week = await call(getWeeklyOverview, who, {
      query: { weekStartDate: monday, includeComparison: "true" },
    });
    expect(week.data.weekInfo).toMatchObject({ weekNumber: 46, year: 2026 });
    expect(week.data.weeklyTotals).toMatchObject({ totalHours: 7.25, targetHours: 32 });
    expect(week.data.comparison?.previousWeek).toEqual({
      totalHours: 2.5,
      change: "+4.8",
      changePercentage: "+190.0%",
    });
    expect((await call(getWeeklyOverview, who, { query: { weekStartDate: "2026-11-10" } })).status).toBe(400);
    const long = { startDate: "2026-10-01", endDate: "2026-11-01" };
    expect((await call(getDailySummary, who, { query: long })).status).toBe(400);
  });

  it("are for the person, their managers and administrators", async () => {
    const admin = await person("admin");
    const [manager, who] = await Promise.all([newUser(admin, { role: "manager" }), newUser(admin)]);
    await call(createTeam, admin, {
      body: { name: `Summed ${manager.id}`, managerId: manager.id, memberIds: [who.id] },
    });
    const query = { startDate: monday, endDate: monday, userId: who.id };
    const status = async (caller: Person) => (await call(getDailySummary, caller, { query })).status;
    expect(await Promise.all([who, manager, admin].map(status))).toEqual([200, 200, 200]);
    expect(await Promise.all([await newPerson("manager"), await newPerson("employee")].map(status))).toEqual([
      404, 404,
    ]);
  });
});

describe("reminders", () => {
  it("are mailed once to who has not submitted the week that is over", async () => {
    const admin = await person("admin");
    const [owes, submitted, silent] = await Promise.all(
      [0, 1, 2].map(() => newUser(admin, { startDate: "2026-01-01" })),
    );
    if (owes === undefined || submitted === undefined || silent === undefined) throw new Error("unreachable");
    const projectId = await newProject();
    // A day of the last whole week, whichever day is today.
    const today = new Date();
    const monday = daysAgo(7 + ((today.getUTCDay() + 6) % 7));
    const day = monday;
    await recorded(owes, { projectId, date: day, duration: 90 });
    const { id } = await recorded(submitted, { projectId, date: day, duration: 90 });
    await call(submitTimeEntries, submitted, { body: { timeEntryIds: [id] } });
    await call(updateNotificationSettings, silent, {
      path: { id: silent.id },
      body: { timeEntrySubmissionReminders: false },
    });
    const weekday = today.toLocaleDateString("en", { weekday: "long", timeZone: "UTC" }).toLowerCase();
    await withSettings({ submissionReminder: { weekday, time: "00:00" } });
    try {
      await run("remind");
      await run("remind");
    } finally {
      await withSettings({ submissionReminder: null });
    }
    const mail = await mailTo(owes.email, 2);
    expect(mail.subject).toContain("Please submit your time");
    expect(mail.text).toContain("1 entry is not submitted yet");
    expect(mail.text).toContain("1.5 hours of 40");
    const reminders = async ({ email }: Person) =>
      (await mailsTo(email)).filter(({ subject }) => subject.startsWith("Please submit")).length;
    expect([await reminders(owes), await reminders(submitted), await reminders(silent)]).toEqual([1, 0, 0]);
    expect(await itemOf("TimeEntries", { id: `reminder#${owes.id}#${monday}` })).toMatchObject({ ownerId: owes.id });
  });
});

describe("events", () => {
  it("tell of every decision, with what a consumer needs and no rate", async () => {
    const [admin, who, projectId] = [await person("admin"), await newUser(await person("admin")), await newProject()];
    const entry = await recorded(who, { projectId, date: daysAgo(3), duration: 45 });
    const body = { timeEntryIds: [entry.id] };
    await call(submitTimeEntries, who, { body });
    await call(withdrawTimeEntries, who, { body });
    await call(submitTimeEntries, who, { body });
    await call(rejectTimeEntries, admin, { body: { ...body, reason: "Which task?" } });
    await call(submitTimeEntries, who, { body });
    await call(approveTimeEntries, admin, { body });
    await call(reopenTimeEntries, admin, { body: { ...body, reason: "Once more" } });
    const events = await listener.eventsOf(entry.id, 7);
    expect(events.map(({ type }) => type).sort()).toEqual(
      [
        "time-entry.submitted",
        "time-entry.withdrawn",
        "time-entry.submitted",
        "time-entry.rejected",
        "time-entry.submitted",
        "time-entry.approved",
        "time-entry.reopened",
      ].sort(),
    );
    const data = {
      timeEntryId: entry.id,
      userId: who.id,
      projectId,
      clientId: entry.clientId,
      date: entry.date,
      duration: 45,
      isBillable: true,
    };
    const by = (type: string) => events.find((event) => event.type === `time-entry.${type}`);
    expect(by("approved")).toMatchObject({ version: 1, entityType: "time-entry", actorId: admin.id, data });
    expect(by("approved")?.data).toEqual(data);
    expect(by("rejected")?.data).toEqual({ ...data, reason: "Which task?" });
    expect(by("reopened")?.data).toEqual({ ...data, reason: "Once more" });
    expect(new Set(events.map(({ id }) => id)).size).toBe(7);
  });
});
