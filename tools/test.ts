/**
 * `npm test`: the checks (`--checks-only` ends after them), then all tests, with the integration tests' deployment beside the other
 * tests. Its last line is `N passed, N failed`: each check counts as one, each test as one.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OperatorError, runCommandLine } from "./command-line.js";
import { CommandError, run } from "./commands.js";
import { root } from "./paths.js";
import { formatDuration } from "./progress.js";
import { formatSummary, type Outcome, readReport, total } from "./test-report.js";

const launcher = [process.execPath, join(root, "tools", "launch.mjs")];
const bin = (name: string) => join(root, "node_modules", ".bin", name);

/** What has to hold before tests say anything. */
const checks: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: "format and lint", command: [bin("biome"), "check", "--error-on-warnings"] },
  { name: "types", command: [bin("tsc"), "-p", "."] },
  { name: "layers", command: [bin("vitest"), "run", "--project=unit", "tools/layers.test.ts"] },
  { name: "openapi.yaml is up to date", command: [...launcher, "tools/openapi.ts", "--check"] },
  { name: "build within budgets", command: [...launcher, "tools/build.ts"] },
];

const suites: readonly (readonly string[])[] = [["unit", "infrastructure"], ["integration"]];

async function runCheck(check: (typeof checks)[number], signal: AbortSignal): Promise<Outcome> {
  const started = performance.now();
  const [program = "", ...args] = check.command;
  try {
    await run(program, args, { cwd: root, environment: process.env, signal });
    console.log(`✓ ${check.name}  ${formatDuration(performance.now() - started)}`);
    return { name: check.name, passed: 1, failed: 0, skipped: 0, failures: [] };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.log(`✗ ${check.name}  ${formatDuration(performance.now() - started)}\n${error.output}`);
    return { name: check.name, passed: 0, failed: 1, skipped: 0, failures: [check.name] };
  }
}

/** Runs vitest projects; passes their output on line by line, since two run at once. */
async function runProjects(projects: readonly string[], folder: string, signal: AbortSignal): Promise<Outcome> {
  const name = projects.join(" and ");
  const report = join(folder, `${projects.join("-")}.json`);
  const args = ["run", ...projects.map((project) => `--project=${project}`), "--reporter=default", "--reporter=json"];
  let exitCode: number | null = 0;
  try {
    await run(bin("vitest"), [...args, `--outputFile=${report}`], {
      cwd: root,
      environment: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? "1" : "0" },
      signal,
      onLine: (line) => console.log(`[${name}] ${line}`),
    });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    exitCode = error.exitCode ?? 1;
  }
  return readReport(name, readIfThere(report), exitCode === 0);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

await runCommandLine(async (signal) => {
  const [option, ...others] = process.argv.slice(2);
  if ((option !== undefined && option !== "--checks-only") || others.length > 0) {
    throw new OperatorError(
      `${process.argv.slice(2).join(" ")}: only --checks-only is an option. Single tests: npx vitest run <file>`,
    );
  }
  const started = performance.now();
  const outcomes: Outcome[] = [];
  for (const check of checks) outcomes.push(await runCheck(check, signal));
  if (option === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "aerotage-reports-"));
    try {
      const settled = await Promise.allSettled(suites.map((projects) => runProjects(projects, folder, signal)));
      for (const result of settled) {
        if (result.status === "rejected") throw result.reason;
        outcomes.push(result.value);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  console.log(`\n${formatSummary(outcomes)}\n${formatDuration(performance.now() - started)} in all`);
  const { passed, failed } = total(outcomes);
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
});
