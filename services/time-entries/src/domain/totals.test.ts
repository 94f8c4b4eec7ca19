import { MonthTotals, monthTotalsId, packCells } from "@aerotage/kernel/domain/month-totals";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entryStatuses } from "../contract/time-entries.js";
import { type Counted, cellOf, MonthChanges } from "./totals.js";

const userId = "ada";
const base: Counted = {
  userId,
  date: "2026-11-05",
  projectId: "project",
  clientId: "client",
  isBillable: true,
  status: "draft",
  tags: [],
  duration: 90,
};
const rate = { rate: { minor: 9_999, currency: "EUR" }, origin: "project" } as const;

describe("an entry as a cell", () => {
  it("counts an amount at its frozen rate, rounded per entry, once it is approved", () => {
    expect(cellOf(base)).toMatchObject({ day: 5, entries: 1, minutes: 90, minor: 0, kind: { status: "draft" } });
    expect(cellOf(base).kind).not.toHaveProperty("currency");
    expect(cellOf({ ...base, status: "approved", duration: 20, frozen: rate })).toMatchObject({
      minor: 3333,
      kind: { currency: "EUR" },
    });
    expect(cellOf({ ...base, status: "approved", frozen: rate, isBillable: false }).minor).toBe(0);
  });

  it("tells how long its approver took", () => {
    const submittedAt = "2026-11-05T10:00:00.000Z";
    expect(cellOf({ ...base, submittedAt }).approvalMinutes).toBe(0);
    const approvedAt = "2026-11-06T11:30:10.000Z";
    expect(cellOf({ ...base, status: "approved", submittedAt, approvedAt }).approvalMinutes).toBe(25 * 60 + 30);
  });

  it("is the same whatever the order of its tags", () => {
    expect(cellOf({ ...base, tags: ["b", "a"] })).toEqual(cellOf({ ...base, tags: ["a", "b"] }));
  });
});

const entry: fc.Arbitrary<Counted> = fc
  .record({
    date: fc.constantFrom("2026-10-31", "2026-11-01", "2026-11-30"),
    projectId: fc.constantFrom("p1", "p2"),
    clientId: fc.constant("client"),
    teamId: fc.constantFrom("t1", undefined),
    isBillable: fc.boolean(),
    status: fc.constantFrom(...entryStatuses),
    tags: fc.subarray(["a", "b"]),
    duration: fc.integer({ min: 1, max: 600 }),
    frozen: fc.constantFrom(rate, undefined),
  })
  .map(({ teamId, frozen, ...rest }) => ({
    ...rest,
    userId,
    ...(teamId !== undefined && { teamId }),
    ...(frozen !== undefined && { frozen }),
  }));

describe("the months of some changes", () => {
  it("are those of the entries that are left, whatever happened before", () => {
    const step = fc.record({ id: fc.integer({ min: 0, max: 4 }), entry: fc.option(entry, { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (steps, perTransaction) => {
        const entries = new Map<number, Counted>();
        const stored = new Map<string, MonthTotals>();
        // Each transaction reads what the one before has written.
        for (let start = 0; start < steps.length; start += perTransaction) {
          const changes = new MonthChanges(
            [...stored].map(([id, totals]) => ({ id, cells: totals.cells(), revision: "r" })),
          );
          for (const { id, entry: after } of steps.slice(start, start + perTransaction)) {
            changes.add(entries.get(id), after);
            if (after === undefined) entries.delete(id);
            else entries.set(id, after);
          }
          for (const { id, totals } of changes.changes()) stored.set(id, totals);
        }
        const expected = new Map<string, MonthTotals>();
        for (const one of entries.values()) {
          const id = monthTotalsId(userId, one.date);
          expected.set(id, expected.get(id) ?? new MonthTotals());
          expected.get(id)?.add(cellOf(one), 1);
        }
        for (const [id, totals] of stored)
          expect(packCells(totals.cells())).toEqual(packCells(expected.get(id)?.cells() ?? []));
        for (const id of expected.keys()) expect(stored.has(id)).toBe(true);
      }),
    );
  });

  it("stay unwritten where no report tells two versions apart", () => {
    const changes = new MonthChanges([]);
    changes.add(base, { ...base, tags: [] });
    expect(changes.changes()).toEqual([]);
    changes.add(base, { ...base, duration: 91 });
    expect(changes.changes().map(({ id }) => id)).toEqual([monthTotalsId(userId, base.date)]);
  });
});
