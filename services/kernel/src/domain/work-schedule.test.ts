import { describe, expect, it } from "vitest";
import { workScheduleKey } from "../persistence/work-schedules.js";
import { defaultSchedule, targetMinutes, weekdayOf, weeklyHours } from "./work-schedule.js";

describe("a work schedule", () => {
  it("knows the day of a date", () => {
    const week = Array.from({ length: 7 }, (_, day) => weekdayOf(`2026-11-${23 + day}`));
    expect(week).toEqual(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]);
    expect([weekdayOf("2028-02-29"), weekdayOf("1970-01-01")]).toEqual(["tuesday", "thursday"]);
  });

  it("asks for the minutes of the day, and for none on holidays", () => {
    expect(["2026-11-25", "2026-11-28"].map((date) => targetMinutes([], date, []))).toEqual([480, 0]);
    expect(targetMinutes([], "2026-12-25", [{ date: "2026-12-25" }])).toBe(0);
  });

  it("holds from its date on, until the next one", () => {
    const mondays = (targetHours: number) => ({ ...defaultSchedule, monday: { start: null, end: null, targetHours } });
    const schedules = [
      { effectiveFrom: "2026-11-10", schedule: mondays(7.33) },
      { effectiveFrom: "2026-11-23", schedule: mondays(4) },
    ];
    const targets = ["2026-11-09", "2026-11-16", "2026-11-23", "2026-11-30"].map((date) =>
      targetMinutes(schedules, date, []),
    );
    expect(targets).toEqual([480, 440, 240, 240]);
  });

  it("has the hours of its days, as they are written", () => {
    expect(weeklyHours(defaultSchedule)).toBe(40);
    const day = { start: "08:00", end: "16:00", targetHours: 7.33 };
    const odd = { ...defaultSchedule, monday: day, tuesday: day, wednesday: day };
    expect(weeklyHours(odd)).toBe(37.99);
  });

  it("lies beside its person", () => {
    expect(workScheduleKey("u1")).toBe("schedule#u1");
  });
});
