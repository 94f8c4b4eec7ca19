import { expect, it, test } from "vitest";
import { cellOnPaper, formatted } from "./paper.js";

test.each([
  [0, 2, "0.00"],
  [1234.5, 2, "1,234.50"],
  [-1234567.891, 1, "\u22121,234,567.9"],
  [-0.001, 2, "0.00"],
  [999, 0, "999"],
  [1000, 0, "1,000"],
])("%d with %d decimals is %s", (value, decimals, text) => {
  expect(formatted(value, decimals)).toBe(text);
});

test.each([
  [null, "text", ""],
  [true, "boolean", "yes"],
  [0.825, "share", "82.5 %"],
  [12, "count", "12"],
  [80, "hours", "1.33"],
  [90.5, "amount", "90.50"],
  ["2026-11-01", "date", "2026-11-01"],
] as const)("%j of the kind %s is printed as %s", (cell, kind, text) => {
  expect(cellOnPaper(cell, { kind })).toBe(text);
});

it("prints amounts with the digits of their currency", () => {
  const texts = ["JPY", "EUR", "KWD"].map((currency) => cellOnPaper(1234.5, { kind: "amount", currency }));
  expect(texts).toEqual(["1,235", "1,234.50", "1,234.500"]);
});
