/**
 * The system under test: bootstrap and environment `local`, deployed for real to an emulator of its own, or to the endpoint that
 * AWS_ENDPOINT_URL names (LocalStack, or a MiniStack that runs already).
 */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuildManifest, buildFunctions, productPackages, type ServicePackage } from "../tools/build.js";
import { InterruptedError } from "../tools/command-line.js";
import { type ApiOutputs, type DeployedOutputs, deploy, forgetDeployment } from "../tools/deployment/emulator.js";
import type { Target } from "../tools/deployment/target.js";
import { localDirectory } from "../tools/paths.js";
import { formatDuration } from "../tools/progress.js";
import { createTables, pumpStreams, streamFunctions } from "./dynamodb-engine.js";
import { killEmulator, startEmulator } from "./emulator.js";
import { findFreePort } from "./ports.js";

export interface TestStackOptions {
  /** The command that synthesizes. @default the app of cdktf.json */
  readonly app?: string;
  /** What to build. @default the product's services */
  readonly packages?: readonly ServicePackage[];
  /** True builds functions in which requests can ask for faults. @default false */
  readonly faultPoints?: boolean;
  /** The endpoint of another implementation of DynamoDB, which then has the functions' tables. @default the emulator's own */
  readonly tablesEndpoint?: string | undefined;
  /** Told of progress. @default console.log */
  readonly note?: (text: string) => void;
}

export interface TestStack {
  readonly endpoint: string;
  readonly outputs: ApiOutputs;
  /** Fulfilled when all stacks are deployed; until then there are no events, files, schedules and alarms. @throws as `Deployment.finished` */
  readonly finished: Promise<DeployedOutputs>;
  /** Where the synthesized stacks lie: for a second plan. */
  readonly target: Target & { readonly endpoint: string };
  /** What is deployed, and where its zips lie. */
  readonly build: BuildManifest;
  readonly buildDirectory: string;
  /** Ends everything that was started. */
  stop(): Promise<void>;
}

const interruptions = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Starts a stack for tests, and returns as soon as its API answers; `finished` waits for the rest. Nothing of it outlives this process, not even if that is interrupted; `stop` or not.
 * At a foreign endpoint the stacks stay, and the next run brings them up to date.
 */
export async function startTestStack(options: TestStackOptions = {}): Promise<TestStack> {
  const { app, packages = productPackages(), faultPoints = false, tablesEndpoint, note = console.log } = options;
  const foreign = process.env.AWS_ENDPOINT_URL;
  const folder =
    foreign === undefined
      ? mkdtempSync(join(tmpdir(), "aerotage-test-"))
      : join(localDirectory, `endpoint-${createHash("sha256").update(foreign).digest("hex").slice(0, 12)}`);
  mkdirSync(folder, { recursive: true });

  const controller = new AbortController();
  const { signal } = controller;
  const end = () => {
    if (foreign !== undefined) return;
    killEmulator(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const handlers = interruptions.map((name) => [name, () => controller.abort(new InterruptedError(name))] as const);
  for (const [name, handler] of handlers) process.on(name, handler);
  process.on("exit", end);
  const release = () => {
    for (const [name, handler] of handlers) process.off(name, handler);
    process.off("exit", end);
    end();
  };
  try {
    const buildDirectory = join(folder, "build");
    const [built, emulating] = await Promise.allSettled([
      buildFunctions({ packages, directory: buildDirectory, faultPoints }),
      foreign ??
        startEmulator({
          stateDirectory: folder,
          port: await findFreePort(),
          recordApiCalls: true,
          tablesEndpoint,
          signal,
          note,
        }).then((emulator) => emulator.endpoint),
    ]);
    // Only now: an emulator that was still starting when the build failed would outlive this process.
    if (built.status === "rejected") throw built.reason;
    if (emulating.status === "rejected") throw emulating.reason;
    const [build, endpoint] = [built.value, emulating.value];
    if (tablesEndpoint !== undefined) await createTables(tablesEndpoint);
    const target = {
      environment: "local",
      endpoint,
      outputDirectory: join(folder, "cdktf.out"),
      stateDirectory: join(folder, "terraform"),
      ...(app !== undefined && { app }),
      variables: { AEROTAGE_BUILD_DIR: buildDirectory },
    };
    // A foreign endpoint may have been emptied since; Terraform finds out what is still there.
    forgetDeployment(target);
    const started = performance.now();
    const { api, finished } = await deploy(target, { build, buildDirectory, signal, note });
    // Of a failure `finished` says more.
    const outputs = await api.catch(async (error: unknown) => {
      await finished;
      throw error;
    });
    if (tablesEndpoint !== undefined) handChanges(tablesEndpoint, endpoint, packages, { finished, signal });
    finished.then(
      () => note(`deployed to ${endpoint} in ${formatDuration(performance.now() - started)}`),
      () => undefined,
    );
    const stop = async () => {
      controller.abort(new InterruptedError("SIGTERM"));
      await finished.catch(() => undefined);
      release();
    };
    return { endpoint, outputs, finished, target, build, buildDirectory, stop };
  } catch (error) {
    release();
    throw error;
  }
}

/** Hands the changes of the tables of another implementation of DynamoDB to the functions, until the stack ends. */
function handChanges(
  engine: string,
  endpoint: string,
  packages: readonly ServicePackage[],
  { finished, signal }: { readonly finished: Promise<unknown>; readonly signal: AbortSignal },
): void {
  const functions = streamFunctions(packages.map(({ manifest }) => manifest));
  finished
    .then(() => pumpStreams(engine, endpoint, functions, signal))
    .catch((error: unknown) => {
      if (signal.aborted) return;
      console.error("The changes of the tables are handed to the functions no more:", error);
      process.exitCode = 1;
    });
}
