/** The real deployment: synthesis, the bootstrap stack, the functions' zips, the environment's stacks, by the cdktf CLI and Terraform. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { BuildManifest } from "../build.js";
import { OperatorError } from "../command-line.js";
import { CommandError, run } from "../commands.js";
import { root } from "../paths.js";
import { artifactsBucketOf, uploadArtifacts, waitForBucket } from "./artifacts.js";
import { emulatorClient } from "./emulator-clients.js";
import {
  chooseStacks,
  defaultApp,
  type SynthesizedStacks,
  synthesizedNames,
  type Target,
  targetVariables,
} from "./target.js";
import { explainMissingProvider, terraformEnvironment } from "./terraform-mirror.js";

/** What a deployed environment tells of itself. */
export interface DeployedOutputs {
  readonly artifactsBucket: string;
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  readonly apiId: string;
  readonly apiUrl: string;
  readonly eventsTopicArn: string;
}

const outputNames = ["artifactsBucket", "userPoolId", "userPoolClientId", "apiId", "apiUrl", "eventsTopicArn"] as const;

/** Of each stack; up to four are applied at once. With more calls at once the emulator lost an answer, and the retried create collided. */
const terraformParallelism = 10;

export interface DeployOptions {
  readonly build: BuildManifest;
  readonly buildDirectory: string;
  readonly signal?: AbortSignal | undefined;
  readonly note?: (text: string) => void;
}

interface DeployedRecord {
  readonly hash: string;
  readonly outputs: DeployedOutputs;
}

/** The cdktf CLI's program. */
export function cdktfProgram(): string {
  return join(dirname(createRequire(import.meta.url).resolve("cdktf-cli/package.json")), "bundle", "bin", "cdktf.js");
}

/** Runs the app of a target and returns the stacks that it made. */
export async function synthesize(target: Target, signal?: AbortSignal): Promise<SynthesizedStacks> {
  rmSync(join(target.outputDirectory, "manifest.json"), { force: true });
  mkdirSync(target.outputDirectory, { recursive: true });
  if (target.stateDirectory !== undefined) mkdirSync(target.stateDirectory, { recursive: true });
  const variables = targetVariables(target);
  const environment = { ...variables, PATH: `${join(root, "node_modules", ".bin")}:${variables.PATH ?? ""}` };
  try {
    await run("sh", ["-c", target.app ?? defaultApp()], { cwd: root, environment, signal });
  } catch (error) {
    if (error instanceof CommandError) throw new OperatorError(`The stacks could not be synthesized:\n${error.output}`);
    throw error;
  }
  return chooseStacks(synthesizedNames(target.outputDirectory), target.environment);
}

function deployedFile(target: Target): string {
  return join(target.outputDirectory, "deployed.json");
}

/** True if a deployment to the target has ever succeeded. */
export function isDeployed(target: Target): boolean {
  return existsSync(deployedFile(target));
}

/** The outputs of the last deployment to the target that succeeded. */
export function deployedOutputs(target: Target): DeployedOutputs {
  return (JSON.parse(readFileSync(deployedFile(target), "utf8")) as DeployedRecord).outputs;
}

/** Makes the next deployment ask Terraform, whatever the last one did. */
export function forgetDeployment(target: Target): void {
  rmSync(deployedFile(target), { force: true });
}

/** Changes with anything that a deployment would apply. */
function deploymentHash(target: Target, stacks: SynthesizedStacks): string {
  const hash = createHash("sha256").update(target.endpoint ?? "aws");
  for (const stack of [stacks.bootstrap, ...stacks.environment]) {
    hash.update(readFileSync(join(target.outputDirectory, "stacks", stack, "cdk.tf.json")));
  }
  return hash.digest("hex");
}

/** Colours and cursor movements, which the CLI writes with or without a terminal. */
const controlSequences = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, "g");
/** A line of the CLI's output as a log takes it. */
export function withoutControls(line: string): string {
  return line.replace(controlSequences, "");
}

/** Resources between two notes about one stack. */
const notedResources = 50;

/** Lines of a failed command that a person is shown. */
const shownLines = 60;

/** The CLI's output without colours and without its status line, which it repeats with each piece of output. */
export function readableOutput(output: string): string {
  const lines = output.split("\n").map((line) => withoutControls(line).trimEnd());
  const said = lines.filter((line) => line !== "" && !/^\d+ Stacks? deploying /.test(line));
  const error = said.findIndex((line) => /\bError: /.test(line));
  return (error === -1 ? said.slice(-shownLines) : said.slice(error, error + shownLines)).join("\n");
}

/** Passes on what a person wants to see of the CLI's output: each stack's result, and how far a long one is. */
export function terraformProgress(stacks: readonly string[], note: (text: string) => void): (line: string) => void {
  const done = new Map<string, number>();
  // Only the first line of a piece of output names its stack.
  let stack = stacks[0] ?? "";
  return (raw) => {
    const line = withoutControls(raw).trim();
    stack = stacks.find((name) => line.startsWith(`${name} `)) ?? stack;
    if (/: (Creation|Modifications|Destruction) complete after/.test(line)) {
      const count = (done.get(stack) ?? 0) + 1;
      done.set(stack, count);
      if (count % notedResources === 0) note(`${stack}: ${count} resources so far`);
    }
    const result = /(?:Apply|Destroy) complete! Resources: (.*)$/.exec(line);
    if (result !== null) note(`${stack}: ${result[1] ?? ""}`);
  };
}

export interface CdktfOptions {
  /** Further arguments. */
  readonly args?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Called with each line of the CLI's output. */
  readonly onLine: (line: string) => void;
}

/**
 * Runs a command of the cdktf CLI on synthesized stacks, one after another where one needs another, else at once. A mirror has no
 * registry to ask for the checksums of other systems, so none are locked.
 *
 * @throws {OperatorError} with Terraform's own message if it fails
 */
export async function cdktf(
  command: "deploy" | "destroy" | "diff",
  target: Target,
  stacks: readonly string[],
  options: CdktfOptions,
): Promise<void> {
  const environment = targetVariables(target, await terraformEnvironment(options.signal));
  const application = ["--app", target.app ?? defaultApp(), "--output", target.outputDirectory];
  const args = ["--skip-synth", "--skip-provider-lock", "--terraform-parallelism", String(terraformParallelism)];
  if (command !== "diff") args.push("--auto-approve");
  try {
    await run(
      process.execPath,
      [cdktfProgram(), command, ...stacks, ...application, ...args, ...(options.args ?? [])],
      {
        cwd: root,
        environment,
        signal: options.signal,
        onLine: options.onLine,
      },
    );
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new OperatorError(
      explainMissingProvider(error.output) ??
        `\`cdktf ${command}\` failed on ${stacks.join(", ")}:\n${readableOutput(error.output)}`,
    );
  }
}

/** Deploys stacks and returns their outputs merged. */
async function deployStacks(
  target: Target,
  stacks: readonly string[],
  options: { readonly signal?: AbortSignal | undefined; readonly note: (text: string) => void },
): Promise<Record<string, string>> {
  const file = join(target.outputDirectory, `outputs-${stacks[0] ?? ""}.json`);
  const { signal, note } = options;
  await cdktf("deploy", target, stacks, {
    args: ["--outputs-file", file],
    signal,
    onLine: terraformProgress(stacks, note),
  });
  const outputs = JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, string>>;
  return Object.assign({}, ...Object.values(outputs)) as Record<string, string>;
}

function requireOutputs(outputs: Readonly<Record<string, string>>): DeployedOutputs {
  const missing = outputNames.filter((name) => !outputs[name]);
  if (missing.length > 0)
    throw new Error(`The stacks do not output ${missing.join(", ")}; they do ${Object.keys(outputs).join(", ")}.`);
  return Object.fromEntries(outputNames.map((name) => [name, outputs[name]])) as unknown as DeployedOutputs;
}

/**
 * Runs what needs not wait for each other: as soon as one fails, the others are interrupted, and all have ended when this rejects with
 * the first failure.
 */
async function together<T extends readonly unknown[]>(
  signal: AbortSignal | undefined,
  start: (signal: AbortSignal) => { [K in keyof T]: Promise<T[K]> },
): Promise<T> {
  const controller = new AbortController();
  const tasks = start(signal === undefined ? controller.signal : AbortSignal.any([signal, controller.signal]));
  for (const task of tasks) task.catch((error: unknown) => controller.abort(error));
  await Promise.allSettled(tasks);
  signal?.throwIfAborted();
  if (controller.signal.aborted) throw controller.signal.reason;
  return (await Promise.all(tasks)) as unknown as T;
}

/**
 * Deploys bootstrap and the environment of a target on an emulator, and returns the outputs. Does nothing if neither the stacks nor the
 * functions have changed since the last deployment that succeeded.
 *
 * Both wait about a minute for the life cycles of their buckets, so they go side by side: the environment needs no more of bootstrap
 * than its bucket with the functions.
 */
export async function deploy(
  target: Target & { readonly endpoint: string },
  options: DeployOptions,
): Promise<DeployedOutputs> {
  const { build, buildDirectory, note = console.log } = options;
  const stacks = await synthesize(target, options.signal);
  const recordFile = deployedFile(target);
  const hash = deploymentHash(target, stacks);
  if (existsSync(recordFile)) {
    const record = JSON.parse(readFileSync(recordFile, "utf8")) as DeployedRecord;
    if (record.hash === hash) {
      note("unchanged since the last deployment");
      return record.outputs;
    }
  }
  const bucket = artifactsBucketOf(target.outputDirectory, stacks.environment);
  const releaseEnvironment = async (signal: AbortSignal) => {
    const s3 = emulatorClient(target.endpoint);
    await waitForBucket(bucket, { s3, signal });
    const uploaded = await uploadArtifacts(build, { buildDirectory, bucket, s3 });
    note(`${uploaded} of ${Object.keys(build.functions).length} functions uploaded to ${bucket}`);
    return await deployStacks(target, stacks.environment, { signal, note });
  };
  const [bootstrap, environment] = await together<[Record<string, string>, Record<string, string>]>(
    options.signal,
    (signal) => [deployStacks(target, [stacks.bootstrap], { signal, note }), releaseEnvironment(signal)],
  );
  const outputs = requireOutputs({ ...bootstrap, ...environment });
  const record: DeployedRecord = { hash, outputs };
  writeFileSync(recordFile, JSON.stringify(record));
  return outputs;
}
