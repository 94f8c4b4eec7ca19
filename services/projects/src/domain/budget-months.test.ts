import { expect, test } from "vitest";
import { watchedMonths } from "./budget-months.js";

test.each([
  ["a new budget counts from the current month on", "2026-11", undefined, ["2026-11"]],
  ["and so it does for the rest of that month", "2026-11", { "2026-11": [50] }, ["2026-11"]],
  ["the month before is looked at too", "2026-12", { "2026-11": [50] }, ["2026-11", "2026-12"]],
  ["over a year's end too", "2027-01", { "2026-12": [], "2026-11": [] }, ["2026-12", "2027-01"]],
  ["also where nothing was recorded for months", "2026-12", { "2026-08": [] }, ["2026-11", "2026-12"]],
])("%s", (_title, current, told, months) => {
  expect(watchedMonths(current, told)).toEqual(months);
});
