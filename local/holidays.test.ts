import { expect, test } from "vitest";
import { holidaysOf } from "./holidays.js";

test.each([
  [2024, "2024-04-01"],
  [2026, "2026-04-06"],
  [2027, "2027-03-29"],
  [2038, "2038-04-26"],
])("Easter Monday of %i is %s", (year, date) => {
  expect(holidaysOf(year)).toContainEqual({ date, name: "Easter Monday" });
});

test("a year's holidays stand in the order of their dates, each once", () => {
  expect(holidaysOf(2026).map(({ date }) => date)).toEqual([
    "2026-01-01",
    "2026-03-08",
    "2026-04-03",
    "2026-04-06",
    "2026-05-01",
    "2026-05-14",
    "2026-05-25",
    "2026-10-03",
    "2026-12-25",
    "2026-12-26",
  ]);
});
