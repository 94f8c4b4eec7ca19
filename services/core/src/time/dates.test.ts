import { expect, it } from "vitest";
import { dateInMonth, lastDateOf } from "./dates.js";

it.each([
  ["2026-02", "2026-02-28"],
  ["2028-02", "2028-02-29"],
  ["2026-04", "2026-04-30"],
  ["2026-12", "2026-12-31"],
])("the last date of %s is %s", (month, last) => {
  expect([lastDateOf(month), dateInMonth(month, 31)]).toEqual([last, last]);
  expect(dateInMonth(month, 5)).toBe(`${month}-05`);
});
