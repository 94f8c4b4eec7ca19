/** The figures of a test run. */
import * as z from "zod";
import { formatDuration } from "./progress.js";

/** The result of a check or of a test suite. */
export interface Outcome {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The names of what failed. */
  readonly failures: readonly string[];
  /** From its start to its end, beside others that run at the same time. */
  readonly milliseconds: number;
}

/** What we read of vitest's JSON report. */
const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/**
 * Counts a report. A file that fails without a failed test (it does not load, a hook throws) counts as one failure; so does a run
 * that fails as a whole, has no report, or has run no test.
 */
export function readReport(
  name: string,
  report: string | undefined,
  { succeeded, milliseconds }: { readonly succeeded: boolean; readonly milliseconds: number },
): Outcome {
  const files = report === undefined ? [] : reportSchema.parse(JSON.parse(report)).testResults;
  const tests = files.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: file.name })));
  const failures = tests
    .filter(({ status }) => status === "failed")
    .map(({ file, fullName }) => `${file}: ${fullName}`);
  for (const file of files) {
    if (file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"))
      failures.push(file.name);
  }
  const passed = tests.filter(({ status }) => status === "passed").length;
  if (failures.length === 0) {
    if (report === undefined) failures.push(`${name}: ended without a report`);
    else if (!succeeded) failures.push(`${name}: failed outside of its tests`);
    else if (passed === 0) failures.push(`${name}: no test ran`);
  }
  const skipped = tests.length - passed - tests.filter(({ status }) => status === "failed").length;
  return { name, passed, failed: failures.length, skipped, failures, milliseconds };
}

/** The sums. */
export function total(outcomes: readonly Outcome[]): {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
} {
  const sum = (pick: (outcome: Outcome) => number) => outcomes.reduce((all, outcome) => all + pick(outcome), 0);
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
  };
}

/** A table with a row per check and suite and a row of the sums, then everything that failed. */
export function formatSummary(outcomes: readonly Outcome[], milliseconds: number): string {
  const rows = [
    ...outcomes.map((outcome) => ({ ...outcome, name: `${outcome.failed > 0 ? "✗" : "✓"} ${outcome.name}` })),
    { name: "  total", ...total(outcomes), milliseconds },
  ];
  const cells = [
    ["", "passed", "failed", "skipped", "time"],
    ...rows.map((row) => [
      row.name,
      String(row.passed),
      String(row.failed),
      String(row.skipped),
      formatDuration(row.milliseconds),
    ]),
  ];
  const widthOf = (column: number) => Math.max(...cells.map((row) => row[column]?.length ?? 0));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widthOf(column)) : cell.padStart(widthOf(column))))
      .join("  "),
  );
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  return [...lines, ...(failures.length > 0 ? ["", "Failed:", ...failures.map((failure) => `  ${failure}`)] : [])].join(
    "\n",
  );
}
