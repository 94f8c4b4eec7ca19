/**
 * `npm test`: the checks, and all tests beside them (`--checks-only` runs no tests). Checks run side by side. Its last
 * line is `N passed, N failed`: each check counts as one, each test as one.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultBuildDirectory } from "./build.js";
import { OperatorError, runCommandLine } from "./command-line.js";
import { CommandError, run } from "./commands.js";
import { productBuildVariable, root } from "./paths.js";
import { formatDuration } from "./progress.js";
import { formatSummary, type Outcome, readReport, total } from "./test-report.js";

const launcher = [process.execPath, join(root, "tools", "launch.mjs")];
const bin = (name: string) => join(root, "node_modules", ".bin", name);

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

const build: Check = { name: "build within budgets", command: [...launcher, "tools/build.ts"] };

/** What has to hold before tests say anything. */
const checks: readonly Check[] = [
  { name: "format and lint", command: [bin("biome"), "check", "--error-on-warnings"] },
  { name: "types", command: [bin("tsc"), "-p", "."] },
  { name: "layers", command: [...launcher, "tools/layers.ts"] },
  { name: "openapi.yaml is up to date", command: [...launcher, "tools/openapi.ts", "--check"] },
  build,
];

interface Suite {
  readonly name: string;
  /** Patterns of the names of vitest projects. */
  readonly projects: string;
}

/**
 * Suites that follow the checks, one after another: unit tests use the processor while the integration tests' stack waits for AWS's
 * provider, infrastructure tests while the first integration tests run one file at a time.
 */
const suites: readonly Suite[] = [
  { name: "unit", projects: "unit" },
  { name: "infrastructure", projects: "infrastructure" },
];
/** Beside all others: it takes as long as they do together, and more. */
const integration: Suite = { name: "integration", projects: "integration*" };

async function runCheck(check: Check, signal: AbortSignal): Promise<Outcome> {
  const started = performance.now();
  const [program = "", ...args] = check.command;
  const { name } = check;
  try {
    await run(program, args, { cwd: root, environment: process.env, signal });
    const milliseconds = performance.now() - started;
    console.log(`✓ ${name}  ${formatDuration(milliseconds)}`);
    return { name, passed: 1, failed: 0, skipped: 0, failures: [], milliseconds };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const milliseconds = performance.now() - started;
    console.log(`✗ ${name}  ${formatDuration(milliseconds)}\n${error.output}`);
    return { name, passed: 0, failed: 1, skipped: 0, failures: [name], milliseconds };
  }
}

/** Runs a suite; passes its output on line by line, since several run at once. */
async function runSuite(
  { name, projects }: Suite,
  folder: string,
  variables: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Outcome> {
  const started = performance.now();
  const report = join(folder, `${name}.json`);
  const args = ["run", `--project=${projects}`, "--reporter=default", "--reporter=json", `--outputFile=${report}`];
  let succeeded = true;
  try {
    await run(bin("vitest"), args, {
      cwd: root,
      environment: { ...process.env, ...variables, FORCE_COLOR: process.stdout.isTTY ? "1" : "0" },
      signal,
      onLine: (line) => console.log(`[${name}] ${line}`),
    });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    succeeded = false;
  }
  return readReport(name, readIfThere(report), { succeeded, milliseconds: performance.now() - started });
}

/** What all return, in their order. @throws the first error once all have ended: none may outlive this process */
async function sideBySide<T>(running: readonly Promise<T>[]): Promise<T[]> {
  return (await Promise.allSettled(running)).map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Runs the checks and all suites. */
async function runAll(checking: () => Promise<Outcome[]>, signal: AbortSignal): Promise<Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), "aerotage-reports-"));
  const checksAndSuites = async () => {
    const outcomes = await checking();
    const built = outcomes.some(({ name, failed }) => name === build.name && failed === 0);
    const variables = built ? { [productBuildVariable]: defaultBuildDirectory } : {};
    for (const suite of suites) outcomes.push(await runSuite(suite, folder, variables, signal));
    return outcomes;
  };
  try {
    const integrating = runSuite(integration, folder, {}, signal).then((outcome) => [outcome]);
    return (await sideBySide([checksAndSuites(), integrating])).flat();
  } finally {
    rmSync(folder, { recursive: true, force: true });
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
  const checking = () => sideBySide(checks.map((check) => runCheck(check, signal)));
  const outcomes = option === undefined ? await runAll(checking, signal) : await checking();
  console.log(`\n${formatSummary(outcomes, performance.now() - started)}`);
  const { passed, failed } = total(outcomes);
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
});
