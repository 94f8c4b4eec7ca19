import fc from "fast-check";
import { expect, it } from "vitest";
import { kindKey, MonthTotals, packCells, type TimeCell, unpackCells } from "./month-totals.js";

const text = fc.constantFrom("01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW", "", "a", '",[');
const cell: fc.Arbitrary<TimeCell> = fc.record({
  day: fc.integer({ min: 1, max: 31 }),
  kind: fc
    .record({
      projectId: text,
      clientId: text,
      teamId: fc.option(fc.constantFrom("team-1", "team-2"), { nil: undefined }),
      isBillable: fc.boolean(),
      status: fc.constantFrom("draft", "approved"),
      tags: fc.uniqueArray(fc.constantFrom("a", "b,c", "日本", "\u2028"), { maxLength: 3 }),
      currency: fc.option(fc.constantFrom("EUR", "JPY"), { nil: undefined }),
    })
    .map(({ teamId, currency, tags, ...kind }) => ({
      ...kind,
      ...(teamId !== undefined && { teamId }),
      tags: tags.toSorted(),
      ...(currency !== undefined && { currency }),
    })),
  entries: fc.integer({ min: 1, max: 9 }),
  minutes: fc.integer({ min: 1, max: 1440 }),
  minor: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  approvalMinutes: fc.integer({ min: 0, max: 100_000 }),
});
const cells = fc.uniqueArray(cell, { selector: ({ day, kind }) => `${day} ${kindKey(kind)}`, maxLength: 40 });
const byContent = (some: readonly TimeCell[]) => some.map((one) => JSON.stringify(one)).toSorted();

it("packs cells and unpacks the same", () => {
  fc.assert(
    fc.property(cells, (some) => {
      const fields = ({ day, kind, entries, minutes, minor, approvalMinutes }: TimeCell): TimeCell => ({
        day,
        kind,
        entries,
        minutes,
        minor,
        approvalMinutes,
      });
      const unpacked = unpackCells(packCells(some)).map(fields);
      expect(unpacked).toHaveLength(some.length);
      expect(new Set(unpacked.map((one) => `${one.day} ${kindKey(one.kind)} ${one.minutes} ${one.minor}`))).toEqual(
        new Set(some.map((one) => `${one.day} ${kindKey(one.kind)} ${one.minutes} ${one.minor}`)),
      );
    }),
  );
});

it("packs equal content as equal bytes, whatever its order", () => {
  fc.assert(
    fc.property(cells, (some) => {
      expect(packCells(some.toReversed())).toEqual(packCells(some));
    }),
  );
});

it("has the same cells after changes in any order, and none of what was added and taken away", () => {
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 20 }), fc.array(cell, { maxLength: 20 }), (kept, withdrawn) => {
      const [there, back] = [new MonthTotals(), new MonthTotals()];
      for (const one of [...kept, ...withdrawn]) there.add(one, 1);
      for (const one of withdrawn) there.add(one, -1);
      for (const one of kept.toReversed()) back.add(one, 1);
      expect(packCells(there.cells())).toEqual(packCells(back.cells()));
      for (const one of kept) there.add(one, -1);
      expect([there.isEmpty, byContent(there.cells())]).toEqual([true, []]);
    }),
  );
});

it("takes less than 1 KB for a full month of five projects a day", () => {
  const month = Array.from({ length: 22 * 5 }, (_, index): TimeCell => {
    const project = index % 5;
    return {
      day: 1 + Math.floor(index / 5),
      kind: {
        projectId: `01KB5YQ${project}M3N9T4V6W8X2Z5A7C${project}E`,
        clientId: `01KB5YR${project}M3N9T4V6W8X2Z5A7D${project}F`,
        teamId: "01KB5YS0M3N9T4V6W8X2Z5A7GH",
        isBillable: project !== 0,
        status: "approved",
        tags: project === 1 ? ["support"] : [],
        currency: "EUR",
      },
      entries: 1,
      minutes: 30 + ((index * 37) % 120),
      minor: 4500 + ((index * 3700) % 12_000),
      approvalMinutes: 1000 + ((index * 613) % 9000),
    };
  });
  expect(packCells(month).byteLength).toBeLessThan(1000);
});
