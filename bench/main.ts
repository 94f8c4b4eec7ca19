/**
 * `npm run bench`: measures sizes, load times, building, synthesis, and what each operation uses of DynamoDB, and writes
 * docs/benchmarks.md. `--no-deploy` measures what needs no deployed stack, prints it, and leaves the document as it is. `--only` with a
 * text measures the operations' calls whose line in the document contains it, and prints them. `--growth` with numbers of entries measures
 * what calls cost with so many, `--reports` what reports cost with so many beside them, `--invoices` what making invoices costs, `--conflicts` how requests that write the same items come through; each replaces its chapter alone.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { startTestStack, type TestStack } from "../local/test-stack.js";
import { OperatorError, runCommandLine } from "../tools/command-line.js";
import { allOperations } from "../tools/openapi-document.js";
import { root } from "../tools/paths.js";
import { step } from "../tools/progress.js";
import type { BenchCase } from "./cases/case.js";
import { benchCases, unmeasured } from "./cases.js";
import { measureConflicts } from "./conflicts.js";
import { chapterOf, withChapter } from "./document.js";
import { measureDocuments } from "./documents.js";
import { measureGrowth } from "./growth.js";
import { measureInvoices } from "./invoices.js";
import { measureLoadTimes } from "./load.js";
import { measureOperations } from "./operations.js";
import {
  conflictsChapter,
  conflictsHeading,
  growthChapter,
  growthHeading,
  invoicesChapter,
  invoicesHeading,
  loadChapter,
  loopHeading,
  machineChapter,
  operationsChapter,
  reportsChapter,
  reportsHeading,
  sizesChapter,
  timesChapter,
} from "./report.js";
import { measureReports } from "./reports.js";
import { measureBuild, measureSynthesis } from "./times.js";

const documentFile = join(root, "docs", "benchmarks.md");

/** What is to be measured. */
type Wanted =
  | { readonly kind: "all" | "without deployment" | "conflicts" }
  | { readonly kind: "only"; readonly cases: readonly BenchCase[] }
  | { readonly kind: "growth" | "reports" | "invoices"; readonly sizes: readonly number[] };

const usage =
  "npm run bench [-- --no-deploy | --only approveTimeEntries | --conflicts | --growth 1000,10000,100000 | --reports 1000,10000,100000 | --invoices 1000,100000]";

/** @throws {OperatorError} naming what is wrong */
function parseArguments(args: readonly string[]): Wanted {
  const [option, value, ...others] = args;
  const problems: string[] = [];
  let wanted: Wanted = { kind: "all" };
  if (option === "--no-deploy" && value === undefined) wanted = { kind: "without deployment" };
  else if (option === "--conflicts" && value === undefined) wanted = { kind: "conflicts" };
  else if (option === "--only") {
    const text = value ?? "";
    const cases = benchCases.filter(({ operation, title }) => `${operation.id}: ${title}`.includes(text));
    if (others.length > 0 || text === "" || cases.length === 0)
      problems.push(`no call contains ${JSON.stringify(args.slice(1).join(" "))}`);
    wanted = { kind: "only", cases };
  } else if (option === "--growth" || option === "--reports" || option === "--invoices") {
    const sizes = (value ?? "").split(",").map(Number);
    const ascending = sizes.every((size, index) => index === 0 || size > Number(sizes[index - 1]));
    if (others.length > 0 || !ascending || !sizes.every((size) => Number.isInteger(size) && size > 0))
      problems.push(`${JSON.stringify(args.slice(1).join(" "))} are no ascending numbers of entries`);
    wanted = { kind: option.slice("--".length) as "growth" | "reports" | "invoices", sizes };
  } else if (option !== undefined) problems.push(`${JSON.stringify(args.join(" "))} is no option`);
  if (wanted.kind !== "without deployment" && process.env.AWS_ENDPOINT_URL !== undefined) {
    problems.push(
      `AWS_ENDPOINT_URL is ${JSON.stringify(process.env.AWS_ENDPOINT_URL)}, but lists are measured in an empty cloud of their own: unset it`,
    );
  }
  if (problems.length > 0) throw new OperatorError(`${problems.join("; ")}.\nUsage: ${usage}`);
  return wanted;
}

/** @throws {OperatorError} naming operations that have no case */
async function requireCases(): Promise<void> {
  const missing = unmeasured(await allOperations());
  if (missing.length === 0) return;
  throw new OperatorError(`No call is described of ${missing.join(", ")}: add a case of each in bench/cases/.`);
}

/** Deploys a stack whose functions are a test build, as a whole. */
async function deployStack(note: (text: string) => void): Promise<TestStack> {
  const stack = await startTestStack({ faultPoints: true, note });
  try {
    await stack.finished;
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

/** Measures against a deployed stack, and ends it. */
async function measureStack(cases: readonly BenchCase[], signal: AbortSignal) {
  const stack = await step("Deploying a stack", deployStack);
  try {
    signal.throwIfAborted();
    return await step("Calling the operations", (note) => measureOperations(stack, cases, { signal, note }));
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
  const operations = deploys ? await measureStack(benchCases, signal) : undefined;
  return [
    machineChapter({ functionsNode: load.node, busy }),
    sizesChapter(built.build),
    loadChapter(load),
    ...(operations === undefined ? [] : [operationsChapter(operations)]),
    timesChapter({ build: built.median, synthesis }),
  ].join("\n");
}

/** Measures one chapter against a stack of its own, and puts it into the document. */
async function measureChapter(
  title: string,
  measure: (stack: TestStack, options: { signal: AbortSignal; note: (text: string) => void }) => Promise<string>,
  signal: AbortSignal,
): Promise<string> {
  const stack = await step("Deploying a stack", deployStack);
  try {
    signal.throwIfAborted();
    const chapter = await step(title, (note) => measure(stack, { signal, note }));
    return withChapter(readFileSync(documentFile, "utf8"), chapter);
  } finally {
    await stack.stop();
  }
}

/** The document with what is measured anew. */
function measured(wanted: Wanted, signal: AbortSignal): Promise<string> {
  switch (wanted.kind) {
    case "growth":
      return measureChapter(
        "Recording time",
        async (stack, options) => growthChapter(await measureGrowth(stack, wanted.sizes, options)),
        signal,
      );
    case "reports":
      return measureChapter(
        "Reading reports",
        async (stack, options) => {
          const documents = await measureDocuments(signal);
          return reportsChapter(await measureReports(stack, wanted.sizes, options), wanted.sizes, documents);
        },
        signal,
      );
    case "invoices":
      return measureChapter(
        "Making invoices",
        async (stack, options) => invoicesChapter(await measureInvoices(stack, wanted.sizes, options), wanted.sizes),
        signal,
      );
    case "conflicts":
      return measureChapter(
        "Sending requests at once",
        async (stack, options) => conflictsChapter(await measureConflicts(stack, options)),
        signal,
      );
    default:
      return measureAll(wanted.kind === "all", signal);
  }
}

/** Measures all else. Chapters that are measured by themselves stay. */
async function measureAll(deploys: boolean, signal: AbortSignal): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "aerotage-bench-"));
  try {
    const document = await measure(deploys, folder, signal);
    const earlier = readFileSync(documentFile, "utf8");
    const kept = [growthHeading, reportsHeading, invoicesHeading, conflictsHeading, loopHeading].flatMap(
      (heading) => chapterOf(earlier, heading) ?? [],
    );
    return kept.reduce(withChapter, document);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await runCommandLine(async (signal) => {
  const wanted = parseArguments(process.argv.slice(2));
  if (wanted.kind === "all") await requireCases();
  if (wanted.kind === "only") {
    console.log(`\n${operationsChapter(await measureStack(wanted.cases, signal))}`);
    return;
  }
  try {
    const document = await measured(wanted, signal);
    const written = wanted.kind !== "without deployment";
    if (written) writeFileSync(documentFile, document);
    console.log(`\n${document}${written ? "\nWritten to docs/benchmarks.md." : ""}`);
  } catch (error) {
    // The stack and the programs each end with a reason of their own; the interruption is what is told.
    signal.throwIfAborted();
    throw error;
  }
});
