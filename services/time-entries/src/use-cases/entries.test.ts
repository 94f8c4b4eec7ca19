import { callHandler, useMemoryTables } from "@aerotage/kernel/test-support";
import { describe, expect, it } from "vitest";
import {
  approveTimeEntries,
  createTimeEntry,
  deleteTimeEntry,
  getTimeEntry,
  listTimeEntries,
  rejectTimeEntries,
  reopenTimeEntries,
  submitTimeEntries,
  updateTimeEntry,
  withdrawTimeEntries,
} from "../contract/time-entries.js";
import { getTimerStatus, startTimer, stopTimer, updateTimer } from "../contract/timer.js";
import { handler as approve } from "../functions/approve.js";
import { handler as create } from "../functions/create.js";
import { handler as remove } from "../functions/delete.js";
import { handler as get } from "../functions/get.js";
import { handler as list } from "../functions/list.js";
import { handler as reject } from "../functions/reject.js";
import { handler as reopen } from "../functions/reopen.js";
import { handler as submit } from "../functions/submit.js";
import { handler as timer } from "../functions/timer.js";
import { handler as update } from "../functions/update.js";
import { handler as withdraw } from "../functions/withdraw.js";
import { verifyTotals } from "./verify-totals.js";

const tables = useMemoryTables();
const projectId = "01JABCDEFGHJKMNPQRSTVWXYZ1";
const clientId = "01JABCDEFGHJKMNPQRSTVWXYZ0";
const date = "2026-03-02";
const at = "2026-01-01T00:00:00.000Z";
const record = { createdAt: at, updatedAt: at, createdBy: "system", version: 1 };

function setup(project: object = {}) {
  tables.put("Clients", { id: clientId, kind: "client", name: "Acme", contactInfo: {}, isActive: true, ...record });
  tables.put("Projects", {
    ...{ id: projectId, kind: "project", name: "Site", clientId, status: "active", defaultBillable: true },
    ...{ teamMembers: [], tags: [], ...record, ...project },
  });
  return { user: tables.user("employee"), admin: tables.user("admin") };
}

const work = (more: object = {}) => ({
  ...{ projectId, date, startTime: "09:00", endTime: "10:00", description: "Work", ...more },
});

async function newEntry(project: object = {}) {
  const { user, admin } = setup(project);
  const response = await callHandler(create, createTimeEntry, { caller: user, body: work() });
  const id = String(response.data?.id);
  return { user, admin, response, id, path: { id }, body: { timeEntryIds: [id] } };
}

const statusOf = (id: string) => tables.item("TimeEntries", id)?.status;

describe("recording time", () => {
  it("stores the entry in the owner's zone, with its audit record", async () => {
    setup();
    const caller = tables.user("employee", { preferences: { timezone: "America/New_York" } });
    const response = await callHandler(create, createTimeEntry, { caller, body: work() });
    expect(response).toMatchObject({ status: 201, data: { date, timezone: "America/New_York", duration: 60 } });
    expect(tables.activities("time-entry.created")).toMatchObject([{ entityId: response.data.id }]);
  });

  it("rejects time that overlaps another entry", async () => {
    const { user } = await newEntry();
    const body = work({ startTime: "09:59", endTime: "11:00" });
    expect(await callHandler(create, createTimeEntry, { caller: user, body })).toMatchObject({ code: "TIME_OVERLAP" });
  });

  it("lets one of two entries of the same time win", async () => {
    const { user } = setup();
    const record = () => callHandler(create, createTimeEntry, { caller: user, body: work() });
    const responses = await Promise.all([record(), record()]);
    expect(responses.map(({ code, status }) => code ?? status).sort()).toEqual([201, "TIME_OVERLAP"]);
  });

  it("rejects time on a project that is paused", async () => {
    expect((await newEntry({ status: "paused" })).response).toMatchObject({ code: "PROJECT_NOT_ACTIVE" });
  });

  it("hides a project from users who are not its members", async () => {
    const teamMembers = [{ userId: "somebody else", role: "Developer" }];
    expect((await newEntry({ teamMembers })).response).toMatchObject({ code: "PROJECT_NOT_FOUND" });
  });

  it("lets only administrators record time for others", async () => {
    const { user, admin } = setup();
    const body = (userId: string) => work({ userId });
    const other = await callHandler(create, createTimeEntry, { caller: user, body: body(admin.id) });
    expect(other).toMatchObject({ code: "FORBIDDEN" });
    const own = await callHandler(create, createTimeEntry, { caller: admin, body: body(user.id) });
    expect(own).toMatchObject({ status: 201, data: { userId: user.id } });
  });

  it("keeps totals that the verification finds right", async () => {
    const { user } = await newEntry();
    const options = { tables: tables.database, repair: false, onDifference: () => {}, userIds: [user.id] };
    expect(await verifyTotals({ ...options, now: new Date() })).toMatchObject({ entries: 1, differences: [] });
    const [day] = tables.items("TimeEntries").filter(({ id }) => String(id).startsWith("day#"));
    tables.put("TimeEntries", { ...day, entries: {} });
    const { differences } = await verifyTotals({ ...options, now: new Date() });
    expect(differences).toMatchObject([{ id: day?.id }]);
  });
});

describe("an entry", () => {
  it("is changed and deleted by its owner", async () => {
    const { user, path, id } = await newEntry();
    const changed = await callHandler(update, updateTimeEntry, {
      caller: user,
      path,
      body: { endTime: "11:00", duration: null },
    });
    expect(changed).toMatchObject({ status: 200, data: { duration: 120, version: 2 } });
    expect(tables.activities("time-entry.updated")).toHaveLength(1);
    expect((await callHandler(remove, deleteTimeEntry, { caller: user, path })).status).toBe(200);
    expect(statusOf(id)).toBeUndefined();
    expect(tables.activities("time-entry.deleted")).toHaveLength(1);
  });

  it("is hidden from other employees", async () => {
    const { user, path } = await newEntry();
    const caller = tables.user("employee");
    expect(await callHandler(get, getTimeEntry, { caller, path })).toMatchObject({ code: "TIME_ENTRY_NOT_FOUND" });
    const lists = await Promise.all([user, caller].map((one) => callHandler(list, listTimeEntries, { caller: one })));
    expect(lists.map(({ data }) => data.items)).toMatchObject([[{ id: path.id }], []]);
  });
});

describe("approval", () => {
  it("submits, rejects, submits, approves and reopens an entry", async () => {
    const { user, admin, id, body } = await newEntry();
    await callHandler(submit, submitTimeEntries, { caller: user, body });
    expect(statusOf(id)).toBe("submitted");
    await callHandler(reject, rejectTimeEntries, {
      caller: admin,
      body: { ...body, rejectionReason: "Too long", comments: "Too long" },
    });
    expect(statusOf(id)).toBe("rejected");
    await callHandler(submit, submitTimeEntries, { caller: user, body });
    await callHandler(approve, approveTimeEntries, { caller: admin, body });
    expect(statusOf(id)).toBe("approved");
    await callHandler(reopen, reopenTimeEntries, {
      caller: admin,
      body: { ...body, reason: "Mistake", comments: "Mistake" },
    });
    expect(statusOf(id)).toBe("draft");
  });

  it("gives a withdrawn entry back as a draft", async () => {
    const { user, id, body } = await newEntry();
    await callHandler(submit, submitTimeEntries, { caller: user, body });
    await callHandler(withdraw, withdrawTimeEntries, { caller: user, body });
    expect(statusOf(id)).toBe("draft");
  });

  it("does not approve a draft", async () => {
    const { admin, id, body } = await newEntry();
    await callHandler(approve, approveTimeEntries, { caller: admin, body });
    expect(statusOf(id)).toBe("draft");
    expect(tables.activities("time-entry.approved")).toEqual([]);
  });

  it("protects approved time from its owner", async () => {
    const { user, admin, path, body } = await newEntry();
    await callHandler(submit, submitTimeEntries, { caller: user, body });
    await callHandler(approve, approveTimeEntries, { caller: admin, body });
    const request = { caller: user, path, body: { description: "Other" } };
    expect(await callHandler(update, updateTimeEntry, request)).toMatchObject({ code: "TIME_ENTRY_LOCKED" });
  });
});

describe("the timer", () => {
  it("starts, changes and stops with an entry", async () => {
    const { user } = setup();
    const startTime = new Date(Date.now() - 30 * 60_000).toISOString();
    const call = (operation: Parameters<typeof callHandler>[1], body?: object) =>
      callHandler(timer, operation, { caller: user, body });
    expect(await call(startTimer, { projectId, startTime })).toMatchObject({ status: 201, data: { isRunning: true } });
    expect(await call(startTimer, { projectId })).toMatchObject({ code: "TIMER_RUNNING" });
    expect((await call(updateTimer, { description: "Work" })).status).toBe(200);
    expect((await call(getTimerStatus)).data).toMatchObject({ isRunning: true, timer: { description: "Work" } });
    expect((await call(stopTimer, {})).data).toMatchObject({ timeEntry: { description: "Work", duration: 30 } });
    expect(await call(stopTimer, {})).toMatchObject({ code: "TIMER_NOT_RUNNING" });
  });

  it("starts once of two requests at the same time", async () => {
    const { user } = setup();
    const start = () => callHandler(timer, startTimer, { caller: user, body: { projectId } });
    const responses = await Promise.all([start(), start()]);
    expect(responses.map(({ code, status }) => code ?? status).sort()).toEqual([201, "TIMER_RUNNING"]);
  });
});
