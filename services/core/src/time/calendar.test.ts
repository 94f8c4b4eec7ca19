import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instantOf, isCalendarDate, localDateOf, localTimeOf, minutesBetween, minutesInDay } from "./calendar.js";
import { isTimeZone } from "./zones.js";

const zones = Intl.supportedValuesOf("timeZone");

describe("time", () => {
  it("knows IANA zones from other text", () => {
    expect(["Europe/Berlin", "UTC", "Asia/Kathmandu"].every(isTimeZone)).toBe(true);
    expect(["+02:00", "Mars/Olympus", "", "CET2"].some(isTimeZone)).toBe(false);
  });

  it("knows dates of the calendar", () => {
    expect(["2024-02-29", "2026-12-31"].every(isCalendarDate)).toBe(true);
    expect(["2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", ""].some(isCalendarDate)).toBe(false);
  });

  it("counts the minutes of days on which clocks change", () => {
    expect(minutesInDay("2026-03-29", "Europe/Berlin")).toBe(1380);
    expect(minutesInDay("2026-10-25", "Europe/Berlin")).toBe(1500);
    expect(minutesInDay("2026-06-01", "Europe/Berlin")).toBe(1440);
    expect(minutesInDay("2026-10-04", "Australia/Lord_Howe")).toBe(1410);
  });

  it("resolves times that don't exist or exist twice as Temporal's compatible", () => {
    expect(instantOf("2026-03-29", "02:30", "Europe/Berlin")).toBe("2026-03-29T01:30:00.000Z");
    expect(instantOf("2026-10-25", "02:30", "Europe/Berlin")).toBe("2026-10-25T00:30:00.000Z");
  });

  it("finds the way back from an instant to the wall clock, in every zone", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("2000-01-01"), max: new Date("2037-12-31"), noInvalidDate: true }),
        fc.constantFrom(...zones),
        (moment, zone) => {
          const instant = `${moment.toISOString().slice(0, 16)}:00.000Z`;
          const again = instantOf(localDateOf(instant, zone), localTimeOf(instant, zone), zone);
          const apart = Math.abs(Date.parse(again) - Date.parse(instant));
          // Equal, or the other of two moments that show the same wall clock time.
          expect(
            apart === 0 || (apart <= 24 * 3_600_000 && localTimeOf(again, zone) === localTimeOf(instant, zone)),
          ).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("measures whole minutes", () => {
    expect(minutesBetween("2026-01-01T00:00:00Z", "2026-01-01T01:30:59Z")).toBe(90);
  });
});
