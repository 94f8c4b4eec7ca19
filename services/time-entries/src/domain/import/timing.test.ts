import { localDateOf, localTimeOf, minutesBetween } from "@aerotage/core/time/calendar";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fields } from "./formats.js";
import { isEmptySpan, spanOf, timingOf, writtenOf } from "./timing.js";

const now = new Date("2026-11-25T12:00:00Z");
const berlin = "Europe/Berlin";

/** A row by its start, end and duration; date and time with a blank between, as in a file with one column for both. */
function span(start: string, end = "", duration = "") {
  const fields = {
    startDate: start,
    startTime: start.includes(":") ? start : "",
    endDate: end,
    endTime: end,
    duration,
  };
  return spanOf(fields as Fields, "YYYY-MM-DD");
}

const timing = (start: string, end?: string, duration?: string, timezone = berlin) =>
  timingOf(span(start, end, duration), timezone, now);

describe("where clocks are put back", () => {
  it.each([
    // start, end, duration, and what they mean
    ["2025-10-26 01:30:00", "2025-10-26 02:30:00", "2:00:00", "2025-10-25T23:30", "2025-10-26T01:30"],
    ["2025-10-26 01:30:00", "2025-10-26 02:30:00", "1:00:00", "2025-10-25T23:30", "2025-10-26T00:30"],
    ["2025-10-26 02:50:00", "2025-10-26 02:10:00", "0:20:00", "2025-10-26T00:50", "2025-10-26T01:10"],
    ["2025-10-26 02:10:00", "2025-10-26 02:10:00", "1:00:00", "2025-10-26T00:10", "2025-10-26T01:10"],
    ["2025-10-26 02:30:00", "2025-10-26 03:30:00", "1:00:00", "2025-10-26T01:30", "2025-10-26T02:30"],
    ["2025-10-26 02:30:00", "2025-10-26 03:30:00", "2:00:00", "2025-10-26T00:30", "2025-10-26T02:30"],
    // Both are possible: the earlier ones.
    ["2025-10-26 02:10:00", "2025-10-26 02:40:00", "0:30:00", "2025-10-26T00:10", "2025-10-26T00:40"],
    ["2025-10-25 23:30:00", "2025-10-26 02:30:00", "4:00:00", "2025-10-25T21:30", "2025-10-26T01:30"],
    ["2025-10-26 02:40:00", "2025-10-27 00:00:00", "21:20:00", "2025-10-26T01:40", "2025-10-26T23:00"],
  ])("the duration tells what %s to %s means if it is %s", (start, end, duration, startedAt, endedAt) => {
    const found = timing(start, end, duration);
    expect([found.startedAt, found.endedAt]).toEqual([`${startedAt}:00.000Z`, `${endedAt}:00.000Z`]);
    expect(found.duration).toBe(minutesBetween(startedAt, endedAt));
  });

  it("a date of the end that is missing may be the next one", () => {
    const fields = { startDate: "2025-10-25", startTime: "23:30", endDate: "", endTime: "02:30", duration: "4:00" };
    const found = timingOf(spanOf(fields as Fields, "YYYY-MM-DD"), berlin, now);
    expect([found.date, found.endedAt]).toEqual(["2025-10-25", "2025-10-26T01:30:00.000Z"]);
  });

  it("less than a minute keeps only its duration, and what fits no reading is refused", () => {
    expect(timing("2025-10-26 02:10:05", "2025-10-26 02:10:45", "0:00:40")).toEqual({
      date: "2025-10-26",
      timezone: berlin,
      duration: 1,
    });
    expect(() => timing("2025-10-26 02:10:00", "2025-10-26 02:40:00", "3:00:00")).toThrow("the duration is 180");
  });

  it("instants with an offset are what they are", () => {
    const found = timing("2025-10-26T01:10:00Z", "2025-10-26T02:40:00+01:00");
    expect([found.startTime, found.startedAt, found.duration]).toEqual(["02:10", "2025-10-26T01:10:00.000Z", 30]);
  });

  it("and everywhere around them, a row has exactly its duration if its times agree with it", () => {
    const changes = [
      ["Europe/Berlin", "2025-10-26T01:00Z"],
      ["Europe/Berlin", "2026-03-29T01:00Z"],
      ["America/New_York", "2025-11-02T06:00Z"],
      ["America/New_York", "2026-03-08T07:00Z"],
      ["Australia/Lord_Howe", "2026-04-04T15:00Z"],
      ["Australia/Lord_Howe", "2025-10-04T15:30Z"],
      ["America/Santiago", "2026-04-05T03:00Z"],
      ["America/Asuncion", "2024-03-24T03:00Z"],
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...changes),
        fc.integer({ min: -400, max: 200 }),
        fc.integer({ min: 1, max: 600 }),
        fc.boolean(),
        ([zone, change], offset, minutes, hasEndDate) => {
          const from = new Date(Date.parse(change) + offset * 60_000);
          const to = new Date(from.getTime() + minutes * 60_000);
          const [startDate, endDate] = [localDateOf(from, zone), localDateOf(to, zone)];
          const fields = {
            startDate,
            startTime: localTimeOf(from, zone),
            endDate: hasEndDate ? endDate : "",
            endTime: localTimeOf(to, zone),
            duration: `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:00`,
          };
          const {
            startedAt = "",
            endedAt = "",
            ...found
          } = timingOf(spanOf(fields as Fields, "YYYY-MM-DD"), zone, now);
          expect([found.date, found.duration, minutesBetween(startedAt, endedAt)]).toEqual([
            startDate,
            minutes,
            minutes,
          ]);
          expect([found.startTime, found.endTime]).toEqual([fields.startTime, fields.endTime]);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("the end of a day", () => {
  it("may be 24:00 or 00:00 of the next one", () => {
    const expected = { date: "2026-03-02", endedAt: "2026-03-02T23:00:00.000Z", endTime: "00:00", duration: 120 };
    expect(timing("2026-03-02 22:00", "2026-03-02 24:00", "2:00")).toMatchObject(expected);
    expect(timing("2026-03-02 22:00", "2026-03-02 24:00:00")).toMatchObject(expected);
    expect(timing("2026-03-02 22:00", "2026-03-03 00:00", "2:00")).toMatchObject(expected);
    expect(writtenOf(span("2026-03-02 22:00", "2026-03-02 24:00"))).toEqual(
      writtenOf(span("2026-03-02 22:00", "2026-03-03 00:00")),
    );
  });
});

describe("a row of no time", () => {
  it.each([
    ["2026-03-02 09:00:10", "2026-03-02 09:00:10", "0:00:00"],
    ["2026-03-02 09:00:10", "2026-03-02 09:00:10", ""],
    ["2026-03-02 09:00", "2026-03-02 09:00", "0.00"],
    ["2026-03-02 24:00", "2026-03-03 00:00", ""],
    ["2026-03-02", "", "0"],
    ["2026-03-02T09:00:10Z", "2026-03-02T10:00:10+01:00", ""],
  ])("is one from %j to %j with %j", (start, end, duration) => {
    expect(isEmptySpan(span(start, end, duration))).toBe(true);
  });

  it.each([
    ["2026-03-02 09:00:10", "2026-03-02 09:00:40", "0:00:30", 1],
    ["2026-03-02 09:00:10", "2026-03-02 09:00:40", "", 1],
    // Hours with two decimals do not tell 17 seconds.
    ["2026-03-02 09:00:10", "2026-03-02 09:00:27", "0.00", 1],
    ["2026-03-02 09:00", "2026-03-02 09:00", "0:00:30", 1],
    ["2026-03-02", "", "0:00:01", 1],
    ["2026-03-02 09:00", "2026-03-02 10:00", "", 60],
  ])("is none from %j to %j with %j", (start, end, duration, minutes) => {
    expect(isEmptySpan(span(start, end, duration))).toBe(false);
    expect(timing(start, end, duration).duration).toBe(minutes);
  });

  it("is not made of times that say an hour beside a duration of nothing", () => {
    expect(isEmptySpan(span("2026-03-02 09:00", "2026-03-02 10:00", "0:00:00"))).toBe(false);
    expect(() => timing("2026-03-02 09:00", "2026-03-02 10:00", "0:00:00")).toThrow("are 60 minutes");
  });
});

describe("what a row is recognized by", () => {
  it("is the same in every notation", () => {
    const expected = { start: "2026-03-02T13:05", length: 30 };
    expect(writtenOf(span("2026-03-02 13:05:20", "2026-03-02 13:35:20", "0:30:00"))).toEqual(expected);
    expect(writtenOf(span("2026-03-02 1:05 PM", "2026-03-02 1:35 p. m.", "0.5"))).toEqual(expected);
    expect(writtenOf(span("2026-03-02 13:05", "", "0:29:40"))).toEqual(expected);
  });

  it("is the end where there is no duration, and the date where there are no times", () => {
    expect(writtenOf(span("2026-03-02 13:05", "2026-03-02 13:35"))).toEqual({
      start: "2026-03-02T13:05",
      length: "2026-03-02T13:35",
    });
    expect(writtenOf(span("2026-03-02", "", "1:00"))).toEqual({ start: "2026-03-02", length: 60 });
    expect(writtenOf(span("2026-03-02 13:05:01", "2026-03-02 13:05:31", "0:00:30"))).toEqual({
      start: "2026-03-02",
      length: 1,
    });
  });

  it("is the instant where the file has offsets", () => {
    const expected = { start: "2026-03-02T12:05Z", length: "2026-03-02T12:35Z" };
    expect(writtenOf(span("2026-03-02T13:05:20+01:00", "2026-03-02T13:35:20+01:00"))).toEqual(expected);
    expect(writtenOf(span("2026-03-02T12:05:20Z", "2026-03-02T12:35:00.5Z"))).toEqual(expected);
  });
});

describe("a cell that cannot be read", () => {
  it.each([
    ["2026-02-30", "", "", '"2026-02-30" is not a date as YYYY-MM-DD.'],
    ["2026-03-02 25:00", "", "", "is not a time such as 13:05 or 1:05 PM."],
    ["2026-03-02 09:00", "2026-03-02 9.30", "", "is not a time"],
    ["2026-03-02", "", "long", '"long" is not a duration such as 1:30:00 or 1.5.'],
    ["2026-03-05T25:30:00Z", "", "", '"2026-03-05T25:30:00Z" is not an instant.'],
    ["2026-02-30T10:30:00Z", "", "", '"2026-02-30T10:30:00Z" is not an instant.'],
  ])("is quoted: %j %j %j", (start, end, duration, message) => {
    expect(() => span(start, end, duration)).toThrow(message);
  });

  it("is one of more than a day, too", () => {
    expect(() => timing("2026-03-02", "", "24:01:00")).toThrow("1441 minutes are more than the 24 hours of an entry.");
  });
});
