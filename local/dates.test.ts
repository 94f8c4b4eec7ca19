import { datesBetween, daysAfter } from "@aerotage/core/time/dates";
import { expect, test } from "vitest";
import { isWeekday, mondayOf } from "./dates.js";

test("dates go over months and leap days", () => {
  expect(daysAfter("2028-02-28", 1)).toBe("2028-02-29");
  expect(daysAfter("2027-01-01", -1)).toBe("2026-12-31");
  expect(datesBetween("2027-02-27", "2027-03-02")).toEqual(["2027-02-27", "2027-02-28", "2027-03-01", "2027-03-02"]);
  expect(datesBetween("2027-03-02", "2027-03-01")).toEqual([]);
});

test("a week begins on Monday", () => {
  // 23 November 2026 is a Monday.
  const week = datesBetween("2026-11-23", "2026-11-29");
  expect(new Set(week.map(mondayOf))).toEqual(new Set(["2026-11-23"]));
  expect(mondayOf("2026-11-22")).toBe("2026-11-16");
  expect(week.map(isWeekday)).toEqual([true, true, true, true, true, false, false]);
});
