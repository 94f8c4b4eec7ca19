/** Time entries over HTTP: what is recorded, changed and refused, and who sees it. */

import { createTeam } from "@aerotage/teams/contract";
import {
  createTimeEntry,
  deleteTimeEntry,
  getTimeEntry,
  listTimeEntries,
  quickAddTimeEntry,
  updateTimeEntry,
} from "@aerotage/time-entries/contract/time-entries";
import { describe, expect, it } from "vitest";
import { call, eventually, newPerson, type Person, person } from "../../support/api.js";
import { activitiesOf, newUser } from "../../support/people.js";
import { daysAgo, newProject, recorded, withSettings } from "../../support/time.js";

const create = (who: Person, body: Record<string, unknown>) =>
  call(createTimeEntry, who, { body: { description: "Work", ...body } });

describe("an entry", () => {
  it("is recorded, read, changed and deleted by its owner, and each change is in the audit trail", async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    const date = daysAgo(3);
    const made = await create(who, { projectId, date, startTime: "09:00", endTime: "10:30", tags: ["a", "a", "b"] });
    expect(made.status).toBe(201);
    expect(made.headers.get("etag")).toBe('"1"');
    expect(made.headers.get("location")).toBe(`/time-entries/${made.data.id}`);
    expect(made.data).toMatchObject({
      userId: who.id,
      submittedBy: who.id,
      projectId,
      date,
      startTime: "09:00",
      endTime: "10:30",
      startedAt: `${date}T09:00:00.000Z`,
      timezone: "UTC",
      duration: 90,
      isBillable: true,
      tags: ["a", "b"],
      status: "draft",
      source: "manual",
      version: 1,
    });
    const path = { id: made.data.id };
    expect((await call(getTimeEntry, who, { path })).data).toEqual(made.data);
    const changed = await call(updateTimeEntry, who, {
      path,
      body: { endTime: "11:00", description: "More work", notes: "a note" },
      headers: { "if-match": '"1"' },
    });
    expect(changed.data).toMatchObject({ duration: 120, description: "More work", notes: "a note", version: 2 });
    const unchanged = await call(updateTimeEntry, who, { path, body: { ...changed.data, status: "draft" } });
    expect(unchanged.data.version).toBe(2);
    const stale = await call(updateTimeEntry, who, { path, body: { notes: null }, headers: { "if-match": '"1"' } });
    expect(stale.status).toBe(412);
    expect((await call(deleteTimeEntry, who, { path })).status).toBe(200);
    expect((await call(getTimeEntry, who, { path })).error.code).toBe("TIME_ENTRY_NOT_FOUND");
    const types = (await activitiesOf(path.id)).map(({ activityType }) => activityType);
    expect(types).toEqual(["time-entry.created", "time-entry.updated", "time-entry.deleted"]);
  });

  it("is refused where it overlaps, and the answer names the other one; touching is fine", async () => {
    const [who, projectId, date] = [await newPerson("employee"), await newProject(), daysAgo(2)];
    const first = await recorded(who, { projectId, date, startTime: "09:00", endTime: "10:00" });
    const refused = await create(who, { projectId, date, startTime: "09:59", endTime: "10:30" });
    expect([refused.status, refused.error.code]).toEqual([409, "TIME_OVERLAP"]);
    expect(refused.error.message).toContain(first.id);
    expect(refused.error.details).toEqual([{ path: "startTime", message: `overlaps the entry ${first.id}` }]);
    const after = await recorded(who, { projectId, date, startTime: "10:00", endTime: "10:30" });
    const path = { id: after.id };
    const moved = await call(updateTimeEntry, who, { path, body: { startTime: "09:30", endTime: "10:15" } });
    expect(moved.error.code).toBe("TIME_OVERLAP");
    expect((await call(updateTimeEntry, who, { path, body: { endTime: "11:00" } })).data.duration).toBe(60);
    // What is deleted, or moved away, leaves its place to others.
    await call(updateTimeEntry, who, { path: { id: first.id }, body: { date: daysAgo(5) } });
    await recorded(who, { projectId, date, startTime: "08:00", endTime: "10:00" });
  });

  it("is found overlapping over midnight, and whatever the zones", async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    const night = { projectId, date: daysAgo(4), startTime: "22:00", endTime: "02:00", duration: 240 };
    const made = await recorded(who, night);
    expect(made).toMatchObject({ date: daysAgo(4), endedAt: `${daysAgo(3)}T02:00:00.000Z` });
    const tokyo = { projectId, date: daysAgo(3), startTime: "10:00", endTime: "12:00", timezone: "Asia/Tokyo" };
    expect((await create(who, tokyo)).error.code).toBe("TIME_OVERLAP");
    expect((await create(who, { ...tokyo, startTime: "11:00" })).status).toBe(201);
    const honolulu = {
      projectId,
      date: daysAgo(4),
      startTime: "15:00",
      endTime: "16:00",
      timezone: "Pacific/Honolulu",
    };
    expect((await create(who, honolulu)).error.code).toBe("TIME_OVERLAP");
    expect((await create(who, { ...honolulu, startTime: "17:00", endTime: "18:00" })).status).toBe(201);
  });

  it("fits into its day and is no longer than 24 hours", async () => {
    const [who, projectId, date] = [await newPerson("employee"), await newProject(), daysAgo(6)];
    await recorded(who, { projectId, date, duration: 1000 });
    expect((await create(who, { projectId, date, duration: 441 })).error.code).toBe("DAY_LIMIT_EXCEEDED");
    await recorded(who, { projectId, date, duration: 440 });
    expect((await create(who, { projectId, date, duration: 1 })).error.code).toBe("DAY_LIMIT_EXCEEDED");
    expect((await create(who, { projectId, date: daysAgo(7), duration: 1441 })).error.code).toBe("VALIDATION_ERROR");
    // 25 hours where clocks are put back.
    const long = { projectId, date: "2026-10-25", timezone: "Europe/Berlin" };
    await recorded(who, { ...long, duration: 1440 });
    expect((await create(who, { ...long, duration: 61 })).error.code).toBe("DAY_LIMIT_EXCEEDED");
    await recorded(who, { ...long, duration: 60 });
    const short = { projectId, date: "2026-03-29", timezone: "Europe/Berlin" };
    expect((await create(who, { ...short, duration: 1381 })).error.code).toBe("DAY_LIMIT_EXCEEDED");
    await recorded(who, { ...short, duration: 1380 });
  });

  it("is checked as the contract says", async () => {
    const [who, projectId, date] = [await newPerson("employee"), await newProject(), daysAgo(2)];
    const mismatch = await create(who, { projectId, date, startTime: "09:00", endTime: "10:00", duration: 62 });
    expect([mismatch.status, mismatch.error.code]).toEqual([422, "DURATION_MISMATCH"]);
    const future = await create(who, { projectId, date: daysAgo(-2), duration: 5 });
    expect([future.status, future.error.code]).toEqual([422, "TIME_IN_FUTURE"]);
    const many = await call(createTimeEntry, who, {
      body: { duration: 0, tags: Array(11).fill("x"), description: "" },
    });
    expect(many.status).toBe(400);
    expect(many.error.details?.map(({ path }) => path).sort()).toEqual(
      expect.arrayContaining(["date", "description", "duration", "projectId", "tags"]),
    );
    expect((await create(who, { projectId: "01ARZ3NDEKTSV4RRFFQ69G5FAV", date, duration: 5 })).error.code).toBe(
      "PROJECT_NOT_FOUND",
    );
    for (const status of ["paused", "completed", "cancelled"]) {
      const closed = await create(who, { projectId: await newProject({ status }), date, duration: 5 });
      expect([closed.status, closed.error.code]).toEqual([422, "PROJECT_NOT_ACTIVE"]);
    }
    for (const body of [{ status: "approved" }, { hourlyRate: 5 }, { userId: (await person("admin")).id }])
      expect((await create(who, { projectId, date, duration: 5, ...body })).status).toBe(403);
  });

  it("is for members of a project that has any", async () => {
    const [member, other, manager] = await Promise.all([
      newPerson("employee"),
      newPerson("employee"),
      newPerson("manager"),
    ]);
    await Promise.all([member, other, manager].map((who) => call(listTimeEntries, who)));
    const projectId = await newProject({ teamMembers: [{ userId: member.id, role: "member" }] });
    const body = { projectId, date: daysAgo(1), duration: 30 };
    expect((await create(member, body)).status).toBe(201);
    expect((await create(other, body)).error.code).toBe("PROJECT_NOT_FOUND");
    const unknown = await create(manager, body);
    expect([unknown.status, unknown.error.code]).toEqual([404, "PROJECT_NOT_FOUND"]);
    expect(unknown.error.message).not.toContain("Project ");
    const admin = await person("admin");
    expect((await create(admin, body)).status).toBe(201);
    const forOther = await create(admin, { ...body, userId: other.id });
    expect([forOther.status, forOther.data.userId, forOther.data.createdBy]).toEqual([201, other.id, admin.id]);
    expect((await create(admin, { ...body, userId: "nobody" })).error.code).toBe("USER_NOT_FOUND");
  });

  it("is recorded once for an idempotency key", async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    const options = {
      body: { projectId, date: daysAgo(1), duration: 30, description: "Once" },
      headers: { "idempotency-key": `once-${who.id}` },
    };
    const [first, again] = [await call(createTimeEntry, who, options), await call(createTimeEntry, who, options)];
    expect(again.data).toEqual(first.data);
    expect((await call(listTimeEntries, who)).data.items).toHaveLength(1);
  });

  it("is quickly added, into a gap where asked", async () => {
    const [who, projectId, date] = [await newPerson("employee"), await newProject(), daysAgo(1)];
    await recorded(who, { projectId, date, startTime: "10:00", endTime: "11:00" });
    const body = { projectId, date, startTime: "09:30", endTime: "12:30", description: "Filled", isBillable: false };
    expect((await call(quickAddTimeEntry, who, { body })).error.code).toBe("TIME_OVERLAP");
    const { data } = await call(quickAddTimeEntry, who, { body: { ...body, fillGap: true } });
    expect(data).toMatchObject({ startTime: "11:00", endTime: "12:30", duration: 90, isBillable: false });
    const night = {
      ...body,
      startTime: `${daysAgo(3)}T22:00:00Z`,
      endTime: `${daysAgo(2)}T02:00:00Z`,
      date: daysAgo(3),
    };
    const evening = { startTime: `${daysAgo(3)}T22:00:00Z`, endTime: `${daysAgo(2)}T00:30:00Z` };
    await recorded(who, { projectId, date: daysAgo(3), ...evening });
    await recorded(who, { projectId, date: daysAgo(2), startTime: "08:00", endTime: "09:00" });
    const morning = await call(quickAddTimeEntry, who, { body: { ...night, fillGap: true } });
    expect(morning.data).toMatchObject({ date: daysAgo(2), startTime: "00:30", endTime: "02:00" });
    const full = { ...body, startTime: "10:00", endTime: "12:00", fillGap: true };
    expect((await call(quickAddTimeEntry, who, { body: full })).error.code).toBe("TIME_OVERLAP");
  });
});

describe("lists", () => {
  it("are of one's own for employees, of the scope for managers, of all for administrators", async () => {
    const admin = await person("admin");
    const manager = await newUser(admin, { role: "manager" });
    const [inside, outside] = await Promise.all([newUser(admin), newUser(admin)]);
    await call(createTeam, admin, {
      body: { name: `Team ${manager.id}`, managerId: manager.id, memberIds: [inside.id] },
    });
    const projectId = await newProject();
    const shared = await newProject({ teamMembers: [outside.id, manager.id, inside.id] });
    const [a, b, c] = await Promise.all([
      recorded(inside, { projectId, date: daysAgo(1), duration: 10 }),
      recorded(outside, { projectId, date: daysAgo(1), duration: 10 }),
      recorded(outside, { projectId: shared, date: daysAgo(2), duration: 10 }),
    ]);
    const ids = async (who: Person, query: Record<string, string> = {}) =>
      (await call(listTimeEntries, who, { query })).data.items.map(({ id }) => id).sort();
    expect(await ids(inside)).toEqual([a.id]);
    expect(await ids(inside, { userId: outside.id })).toEqual([]);
    expect(await ids(manager)).toEqual([a.id, c.id].sort());
    expect(await ids(manager, { userId: outside.id })).toEqual([c.id]);
    expect(await ids(manager, { projectId })).toEqual([a.id]);
    expect(await ids(admin, { projectId })).toEqual([a.id, b.id].sort());
    expect(await ids(admin)).toEqual(expect.arrayContaining([a.id, b.id, c.id]));
    for (const [who, entry, status] of [
      [inside, b, 404],
      [manager, b, 404],
      [manager, c, 200],
      [manager, a, 200],
      [outside, a, 404],
      [admin, b, 200],
    ] as const)
      expect((await call(getTimeEntry, who, { path: { id: entry.id } })).status).toBe(status);
    expect((await call(updateTimeEntry, manager, { path: { id: a.id }, body: { notes: "x" } })).status).toBe(403);
    expect((await call(deleteTimeEntry, outside, { path: { id: a.id } })).status).toBe(404);
  });

  it("go on page by page in the order of dates, losing and repeating nothing", async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    const made: string[] = [];
    for (let index = 0; index < 23; index += 1) {
      const date = daysAgo(1 + Math.floor(index / 5));
      made.push((await recorded(who, { projectId, date, duration: 5 + index })).id);
    }
    for (const sortOrder of ["asc", "desc"]) {
      const seen: { id: string; date: string }[] = [];
      let cursor: string | undefined;
      do {
        const query = { limit: "4", sortOrder, ...(cursor !== undefined && { cursor }) };
        const { data } = await call(listTimeEntries, who, { query });
        seen.push(...data.items);
        cursor = data.pagination.nextCursor;
        expect(data.items.length === 4 || cursor === undefined).toBe(true);
      } while (cursor !== undefined);
      expect(seen.map(({ id }) => id).sort()).toEqual(made.toSorted());
      const dates = seen.map(({ date }) => date);
      expect(dates).toEqual(sortOrder === "asc" ? dates.toSorted() : dates.toSorted().reverse());
    }
    const { data: byDuration } = await call(listTimeEntries, who, {
      query: { sortBy: "duration", sortOrder: "desc", limit: "3" },
    });
    expect(byDuration.items.map(({ duration }) => duration)).toEqual([27, 26, 25]);
    const ascending = await call(listTimeEntries, who, { query: { sortBy: "date", sortOrder: "asc" } });
    const sorted = ascending.data.items.map(({ date }) => date);
    expect(sorted).toEqual(sorted.toSorted());
    for (const query of [
      { startDate: daysAgo(1), endDate: daysAgo(2) },
      { dateFrom: daysAgo(1), endDate: daysAgo(2) },
    ])
      expect((await call(listTimeEntries, who, { query })).status).toBe(400);
    const range = { startDate: daysAgo(2), endDate: daysAgo(2) };
    expect((await call(listTimeEntries, who, { query: range })).data.items).toHaveLength(5);
    const other = { dateFrom: daysAgo(2), dateTo: daysAgo(1), isBillable: "true", status: "draft" };
    expect((await call(listTimeEntries, who, { query: other })).data.items).toHaveLength(10);
  });

  it("have each day by start time, and go on after what was deleted between two pages", async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    const date = daysAgo(3);
    const times = [["15:00", "15:30"], undefined, ["09:00", "09:20"], ["11:00", "11:10"]] as const;
    for (const [index, pair] of times.entries()) {
      const timing = pair === undefined ? { duration: 40 } : { startTime: pair[0], endTime: pair[1] };
      await recorded(who, { projectId, date, description: `Entry ${index}`, ...timing });
    }
    const listed = async (query: Record<string, string>) => (await call(listTimeEntries, who, { query })).data;
    const starts = async (query: Record<string, string>) =>
      (await listed({ sortBy: "date", ...query })).items.map(({ startTime }) => startTime);
    for (const more of [{}, { limit: "10" }] as Record<string, string>[]) {
      expect(await starts({ sortOrder: "asc", ...more })).toEqual(["09:00", "11:00", "15:00", undefined]);
      expect(await starts({ sortOrder: "desc", ...more })).toEqual([undefined, "15:00", "11:00", "09:00"]);
    }
    for (const sortBy of ["duration", "date"]) {
      const query = { sortBy, sortOrder: "asc", limit: "2" };
      const first = await listed(query);
      const [gone, last] = first.items;
      expect((await call(deleteTimeEntry, who, { path: { id: gone?.id ?? "" } })).status).toBe(200);
      const second = await listed({ ...query, cursor: first.pagination.nextCursor ?? "" });
      const ids = [...first.items, ...second.items].map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const left = (await listed({ sortBy, sortOrder: "asc" })).items.map(({ id }) => id);
      expect(left).toEqual([last, ...second.items].map((item) => item?.id));
    }
  });

  it("are filtered by tags and by text, and unknown filters are ignored", async () => {
    const [who, projectId] = [await newPerson("employee"), await newProject()];
    const made = [
      await recorded(who, { projectId, date: daysAgo(1), duration: 5, tags: ["one", "both"] }),
      await recorded(who, { projectId, date: daysAgo(2), duration: 5, tags: ["Größe"], description: "Café\nvisit" }),
      await recorded(who, { projectId, date: daysAgo(3), duration: 5, notes: "In the CAFE\u0301" }),
    ].map(({ id }) => id);
    const found = async (query: Record<string, string | readonly string[]>) => {
      const { data } = await call(listTimeEntries, who, { query: { sortBy: "date", sortOrder: "desc", ...query } });
      expect(data.pagination.total).toBe(data.items.length);
      return data.items.map(({ id }) => made.indexOf(id));
    };
    expect(await found({ tag: "one" })).toEqual([0]);
    expect(await found({ tags: "ONE" })).toEqual([0]);
    expect(await found({ tag: ["both", "GRÖSSE"] })).toEqual([0, 1]);
    expect(await found({ tag: "on" })).toEqual([]);
    expect(await found({ search: "cafe" })).toEqual([1, 2]);
    expect(await found({ search: "Cafe\u0301 VISIT" })).toEqual([1]);
    expect(await found({ search: "cafe", tag: "one" })).toEqual([]);
    expect(await found({ search: "nothing" })).toEqual([]);
    expect(await found({ unknown: "filter" })).toEqual([0, 1, 2]);
    const pages = await call(listTimeEntries, who, { query: { search: "cafe", limit: "1" } });
    const cursor = pages.data.pagination.nextCursor ?? "";
    const next = await call(listTimeEntries, who, { query: { search: "cafe", limit: "1", cursor } });
    expect([...pages.data.items, ...next.data.items].map(({ id }) => made.indexOf(id))).toEqual([1, 2]);
    expect((await call(listTimeEntries, who, { query: { search: "other", limit: "1", cursor } })).status).toBe(400);
  });

  it("of administrators reach back to the earliest entry", async () => {
    const [who, projectId, admin] = [await newPerson("employee"), await newProject(), await person("admin")];
    const old = await recorded(who, { projectId, date: "2019-02-03", duration: 5 });
    // Another test makes the table forget its earliest month for a moment.
    await eventually("the entry of 2019", async () => {
      const query = { startDate: "2019-02-01", endDate: "2019-02-28" };
      const { data } = await call(listTimeEntries, admin, { query });
      return data.items.some(({ id }) => id === old.id) ? true : undefined;
    });
    const { data } = await call(listTimeEntries, admin, { query: { limit: "5", sortOrder: "asc" } });
    expect(data.items[0]?.date.slice(0, 4) ?? "").not.toBe("2026");
    expect((await create(who, { projectId, date: "1926-11-24", duration: 5 })).error.code).toBe("VALIDATION_ERROR");
  });
});

describe("a locked period", () => {
  it("takes no change, and opens again", async () => {
    const [who, admin, projectId] = [await newPerson("employee"), await person("admin"), await newProject()];
    // Far back, so that no other test's time is locked.
    const date = "2018-05-10";
    const entry = await recorded(who, { projectId, date, duration: 30 });
    await withSettings({ lockedUntil: "2018-05-31", lockReason: "Books are closed" });
    const path = { id: entry.id };
    const attempts = [
      await create(who, { projectId, date: "2018-05-31", duration: 5 }),
      await call(updateTimeEntry, who, { path, body: { notes: "late" } }),
      await call(updateTimeEntry, admin, { path, body: { notes: "late" } }),
      await call(deleteTimeEntry, who, { path }),
    ];
    const late = await recorded(who, { projectId, date: "2018-06-01", duration: 5 });
    attempts.push(await call(updateTimeEntry, who, { path: { id: late.id }, body: { date } }));
    for (const { status, error } of attempts) expect([status, error.code]).toEqual([409, "TIME_ENTRY_LOCKED"]);
    await withSettings({ lockedUntil: null, lockReason: "Opened again" });
    expect((await call(deleteTimeEntry, who, { path })).status).toBe(200);
  });
});
