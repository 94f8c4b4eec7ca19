/** When people are meant to work: who may see and change whose schedule, and what becomes of it. */
import { listClients } from "@aerotage/clients/contract";
import { createTeam } from "@aerotage/teams/contract";
import { updatePreferences } from "@aerotage/users/contract/profiles";
import {
  getOwnWorkSchedule,
  getWorkSchedule,
  updateOwnWorkSchedule,
  updateWorkSchedule,
} from "@aerotage/users/contract/work-schedules";
import { beforeAll, describe, expect, it } from "vitest";
import { call, dateFromNow, newPerson, type Person, person } from "../../support/api.js";
import { activitiesOf, itemOf, seen } from "../../support/people.js";

let admin: Person;
let lead: Person;
let member: Person;
let outsider: Person;

/** Somebody whose row is there. */
async function newCaller(role: "manager" | "employee"): Promise<Person> {
  const made = await newPerson(role);
  await call(listClients, made);
  return made;
}

beforeAll(async () => {
  admin = await person("admin");
  [lead, member, outsider] = await Promise.all([newCaller("manager"), newCaller("employee"), newCaller("employee")]);
  const body = { name: "Scheduled", managerId: lead.id, memberIds: [member.id] };
  expect((await call(createTeam, admin, { body })).status).toBe(201);
});

const of = ({ id }: Person) => ({ path: { id } });
const friday = { start: "09:00", end: "13:00", targetHours: 4 };

describe("a work schedule", () => {
  it("is there for a person who has set none, in their zone", async () => {
    const fresh = await newCaller("employee");
    const { createdAt } = await seen(admin, fresh.id);
    const day = { start: "09:00", end: "17:00", targetHours: 8 };
    const free = { start: null, end: null, targetHours: 0 };
    const { status, data, headers } = await call(getOwnWorkSchedule, fresh);
    expect([status, headers.get("etag")]).toEqual([200, '"0"']);
    expect(data).toEqual({
      userId: fresh.id,
      schedule: { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day, saturday: free, sunday: free },
      timezone: "UTC",
      weeklyTargetHours: 40,
      schedules: [],
      createdAt,
      updatedAt: createdAt,
      version: 0,
    });
    await call(updatePreferences, fresh, { ...of(fresh), body: { timezone: "Asia/Tokyo" } });
    expect((await call(getWorkSchedule, fresh, of(fresh))).data.timezone).toBe("Asia/Tokyo");
    expect(await itemOf("Users", { id: `schedule#${fresh.id}` })).toBeUndefined();
  });

  it("merges by day, counts versions, and is told of in the audit trail", async () => {
    const fresh = await newCaller("employee");
    const first = await call(updateOwnWorkSchedule, fresh, {
      body: { schedule: { friday, saturday: { targetHours: 1.25 } }, unknown: "ignored" },
      headers: { "if-match": '"0"' },
    });
    expect([first.status, first.headers.get("etag")]).toEqual([200, '"1"']);
    expect(first.data).toMatchObject({
      schedule: { monday: { targetHours: 8 }, friday, saturday: { start: null, end: null, targetHours: 1.25 } },
      weeklyTargetHours: 37.25,
      version: 1,
    });
    expect(first.data.createdAt).toBe(first.data.updatedAt);
    const second = await call(updateWorkSchedule, admin, {
      ...of(fresh),
      body: { schedule: { monday: { start: "", end: "" } }, timezone: "Europe/Berlin" },
      headers: { "if-match": '"1"' },
    });
    expect(second.data).toMatchObject({
      schedule: { monday: { start: null, end: null, targetHours: 8 }, friday },
      timezone: "Europe/Berlin",
      createdAt: first.data.createdAt,
      version: 2,
    });
    expect((await call(getOwnWorkSchedule, fresh)).data).toEqual(second.data);
    const told = (await activitiesOf(fresh.id)).filter(({ activityType }) => activityType === "work-schedule.updated");
    expect(told.map(({ userId, entityType, changes }) => [userId, entityType, changes])).toEqual([
      [
        fresh.id,
        "user",
        [{ field: "schedules", before: [], after: [{ effectiveFrom: dateFromNow(), schedule: first.data.schedule }] }],
      ],
      [
        admin.id,
        "user",
        [
          {
            field: "schedules",
            before: [{ effectiveFrom: dateFromNow(), schedule: first.data.schedule }],
            after: [{ effectiveFrom: dateFromNow(), schedule: second.data.schedule }],
          },
          { field: "timezone", before: "UTC", after: "Europe/Berlin" },
        ],
      ],
    ]);
    expect(told.every((activity) => !("outbox" in activity))).toBe(true);
  });

  it("is not written where nothing is different", async () => {
    const fresh = await newCaller("employee");
    const { data } = await call(getOwnWorkSchedule, fresh);
    const same = await call(updateOwnWorkSchedule, fresh, { body: data });
    expect([same.status, same.data]).toEqual([200, data]);
    expect(await itemOf("Users", { id: `schedule#${fresh.id}` })).toBeUndefined();
    const changed = await call(updateOwnWorkSchedule, fresh, { body: { schedule: { friday } } });
    const again = await call(updateOwnWorkSchedule, fresh, { body: changed.data });
    expect(again.data).toEqual(changed.data);
    const told = (await activitiesOf(fresh.id)).filter(({ activityType }) => activityType === "work-schedule.updated");
    expect(told).toHaveLength(1);
  });

  it("refuses a stale version with 412, and loses no change of many at once", async () => {
    const fresh = await newCaller("employee");
    const race = (headers: Record<string, string>) =>
      Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          call(updateOwnWorkSchedule, fresh, { body: { schedule: { friday: { targetHours: index } } }, headers }),
        ),
      );
    const named = await race({ "if-match": '"0"' });
    expect(named.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
    const stale = await call(updateOwnWorkSchedule, fresh, {
      body: { timezone: "Asia/Tokyo" },
      headers: { "if-match": '"0"' },
    });
    expect([stale.status, stale.error.code]).toEqual([412, "PRECONDITION_FAILED"]);
    const answers = await race({});
    const others = answers.filter(({ status }) => status !== 200);
    expect(others.every(({ status, error }) => status === 409 && error.code === "CONFLICT")).toBe(true);
    const versions = answers.filter(({ status }) => status === 200).map(({ data }) => data.version);
    expect((await call(getOwnWorkSchedule, fresh)).data.version).toBe(Math.max(...versions));
  });

  it("refuses days that make no sense, all at once", async () => {
    const refused = async (schedule: object, timezone = "UTC") => {
      const { status, error } = await call(updateOwnWorkSchedule, member, { body: { schedule, timezone } });
      expect([status, error.code]).toEqual([400, "VALIDATION_ERROR"]);
      return error.details?.map(({ path }) => path).sort();
    };
    expect(
      await refused({ monday: { start: "17:00", end: "09:00" }, friday: { end: "09:00" }, sunday: { end: "10:00" } }),
    ).toEqual(["schedule.friday.end", "schedule.monday.end", "schedule.sunday.start"]);
    expect(
      await refused(
        { monday: { start: "9:00" }, tuesday: { targetHours: 25 }, friday: { targetHours: 7.333 }, sunday: null },
        "Mars/Olympus",
      ),
    ).toEqual([
      "schedule.friday.targetHours",
      "schedule.monday.start",
      "schedule.sunday",
      "schedule.tuesday.targetHours",
      "timezone",
    ]);
  });
});

describe("somebody else's work schedule", () => {
  it("is seen by administrators and by managers of the person, and is not there for others", async () => {
    for (const caller of [admin, lead, member])
      expect((await call(getWorkSchedule, caller, of(member))).data.userId).toBe(member.id);
    for (const [caller, whose] of [
      [lead, outsider],
      [outsider, member],
      [member, lead],
    ] as const) {
      const { status, error } = await call(getWorkSchedule, caller, of(whose));
      expect([status, error.code]).toEqual([404, "USER_NOT_FOUND"]);
    }
    const nobody = await call(getWorkSchedule, admin, { path: { id: "nobody" } });
    expect([nobody.status, nobody.error.code]).toEqual([404, "USER_NOT_FOUND"]);
  });

  it("is changed by the person and by administrators alone", async () => {
    const body = { schedule: { friday } };
    for (const caller of [lead, outsider]) {
      const { status, error } = await call(updateWorkSchedule, caller, { ...of(member), body });
      expect([status, error.code]).toEqual([403, "FORBIDDEN"]);
    }
    for (const caller of [member, admin])
      expect((await call(updateWorkSchedule, caller, { ...of(member), body })).data.schedule.friday).toEqual(friday);
    const nobody = await call(updateWorkSchedule, admin, { path: { id: "nobody" }, body });
    expect([nobody.status, nobody.error.code]).toEqual([404, "USER_NOT_FOUND"]);
  });
});
