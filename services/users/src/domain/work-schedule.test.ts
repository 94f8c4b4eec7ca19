import { ApiError } from "@aerotage/core/contract/errors";
import { type Schedule, type ScheduledDay, weekdays } from "@aerotage/kernel/domain/work-schedule";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WorkScheduleInput } from "../contract/work-schedules.js";
import {
  changedWorkSchedule,
  initialWorkSchedule,
  toWorkScheduleResponse,
  type WorkSchedule,
} from "./work-schedule.js";

const now = new Date("2026-11-24T10:00:00.000Z");
const user = { id: "u", createdAt: "2026-01-01T00:00:00.000Z", preferences: { timezone: "Europe/Berlin" } };
const initial = initialWorkSchedule(user);
const by = { now, role: "employee" } as const;
/** The week that holds today. */
const weekOf = (schedule: WorkSchedule) => toWorkScheduleResponse(schedule, now).schedule;

/** The places at which a change is refused. */
function refusedAt(before: WorkSchedule, input: WorkScheduleInput): string[] | undefined {
  try {
    changedWorkSchedule(before, input, by);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    expect(error.definition.code).toBe("VALIDATION_ERROR");
    return error.details?.map(({ path }) => path);
  }
}

const times = fc.constantFrom("06:00", "09:00", "12:30", "17:00", "23:59");
const days = fc.oneof(
  fc.record({ start: fc.constant(null), end: fc.constant(null), targetHours: fc.integer({ min: 0, max: 24 }) }),
  fc
    .record({ start: times, end: times, targetHours: fc.constantFrom(0, 7.33, 8) })
    .filter(({ start, end }) => start < end),
);

describe("a work schedule", () => {
  it("is forty hours from Monday to Friday in the person's zone until they set one", () => {
    const day = { start: "09:00", end: "17:00", targetHours: 8 };
    const free = { start: null, end: null, targetHours: 0 };
    expect(toWorkScheduleResponse(initial, now)).toEqual({
      userId: "u",
      schedule: {
        monday: day,
        tuesday: day,
        wednesday: day,
        thursday: day,
        friday: day,
        saturday: free,
        sunday: free,
      },
      timezone: "Europe/Berlin",
      weeklyTargetHours: 40,
      schedules: [],
      createdAt: user.createdAt,
      updatedAt: user.createdAt,
      version: 0,
    });
    expect(initialWorkSchedule({ id: "v", createdAt: user.createdAt }).timezone).toBe("UTC");
  });

  it("keeps the days and parts of days that a change leaves out", () => {
    const first = changedWorkSchedule(initial, { schedule: { friday: { end: "13:00", targetHours: 4 } } }, by);
    expect(first).toMatchObject({ version: 1, createdAt: now.toISOString(), updatedAt: now.toISOString() });
    expect(weekOf(first)).toEqual({
      ...weekOf(initial),
      friday: { start: "09:00", end: "13:00", targetHours: 4 },
    });
    const later = new Date("2026-12-01T00:00:00.000Z");
    const second = changedWorkSchedule(first, { timezone: "Asia/Tokyo" }, { ...by, now: later });
    expect(second).toEqual({ ...first, timezone: "Asia/Tokyo", updatedAt: later.toISOString(), version: 2 });
    expect(toWorkScheduleResponse(second, later).weeklyTargetHours).toBe(36);
  });

  it("takes over each day that a change names, and no other", () => {
    const changes = fc.record(
      Object.fromEntries(weekdays.map((day) => [day, days])) as Record<keyof Schedule, fc.Arbitrary<ScheduledDay>>,
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(changes, (schedule) => {
        const after = changedWorkSchedule(initial, { schedule }, by);
        for (const day of weekdays) expect(weekOf(after)[day]).toEqual(schedule[day] ?? weekOf(initial)[day]);
        expect(changedWorkSchedule(after, { schedule, timezone: after.timezone }, by)).toBe(after);
      }),
    );
  });

  it("is the same object if nothing is different", () => {
    for (const input of [{}, { schedule: {} }, { schedule: weekOf(initial), timezone: "Europe/Berlin" }])
      expect(changedWorkSchedule(initial, input, by)).toBe(initial);
  });

  it.each([
    [{ monday: { start: "17:00" } }, ["schedule.monday.end"]],
    [{ monday: { start: "18:00", end: "02:00" } }, ["schedule.monday.end"]],
    [{ monday: { end: null } }, ["schedule.monday.end"]],
    [{ monday: { start: null } }, ["schedule.monday.start"]],
    [{ sunday: { start: "10:00" } }, ["schedule.sunday.end"]],
    [{ sunday: { end: "10:00" }, tuesday: { end: "08:00" } }, ["schedule.tuesday.end", "schedule.sunday.start"]],
  ])("with %j is refused at %j", (schedule, paths) => {
    expect(refusedAt(initial, { schedule })).toEqual(paths);
  });

  it("may ask for hours of a day without a beginning and an end", () => {
    const schedule = { saturday: { targetHours: 2.5 }, monday: { start: null, end: null } };
    const after = changedWorkSchedule(initial, { schedule }, by);
    expect(weekOf(after).monday).toEqual({ start: null, end: null, targetHours: 8 });
    expect(toWorkScheduleResponse(after, now).weeklyTargetHours).toBe(42.5);
  });

  it("holds from a date on: what was to be worked before stays as it was", () => {
    const friday = { start: null, end: null, targetHours: 3 };
    const first = changedWorkSchedule(initial, { schedule: { friday } }, by);
    expect(first.schedules.map(({ effectiveFrom }) => effectiveFrom)).toEqual(["2026-11-24"]);
    const next = changedWorkSchedule(
      first,
      { schedule: { friday: { ...friday, targetHours: 1 } }, effectiveFrom: "2027-01-01" },
      by,
    );
    expect(next.schedules.map(({ schedule }) => schedule.friday.targetHours)).toEqual([3, 1]);
    expect(toWorkScheduleResponse(next, now)).toMatchObject({
      weeklyTargetHours: 35,
      schedules: [{}, { weeklyTargetHours: 33 }],
    });
    expect(toWorkScheduleResponse(next, new Date("2027-01-01T00:00:00+01:00")).weeklyTargetHours).toBe(33);
    // A change of what holds in between leaves the later one alone.
    const between = changedWorkSchedule(next, { schedule: { monday: friday }, effectiveFrom: "2026-12-01" }, by);
    expect(between.schedules.map(({ schedule }) => schedule.monday.targetHours)).toEqual([8, 3, 8]);
  });

  it("is set for days before today by administrators alone", () => {
    const input = { schedule: { friday: { targetHours: 3 } }, effectiveFrom: "2026-11-23" };
    expect(() => changedWorkSchedule(initial, input, by)).toThrow(/Only administrators .*2026-11-24/);
    const past = changedWorkSchedule(initial, input, { ...by, role: "admin" });
    expect(past.schedules).toMatchObject([{ effectiveFrom: "2026-11-23" }]);
    // What says nothing new is no change.
    expect(changedWorkSchedule(initial, { effectiveFrom: "2020-01-01" }, by)).toBe(initial);
  });

  it("has at most a hundred dates", () => {
    let schedule = initial;
    const change = (index: number) => {
      const effectiveFrom = new Date(Date.UTC(2027, 0, 1 + index)).toISOString().slice(0, 10);
      return { schedule: { friday: { targetHours: index % 2 } }, effectiveFrom };
    };
    for (let index = 0; index < 100; index += 1) schedule = changedWorkSchedule(schedule, change(index), by);
    expect(schedule.schedules).toHaveLength(100);
    expect(refusedAt(schedule, change(100))).toEqual(["effectiveFrom"]);
  });
});
