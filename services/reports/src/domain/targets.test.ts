import { defaultSchedule } from "@aerotage/kernel/domain/work-schedule";
import { describe, expect, it, test } from "vitest";
import { shareOf, targetOf, unsubmittedOf, type Worker, workdaysOf } from "./targets.js";
import { cell } from "./test-cells.js";

const worker: Worker = { id: "ada", name: "Ada", isActive: true, startDate: "2020-01-01", schedules: [] };
const november = { startDate: "2026-11-01", endDate: "2026-11-30" };
const context = { holidays: [], today: "2026-12-31" };
const hours = (more: Partial<Worker>, more2: Partial<typeof context> = {}) =>
  targetOf([{ ...worker, ...more }], november, { ...context, ...more2 }) / 60;

describe("what a person is meant to work", () => {
  it("is their schedule's hours of each day", () => {
    expect(hours({})).toBe(21 * 8);
    const half = { ...defaultSchedule, monday: { start: null, end: null, targetHours: 4 } };
    // Four of five Mondays, from the 9th on.
    expect(hours({ schedules: [{ effectiveFrom: "2026-11-09", schedule: half }] })).toBe(21 * 8 - 4 * 4);
  });

  it("begins with their first day, and is nothing while they are inactive", () => {
    expect(hours({ startDate: "2026-11-30" })).toBe(8);
    expect(hours({ inactivePeriods: [{ from: "2026-11-03" }] })).toBe(8);
    expect(hours({ inactivePeriods: [{ from: "2026-11-03", until: "2026-11-30" }] })).toBe(16);
  });

  it("is nothing on holidays, and of days that are still to come", () => {
    expect(targetOf([worker], november, { ...context, holidays: [{ date: "2026-11-11" }] }) / 60).toBe(20 * 8);
    expect(hours({}, { today: "2026-11-03" })).toBe(16);
  });
});

test.each([
  [1, 3, 0.3333],
  [0, 3, 0],
  [5, 4, 1.25],
  [1, 0, null],
])("%d of %d is the share %j", (part, whole, share) => {
  expect(shareOf(part, whole)).toBe(share);
});

describe("what a person has not submitted", () => {
  const on = (date: string, status: string) => cell({ date, kind: { status } });
  const week = { startDate: "2026-11-02", endDate: "2026-11-08" };
  const workdays = workdaysOf(worker, week, context);

  it("are workdays without time, and days with drafts or rejected entries", () => {
    const cells = [
      on("2026-11-02", "approved"),
      on("2026-11-03", "submitted"),
      on("2026-11-03", "rejected"),
      on("2026-11-04", "invoiced"),
      // A Saturday: nobody had to work, but the draft is there.
      on("2026-11-07", "draft"),
    ];
    expect(unsubmittedOf(worker, cells, workdays)).toEqual({
      missingDates: ["2026-11-05", "2026-11-06"],
      openDates: ["2026-11-03", "2026-11-07"],
    });
  });

  it("is nothing of people who are inactive, or have no target hours", () => {
    const nothing = { missingDates: [], openDates: [] };
    expect(unsubmittedOf({ ...worker, isActive: false }, [on("2026-11-02", "draft")], workdays)).toEqual(nothing);
    expect(unsubmittedOf(worker, [on("2026-11-02", "draft")], new Map())).toEqual(nothing);
  });
});
