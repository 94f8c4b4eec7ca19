/**
 * `npm run bench`: measures sizes, load times, building, synthesis and deployment, and what each operation uses of DynamoDB, and writes
 * docs/benchmarks.md. `--no-deploy` measures what needs no deployed stack, prints it, and leaves the document as it is.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { OperatorError, runCommandLine } from "../local/interruption.js";
import { root } from "../local/paths.js";
import { step } from "../local/progress.js";
import { startTestStack } from "../local/test-stack.js";
import { unmeasured } from "./bench-cases.js";
import { measureLoadTimes } from "./bench-load.js";
import { measureOperations } from "./bench-operations.js";
import {
  loadChapter,
  machineChapter,
  operationsChapter,
  sizesChapter,
  type ToolTimes,
  timesChapter,
} from "./bench-report.js";
import { measureBuild, measureRedeployment, measureSynthesis } from "./bench-times.js";
import { allOperations } from "./openapi-document.js";

const documentFile = join(root, "docs", "benchmarks.md");

/** @throws {OperatorError} naming what is wrong */
function parseArguments(args: readonly string[]): { readonly deploys: boolean } {
  const unknown = args.filter((argument) => argument !== "--no-deploy");
  const problems = unknown.map((argument) => `${JSON.stringify(argument)} is no option`);
  const deploys = args.length === 0;
  if (deploys && process.env.AWS_ENDPOINT_URL !== undefined) {
    problems.push(
      `AWS_ENDPOINT_URL is ${JSON.stringify(process.env.AWS_ENDPOINT_URL)}, but lists are measured in an empty cloud of their own: unset it`,
    );
  }
  if (problems.length > 0) throw new OperatorError(`${problems.join("; ")}.\nUsage: npm run bench [-- --no-deploy]`);
  return { deploys };
}

/** @throws {OperatorError} naming operations that have no case */
async function requireCases(): Promise<void> {
  const missing = unmeasured(await allOperations());
  if (missing.length === 0) return;
  throw new OperatorError(`No call is described of ${missing.join(", ")}: add a case of each in scripts/bench-cases/.`);
}

/** Measures against a deployed stack, and ends it. */
async function measureStack(signal: AbortSignal) {
  const stack = await step("Deploying a stack", (note) => startTestStack({ faultPoints: true, note }));
  try {
    signal.throwIfAborted();
    const { planned, recorded } = await step("Deploying it again", (note) =>
      measureRedeployment(stack, { signal, note }),
    );
    const operations = await step("Calling the operations", (note) => measureOperations(stack, { signal, note }));
    return { deploy: { first: stack.deployMilliseconds, planned, recorded }, operations };
  } finally {
    await stack.stop();
  }
}

/** Measures everything and returns the document. */
async function measure(deploys: boolean, folder: string, signal: AbortSignal): Promise<string> {
  const [busy = 0] = loadavg();
  const buildDirectory = join(folder, "build");
  const built = await step("Building the functions", () => measureBuild(buildDirectory, signal));
  const load = await step("Loading the functions", () =>
    measureLoadTimes(built.build, { buildDirectory, folder: join(folder, "load"), signal }),
  );
  const outputDirectory = join(folder, "cdktf.out");
  const synthesis = await step("Synthesizing all environments", () =>
    measureSynthesis({ buildDirectory, outputDirectory, signal }),
  );
  const stack = deploys ? await measureStack(signal) : undefined;
  const times: ToolTimes = { build: built.median, synthesis, deploy: stack?.deploy };
  return [
    machineChapter({ functionsNode: load.node, busy }),
    sizesChapter(built.build),
    loadChapter(load),
    ...(stack === undefined ? [] : [operationsChapter(stack.operations)]),
    timesChapter(times),
  ].join("\n");
}

await runCommandLine(async (signal) => {
  const { deploys } = parseArguments(process.argv.slice(2));
  if (deploys) await requireCases();
  const folder = mkdtempSync(join(tmpdir(), "aerotage-bench-"));
  try {
    const document = await measure(deploys, folder, signal);
    if (deploys) {
      writeFileSync(documentFile, document);
      console.log(`\n${document}\nWritten to docs/benchmarks.md.`);
    } else {
      console.log(`\n${document}`);
    }
  } catch (error) {
    // The stack and the programs each end with a reason of their own; the interruption is what is told.
    signal.throwIfAborted();
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
