import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { ensureEnvironment } from "../../tools/python/ensure.js";
import { writeProduct } from "./synthesized.js";

const exceptionsSchema = z.array(
  z.strictObject({ check: z.string(), stacks: z.array(z.string()).min(1), reason: z.string().min(20) }),
);
const findingSchema = z.object({
  check_id: z.string(),
  check_name: z.string(),
  file_path: z.string(),
  resource: z.string(),
});
const reportSchema = z.object({
  results: z.object({
    passed_checks: z.array(findingSchema),
    failed_checks: z.array(findingSchema),
    parsing_errors: z.array(z.string()),
  }),
});
type Finding = z.output<typeof findingSchema>;
type Exception = z.output<typeof exceptionsSchema>[number];

const folder = mkdtempSync(join(tmpdir(), "policy-"));
const exceptions = exceptionsSchema.parse(
  parse(readFileSync(join(import.meta.dirname, "policy-exceptions.yaml"), "utf8")),
);
const names: string[] = [];
let report: z.output<typeof reportSchema>["results"];

/** checkov's report. It answers 1 where a check failed, which is no failure to run. */
async function checkov(program: string, directory: string): Promise<unknown> {
  const args = [
    "--directory",
    directory,
    "--framework",
    "terraform_json",
    "--skip-download",
    "--compact",
    "--output",
    "json",
  ];
  return await new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 2 ** 28 }, (error, stdout) => {
      if (error !== null && error.code !== 1) reject(error);
      else resolve(JSON.parse(stdout));
    });
  });
}

beforeAll(async () => {
  const stacks = writeProduct(join(folder, "synthesized"));
  for (const [name, stack] of Object.entries(stacks)) {
    names.push(name);
    // With `terraform.required_version` in the JSON checkov would check nothing and call it a success.
    const { required_version: _, ...terraform } = stack.terraform as Record<string, unknown>;
    mkdirSync(join(folder, "checked", name), { recursive: true });
    writeFileSync(join(folder, "checked", name, "cdk.tf.json"), JSON.stringify({ ...stack, terraform }));
  }
  const programs = await ensureEnvironment("checkov");
  report = reportSchema.parse(await checkov(join(programs, "checkov"), join(folder, "checked"))).results;
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true }));

function stackOf(finding: Finding): string {
  return finding.file_path.split("/")[1] ?? "";
}

function covers(exception: Exception, finding: Finding): boolean {
  const fits = (pattern: string): boolean => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(stackOf(finding));
  return exception.check === finding.check_id && exception.stacks.some(fits);
}

describe("the policies", () => {
  it("are really checked, on every stack", () => {
    expect(report.parsing_errors).toEqual([]);
    const checked = new Set([...report.passed_checks, ...report.failed_checks].map(stackOf));
    expect([...checked].sort()).toEqual([...names].sort());
    expect(report.passed_checks.length).toBeGreaterThan(500);
  });

  it("hold, but for the exceptions with a reason", () => {
    const violations = report.failed_checks.filter(
      (finding) => !exceptions.some((exception) => covers(exception, finding)),
    );
    expect(
      violations.map((finding) => `${stackOf(finding)} ${finding.resource}: ${finding.check_id} ${finding.check_name}`),
    ).toEqual([]);
  });

  it("have no exception that nothing needs", () => {
    const unneeded = exceptions.filter(
      (exception) => !report.failed_checks.some((finding) => covers(exception, finding)),
    );
    expect(unneeded.map((exception) => exception.check)).toEqual([]);
  });
});
