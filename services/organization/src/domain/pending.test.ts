import { describe, expect, it } from "vitest";
import { addedPeriod, pendingOf } from "./pending.js";

describe("what is not finished in a locked period", () => {
  const october = { startDate: "2026-10-01", endDate: "2026-10-31" };

  it("is counted by person", () => {
    const entries = [
      { userId: "b", status: "draft" },
      { userId: "a", status: "submitted" },
      { userId: "b", status: "draft" },
    ] as const;
    const timers = [
      { userId: "c", startedAt: "2026-10-31T23:59:00.000Z" },
      { userId: "a", startedAt: "2026-11-01T00:00:00.000Z" },
    ];
    const names = new Map([
      ["a", "Zoe"],
      ["b", "Ada"],
    ]);
    expect(pendingOf(october, entries, timers, names)).toEqual({
      ...october,
      people: [
        { userId: "c", name: "", drafts: 0, submitted: 0, timers: 1 },
        { userId: "b", name: "Ada", drafts: 2, submitted: 0, timers: 0 },
        { userId: "a", name: "Zoe", drafts: 0, submitted: 1, timers: 0 },
      ],
    });
    expect(pendingOf(october, [], [], names).people).toEqual([]);
  });

  it("concerns the days that a lock adds, of a year at most", () => {
    expect(addedPeriod("2026-09-30", "2026-10-31")).toEqual(october);
    expect(addedPeriod(undefined, "2026-10-31")).toEqual({ startDate: "2025-10-31", endDate: "2026-10-31" });
    expect(addedPeriod("2020-01-01", "2026-10-31")?.startDate).toBe("2025-10-31");
    for (const [before, after] of [
      ["2026-10-31", "2026-10-31"],
      ["2026-10-31", "2026-09-30"],
      ["2026-10-31", undefined],
      [undefined, undefined],
    ])
      expect(addedPeriod(before, after)).toBeUndefined();
  });
});
