import { expect, test } from "vitest";
import { formatSummary, readReport, total } from "./test-report.js";

const file = (name: string, status: string, ...tests: [string, string][]) => ({
  name,
  status,
  assertionResults: tests.map(([fullName, each]) => ({ fullName, status: each })),
});
const report = (...testResults: ReturnType<typeof file>[]) => JSON.stringify({ testResults });

test("counts tests, and names the failed ones", () => {
  const outcome = readReport(
    "unit",
    report(file("a.ts", "failed", ["one", "passed"], ["two", "failed"], ["three", "skipped"])),
    { succeeded: false, milliseconds: 7 },
  );
  expect(outcome).toEqual({
    name: "unit",
    passed: 1,
    failed: 1,
    skipped: 1,
    failures: ["a.ts: two"],
    milliseconds: 7,
  });
});

test("prints a row per check and suite with its time, the sums, and what failed", () => {
  const outcomes = [
    { name: "types", passed: 1, failed: 0, skipped: 0, failures: [], milliseconds: 850 },
    { name: "unit", passed: 1230, failed: 2, skipped: 1, failures: ["a.ts: two", "b.ts"], milliseconds: 61_250 },
  ];
  expect(formatSummary(outcomes, 62_100)).toBe(
    [
      "         passed  failed  skipped    time",
      "✓ types       1       0        0  850 ms",
      "✗ unit     1230       2        1  61.3 s",
      "  total    1231       2        1  62.1 s",
      "",
      "Failed:",
      "  a.ts: two",
      "  b.ts",
    ].join("\n"),
  );
});

test.each([
  ["a file that does not load", report(file("a.ts", "failed"), file("b.ts", "passed", ["one", "passed"])), false],
  ["a run that fails outside of its tests", report(file("b.ts", "passed", ["one", "passed"])), false],
  ["a run without a report", undefined, false],
  ["a run without a test", report(), true],
  ["a run whose tests were all skipped", report(file("a.ts", "passed", ["one", "skipped"])), true],
])("%s is a failure", (_what, text, succeeded) => {
  expect(total([readReport("unit", text, { succeeded, milliseconds: 1 })]).failed).toBe(1);
});
