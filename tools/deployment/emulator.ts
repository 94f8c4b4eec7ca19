/**
 * The deployment of an account's bootstrap and an environment to an emulator. A record of each stack's last deployment spares the
 * stacks that did not change.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { loadEnvironment } from "../../environments/registry.js";
import { artifactsBucketName } from "../../stacks/product.js";
import type { BuildManifest } from "../build.js";
import { replaceFile } from "../files.js";
import { formatDuration } from "../progress.js";
import { uploadArtifacts, waitForBucket } from "./artifacts.js";
import { emulatorClient } from "./emulator-clients.js";
import { applyProgress } from "./output.js";
import { workInOrder } from "./stack-order.js";
import { type Stack, stacksFolder, synthesize } from "./synthesis.js";
import type { Target } from "./target.js";
import { type Abandoned, type Outputs, openTerraform, type SettleOptions, settleAbandoned } from "./terraform.js";

export type EmulatorTarget = Target & { readonly endpoint: string };

/** The addresses and ids of a deployed API. */
export interface ApiOutputs {
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  readonly apiId: string;
  readonly apiUrl: string;
}

/** The addresses and ids of a deployed environment. */
export interface DeployedOutputs extends ApiOutputs {
  readonly artifactsBucket: string;
  readonly eventsTopicArn: string;
  readonly mailEventsTopicArn: string;
}

const apiOutputNames = ["userPoolId", "userPoolClientId", "apiId", "apiUrl"] as const;
const outputNames = [...apiOutputNames, "artifactsBucket", "eventsTopicArn", "mailEventsTopicArn"] as const;
/** The parts whose deployment makes the API answer: the other stacks add events, files, schedules and alarms. */
const apiParts = ["auth", "api"] as const;

export interface DeployOptions {
  readonly build: BuildManifest;
  readonly buildDirectory: string;
  /** Interrupts the deployment. */
  readonly signal?: AbortSignal | undefined;
  /** Ends what finishes its work after an interruption; without it nothing does. The first deployment to a target never does. */
  readonly force?: AbortSignal | undefined;
  readonly note?: (text: string) => void;
}

/** A deployment that is under way. */
export interface Deployment {
  /** Fulfilled as soon as the API answers requests; other stacks may still be at work. */
  readonly api: Promise<ApiOutputs>;
  /** Fulfilled when all stacks are deployed. @throws {OperatorError} with the failures of all stacks, when none is at work any more */
  readonly finished: Promise<DeployedOutputs>;
}

const recordSchema = z.record(z.string(), z.object({ hash: z.string(), outputs: z.record(z.string(), z.string()) }));
/** The last deployment of each stack, by name. */
type DeploymentRecord = z.output<typeof recordSchema>;

function recordFile(target: Target): string {
  return join(target.outputDirectory, "deployed.json");
}

function readRecord(target: Target): DeploymentRecord {
  const file = recordFile(target);
  return existsSync(file) ? recordSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : {};
}

function writeRecord(target: Target, record: DeploymentRecord): void {
  replaceFile(recordFile(target), JSON.stringify(record));
}

/** Exists once a deployment was finished. It does not depend on the synthesis, which a killed deployment may have left half done. */
function deployedMark(target: Target): string {
  return join(target.outputDirectory, "deployed");
}

/** True if a deployment to the target was finished at least once. */
export function isDeployed(target: Target): boolean {
  return existsSync(deployedMark(target));
}

/** The outputs of the last deployment of a target. */
export function deployedOutputs(target: Target): DeployedOutputs {
  return requireOutputs(
    Object.values(readRecord(target)).map(({ outputs }) => outputs),
    outputNames,
  );
}

/** Makes the next deployment ask Terraform about every stack. */
export function forgetDeployment(target: Target): void {
  rmSync(recordFile(target), { force: true });
}

/** Ends what a killed deployment to the target has left at work, and tells how it ended. */
export async function settleDeployment(target: Target, options: SettleOptions): Promise<Abandoned> {
  return await settleAbandoned(stacksFolder(target), options);
}

/** Changes with all that a deployment of a stack would apply: the stack itself, and what it reads of its neighbours. */
function stackHash(target: EmulatorTarget, stack: Stack, needed: Readonly<Record<string, Outputs>>): string {
  return createHash("sha256")
    .update(target.endpoint)
    .update(readFileSync(join(stack.folder, "cdk.tf.json")))
    .update(JSON.stringify(needed))
    .digest("hex");
}

function requireOutputs<Name extends string>(
  outputs: readonly Outputs[],
  names: readonly Name[],
): Record<Name, string> {
  const merged: Outputs = Object.assign({}, ...outputs);
  const missing = names.filter((name) => !merged[name]);
  if (missing.length > 0)
    throw new Error(`The stacks do not output ${missing.join(", ")}; they output ${Object.keys(merged).join(", ")}.`);
  return Object.fromEntries(names.map((name) => [name, merged[name]])) as Record<Name, string>;
}

/**
 * Starts the deployment of bootstrap and environment to an emulator, after their synthesis. A failure of one stack interrupts the
 * others.
 *
 * Nothing waits for bootstrap as a whole: its buckets wait for a minute, and the functions need no more of it than the bucket with
 * their zips.
 */
export async function deploy(target: EmulatorTarget, options: DeployOptions): Promise<Deployment> {
  const { build, buildDirectory, note = console.log } = options;
  const controller = new AbortController();
  const signal =
    options.signal === undefined ? controller.signal : AbortSignal.any([options.signal, controller.signal]);
  const { bootstrap, environment } = await synthesize(target, signal);
  await settleDeployment(target, {
    signal,
    onWait: (stack) => note(`waiting for a Terraform still at work on ${stack}`),
  });
  const force = isDeployed(target) ? options.force : undefined;
  const terraform = await openTerraform(target, { signal, force });
  const record = readRecord(target);
  const bucket = artifactsBucketName(loadEnvironment(target.environment).account);

  const upload = async () => {
    const s3 = emulatorClient(target.endpoint);
    await waitForBucket(bucket, { s3, signal });
    const uploaded = await uploadArtifacts(build, { buildDirectory, bucket, s3 });
    note(`${uploaded} of ${Object.keys(build.functions).length} functions uploaded to ${bucket}`);
  };
  const release = async (stack: Stack, needed: Readonly<Record<string, Outputs>>): Promise<Outputs> => {
    const hash = stackHash(target, stack, needed);
    const known = record[stack.name];
    if (known?.hash === hash) return known.outputs;
    const started = performance.now();
    if (stack.part === "api") await upload();
    let result = "nothing to change";
    const progress = applyProgress((text) => {
      if (text.endsWith("so far")) note(`${stack.name}: ${text}`);
      else result = text;
    });
    const outputs = await terraform(stack, progress).deploy();
    note(`${stack.name}: ${result}  ${formatDuration(performance.now() - started)}`);
    record[stack.name] = { hash, outputs };
    writeRecord(target, record);
    return outputs;
  };
  const work = workInOrder([bootstrap, ...environment], async (stack, needed: Readonly<Record<string, Outputs>>) => {
    try {
      return await release(stack, needed);
    } catch (error) {
      controller.abort(error);
      throw error;
    }
  });
  const partOf = (part: string) => environment.find((stack) => stack.part === part)?.name ?? part;
  const api = Promise.all(apiParts.map((part) => work.result(partOf(part)))).then((outputs) =>
    requireOutputs(outputs, apiOutputNames),
  );
  const finished = work.all.then(
    (outputs) => {
      writeFileSync(deployedMark(target), "");
      return requireOutputs(Object.values(outputs), outputNames);
    },
    (error: unknown) => {
      options.signal?.throwIfAborted();
      throw controller.signal.aborted ? controller.signal.reason : error;
    },
  );
  const tellOfForce = () =>
    note(
      "Terraform finishes the changes that it has begun. Interrupt again to end it now; the next start then begins anew.",
    );
  if (force !== undefined) {
    options.signal?.addEventListener("abort", tellOfForce, { once: true });
    const forget = () => options.signal?.removeEventListener("abort", tellOfForce);
    finished.then(forget, forget);
  }
  // Whoever waits for `finished` alone is told there.
  api.catch(() => undefined);
  finished.catch(() => undefined);
  return { api, finished };
}
