import { ApiError } from "@aerotage/core/contract/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Book, type Booked, dayKey, guardKey, isEmptyPage, minutesOf, type Page, pageKeys, utcDaysOf } from "./book.js";

const userId = "user";
const base = { userId, projectId: "project", isBillable: true, status: "draft" } as const;
const start = Date.parse("2026-03-28T00:00:00Z");
const instant = (minute: number) => new Date(start + minute * 60_000).toISOString();

/** An entry of some minutes since the start, whose local date is that of UTC. */
function timed(id: string, from: number, to: number): Booked {
  const startedAt = instant(from);
  return { ...base, id, date: startedAt.slice(0, 10), startedAt, endedAt: instant(to), duration: to - from };
}

const untimed = (id: string, duration: number, date = "2026-03-28"): Booked => ({ ...base, id, date, duration });

function refusal(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError) return error.definition.code;
    throw error;
  }
  return undefined;
}

/** Places an entry, or tells why not. */
function place(book: Book, entry: Booked, before?: Booked): string | undefined {
  const refused = refusal(() => book.requirePlace(entry, 1440));
  if (refused === undefined) book.write(before, entry);
  return refused;
}

describe("overlaps", () => {
  it("are refused, and name the other entry; touching is fine", () => {
    const book = new Book([]);
    expect(place(book, timed("a", 60, 120))).toBeUndefined();
    expect(place(book, timed("b", 0, 60))).toBeUndefined();
    expect(place(book, timed("c", 120, 121))).toBeUndefined();
    expect(() => book.requirePlace(timed("d", 119, 122), 1440)).toThrow(/the entry a/);
    expect(place(book, timed("e", 0, 1440))).toBe("TIME_OVERLAP");
  });

  it("are found over midnight and from either side of it", () => {
    const book = new Book([]);
    expect(place(book, timed("night", 1380, 1500))).toBeUndefined();
    expect(place(book, timed("before", 1300, 1381))).toBe("TIME_OVERLAP");
    expect(place(book, timed("after", 1499, 1510))).toBe("TIME_OVERLAP");
    expect(place(book, timed("around", 1400, 1450))).toBe("TIME_OVERLAP");
    expect(place(book, timed("touching", 1500, 1510))).toBeUndefined();
  });

  it("are found whatever local date an entry has", () => {
    const book = new Book([]);
    expect(place(book, { ...timed("tokyo", 0, 60), date: "2026-03-29" })).toBeUndefined();
    expect(place(book, { ...timed("honolulu", 30, 90), date: "2026-03-27" })).toBe("TIME_OVERLAP");
  });

  it("are never of an entry with itself, nor with one of somebody else", () => {
    const book = new Book([]);
    const entry = timed("a", 60, 120);
    place(book, entry);
    expect(place(book, timed("a", 90, 150), entry)).toBeUndefined();
    expect(place(book, { ...timed("b", 90, 150), userId: "other" })).toBeUndefined();
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
        const present = new Map<string, Booked>();
        const book = new Book([]);
        for (const { id, from, length, remove } of steps) {
          const before = present.get(id);
          if (remove) {
            book.write(before, undefined);
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
          expect(place(book, entry, before)).toBe(expected);
          if (expected === undefined) present.set(id, entry);
        }
        // What is in the book is what is there.
        const pages = new Map(book.changes().map(({ page }) => [page.id, page]));
        for (const date of new Set([...present.values()].map((entry) => entry.date))) {
          const ids = [...present.values()].filter((entry) => entry.date === date).map(({ id }) => id);
          const day = pages.get(dayKey(userId, date)) as Extract<Page, { entries: unknown }>;
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
    const book = new Book([]);
    const entry = untimed("a", 1000);
    place(book, entry);
    expect(refusal(() => book.requirePlace(untimed("b", 441), 1440))).toBe("DAY_LIMIT_EXCEEDED");
    expect(refusal(() => book.requirePlace(untimed("b", 440), 1440))).toBeUndefined();
    expect(refusal(() => book.requirePlace(untimed("a", 1440), 1440))).toBeUndefined();
    expect(refusal(() => book.requirePlace(untimed("b", 441), 1500))).toBeUndefined();
  });

  it("counts every entry, and knows state and amount", () => {
    const book = new Book([]);
    book.write(undefined, untimed("a", 30));
    const frozen = { rate: { minor: 9000, currency: "EUR" }, origin: "user" } as const;
    book.write(undefined, { ...timed("b", 60, 90), status: "approved", frozen });
    const day = book.day(userId, "2026-03-28");
    expect(minutesOf(day)).toBe(60);
    expect(day.entries.b).toMatchObject({ status: "approved", amount: { minor: 4500, currency: "EUR" } });
  });
});

describe("pages", () => {
  it("are those of the entry's local date and of each UTC day that it reaches into", () => {
    const night = timed("a", 1380, 1500);
    expect(pageKeys(night)).toEqual([
      dayKey(userId, "2026-03-28"),
      guardKey(userId, "2026-03-28"),
      guardKey(userId, "2026-03-29"),
    ]);
    expect([...utcDaysOf(night).values()]).toEqual([
      [1380, 1440],
      [0, 60],
    ]);
    expect(pageKeys(timed("b", 1380, 1440))).toHaveLength(2);
    expect(pageKeys(untimed("c", 5))).toEqual([dayKey(userId, "2026-03-28")]);
  });

  it("change only where something differs", () => {
    const first = new Book([]);
    const entry = timed("a", 60, 120);
    first.write(undefined, entry);
    const pages = first.changes().map(({ page }) => ({ ...page, revision: "r1" }));
    const same = new Book(pages);
    same.write(entry, entry);
    expect(same.changes()).toEqual([]);
    const submitted = new Book(pages);
    submitted.write(entry, { ...entry, status: "submitted" });
    expect(submitted.changes().map(({ page, read }) => [page.id, read])).toEqual([[dayKey(userId, entry.date), "r1"]]);
    // Moves to another state don't read guards.
    const unguarded = new Book(pages.filter((one) => "entries" in one));
    unguarded.write(entry, { ...entry, status: "submitted" });
    expect(unguarded.changes()).toHaveLength(1);
    const moved = new Book(pages);
    moved.write(entry, { ...timed("a", 1500, 1560) });
    expect(moved.changes()).toHaveLength(4);
    expect(moved.changes().filter(({ page }) => isEmptyPage(page))).toHaveLength(2);
  });
});
