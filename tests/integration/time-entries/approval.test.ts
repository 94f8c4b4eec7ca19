/** The states of time entries: who moves them, what is frozen, and that of two at once one wins. */
import { updateClient } from "@aerotage/clients/contract";
import { updateProject } from "@aerotage/projects/contract";
import { createTeam } from "@aerotage/teams/contract";
import {
  approveTimeEntries,
  getTimeEntry,
  listTimeEntries,
  rejectTimeEntries,
  reopenTimeEntries,
  submitTimeEntries,
  updateTimeEntry,
  withdrawTimeEntries,
} from "@aerotage/time-entries/contract/time-entries";
import { updateUser } from "@aerotage/users/contract/users";
import { beforeAll, describe, expect, it } from "vitest";
import { call, eventually, type Person, person } from "../../support/api.js";
import { activitiesOf, itemOf, newUser } from "../../support/people.js";
import { daysAgo, newClient, newProject, recorded, withSettings } from "../../support/time.js";

let admin: Person;
let manager: Person;
let employee: Person;
let outsider: Person;

beforeAll(async () => {
  admin = await person("admin");
  [manager, outsider, employee] = await Promise.all([
    newUser(admin, { role: "manager" }),
    newUser(admin, { role: "manager" }),
    newUser(admin, { hourlyRate: 40 }),
  ]);
  await call(createTeam, admin, {
    body: { name: `Team ${manager.id}`, managerId: manager.id, memberIds: [employee.id] },
  });
});

type Operation = typeof submitTimeEntries | typeof approveTimeEntries | typeof rejectTimeEntries;
const bulk = (operation: Operation | typeof withdrawTimeEntries, who: Person, ids: string[], more: object = {}) =>
  call(operation as typeof approveTimeEntries, who, { body: { timeEntryIds: ids, ...more } });
const statusOf = async (id: string) => (await call(getTimeEntry, admin, { path: { id } })).data;

let day = 100;
/** A submitted entry of the employee, on a day of its own. */
async function submitted(body: Record<string, unknown> = {}): Promise<string> {
  day += 1;
  const entry = await recorded(employee, {
    projectId: body.projectId ?? (await newProject()),
    date: daysAgo(day),
    duration: 60,
    ...body,
  });
  const answer = await bulk(submitTimeEntries, employee, [entry.id]);
  expect([answer.status, answer.data.successful]).toEqual([200, [entry.id]]);
  return entry.id;
}

describe("an entry", () => {
  it("goes from draft to approved, and is locked on the way", async () => {
    const id = await submitted({ startTime: "22:30", endTime: "01:00", duration: 150 });
    const entry = await statusOf(id);
    expect(entry).toMatchObject({ status: "submitted", submittedAt: expect.any(String), submittedBy: employee.id });
    const edit = await call(updateTimeEntry, employee, { path: { id }, body: { notes: "x" } });
    expect([edit.status, edit.error.code]).toEqual([409, "TIME_ENTRY_LOCKED"]);
    const approved = await bulk(approveTimeEntries, manager, [id], { comments: "Fine" });
    expect([approved.status, approved.data]).toEqual([200, { successful: [id], failed: [] }]);
    expect(await statusOf(id)).toMatchObject({
      status: "approved",
      approvedBy: manager.id,
      approverId: manager.id,
      comments: "Fine",
      comment: "Fine",
      hourlyRate: 40,
      rateOrigin: "user",
    });
    const own = await call(getTimeEntry, employee, { path: { id } });
    expect(own.data.hourlyRate ?? own.data.rateOrigin).toBeUndefined();
    expect((await call(updateTimeEntry, admin, { path: { id }, body: { notes: "x" } })).error.code).toBe(
      "TIME_ENTRY_LOCKED",
    );
    const records = await activitiesOf(id);
    expect(records.map(({ activityType }) => activityType)).toEqual([
      "time-entry.created",
      "time-entry.submitted",
      "time-entry.approved",
    ]);
  });

  it("is rejected with a reason by any of its names, corrected, and submitted again", async () => {
    for (const field of ["reason", "rejectionReason", "comments"]) {
      const id = await submitted();
      expect((await bulk(rejectTimeEntries, manager, [id])).status).toBe(400);
      expect((await bulk(rejectTimeEntries, manager, [id], { [field]: "  " })).status).toBe(400);
      expect((await bulk(rejectTimeEntries, manager, [id], { [field]: "Wrong project" })).status).toBe(200);
      expect(await statusOf(id)).toMatchObject({
        status: "rejected",
        rejectedBy: manager.id,
        rejectionReason: "Wrong project",
        comment: "Wrong project",
        approverId: manager.id,
      });
      const path = { id };
      expect((await call(updateTimeEntry, employee, { path, body: { notes: "corrected" } })).status).toBe(200);
      expect((await bulk(submitTimeEntries, employee, [id])).status).toBe(200);
      const again = await statusOf(id);
      expect([again.status, again.rejectionReason, again.comment]).toEqual(["submitted", undefined, undefined]);
    }
  });

  it("is withdrawn by its owner alone", async () => {
    const id = await submitted();
    for (const who of [manager, admin]) {
      const refused = await bulk(withdrawTimeEntries, who, [id]);
      expect([refused.status, refused.error.details]).toEqual([
        422,
        [{ path: id, message: expect.stringContaining("FORBIDDEN") }],
      ]);
    }
    expect((await bulk(withdrawTimeEntries, employee, [id])).data.successful).toEqual([id]);
    expect(await statusOf(id)).toMatchObject({ status: "draft" });
    expect((await statusOf(id)).submittedAt).toBeUndefined();
  });

  it("is re-opened with a reason, and its rate is free again", async () => {
    const id = await submitted();
    await bulk(approveTimeEntries, manager, [id]);
    expect((await call(reopenTimeEntries, manager, { body: { timeEntryIds: [id] } })).status).toBe(400);
    const body = { timeEntryIds: [id], reason: "Forgot a break" };
    const other = await call(reopenTimeEntries, outsider, { body });
    expect([other.status, other.error.details?.[0]?.message]).toEqual([
      422,
      expect.stringContaining("TIME_ENTRY_NOT_FOUND"),
    ]);
    expect((await call(reopenTimeEntries, manager, { body })).data.successful).toEqual([id]);
    const entry = await statusOf(id);
    expect(entry.status).toBe("draft");
    expect([entry.approvedAt, entry.approvedBy, entry.hourlyRate, entry.rateOrigin]).toEqual(Array(4).fill(undefined));
    expect((await activitiesOf(id)).at(-1)).toMatchObject({
      activityType: "time-entry.reopened",
      reason: "Forgot a break",
    });
  });

  it("makes no move that its state does not have", async () => {
    const projectId = await newProject();
    const draft = await recorded(employee, { projectId, date: daysAgo(90), duration: 5 });
    const codes = async (operation: Operation | typeof withdrawTimeEntries, who: Person, id: string) => {
      const { status, error } = await bulk(operation, who, [id], { reason: "Because" });
      return [status, error?.details?.[0]?.message.split(":")[0]];
    };
    const invalid = [422, "INVALID_STATUS_TRANSITION"];
    for (const operation of [approveTimeEntries, rejectTimeEntries, reopenTimeEntries])
      expect(await codes(operation, manager, draft.id)).toEqual(invalid);
    expect(await codes(withdrawTimeEntries, employee, draft.id)).toEqual(invalid);
    const id = await submitted();
    expect(await codes(submitTimeEntries, employee, id)).toEqual(invalid);
    expect(await codes(reopenTimeEntries, manager, id)).toEqual(invalid);
    await bulk(approveTimeEntries, manager, [id]);
    for (const operation of [approveTimeEntries, rejectTimeEntries])
      expect(await codes(operation, manager, id)).toEqual(invalid);
    expect(await codes(submitTimeEntries, employee, id)).toEqual(invalid);
  });
});

describe("a bulk request", () => {
  it("answers by entry: all, some, none", async () => {
    const ids = [await submitted(), await submitted()];
    const missing = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    const some = await bulk(approveTimeEntries, manager, [ids[0] as string, missing]);
    expect([some.status, some.data]).toEqual([
      207,
      { successful: [ids[0]], failed: [{ id: missing, code: "TIME_ENTRY_NOT_FOUND", message: expect.any(String) }] },
    ]);
    const none = await call(approveTimeEntries, outsider, { body: { entryIds: ids } });
    expect([none.status, none.error.code, none.error.details?.map(({ path }) => path)]).toEqual([
      422,
      "NOTHING_CHANGED",
      ids,
    ]);
    expect((await bulk(approveTimeEntries, manager, [])).status).toBe(400);
    expect((await bulk(approveTimeEntries, manager, Array(1001).fill(missing))).status).toBe(400);
    // Each list keeps the limit, both together do not.
    const many = (letter: string, count: number) =>
      Array.from({ length: count }, (_, index) => `01ARZ3NDEKTSV4RRFFQ${letter}${String(index).padStart(6, "0")}`);
    const both = { timeEntryIds: many("A", 600), entryIds: many("B", 401) };
    const refused = await call(approveTimeEntries, manager, { body: both });
    expect([refused.status, refused.error.details?.[0]?.path]).toEqual([400, "timeEntryIds"]);
  });

  it("moves fifty entries of several people, and each sum is right", async () => {
    const projectId = await newProject();
    const people = await Promise.all([newUser(admin), newUser(admin)]);
    const ids: string[] = [];
    for (const [index, who] of [...people, ...people].entries())
      for (let part = 0; part < 12; part += 1)
        ids.push((await recorded(who, { projectId, date: daysAgo(40 + index + (part % 4)), duration: 10 })).id);
    const done = await call(submitTimeEntries, admin, { body: { timeEntryIds: ids } });
    expect([done.status, done.data.successful.length]).toEqual([200, 48]);
    const approved = await bulk(approveTimeEntries, admin, ids);
    expect([approved.status, approved.data.successful]).toEqual([200, ids]);
    for (const who of people)
      expect(await itemOf("Projects", { id: `spent#${projectId}#${who.id}` })).toMatchObject({
        minutes: 240,
        entries: 24,
      });
  });

  it("that died half way goes on with its key, and answers all that it did", async () => {
    const projectId = await newProject();
    const entries = [];
    for (let part = 0; part < 3; part += 1)
      entries.push(await recorded(employee, { projectId, date: daysAgo(80 + part), duration: 10 }));
    const ids = entries.map(({ id }) => id);
    const key = `bulk-${ids[0]}`;
    const died = await call(submitTimeEntries, employee, {
      body: { timeEntryIds: ids },
      headers: { "idempotency-key": key, "x-fault": "before-commit=throw" },
    });
    expect(died.status).toBe(500);
    expect((await statusOf(ids[0] as string)).status).toBe("submitted");
    const again = await call(submitTimeEntries, employee, {
      body: { timeEntryIds: ids },
      headers: { "idempotency-key": key },
    });
    expect([again.status, again.data.successful]).toEqual([200, ids]);
    expect((await activitiesOf(ids[0] as string)).length).toBe(2);
  });
});

describe("deciding", () => {
  it("is for administrators and managers of the person or the project", async () => {
    const leader = await newUser(admin, { role: "manager" });
    const projectId = await newProject({ teamMembers: [leader.id, employee.id] });
    const [first, second] = [await submitted({ projectId }), await submitted({ projectId })];
    expect((await bulk(approveTimeEntries, outsider, [first])).status).toBe(422);
    expect((await call(approveTimeEntries, employee, { body: { timeEntryIds: [first] } })).status).toBe(403);
    expect((await bulk(approveTimeEntries, leader, [first])).status).toBe(200);
    expect((await bulk(approveTimeEntries, admin, [second])).status).toBe(200);
  });

  it("on one's own time is for administrators, and for managers where the settings say so", async () => {
    const projectId = await newProject({ teamMembers: [manager.id] });
    const own = async (who: Person) => {
      day += 1;
      const { id } = await recorded(who, { projectId, date: daysAgo(day), duration: 10 });
      await bulk(submitTimeEntries, who, [id]);
      return id;
    };
    const id = await own(manager);
    const refused = await bulk(approveTimeEntries, manager, [id]);
    expect([refused.status, refused.error.details?.[0]?.message]).toEqual([422, expect.stringContaining("FORBIDDEN")]);
    expect((await bulk(approveTimeEntries, admin, [await own(admin)])).status).toBe(200);
    await withSettings({ selfApproval: true });
    expect((await bulk(approveTimeEntries, manager, [id])).status).toBe(200);
    await withSettings({ selfApproval: false });
  });

  it("while the entry is withdrawn or edited has one winner", async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await submitted();
      const [approval, withdrawal] = await Promise.all([
        bulk(approveTimeEntries, manager, [id]),
        bulk(withdrawTimeEntries, employee, [id]),
      ]);
      const won = [approval, withdrawal].filter(({ status }) => status === 200);
      expect(won).toHaveLength(1);
      expect((await statusOf(id)).status).toBe(approval.status === 200 ? "approved" : "draft");
      const edited = await call(updateTimeEntry, employee, { path: { id }, body: { notes: "edited" } });
      expect(edited.status).toBe(approval.status === 200 ? 409 : 200);
      if (approval.status === 200) continue;
      const [submission, edit] = await Promise.all([
        bulk(submitTimeEntries, employee, [id]),
        call(updateTimeEntry, employee, { path: { id }, body: { notes: "edited again" } }),
      ]);
      const entry = await statusOf(id);
      expect(submission.status).toBe(200);
      expect(entry.status).toBe("submitted");
      expect(entry.notes).toBe(edit.status === 200 ? "edited again" : "edited");
    }
  });

  it("twice at once: one decides", async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await submitted();
      const answers = await Promise.all([
        bulk(approveTimeEntries, manager, [id]),
        bulk(rejectTimeEntries, admin, [id], { reason: "No" }),
        bulk(approveTimeEntries, admin, [id]),
      ]);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    }
  });

  it("in a locked period is over", async () => {
    const projectId = await newProject();
    const { id } = await recorded(employee, { projectId, date: "2017-03-04", duration: 10 });
    await withSettings({ lockedUntil: "2017-03-31", lockReason: "Closed" });
    const refused = await bulk(submitTimeEntries, employee, [id]);
    expect(refused.error.details?.[0]?.message).toContain("TIME_ENTRY_LOCKED");
    await withSettings({ lockedUntil: null, lockReason: "Opened" });
    expect((await bulk(submitTimeEntries, employee, [id])).status).toBe(200);
  });
});

describe("a rate of an entry's own", () => {
  it("stays in its currency: the entry goes to no client of another one until the rate is cleared", async () => {
    const [euro, dollar] = await Promise.all(["EUR", "USD"].map((currency) => newClient({ currency })));
    const [from, to] = await Promise.all([euro, dollar].map((clientId) => newProject({ clientId })));
    const body = { projectId: from, date: daysAgo(3), duration: 60, userId: employee.id, hourlyRate: 70 };
    const { id } = await recorded(admin, body);
    const move = (who: Person, more: object = {}) =>
      call(updateTimeEntry, who, { path: { id }, body: { projectId: to, ...more } });
    for (const refused of [await move(employee), await move(admin), await move(admin, { hourlyRate: 70 })])
      expect([refused.status, refused.error.code]).toEqual([409, "TIME_ENTRY_HAS_RATE"]);
    const currency = await call(updateClient, admin, { path: { id: euro ?? "" }, body: { currency: "USD" } });
    expect([currency.status, currency.error.code]).toEqual([409, "CLIENT_HAS_AMOUNTS"]);
    const moved = await move(admin, { hourlyRate: 80 });
    expect(moved.data).toMatchObject({ projectId: to, hourlyRate: 80 });
    expect(await itemOf("TimeEntries", { id })).toMatchObject({ hourlyRate: { minor: 8000, currency: "USD" } });
  });
});

describe("the frozen rate", () => {
  it("is that of the entry's date, from the nearest that has one, and never changes", async () => {
    const clientId = await newClient();
    const dates = { before: daysAgo(60), after: daysAgo(20) };
    const approvedOn = async (projectId: string, date: string, body: object = {}) => {
      const { id } = await recorded(admin, { userId: employee.id, projectId, date, duration: 1, ...body });
      await call(submitTimeEntries, admin, { body: { timeEntryIds: [id] } });
      await bulk(approveTimeEntries, admin, [id]);
      const { hourlyRate, rateOrigin } = await statusOf(id);
      return { id, frozen: [hourlyRate, rateOrigin] };
    };
    const projectId = await newProject({ clientId });
    const first = await approvedOn(projectId, dates.after);
    expect(first.frozen).toEqual([40, "user"]);
    await call(updateUser, admin, {
      path: { id: employee.id },
      body: { hourlyRate: 45, effectiveFrom: daysAgo(30) },
    });
    expect((await approvedOn(projectId, dates.before)).frozen).toEqual([40, "user"]);
    expect((await approvedOn(projectId, dates.after)).frozen).toEqual([45, "user"]);
    await call(updateClient, admin, { path: { id: clientId }, body: { defaultHourlyRate: 80 } });
    expect((await approvedOn(projectId, dates.after)).frozen).toEqual([80, "client"]);
    await call(updateProject, admin, {
      path: { id: projectId },
      body: { defaultHourlyRate: 90, effectiveFrom: daysAgo(30) },
    });
    expect((await approvedOn(projectId, dates.before)).frozen).toEqual([80, "client"]);
    expect((await approvedOn(projectId, dates.after)).frozen).toEqual([90, "project"]);
    await call(updateProject, admin, {
      path: { id: projectId },
      body: { teamMembers: [{ userId: employee.id, hourlyRate: 95 }] },
    });
    expect((await approvedOn(projectId, dates.after)).frozen).toEqual([95, "member"]);
    expect((await approvedOn(projectId, dates.after, { hourlyRate: 123.45 })).frozen).toEqual([123.45, "entry"]);
    expect((await approvedOn(projectId, dates.after, { isBillable: false })).frozen).toEqual([undefined, undefined]);
    expect((await statusOf(first.id)).hourlyRate).toBe(40);
  });

  it("of a person is not billed to a client in another currency", async () => {
    const projectId = await newProject({ clientId: await newClient({ currency: "JPY" }) });
    const id = await submitted({ projectId });
    await bulk(approveTimeEntries, manager, [id]);
    expect((await statusOf(id)).hourlyRate).toBeUndefined();
  });
});

describe("a range", () => {
  it("submits drafts and what was changed since it was rejected, and says what is missing", async () => {
    const who = await newUser(admin);
    const projectId = await newProject();
    // Monday 2026-11-09 to Sunday 2026-11-15.
    const on = async (date: string, duration: number) => (await recorded(who, { projectId, date, duration })).id;
    const [monday, tuesday, wednesday] = [
      await on("2026-11-09", 480),
      await on("2026-11-10", 300),
      await on("2026-11-11", 480),
    ];
    await bulk(submitTimeEntries, who, [tuesday, wednesday]);
    await bulk(rejectTimeEntries, admin, [tuesday, wednesday], { reason: "Please check" });
    await call(updateTimeEntry, who, { path: { id: tuesday }, body: { duration: 420 } });
    const range = { startDate: "2026-11-09", endDate: "2026-11-15" };
    const { status, data } = await call(submitTimeEntries, who, { body: range });
    expect(status).toBe(200);
    expect(data.successful.toSorted()).toEqual([monday, tuesday].sort());
    expect(data.coverage).toEqual({
      ...range,
      targetHours: 40,
      recordedHours: 23,
      missingHours: 17,
      missing: [
        { date: "2026-11-10", targetHours: 8, recordedHours: 7, missingHours: 1 },
        { date: "2026-11-12", targetHours: 8, recordedHours: 0, missingHours: 8 },
        { date: "2026-11-13", targetHours: 8, recordedHours: 0, missingHours: 8 },
      ],
    });
    expect((await statusOf(wednesday)).status).toBe("rejected");
    const nothing = await call(submitTimeEntries, who, { body: range });
    expect([nothing.status, nothing.error.code]).toEqual([422, "NOTHING_CHANGED"]);
    expect((await call(submitTimeEntries, who, { body: { ...range, userId: employee.id } })).status).toBe(403);
    expect(
      (await call(submitTimeEntries, who, { body: { startDate: "2026-01-01", endDate: "2026-03-01" } })).status,
    ).toBe(400);
    expect((await call(submitTimeEntries, who, { body: {} })).status).toBe(400);
  });
});

describe("the queue", () => {
  it("is what waits for the manager: of their team, and on their projects", async () => {
    const leader = await newUser(admin, { role: "manager" });
    const [inside, colleague] = await Promise.all([newUser(admin), newUser(admin)]);
    const team = await call(createTeam, admin, {
      body: { name: `Queue ${leader.id}`, managerId: leader.id, memberIds: [inside.id] },
    });
    const open = await newProject();
    const led = await newProject({ teamMembers: [leader.id, inside.id, colleague.id] });
    const waiting = async (who: Person, projectId: string) => {
      const { id } = await recorded(who, { projectId, date: daysAgo(9), duration: 10 });
      await bulk(submitTimeEntries, who, [id]);
      return id;
    };
    const a = await waiting(inside, open);
    const b = await waiting(inside, led);
    const c = await waiting(colleague, led);
    const d = await waiting(colleague, open);
    const own = await waiting(leader, led);
    const page = async (who: Person, query: Record<string, string>) => {
      const answer = await call(listTimeEntries, who, { query: { status: "submitted", ...query } });
      if (answer.status !== 200) throw new Error(`listTimeEntries answered ${answer.status} ${answer.text}`);
      return answer.data;
    };
    const queue = async (who: Person, query: Record<string, string> = {}) =>
      (await page(who, query)).items.map(({ id }) => id);
    // An administrator's queue holds what other tests submit as well: more than a page.
    const wholeQueue = async (who: Person) => {
      const ids: string[] = [];
      for (let query: Record<string, string> | undefined = {}; query !== undefined; ) {
        const { items, pagination } = await page(who, query);
        ids.push(...items.map(({ id }) => id));
        query = pagination.nextCursor === undefined ? undefined : { cursor: pagination.nextCursor };
      }
      return ids;
    };
    expect((await queue(leader)).sort()).toEqual([a, b, c].sort());
    expect((await queue(leader, { limit: "2" })).length).toBe(2);
    expect((await queue(leader, { userId: leader.id })).sort()).toEqual([own]);
    expect(await wholeQueue(admin)).toEqual(expect.arrayContaining([a, b, c, d, own]));
    await bulk(approveTimeEntries, leader, [a]);
    expect((await queue(leader)).sort()).toEqual([b, c].sort());
    // Somebody else's team is somebody else's queue, from the next request on; what waits moves along.
    const other = await newUser(admin, { role: "manager" });
    await call(createTeam, admin, {
      body: { name: `Other ${other.id}`, managerId: other.id, memberIds: [inside.id] },
    });
    expect(team.status).toBe(201);
    expect((await queue(leader)).sort()).toEqual([b, c].sort());
    await eventually("the entry in the new manager's queue", async () => {
      const ids = await queue(other);
      return ids.length === 1 && ids[0] === b ? ids : undefined;
    });
  });
});
