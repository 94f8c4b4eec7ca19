import { datesBetween } from "@aerotage/core/time/dates";
import { defaultSchedule, type Schedule } from "@aerotage/kernel/domain/work-schedule";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverageOf, coveredDays } from "./coverage.js";
import { averageSpan, dailyResponse, daySummary, type SummarySources, weekResponse } from "./summary.js";
import type { DayEntry, DayTotals } from "./timesheet.js";

/** Minutes since 1970 of a UTC time. */
const at = (time: string) => Date.parse(`${time}:00Z`) / 60_000;
const timed = (from: string, to: string, more: Partial<DayEntry> = {}): DayEntry => ({
  projectId: "p",
  minutes: at(to) - at(from),
  billable: true,
  status: "draft",
  from: at(from),
  to: at(to),
  ...more,
});
const page = (day: string, ...entries: DayEntry[]): DayTotals => ({
  id: `day#u#${day}`,
  ownerId: "u",
  day,
  entries: Object.fromEntries(entries.map((entry, index) => [String(index), entry])),
});
/** A schedule that has held from the beginning. */
const always = (schedule: Schedule) => [{ effectiveFrom: "1970-01-01", schedule }];

const sources = (pages: readonly DayTotals[], more: Partial<SummarySources> = {}): SummarySources => ({
  days: new Map(pages.map((one) => [one.day, one])),
  schedules: [],
  timezone: "UTC",
  holidays: [],
  names: new Map([["p", { projectName: "Apollo", clientName: "NASA" }]]),
  now: new Date("2026-11-30T12:00:00Z"),
  includeGaps: true,
  ...more,
});
// A Monday.
const monday = "2026-11-09";

describe("a day", () => {
  it("is summed up with its projects and hours", () => {
    const day = page(
      monday,
      timed("2026-11-09T09:00", "2026-11-09T12:00"),
      timed("2026-11-09T12:30", "2026-11-09T15:30", { projectId: "q", billable: false }),
      { projectId: "p", minutes: 60, billable: true, status: "approved" },
    );
    expect(daySummary(monday, sources([day]))).toEqual({
      date: monday,
      dayOfWeek: "Monday",
      totalHours: 7,
      billableHours: 4,
      targetHours: 8,
      completionPercentage: 87.5,
      entriesCount: 3,
      projectBreakdown: [
        { projectId: "p", projectName: "Apollo", clientName: "NASA", hours: 4, billableHours: 4, percentage: 57.1 },
        { projectId: "q", projectName: "", clientName: "", hours: 3, billableHours: 0, percentage: 42.9 },
      ],
      timeGaps: [
        {
          startTime: "12:00",
          endTime: "12:30",
          duration: 0.5,
          type: "lunch_break",
          suggestedDescription: "Lunch break",
        },
        { startTime: "15:30", endTime: "17:00", duration: 1.5, type: "end_of_day" },
      ],
      workingHours: { firstEntry: "09:00", lastEntry: "15:30", totalSpan: "6h 30m" },
    });
  });

  it("has gaps at its start, between entries and at its end, up to now", () => {
    const day = page(
      monday,
      timed("2026-11-09T10:00", "2026-11-09T10:30"),
      timed("2026-11-09T10:20", "2026-11-09T10:40"),
      timed("2026-11-09T14:30", "2026-11-09T16:30"),
    );
    const types = (more: Partial<SummarySources>) =>
      daySummary(monday, sources([day], more)).timeGaps.map(({ type, startTime, endTime }) => [
        type,
        startTime,
        endTime,
      ]);
    expect(types({})).toEqual([
      ["start_of_day", "09:00", "10:00"],
      ["between_entries", "10:40", "14:30"],
      ["end_of_day", "16:30", "17:00"],
    ]);
    expect(types({ now: new Date("2026-11-09T10:35:00Z") })).toEqual([["start_of_day", "09:00", "10:00"]]);
    expect(types({ includeGaps: false })).toEqual([]);
    expect(types({ holidays: [{ date: monday }] })).toEqual([]);
    expect(daySummary(monday, sources([])).timeGaps).toMatchObject([{ type: "start_of_day", duration: 8 }]);
    expect(daySummary("2026-11-14", sources([])).timeGaps).toEqual([]);
  });

  it("knows what the night before reaches into it, and hours of the person's zone", () => {
    const schedules = always({ ...defaultSchedule, monday: { start: "00:00", end: "08:00", targetHours: 8 } });
    const night = page("2026-11-08", timed("2026-11-08T22:00", "2026-11-09T02:00"));
    expect(daySummary(monday, sources([night], { schedules })).timeGaps).toMatchObject([
      { startTime: "02:00", endTime: "08:00", type: "end_of_day" },
    ]);
    const day = page(monday, timed("2026-11-09T09:00", "2026-11-09T10:00"));
    expect(daySummary(monday, sources([day], { timezone: "Asia/Tokyo" })).workingHours.firstEntry).toBe("18:00");
  });

  it("is told on the clock of where its entries were recorded, whatever zone the person has now", () => {
    const zone = "America/New_York";
    const day = page(monday, timed("2026-11-09T15:00", "2026-11-09T17:00", { zone }));
    const night = page("2026-11-10", timed("2026-11-11T01:00", "2026-11-11T04:00", { zone }));
    const tokyo = sources([day, night], { timezone: "Asia/Tokyo" });
    expect(daySummary(monday, tokyo)).toMatchObject({
      timeGaps: [
        { startTime: "09:00", endTime: "10:00", type: "start_of_day" },
        { startTime: "12:00", endTime: "17:00", type: "end_of_day" },
      ],
      workingHours: { firstEntry: "10:00", lastEntry: "12:00" },
    });
    expect(daySummary("2026-11-10", tokyo).workingHours).toMatchObject({ firstEntry: "20:00", lastEntry: "23:00" });
    const travelled = page(
      monday,
      timed("2026-11-09T08:00", "2026-11-09T10:00", { zone: "Europe/Berlin" }),
      timed("2026-11-09T15:00", "2026-11-09T17:00", { zone }),
    );
    expect(daySummary(monday, sources([travelled])).workingHours).toEqual({
      firstEntry: "09:00",
      lastEntry: "12:00",
      totalSpan: "9h 0m",
    });
  });

  it("has right gaps where clocks change", () => {
    const schedules = always({ ...defaultSchedule, sunday: { start: "00:00", end: "06:00", targetHours: 5 } });
    const gaps = (date: string) => daySummary(date, sources([], { schedules, timezone: "Europe/Berlin" })).timeGaps;
    expect(gaps("2026-03-29")).toMatchObject([{ duration: 5 }]);
    expect(gaps("2026-10-25")).toMatchObject([{ duration: 7 }]);
  });
});

describe("a period", () => {
  it("is summed up", () => {
    const pages = [
      page(monday, timed("2026-11-09T09:00", "2026-11-09T17:00")),
      page("2026-11-14", timed("2026-11-14T09:00", "2026-11-14T11:00")),
    ];
    const { summaries, periodSummary } = dailyResponse(datesBetween(monday, "2026-11-15"), sources(pages));
    expect(summaries).toHaveLength(7);
    expect(periodSummary).toEqual({
      totalDays: 7,
      workDays: 5,
      totalHours: 10,
      averageHoursPerDay: 5,
      targetHours: 40,
      completionPercentage: 25,
    });
    const fewer = dailyResponse(datesBetween(monday, "2026-11-15"), sources(pages, { targetHours: 6.5 }));
    expect(fewer.periodSummary.targetHours).toBe(32.5);
    expect(dailyResponse([], sources([])).periodSummary).toMatchObject({
      averageHoursPerDay: 0,
      completionPercentage: 0,
    });
  });
});

describe("a week", () => {
  const week = [
    page(monday, timed("2026-11-09T08:00", "2026-11-09T16:00")),
    page("2026-11-10", timed("2026-11-10T09:00", "2026-11-10T13:00", { billable: false })),
    page("2026-11-11", timed("2026-11-11T22:00", "2026-11-12T04:00")),
  ];

  it("is summed up with its patterns", () => {
    const response = weekResponse(monday, sources(week), undefined);
    expect(response.weekInfo).toEqual({
      weekStartDate: monday,
      weekEndDate: "2026-11-15",
      weekNumber: 46,
      year: 2026,
    });
    expect(response.weeklyTotals).toEqual({
      totalHours: 18,
      billableHours: 14,
      targetHours: 40,
      completionPercentage: 45,
    });
    expect(response.patterns).toEqual({
      mostProductiveDay: "Monday",
      leastProductiveDay: "Tuesday",
      averageStartTime: "05:00",
      averageEndTime: "11:00",
    });
    expect(response.comparison).toBeUndefined();
    expect(weekResponse(monday, sources([]), undefined).patterns.averageStartTime).toBeNull();
  });

  it("is compared with the week before", () => {
    const before = (hours: number) =>
      weekResponse(
        monday,
        sources(week),
        new Map([["x", page("x", { projectId: "p", minutes: hours * 60, billable: true, status: "draft" })]]),
      ).comparison?.previousWeek;
    expect(before(14.5)).toEqual({ totalHours: 14.5, change: "+3.5", changePercentage: "+24.1%" });
    expect(before(20)).toEqual({ totalHours: 20, change: "-2.0", changePercentage: "-10.0%" });
    expect(before(18)).toEqual({ totalHours: 18, change: "+0.0", changePercentage: "+0.0%" });
    expect(before(0)).toEqual({ totalHours: 0, change: "+18.0", changePercentage: "+100.0%" });
  });

  it("has the number of ISO 8601 at the turns of years", () => {
    const info = (date: string) => {
      const { weekNumber, year } = weekResponse(date, sources([]), undefined).weekInfo;
      return [weekNumber, year];
    };
    expect(info("2025-12-29")).toEqual([1, 2026]);
    expect(info("2026-12-28")).toEqual([53, 2026]);
    expect(info("2024-12-30")).toEqual([1, 2025]);
    // The same week, begun on the Sunday or Saturday before.
    for (const start of ["2026-12-27", "2026-12-26"]) expect(info(start)).toEqual([53, 2026]);
  });
});

describe("the mean of clock times", () => {
  const start = (...times: number[]) => averageSpan(times.map((time) => ({ start: time * 60, minutes: 60 })))?.start;

  it("goes round midnight where that is shorter", () => {
    expect(start(23.5, 0.5)).toBe(0);
    expect(start(22, 23, 0)).toBe(23 * 60);
    expect(start(9, 10)).toBe(9.5 * 60);
    expect(start(6, 18)).toBe(12 * 60);
    expect(start()).toBeUndefined();
  });

  it("moves with the clock: all times later by some minutes have a mean later by as many", () => {
    const times = fc.array(fc.integer({ min: 0, max: 1439 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 1439 }), (minutes, shift) => {
        const spread = (middle: number, all: readonly number[]) =>
          all.reduce((sum, one) => {
            const apart = Math.abs(one - middle) % 1440;
            return sum + Math.min(apart, 1440 - apart) ** 2;
          }, 0);
        const later = minutes.map((minute) => (minute + shift) % 1440);
        const [mean, moved] = [minutes, later].map((all) =>
          averageSpan(all.map((one) => ({ start: one, minutes: 0 }))),
        );
        // Several means may be equally near; each is as near as the other.
        expect(spread((mean?.start ?? 0) + shift, later)).toBeCloseTo(spread(moved?.start ?? 0, later), 3);
      }),
    );
  });
});

describe("what is missing", () => {
  it("counts the days that are over, without holidays", () => {
    const dates = datesBetween(monday, "2026-11-15");
    const recorded = new Map([
      [monday, 500],
      ["2026-11-10", 400],
      ["2026-11-14", 60],
    ]);
    const days = coveredDays(dates, recorded, [], [{ date: "2026-11-11" }]);
    const coverage = coverageOf(monday, "2026-11-15", days, "2026-11-12");
    expect(coverage).toMatchObject({ targetHours: 32, recordedHours: 16, missingHours: 9.3333 });
    expect(coverage.missing.map(({ date }) => date)).toEqual(["2026-11-10", "2026-11-12"]);
  });
});
