import { datesBetween, daysAfter } from "@aerotage/core/time/dates";
import { weekdays } from "@aerotage/kernel/domain/work-schedule";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { presets } from "../contract/filters.js";
import { comparedPeriod, monthsOf, periodOf, startOfWeek, weekName } from "./period.js";

const today = "2026-11-27";

describe("a period by name", () => {
  test.each([
    ["today", "2026-11-27", "2026-11-27"],
    ["week", "2026-11-23", "2026-11-29"],
    ["lastWeek", "2026-11-16", "2026-11-22"],
    ["month", "2026-11-01", "2026-11-30"],
    ["lastMonth", "2026-10-01", "2026-10-31"],
    ["quarter", "2026-10-01", "2026-12-31"],
    ["lastQuarter", "2026-07-01", "2026-09-30"],
    ["year", "2026-01-01", "2026-12-31"],
    ["lastYear", "2025-01-01", "2025-12-31"],
    ["last30", "2026-10-29", "2026-11-27"],
  ] as const)("%s is from %s to %s", (preset, startDate, endDate) => {
    expect(periodOf({ preset }, { today, weekStart: "monday" })).toEqual({ startDate, endDate });
  });

  it("is the last 30 days if nothing is asked for", () => {
    const calendar = { today, weekStart: "monday" } as const;
    expect(periodOf({}, calendar)).toEqual(periodOf({ preset: "last30" }, calendar));
  });

  it("crosses the year where the quarter before does", () => {
    const period = periodOf({ preset: "lastQuarter" }, { today: "2026-02-10", weekStart: "monday" });
    expect(period).toEqual({ startDate: "2025-10-01", endDate: "2025-12-31" });
  });

  it("contains today unless it is a last one, and is 366 days at most", () => {
    const dates = fc.date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(dates, fc.constantFrom(...presets), fc.constantFrom(...weekdays), (date, preset, weekStart) => {
        const day = date.toISOString().slice(0, 10);
        const { startDate, endDate } = periodOf({ preset }, { today: day, weekStart });
        const isPast = preset.startsWith("last") && preset !== "last30";
        if (isPast) expect(endDate < day).toBe(true);
        else expect(startDate <= day && day <= endDate).toBe(true);
        expect(datesBetween(startDate, endDate).length).toBeLessThanOrEqual(366);
      }),
    );
  });
});

describe("a week", () => {
  test.each([
    ["2026-11-27", "monday", "2026-W48"],
    ["2026-01-01", "monday", "2026-W01"],
    ["2027-01-01", "monday", "2026-W53"],
    ["2024-12-30", "monday", "2025-W01"],
    ["2026-11-27", "sunday", "2026-11-22"],
    ["2026-11-27", "saturday", "2026-11-21"],
  ] as const)("of %s that begins on %s is named %s", (date, weekStart, name) => {
    expect(weekName(date, weekStart)).toBe(name);
  });

  it("begins on its first day, whatever the date", () => {
    const days = fc.integer({ min: 0, max: 40_000 }).map((count) => daysAfter("1990-01-01", count));
    fc.assert(
      fc.property(days, fc.constantFrom(...weekdays), (date, weekStart) => {
        const first = startOfWeek(date, weekStart);
        expect(weekdays[(new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7]).toBe(weekStart);
        expect(datesBetween(first, daysAfter(first, 6))).toContain(date);
      }),
    );
  });
});

describe("the period to compare with", () => {
  test.each([
    ["2026-11-01", "2026-11-30", "previous", "2026-10-01", "2026-10-31"],
    ["2026-10-01", "2026-12-31", "previous", "2026-07-01", "2026-09-30"],
    ["2026-11-23", "2026-11-29", "previous", "2026-11-16", "2026-11-22"],
    ["2026-11-27", "2026-11-27", "previous", "2026-11-26", "2026-11-26"],
    ["2024-02-01", "2024-02-29", "lastYear", "2023-02-01", "2023-02-28"],
    ["2026-11-23", "2026-11-29", "lastYear", "2025-11-23", "2025-11-29"],
  ] as const)("from %s to %s, %s, is from %s to %s", (startDate, endDate, comparison, otherStart, otherEnd) => {
    const expected = { startDate: otherStart, endDate: otherEnd };
    expect(comparedPeriod({ startDate, endDate }, comparison)).toEqual(expected);
  });
});

it("touches each month once", () => {
  expect(monthsOf({ startDate: "2025-12-31", endDate: "2026-02-01" })).toEqual(["2025-12", "2026-01", "2026-02"]);
});
