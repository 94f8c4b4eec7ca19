import { expect, test } from "vitest";
import { hoursChart } from "./chart.js";
import { cell } from "./test-cells.js";

test.each([
  ["2026-11-01", "2026-11-30", "Hours per day", 30, "11-05"],
  ["2026-11-05", "2026-11-05", "Hours per day", 1, "11-05"],
  ["2026-10-01", "2026-12-31", "Hours per week", 14, "2026-W45"],
  ["2026-01-01", "2026-12-31", "Hours per month", 12, "2026-11"],
])("from %s to %s it is %s, in %d bars", (startDate, endDate, title, count, label) => {
  const chart = hoursChart([cell({ minutes: 90 }), cell({ minutes: 30 })], { startDate, endDate }, "monday");
  expect([chart.title, chart.bars.length]).toEqual([title, count]);
  expect(chart.bars.filter(({ value }) => value > 0)).toEqual([{ label, value: 2 }]);
});
