import { ApiError } from "@aerotage/core/contract/errors";
import { localDateOf, minutesBetween, minutesInDay } from "@aerotage/core/time/calendar";
import { daysAfter } from "@aerotage/core/time/dates";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { Timesheet, type TimesheetEntry } from "./timesheet.js";
import { resolveChangedTiming, resolveTiming, resolveTimingAsUtc } from "./timing.js";

const now = new Date("2026-11-25T12:00:00Z");
const berlin = { date: "2026-11-24", timezone: "Europe/Berlin" };

const codeOf = (action: () => unknown): string | undefined => {
  try {
    action();
  } catch (error) {
    if (error instanceof ApiError) return error.definition.code;
    throw error;
  }
  return undefined;
};

describe("what is entered", () => {
  it("as a duration has no times", () => {
    expect(resolveTiming({ ...berlin, duration: 90 }, now)).toEqual({ ...berlin, duration: 90 });
  });

  it("as times has instants and the minutes between them", () => {
    expect(resolveTiming({ ...berlin, startTime: "09:00", endTime: "10:30" }, now)).toEqual({
      ...berlin,
      startedAt: "2026-11-24T08:00:00.000Z",
      endedAt: "2026-11-24T09:30:00.000Z",
      startTime: "09:00",
      endTime: "10:30",
      duration: 90,
    });
  });

  it("as instants counts in whole minutes, on the date that they have in the zone", () => {
    const times = { startTime: "2026-11-24T08:00:59Z", endTime: "2026-11-24T10:30:10.500+01:00" };
    expect(resolveTiming({ ...berlin, ...times }, now)).toMatchObject({
      startTime: "09:00",
      endTime: "10:30",
      duration: 90,
    });
    expect(codeOf(() => resolveTiming({ ...berlin, ...times, date: "2026-11-23" }, now))).toBe("VALIDATION_ERROR");
  });

  it("may have a duration a minute off, which is the one that counts", () => {
    const times = { ...berlin, startTime: "09:00", endTime: "10:00" };
    for (const duration of [59, 60, 61]) expect(resolveTiming({ ...times, duration }, now)).toMatchObject({ duration });
    for (const duration of [1, 58, 62]) {
      expect(codeOf(() => resolveTiming({ ...times, duration }, now))).toBe("DURATION_MISMATCH");
    }
  });

  it("goes over midnight if the duration says so, and belongs to the day it starts", () => {
    const times = { ...berlin, startTime: "22:00", endTime: "06:00" };
    expect(resolveTiming({ ...times, duration: 480 }, now)).toMatchObject({
      date: "2026-11-24",
      startedAt: "2026-11-24T21:00:00.000Z",
      endedAt: "2026-11-25T05:00:00.000Z",
      duration: 480,
    });
    expect(codeOf(() => resolveTiming(times, now))).toBe("VALIDATION_ERROR");
    expect(codeOf(() => resolveTiming({ ...times, duration: 300 }, now))).toBe("DURATION_MISMATCH");
  });

  it("with equal times is a day if the duration says so, else its times are dropped", () => {
    const times = { ...berlin, startTime: "08:00", endTime: "08:00" };
    expect(resolveTiming({ ...times, duration: 1440 }, now)).toMatchObject({ endedAt: "2026-11-25T07:00:00.000Z" });
    expect(resolveTiming({ ...times, duration: 1 }, now)).toEqual({ ...berlin, duration: 1 });
    expect(codeOf(() => resolveTiming(times, now))).toBe("VALIDATION_ERROR");
    const instants = { startTime: "2026-11-24T08:00:10Z", endTime: "2026-11-24T08:00:40Z" };
    expect(resolveTiming({ ...berlin, ...instants, duration: 1 }, now)).toEqual({ ...berlin, duration: 1 });
  });

  it("may leave out the end beside a duration, but not the start", () => {
    expect(resolveTiming({ ...berlin, startTime: "09:00", duration: 30 }, now)).toMatchObject({ endTime: "09:30" });
    expect(codeOf(() => resolveTiming({ ...berlin, endTime: "09:00", duration: 30 }, now))).toBe("VALIDATION_ERROR");
    expect(codeOf(() => resolveTiming({ ...berlin, startTime: "09:00" }, now))).toBe("VALIDATION_ERROR");
    expect(codeOf(() => resolveTiming(berlin, now))).toBe("VALIDATION_ERROR");
  });

  it("is at most 24 hours, also between instants", () => {
    const times = { startTime: "2026-11-23T23:00:00Z", endTime: "2026-11-24T23:01:00Z" };
    expect(codeOf(() => resolveTiming({ ...berlin, ...times }, now))).toBe("VALIDATION_ERROR");
  });

  it("is not in the future of its zone", () => {
    const late = new Date("2026-11-25T23:30:00Z");
    expect(resolveTiming({ date: "2026-11-26", timezone: "Europe/Berlin", duration: 5 }, late)).toBeDefined();
    expect(codeOf(() => resolveTiming({ date: "2026-11-26", timezone: "UTC", duration: 5 }, late))).toBe(
      "TIME_IN_FUTURE",
    );
    expect(
      codeOf(() => resolveTiming({ date: "2026-11-25", timezone: "Pacific/Honolulu", duration: 5 }, now)),
    ).toBeUndefined();
    const honolulu = new Date("2026-11-26T05:00:00Z");
    expect(
      codeOf(() => resolveTiming({ date: "2026-11-26", timezone: "Pacific/Honolulu", duration: 5 }, honolulu)),
    ).toBe("TIME_IN_FUTURE");
  });
});

describe("the timer page, which sends UTC", () => {
  const evening = new Date("2026-11-26T01:31:20Z");
  const newYork = { date: "2026-11-26", timezone: "America/New_York" };

  it("is understood where its date is tomorrow's in the person's zone", () => {
    expect(resolveTiming({ ...newYork, startTime: "00:31", endTime: "01:31", duration: 60 }, evening)).toEqual({
      date: "2026-11-25",
      timezone: "America/New_York",
      startedAt: "2026-11-26T00:31:00.000Z",
      endedAt: "2026-11-26T01:31:00.000Z",
      startTime: "19:31",
      endTime: "20:31",
      duration: 60,
    });
    expect(resolveTiming({ ...newYork, startTime: "01:31", endTime: "01:31", duration: 1 }, evening)).toEqual({
      date: "2026-11-25",
      timezone: "America/New_York",
      duration: 1,
    });
  });

  it("is nothing that ended long ago or is still to come", () => {
    for (const [startTime, endTime] of [
      ["00:00", "01:00"],
      ["01:30", "02:30"],
    ])
      expect(codeOf(() => resolveTiming({ ...newYork, startTime, endTime, duration: 60 }, evening))).toBe(
        "TIME_IN_FUTURE",
      );
    expect(codeOf(() => resolveTiming({ ...newYork, duration: 60 }, evening))).toBe("TIME_IN_FUTURE");
  });
});

describe("the timer page's times as UTC", () => {
  const [evening, kolkata] = [new Date("2026-11-25T20:04:00Z"), { date: "2026-11-25", timezone: "Asia/Kolkata" }];

  it("are known where they ended within the last five minutes, also over midnight of either zone", () => {
    expect(resolveTimingAsUtc({ ...kolkata, startTime: "19:00", endTime: "20:00", duration: 60 }, evening)).toEqual({
      date: "2026-11-26",
      timezone: "Asia/Kolkata",
      startedAt: "2026-11-25T19:00:00.000Z",
      endedAt: "2026-11-25T20:00:00.000Z",
      startTime: "00:30",
      endTime: "01:30",
      duration: 60,
    });
    const night = { ...kolkata, startTime: "23:30", endTime: "00:10", duration: 40 };
    expect(resolveTimingAsUtc(night, new Date("2026-11-26T00:11:00Z"))?.endedAt).toBe("2026-11-26T00:10:00.000Z");
  });

  it("are none of an entry that ended earlier or later, has no times or instants, or a duration that does not fit", () => {
    const timer = { ...kolkata, startTime: "19:00", endTime: "20:00", duration: 60 };
    for (const other of [
      { ...timer, startTime: "18:58", endTime: "19:58" },
      { ...timer, startTime: "19:10", endTime: "20:10" },
      { ...timer, duration: undefined },
      { ...timer, duration: 45 },
      { ...timer, startTime: "2026-11-25T19:00:00Z" },
      { ...kolkata, duration: 60 },
      { ...kolkata, startTime: "20:00", endTime: "20:00", duration: 1440 },
    ])
      expect(resolveTimingAsUtc(other, evening)).toBeUndefined();
  });
});

describe("slips of the keyboard", () => {
  it("are years in which nobody recorded time", () => {
    for (const date of ["1926-11-24", "0026-11-24"])
      expect(codeOf(() => resolveTiming({ date, timezone: "UTC", duration: 5 }, now))).toBe("VALIDATION_ERROR");
    expect(resolveTiming({ date: "2000-01-01", timezone: "UTC", duration: 5 }, now)).toBeDefined();
  });
});

describe("a change", () => {
  const night = resolveTiming({ ...berlin, startTime: "22:00", endTime: "06:00", duration: 480 }, now);

  it("of one time lets the duration follow", () => {
    const day = resolveTiming({ ...berlin, startTime: "09:00", endTime: "10:00" }, now);
    expect(resolveChangedTiming(day, { endTime: "11:00" }, now)).toMatchObject({ duration: 120, startTime: "09:00" });
    expect(resolveChangedTiming(night, { endTime: "05:00" }, now)).toMatchObject({ duration: 420 });
    expect(resolveChangedTiming(night, { date: "2026-11-23" }, now)).toMatchObject({
      duration: 480,
      date: "2026-11-23",
    });
  });

  it("that says what is there already keeps the instants, also in the hour that there is twice", () => {
    const zone = { date: "2026-10-25", timezone: "Europe/Berlin" };
    const instants = { startTime: "2026-10-24T23:30:00Z", endTime: "2026-10-25T01:30:00Z" };
    const folded = resolveTiming({ ...zone, ...instants }, now);
    expect(folded).toMatchObject({ startTime: "01:30", endTime: "02:30", duration: 120 });
    const form = { ...zone, startTime: "01:30", endTime: "02:30", duration: 120 };
    for (const input of [{ date: zone.date }, { startTime: "01:30" }, form])
      expect(resolveChangedTiming(folded, input, now)).toEqual(folded);
    const backwards = resolveTiming(
      { ...zone, startTime: "2026-10-25T00:30:00Z", endTime: "2026-10-25T01:15:00Z" },
      now,
    );
    expect(
      resolveChangedTiming(backwards, { ...form, startTime: "02:30", endTime: "02:15", duration: 45 }, now),
    ).toEqual(backwards);
    expect(resolveChangedTiming(folded, { duration: 121 }, now).duration).toBe(121);
    expect(codeOf(() => resolveChangedTiming(folded, { duration: 60 }, now))).toBe("DURATION_MISMATCH");
  });

  it("of the date alone keeps the duration that was given, unless clocks change", () => {
    const rounded = resolveTiming({ ...berlin, startTime: "09:00", endTime: "10:00", duration: 59 }, now);
    expect(resolveChangedTiming(rounded, { date: "2026-11-23" }, now)).toMatchObject({
      duration: 59,
      startTime: "09:00",
    });
    const whole = resolveTiming({ ...berlin, startTime: "08:00", endTime: "08:00", duration: 1440 }, now);
    expect(resolveChangedTiming(whole, { date: "2026-11-23" }, now).duration).toBe(1440);
    const early = resolveTiming({ ...berlin, startTime: "01:00", endTime: "05:00" }, now);
    expect(resolveChangedTiming(early, { date: "2026-10-25" }, now).duration).toBe(300);
  });

  it("of an entry without times goes over midnight only where its duration says so", () => {
    const untimed = resolveTiming({ ...berlin, duration: 60 }, now);
    expect(codeOf(() => resolveChangedTiming(untimed, { startTime: "17:00", endTime: "09:00" }, now))).toBe(
      "VALIDATION_ERROR",
    );
    expect(resolveChangedTiming(untimed, { startTime: "17:00", endTime: "09:00", duration: 960 }, now).duration).toBe(
      960,
    );
  });

  it("of the duration alone contradicts the times, unless they are cleared", () => {
    expect(codeOf(() => resolveChangedTiming(night, { duration: 60 }, now))).toBe("DURATION_MISMATCH");
    expect(resolveChangedTiming(night, { duration: 60, startTime: null, endTime: null }, now)).toEqual({
      ...berlin,
      duration: 60,
    });
  });
});

const lastYear = 2031;
const afterAll = new Date(`${lastYear + 1}-01-01T00:00:00Z`);

interface ClockChange {
  readonly zone: string;
  readonly date: string;
  readonly minutes: number;
}

/** The days on which a zone's clocks change, with their length. */
function changesOf(zone: string, from: number, to: number): ClockChange[] {
  const found: ClockChange[] = [];
  let at = Temporal.ZonedDateTime.from(`${from}-01-01T00:00[${zone}]`).getTimeZoneTransition("next");
  for (; at !== null && at.year < to; at = at.getTimeZoneTransition("next")) {
    // At midnight, the day that is shorter is the one that ends.
    for (const date of [at.subtract({ minutes: 1 }).toPlainDate(), at.toPlainDate()].map(String)) {
      const minutes = minutesInDay(date, zone);
      if (minutes !== 1440 && found.at(-1)?.date !== date) found.push({ zone, date, minutes });
    }
  }
  return found;
}

const wallClock = fc.integer({ min: 0, max: 1439 }).map((minute) => {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
});

describe("days on which clocks change, in every zone", () => {
  const days = Intl.supportedValuesOf("timeZone").flatMap((zone) => changesOf(zone, 2005, lastYear));

  it("are there, with 23 and with 25 hours", () => {
    expect(new Set(days.map(({ zone }) => zone)).size).toBeGreaterThan(200);
    expect(days.length).toBeGreaterThan(5000);
    expect(days.some(({ minutes }) => minutes === 23 * 60)).toBe(true);
    expect(days.some(({ minutes }) => minutes === 25 * 60)).toBe(true);
  });

  it("have entries as long as the time that passes between their ends, and no longer a sum than the day", () => {
    const wallClocks = fc.uniqueArray(wallClock, { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...days), wallClocks, ({ zone, date, minutes }, times) => {
        const timesheet = new Timesheet([]);
        let sum = 0;
        const sorted = times.toSorted();
        for (const [index, startTime] of sorted.slice(0, -1).entries()) {
          const endTime = sorted[index + 1] as string;
          let timing: ReturnType<typeof resolveTiming>;
          try {
            timing = resolveTiming({ date, startTime, endTime, timezone: zone }, afterAll);
          } catch (error) {
            // Both lie in the hour that is left out, or the end falls before the start there.
            if (error instanceof ApiError && error.definition.code === "VALIDATION_ERROR") continue;
            throw error;
          }
          expect(timing.duration).toBe(minutesBetween(timing.startedAt ?? "", timing.endedAt ?? ""));
          const entry: TimesheetEntry = {
            id: `entry-${index}`,
            userId: "user",
            projectId: "project",
            isBillable: true,
            status: "draft",
            ...timing,
          };
          // Neighbours touch; where a time is left out they may overlap, and then the book says so.
          if (codeOf(() => timesheet.requireFreeSlot(entry, minutes)) !== undefined) continue;
          timesheet.write(undefined, entry);
          sum += timing.duration;
        }
        expect(sum).toBeLessThanOrEqual(minutes);
      }),
      { numRuns: 1500 },
    );
  });

  it("hold exactly as much as they are long", () => {
    for (const { date, minutes } of days) {
      const timesheet = new Timesheet([]);
      const entry = (id: string, duration: number): TimesheetEntry => ({
        id,
        userId: "user",
        projectId: "project",
        isBillable: true,
        status: "draft",
        date,
        duration,
      });
      const first = Math.floor(minutes / 2);
      timesheet.write(undefined, entry("first", first));
      expect(codeOf(() => timesheet.requireFreeSlot(entry("rest", minutes - first), minutes))).toBeUndefined();
      expect(codeOf(() => timesheet.requireFreeSlot(entry("more", minutes - first + 1), minutes))).toBe(
        "DAY_LIMIT_EXCEEDED",
      );
    }
  });
});

/** Whole minutes of an instant around the change of a zone's clocks. */
const around = ({ date }: ClockChange, minutes: number) => {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return new Date(midnight + minutes * 60_000).toISOString();
};

describe("what is given chooses between two readings of a wall clock time", () => {
  const days = Intl.supportedValuesOf("timeZone").flatMap((zone) => changesOf(zone, 2022, lastYear));
  const someDay = fc.constantFrom(...days);
  const minutes = fc.tuple(fc.integer({ min: -720, max: 1440 }), fc.integer({ min: 1, max: 600 }));

  /** Somebody's action: instants, and what a clock on the wall showed. */
  const worked = fc.tuple(someDay, minutes).map(([change, [start, length]]) => {
    const [startTime, endTime] = [around(change, start), around(change, start + length)];
    const date = localDateOf(startTime, change.zone);
    return resolveTiming({ date, startTime, endTime, timezone: change.zone }, afterAll);
  });

  it("the duration: what is recorded has it, and the times of the clock", () => {
    fc.assert(
      fc.property(worked, ({ date, startTime, endTime, duration, timezone }) => {
        const recorded = resolveTiming({ date, startTime, endTime, duration, timezone }, afterAll);
        expect(recorded).toMatchObject({ date, startTime, endTime, duration });
        expect(minutesBetween(recorded.startedAt ?? "", recorded.endedAt ?? "")).toBe(duration);
      }),
      { numRuns: 2000 },
    );
  });

  it("the offset of one end: the other one lies as far from it as the duration says", () => {
    fc.assert(
      fc.property(worked, (timing) => {
        const { date, startedAt, endedAt, startTime, endTime, duration, timezone } = timing;
        expect(resolveTiming({ date, startTime: startedAt, endTime, duration, timezone }, afterAll)).toEqual(timing);
        expect(resolveTiming({ date, startTime, endTime: endedAt, duration, timezone }, afterAll)).toEqual(timing);
      }),
      { numRuns: 2000 },
    );
  });

  it("the order of start and end, where nothing else is said", () => {
    const berlinFall = { date: "2026-10-25", timezone: "Europe/Berlin" };
    expect(resolveTiming({ ...berlinFall, startTime: "02:45", endTime: "02:15" }, now)).toMatchObject({
      startedAt: "2026-10-25T00:45:00.000Z",
      endedAt: "2026-10-25T01:15:00.000Z",
      duration: 30,
    });
    expect(resolveTiming({ ...berlinFall, startTime: "02:15", endTime: "02:15", duration: 60 }, now).duration).toBe(60);
    expect(resolveTiming({ ...berlinFall, startTime: "02:15", endTime: "02:45" }, now).duration).toBe(30);
  });

  it("not what a change leaves out: its instant stays", () => {
    fc.assert(
      fc.property(worked, fc.integer({ min: 1, max: 300 }), (before, by) => {
        const { startedAt = "", endedAt = "" } = before;
        const move = (instant: string, minute: number) => new Date(Date.parse(instant) + minute * 60_000).toISOString();
        const later = resolveChangedTiming(before, { endTime: move(endedAt, by) }, afterAll);
        expect([later.startedAt, later.endedAt]).toEqual([startedAt, move(endedAt, by)]);
        const start = move(endedAt, -Math.min(by, before.duration));
        if (localDateOf(start, before.timezone) !== before.date) return;
        const shorter = resolveChangedTiming(before, { startTime: start }, afterAll);
        expect([shorter.startedAt, shorter.endedAt]).toEqual([start, endedAt]);
        // The form of the desktop client, with one end changed on the clock.
        const form = {
          date: before.date,
          startTime: before.startTime,
          endTime: later.endTime,
          timezone: before.timezone,
        };
        if (later.duration > by && localDateOf(later.endedAt ?? "", before.timezone) === before.date)
          expect(resolveChangedTiming(before, form, afterAll).startedAt).toBe(startedAt);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a change of one end", () => {
  it("to the time on the clock at which it began is the second of two equal hours", () => {
    const zone = { date: "2027-04-04", timezone: "Australia/Sydney" };
    const entry = resolveTiming(
      { ...zone, startTime: "2027-04-03T15:59:00Z", endTime: "2027-04-03T16:57:00Z" },
      afterAll,
    );
    expect([entry.startTime, entry.endTime]).toEqual(["02:59", "02:57"]);
    expect(resolveChangedTiming(entry, { ...zone, startTime: "02:59", endTime: "02:59" }, afterAll)).toMatchObject({
      startedAt: "2027-04-03T15:59:00.000Z",
      endedAt: "2027-04-03T16:59:00.000Z",
      duration: 60,
    });
  });

  it("keeps the other one in the second of two equal hours", () => {
    const zone = { date: "2026-10-25", timezone: "Europe/Berlin" };
    const second = resolveTiming(
      { ...zone, startTime: "2026-10-25T02:15:00+01:00", endTime: "2026-10-25T04:00:00+01:00" },
      now,
    );
    expect(resolveChangedTiming(second, { endTime: "05:00" }, now)).toMatchObject({
      startedAt: "2026-10-25T01:15:00.000Z",
      duration: 165,
    });
    expect(resolveChangedTiming(second, { endTime: "02:30" }, now).duration).toBe(15);
  });

  it("adds a start to a duration that is there", () => {
    const untimed = resolveTiming({ ...berlin, duration: 45 }, now);
    expect(resolveChangedTiming(untimed, { startTime: "09:00" }, now)).toMatchObject({
      endTime: "09:45",
      duration: 45,
    });
    expect(resolveChangedTiming(untimed, { startTime: "09:00", duration: null }, now).duration).toBe(45);
    expect(resolveChangedTiming(untimed, { startTime: "09:00", duration: 30 }, now).endTime).toBe("09:30");
  });
});

describe("the end of a day", () => {
  it("is midnight as an end, and no start", () => {
    expect(resolveTiming({ ...berlin, startTime: "16:00", endTime: "24:00" }, now)).toMatchObject({
      endedAt: "2026-11-24T23:00:00.000Z",
      endTime: "00:00",
      duration: 480,
    });
    expect(resolveTiming({ ...berlin, startTime: "00:00", endTime: "24:00" }, now).duration).toBe(1440);
    expect(codeOf(() => resolveTiming({ ...berlin, startTime: "24:00", endTime: "24:00" }, now))).toBe(
      "VALIDATION_ERROR",
    );
  });
});

describe("the calendar", () => {
  it("goes over months and years", () => {
    expect(daysAfter("2026-12-31", 1)).toBe("2027-01-01");
    expect(daysAfter("2024-03-01", -1)).toBe("2024-02-29");
  });
});
