import { daysAfter } from "@aerotage/core/time/dates";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frequencies } from "../contract/recurring.js";
import { nextOccurrence, occurrence, periodBefore, type Recurrence } from "./occurrences.js";

const of = (parts: Partial<Recurrence>): Recurrence => ({
  frequency: "monthly",
  interval: 1,
  startDate: "2026-01-31",
  ...parts,
});
const dates = (recurrence: Recurrence, count: number) =>
  Array.from({ length: count }, (_, index) => occurrence(recurrence, index));

describe("the dates of a recurrence", () => {
  it("on the 31st are the last days of shorter months, and the 31st again", () => {
    expect(dates(of({}), 5)).toEqual(["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]);
    expect(occurrence(of({ startDate: "2028-01-31" }), 1)).toBe("2028-02-29");
  });

  it("on a leap day are the 28th in other years", () => {
    const yearly = of({ frequency: "yearly", startDate: "2028-02-29" });
    expect(dates(yearly, 5)).toEqual(["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]);
  });

  it("come every so many weeks, months, quarters or years", () => {
    expect(dates(of({ frequency: "weekly", interval: 2, startDate: "2026-12-28" }), 3)).toEqual([
      "2026-12-28",
      "2027-01-11",
      "2027-01-25",
    ]);
    expect(dates(of({ frequency: "quarterly", startDate: "2026-11-30" }), 3)).toEqual([
      "2026-11-30",
      "2027-02-28",
      "2027-05-30",
    ]);
    expect(occurrence(of({ frequency: "yearly", interval: 2 }), 1)).toBe("2028-01-31");
  });

  it("end with a date, or a number", () => {
    expect(nextOccurrence(of({ endDate: "2026-02-28" }), 1)).toBe("2026-02-28");
    expect(nextOccurrence(of({ endDate: "2026-02-27" }), 1)).toBeUndefined();
    expect(nextOccurrence(of({ count: 2 }), 1)).toBe("2026-02-28");
    expect(nextOccurrence(of({ count: 2 }), 2)).toBeUndefined();
  });

  it("have periods between them that follow each other without a gap", () => {
    const recurrence = fc.record({
      frequency: fc.constantFrom(...frequencies),
      interval: fc.integer({ min: 1, max: 12 }),
      startDate: fc.integer({ min: 0, max: 3000 }).map((day) => daysAfter("2024-01-01", day)),
    });
    fc.assert(
      fc.property(recurrence, fc.nat(30), (one, index) => {
        const [first, second] = [periodBefore(one, index), periodBefore(one, index + 1)];
        expect(daysAfter(first.periodEnd, 1)).toBe(second.periodStart);
        expect(first.periodStart <= first.periodEnd).toBe(true);
      }),
    );
  });
});
