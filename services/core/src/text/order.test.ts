import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareText, type SortPosition, sortComparison } from "./order.js";

const positions = fc.uniqueArray(
  fc.record({
    key: fc.oneof(fc.constant(undefined), fc.integer({ min: -3, max: 3 })),
    id: fc.string({ maxLength: 2 }),
  }),
  { selector: ({ id }) => id, maxLength: 20 },
);

describe("the order of a sorted list", () => {
  it("puts every item in one place, whatever the order in which they come", () => {
    fc.assert(
      fc.property(positions, fc.boolean(), fc.infiniteStream(fc.nat()), (items, descending, random) => {
        const sorted = items.toSorted(sortComparison(descending));
        const weights = new Map(items.map((item) => [item.id, random.next().value as number]));
        const shuffled = items.toSorted((a, b) => Number(weights.get(a.id)) - Number(weights.get(b.id)));
        expect(shuffled.sort(sortComparison(descending))).toEqual(sorted);
      }),
    );
  });

  it("goes by numbers as numbers, by texts as texts, and by ids where they are equal", () => {
    const ids = (items: readonly SortPosition[], descending = false) =>
      items.toSorted(sortComparison(descending)).map(({ id }) => id);
    const numbers = [10, 9, 9].map((key, index) => ({ key, id: `n${index}` }));
    expect(ids(numbers)).toEqual(["n1", "n2", "n0"]);
    expect(ids(numbers, true)).toEqual(["n0", "n2", "n1"]);
    expect(ids(["10", "9"].map((key) => ({ key, id: key })))).toEqual(["10", "9"]);
  });

  it("has items without a key last, in either direction", () => {
    const items = [
      { key: undefined, id: "b" },
      { key: undefined, id: "a" },
      { key: 1, id: "c" },
    ];
    for (const descending of [false, true])
      expect(items.toSorted(sortComparison(descending)).map(({ id }) => id)).toEqual(["c", "a", "b"]);
  });
});

describe("the order of texts", () => {
  it("is that of their UTF-8 bytes, as DynamoDB sorts them", () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom("a", "z", "\ud7ff", "\ue000", "\uffee", "😀", "🎉"), fc.string()),
    });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
    // By code units it is the other way round.
    expect(compareText("\uffee", "😀")).toBeLessThan(0);
  });
});
