import { sortComparison } from "@aerotage/core/text/order";
import { daysBetween } from "@aerotage/kernel/persistence/time-entries";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listPosition, orderKey } from "./list-order.js";

const at = (hour: number) => `2026-11-02T${String(hour).padStart(2, "0")}:00:00.000Z`;
const two = (number: number) => String(number).padStart(2, "0");

const entries = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 0, max: 99 }).map((id) => `e${two(id)}`),
    date: fc.integer({ min: 1, max: 3 }).map((day) => `2026-11-${two(day)}`),
    startedAt: fc.option(fc.integer({ min: 0, max: 5 }).map(at), { nil: undefined }),
    createdAt: fc.integer({ min: 0, max: 5 }).map(at),
    duration: fc.integer({ min: 1, max: 200 }),
    submittedAt: fc.integer({ min: 0, max: 2 }).map(at),
  }),
  { selector: ({ id }) => id, maxLength: 20 },
);
type Listed = Parameters<typeof listPosition>[0];

function sorted(listed: readonly object[], order: Parameters<typeof listPosition>[1], descending = false): Listed[] {
  const compare = sortComparison(descending);
  return (listed as Listed[]).toSorted((a, b) => compare(listPosition(a, order), listPosition(b, order)));
}

describe("the order of entries by date", () => {
  it("has a day by start time, entries without one at its end, equal ones by creation", () => {
    fc.assert(
      fc.property(entries, (listed) => {
        const order = sorted(listed, "date");
        for (const [index, entry] of order.entries()) {
          const next = order[index + 1];
          if (next === undefined) continue;
          expect(entry.date <= next.date).toBe(true);
          if (entry.date !== next.date) continue;
          expect((entry.startedAt ?? at(23)) <= (next.startedAt ?? at(23))).toBe(true);
          if (entry.startedAt === next.startedAt) expect(entry.createdAt <= next.createdAt).toBe(true);
        }
        expect(sorted(listed, "date", true)).toEqual(order.reverse());
      }),
    );
  });

  it("has a key of its own for each entry, which lies within its period", () => {
    fc.assert(
      fc.property(entries, (listed) => {
        const keys = (listed as Listed[]).map((entry) => orderKey(entry, "date"));
        expect(new Set(keys).size).toBe(keys.length);
        const { from, to } = daysBetween("2026-11-02", "2026-11-02");
        const within = (listed as Listed[]).filter((_, index) => {
          const key = keys[index] ?? "";
          return from !== undefined && to !== undefined && key >= from && key <= to;
        });
        expect(within).toEqual((listed as Listed[]).filter(({ date }) => date === "2026-11-02"));
      }),
    );
  });
});

describe("other orders of entries", () => {
  it("are those of their fields; what was submitted together stands in the order of its days", () => {
    fc.assert(
      fc.property(entries, (listed) => {
        const durations = sorted(listed, "duration").map(({ duration }) => duration);
        expect(durations).toEqual(durations.toSorted((a, b) => a - b));
        const created = sorted(listed, "createdAt").map(({ createdAt }) => createdAt);
        expect(created).toEqual(created.toSorted());
        const queue = sorted(listed, "submittedAt").map(({ submittedAt, date }) => `${submittedAt} ${date}`);
        expect(queue).toEqual(queue.toSorted());
      }),
    );
  });
});
