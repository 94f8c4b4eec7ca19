import { ApiError } from "@aerotage/core/contract/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  busyIntervalsId,
  dayTotalsId,
  isEmptyItem,
  minutesOf,
  type Page,
  Timesheet,
  type TimesheetEntry,
  timesheetItemIds,
  utcDaysOf,
} from "./timesheet.js";

const userId = "user";
const base = { userId, projectId: "project", isBillable: true, status: "draft" } as const;
const start = Date.parse("2026-03-28T00:00:00Z");
const instant = (minute: number) => new Date(start + minute * 60_000).toISOString();

/** An entry of some minutes since the start, whose local date is that of UTC. */
function timed(id: string, from: number, to: number): TimesheetEntry {
  const startedAt = instant(from);
  return { ...base, id, date: startedAt.slice(0, 10), startedAt, endedAt: instant(to), duration: to - from };
}

const untimed = (id: string, duration: number, date = "2026-03-28"): TimesheetEntry => ({
  ...base,
  id,
  date,
  duration,
});

function refusal(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof ApiError) return error.definition.code;
    throw error;
  }
  return undefined;
}

/** Places an entry, or tells why not. */
function place(timesheet: Timesheet, entry: TimesheetEntry, before?: TimesheetEntry): string | undefined {
  const refused = refusal(() => timesheet.requireFreeSlot(entry, 1440));
  if (refused === undefined) timesheet.write(before, entry);
  return refused;
}

describe("overlaps", () => {
  it("are refused, and name the other entry; touching is fine", () => {
    const timesheet = new Timesheet([]);
    expect(place(timesheet, timed("a", 60, 120))).toBeUndefined();
    expect(place(timesheet, timed("b", 0, 60))).toBeUndefined();
    expect(place(timesheet, timed("c", 120, 121))).toBeUndefined();
    expect(() => timesheet.requireFreeSlot(timed("d", 119, 122), 1440)).toThrow(/the entry a/);
    expect(place(timesheet, timed("e", 0, 1440))).toBe("TIME_OVERLAP");
  });

  it("are found over midnight and from either side of it", () => {
    const timesheet = new Timesheet([]);
    expect(place(timesheet, timed("night", 1380, 1500))).toBeUndefined();
    expect(place(timesheet, timed("before", 1300, 1381))).toBe("TIME_OVERLAP");
    expect(place(timesheet, timed("after", 1499, 1510))).toBe("TIME_OVERLAP");
    expect(place(timesheet, timed("around", 1400, 1450))).toBe("TIME_OVERLAP");
    expect(place(timesheet, timed("touching", 1500, 1510))).toBeUndefined();
  });

  it("are found whatever local date an entry has", () => {
    const timesheet = new Timesheet([]);
    expect(place(timesheet, { ...timed("tokyo", 0, 60), date: "2026-03-29" })).toBeUndefined();
    expect(place(timesheet, { ...timed("honolulu", 30, 90), date: "2026-03-27" })).toBe("TIME_OVERLAP");
  });

  it("are never of an entry with itself, nor with one of somebody else", () => {
    const timesheet = new Timesheet([]);
    const entry = timed("a", 60, 120);
    place(timesheet, entry);
    expect(place(timesheet, timed("a", 90, 150), entry)).toBeUndefined();
    expect(place(timesheet, { ...timed("b", 90, 150), userId: "other" })).toBeUndefined();
  });

  it("agree with comparing every pair, over random histories", () => {
    const step = fc.record({
      id: fc.integer({ min: 0, max: 6 }).map(String),
      from: fc.integer({ min: 0, max: 4000 }),
      length: fc.integer({ min: 1, max: 900 }),
      remove: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const present = new Map<string, TimesheetEntry>();
        const timesheet = new Timesheet([]);
        for (const { id, from, length, remove } of steps) {
          const before = present.get(id);
          if (remove) {
            timesheet.write(before, undefined);
            present.delete(id);
            continue;
          }
          const entry = timed(id, from, from + length);
          const overlaps = [...present.values()].some(
            (other) =>
              other.id !== id &&
              String(other.startedAt) < String(entry.endedAt) &&
              String(entry.startedAt) < String(other.endedAt),
          );
          const sum = [...present.values()]
            .filter((other) => other.id !== id && other.date === entry.date)
            .reduce((total, { duration }) => total + duration, entry.duration);
          const expected = overlaps ? "TIME_OVERLAP" : sum > 1440 ? "DAY_LIMIT_EXCEEDED" : undefined;
          expect(place(timesheet, entry, before)).toBe(expected);
          if (expected === undefined) present.set(id, entry);
        }
        // What is in the book is what is there.
        const pages = new Map(timesheet.changes().map(({ page }) => [page.id, page]));
        for (const date of new Set([...present.values()].map((entry) => entry.date))) {
          const ids = [...present.values()].filter((entry) => entry.date === date).map(({ id }) => id);
          const day = pages.get(dayTotalsId(userId, date)) as Extract<Page, { entries: unknown }>;
          expect(Object.keys(day.entries).sort()).toEqual(ids.sort());
        }
        const guarded = [...pages.values()].flatMap((page) => ("intervals" in page ? Object.keys(page.intervals) : []));
        expect(new Set(guarded)).toEqual(new Set(present.keys()));
      }),
    );
  });
});

describe("a day", () => {
  it("holds what it is long, an earlier version of the entry apart", () => {
    const timesheet = new Timesheet([]);
    const entry = untimed("a", 1000);
    place(timesheet, entry);
    expect(refusal(() => timesheet.requireFreeSlot(untimed("b", 441), 1440))).toBe("DAY_LIMIT_EXCEEDED");
    expect(refusal(() => timesheet.requireFreeSlot(untimed("b", 440), 1440))).toBeUndefined();
    expect(refusal(() => timesheet.requireFreeSlot(untimed("a", 1440), 1440))).toBeUndefined();
    expect(refusal(() => timesheet.requireFreeSlot(untimed("b", 441), 1500))).toBeUndefined();
  });

  it("counts every entry, and knows state and amount", () => {
    const timesheet = new Timesheet([]);
    timesheet.write(undefined, untimed("a", 30));
    const frozen = { rate: { minor: 9000, currency: "EUR" }, origin: "user" } as const;
    timesheet.write(undefined, { ...timed("b", 60, 90), status: "approved", frozen });
    const day = timesheet.day(userId, "2026-03-28");
    expect(minutesOf(day)).toBe(60);
    expect(day.entries.b).toMatchObject({ status: "approved", amount: { minor: 4500, currency: "EUR" } });
  });
});

describe("pages", () => {
  it("are those of the entry's local date and of each UTC day that it reaches into", () => {
    const night = timed("a", 1380, 1500);
    expect(timesheetItemIds(night)).toEqual([
      dayTotalsId(userId, "2026-03-28"),
      busyIntervalsId(userId, "2026-03-28"),
      busyIntervalsId(userId, "2026-03-29"),
    ]);
    expect([...utcDaysOf(night).values()]).toEqual([
      [1380, 1440],
      [0, 60],
    ]);
    expect(timesheetItemIds(timed("b", 1380, 1440))).toHaveLength(2);
    expect(timesheetItemIds(untimed("c", 5))).toEqual([dayTotalsId(userId, "2026-03-28")]);
  });

  it("change only where something differs", () => {
    const first = new Timesheet([]);
    const entry = timed("a", 60, 120);
    first.write(undefined, entry);
    const pages = first.changes().map(({ page }) => ({ ...page, revision: "r1" }));
    const same = new Timesheet(pages);
    same.write(entry, entry);
    expect(same.changes()).toEqual([]);
    const submitted = new Timesheet(pages);
    submitted.write(entry, { ...entry, status: "submitted" });
    expect(submitted.changes().map(({ page, read }) => [page.id, read])).toEqual([
      [dayTotalsId(userId, entry.date), "r1"],
    ]);
    // Moves to another state don't read guards.
    const unguarded = new Timesheet(pages.filter((one) => "entries" in one));
    unguarded.write(entry, { ...entry, status: "submitted" });
    expect(unguarded.changes()).toHaveLength(1);
    const moved = new Timesheet(pages);
    moved.write(entry, { ...timed("a", 1500, 1560) });
    expect(moved.changes()).toHaveLength(4);
    expect(moved.changes().filter(({ page }) => isEmptyItem(page))).toHaveLength(2);
  });
});
