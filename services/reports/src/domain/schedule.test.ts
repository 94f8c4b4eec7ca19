import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { hasSameTimes, latestRun, nextRun, type Times, timesOf } from "./schedule.js";

const daily = (hour: number, timezone = "Europe/Berlin"): Times => ({ frequency: "daily", hour, timezone });
const monthly = (dayOfMonth: number, timezone = "UTC"): Times => ({
  frequency: "monthly",
  dayOfMonth,
  hour: 8,
  timezone,
});

/** The next runs after a moment. */
function runs(times: Times, after: string, count: number): string[] {
  const found: string[] = [];
  for (let at = after; found.length < count; found.push(at)) at = nextRun(times, new Date(at));
  return found;
}

describe("a daily schedule", () => {
  it("runs at its hour of the zone, strictly after a moment", () => {
    expect(nextRun(daily(8), new Date("2026-11-27T06:59:59.999Z"))).toBe("2026-11-27T07:00:00.000Z");
    expect(nextRun(daily(8), new Date("2026-11-27T07:00:00.000Z"))).toBe("2026-11-28T07:00:00.000Z");
  });

  it("runs once on a day of 23 hours, where its hour does not exist an hour later", () => {
    expect(runs(daily(2), "2026-03-28T00:00:00Z", 3)).toEqual([
      "2026-03-28T01:00:00.000Z",
      "2026-03-29T01:00:00.000Z",
      "2026-03-30T00:00:00.000Z",
    ]);
  });

  it("runs once on a day of 25 hours, the first time that its hour comes", () => {
    expect(runs(daily(2), "2026-10-24T12:00:00Z", 2)).toEqual(["2026-10-25T00:00:00.000Z", "2026-10-26T01:00:00.000Z"]);
    expect(nextRun(daily(2), new Date("2026-10-25T00:30:00Z"))).toBe("2026-10-26T01:00:00.000Z");
  });

  it("runs once where a whole day does not exist", () => {
    expect(runs(daily(10, "Pacific/Apia"), "2011-12-29T00:00:00Z", 3)).toEqual([
      "2011-12-29T20:00:00.000Z",
      "2011-12-30T20:00:00.000Z",
      "2011-12-31T20:00:00.000Z",
    ]);
  });
});

test("a weekly schedule runs on its day", () => {
  const times: Times = { frequency: "weekly", weekday: "monday", hour: 0, timezone: "America/New_York" };
  // In New York it still is Sunday.
  expect(runs(times, "2026-11-23T04:30:00Z", 2)).toEqual(["2026-11-23T05:00:00.000Z", "2026-11-30T05:00:00.000Z"]);
});

describe("a monthly schedule", () => {
  it("runs on the last day of months that lack its day", () => {
    expect(runs(monthly(31), "2026-01-31T08:00:00Z", 4).map((at) => at.slice(0, 10))).toEqual([
      "2026-02-28",
      "2026-03-31",
      "2026-04-30",
      "2026-05-31",
    ]);
  });

  it("runs on a leap day", () => {
    expect(runs(monthly(30), "2028-01-30T08:00:00Z", 2).map((at) => at.slice(0, 10))).toEqual([
      "2028-02-29",
      "2028-03-30",
    ]);
    expect(nextRun(monthly(29), new Date("2027-01-29T08:00:00Z"))).toBe("2027-02-28T08:00:00.000Z");
  });
});

describe("missed runs", () => {
  it("are made up for by the latest", () => {
    expect(latestRun(daily(8), "2026-10-23T06:00:00.000Z", new Date("2026-10-27T06:59:00Z"))).toBe(
      "2026-10-26T07:00:00.000Z",
    );
    expect(latestRun(daily(8), "2026-10-23T06:00:00.000Z", new Date("2026-10-23T06:00:00Z"))).toBe(
      "2026-10-23T06:00:00.000Z",
    );
  });
});

test("the times of a schedule leave out what does not hold for its frequency", () => {
  const sent = { frequency: "daily", weekday: "monday", dayOfMonth: 3, hour: 8, timezone: "UTC" } as const;
  expect(timesOf({ ...sent, recipients: ["ada"] })).toEqual({ frequency: "daily", hour: 8, timezone: "UTC" });
});

test("schedules are compared by their times", () => {
  const one = { ...daily(8), recipients: ["ada"] };
  expect(hasSameTimes(one, { ...one, recipients: ["bob"] })).toBe(true);
  expect(hasSameTimes(one, { ...one, hour: 9 })).toBe(false);
  expect(hasSameTimes(one, undefined)).toBe(false);
  expect(hasSameTimes(undefined, undefined)).toBe(true);
});

test("any schedule runs once per day, week or month of its zone, at its hour or up to a gap later", () => {
  const zones = ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu"];
  const times = fc.record({
    frequency: fc.constantFrom("daily", "weekly", "monthly"),
    weekday: fc.constantFrom("monday", "sunday"),
    dayOfMonth: fc.integer({ min: 1, max: 31 }),
    hour: fc.integer({ min: 0, max: 23 }),
    timezone: fc.constantFrom(...zones),
  }) as fc.Arbitrary<Times>;
  const moment = fc.date({ min: new Date("2015-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
  const longest = { daily: 25 * 3_600_000, weekly: 7 * 86_400_000 + 3_600_000, monthly: 31 * 86_400_000 + 3_600_000 };
  fc.assert(
    fc.property(times, moment, (one, after) => {
      const first = Date.parse(nextRun(one, after));
      const second = Date.parse(nextRun(one, new Date(first)));
      expect(first).toBeGreaterThan(after.getTime());
      expect(first - after.getTime()).toBeLessThanOrEqual(longest[one.frequency]);
      expect(second - first).toBeLessThanOrEqual(longest[one.frequency]);
      expect(second - first).toBeGreaterThanOrEqual(22 * 3_600_000);
    }),
    { numRuns: 300 },
  );
});
