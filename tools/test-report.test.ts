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
    false,
  );
  expect(outcome).toEqual({ name: "unit", passed: 1, failed: 1, skipped: 1, failures: ["a.ts: two"] });
  expect(formatSummary([outcome])).toContain("✗ unit: 1 passed, 1 failed, 1 skipped\n\nFailed:\n  a.ts: two");
});

test.each([
  ["a file that does not load", report(file("a.ts", "failed"), file("b.ts", "passed", ["one", "passed"])), false],
  ["a run that fails outside of its tests", report(file("b.ts", "passed", ["one", "passed"])), false],
  ["a run without a report", undefined, false],
  ["a run without a test", report(), true],
  ["a run whose tests were all skipped", report(file("a.ts", "passed", ["one", "skipped"])), true],
])("%s is a failure", (_what, text, succeeded) => {
  expect(total([readReport("unit", text, succeeded)]).failed).toBe(1);
});
