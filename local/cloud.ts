/** The local cloud of this clone: emulator, deployed environment `local`, demo company, pages. */
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { getHealth } from "@aerotage/platform/contract";
import { ListEmailIdentitiesCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { ApiClient, isSuccess } from "../client/api-client.js";
import { type BuildManifest, buildFunctions, defaultBuildDirectory } from "../tools/build.js";
import { OperatorError } from "../tools/command-line.js";
import {
  type ApiOutputs,
  type DeployedOutputs,
  deploy,
  isDeployed,
  settleDeployment,
} from "../tools/deployment/emulator.js";
import { emulatorClient } from "../tools/deployment/emulator-clients.js";
import { localRegion, type Target } from "../tools/deployment/target.js";
import { terraformEnvironment } from "../tools/deployment/terraform-mirror.js";
import { replaceFile } from "../tools/files.js";
import { withLock } from "../tools/lock.js";
import { localDirectory } from "../tools/paths.js";
import { step } from "../tools/progress.js";
import { type DemoUser, demoPeople } from "./demo-company.js";
import { emulatorStatus, isHealthy, startEmulator, stopEmulator } from "./emulator.js";
import { LiveFunctions } from "./live-functions.js";
import { mailboxUrl } from "./mailbox.js";
import { ensureReferenceScript, startPages, stopPages } from "./pages.js";
import { cloudDirectory, localFile } from "./paths.js";
import { findFreePort, isFree } from "./ports.js";
import { seed } from "./seed.js";

/** What `.local/local.json` tells programs about the running local cloud. */
export interface LocalCloud {
  readonly endpoint: string;
  readonly region: string;
  readonly apiUrl: string;
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  /** All mails as JSON. */
  readonly mailboxUrl: string;
  readonly users: readonly DemoUser[];
  /** The API's reference; `/mails` below it shows the mails. */
  readonly referenceUrl: string;
}

export interface StartOptions {
  /** Begins with an empty cloud. */
  readonly fresh?: boolean;
  /** A free one is taken and kept without it. */
  readonly port?: number | undefined;
  readonly signal: AbortSignal;
  /** Ends what finishes its work after an interruption. */
  readonly force?: AbortSignal | undefined;
}

const portFile = join(localDirectory, "port");
const seededFile = join(cloudDirectory, "seeded.json");
/** Exists while a start is at work, and stays if that was killed, interrupted or failed. */
const unfinishedFile = join(localDirectory, "start-unfinished");
const healthSeconds = 30;
/** One that is busy answers within this time; one that is being stopped refuses at once. */
const emulatorResponseSeconds = 10;

/** The running local cloud, or undefined. */
export function runningCloud(): LocalCloud | undefined {
  if (emulatorStatus(cloudDirectory).state !== "running" || !existsSync(localFile)) return undefined;
  return JSON.parse(readFileSync(localFile, "utf8")) as LocalCloud;
}

/** The deployment of environment `local` to this clone's emulator. */
export function localTarget(endpoint: string): Target & { readonly endpoint: string } {
  return {
    environment: "local",
    endpoint,
    outputDirectory: join(cloudDirectory, "cdktf.out"),
    stateDirectory: join(cloudDirectory, "terraform"),
  };
}

/** Runs a command that changes this clone's cloud; another one waits. */
function exclusively<T>(signal: AbortSignal, action: () => Promise<T>): Promise<T> {
  const onWait = (pid: number | undefined) =>
    console.log(`Waiting for another command of this clone (process ${pid}) …`);
  return withLock(join(localDirectory, "cloud.lock"), { signal, onWait }, action);
}

/** Why a start begins with an empty cloud; undefined if it goes on with what is there. */
function reasonToBeginAnew(options: StartOptions): string | undefined {
  if (options.fresh) return "Beginning anew: what the local cloud held is deleted.";
  if (existsSync(cloudDirectory) && !isDeployed(localTarget("")))
    return "The first deployment was not finished; beginning anew.";
  if (emulatorStatus(cloudDirectory).state === "lost")
    return "The local cloud was killed before it could save (stop it with `npm stop`). What it held is lost; beginning anew.";
  return undefined;
}

/** Ends what a killed start has left at work; lets Terraform finish if the cloud is kept. Returns false if the cloud cannot be kept. */
async function settle(keep: boolean, signal: AbortSignal): Promise<boolean> {
  const onWait = (stack: string) =>
    console.log(`Terraform of a killed command is still at work on ${stack}; waiting for it to finish …`);
  return (await settleDeployment(localTarget(""), { signal, onWait: keep ? onWait : undefined })) !== "state not whole";
}

/** Says how a start begins, and clears what it cannot go on with. Ends what a killed start has left at work. */
async function prepare(options: StartOptions): Promise<void> {
  const before = emulatorStatus(cloudDirectory);
  if (before.state === "running" && !(await isHealthy(before.endpoint, emulatorResponseSeconds))) {
    console.log("The emulator does not answer, or is being stopped: it is started again when it has ended.");
    await stopEmulator(cloudDirectory);
  }
  const status = emulatorStatus(cloudDirectory);
  const known = reasonToBeginAnew(options);
  const isWhole = await settle(known === undefined, options.signal);
  const reason =
    known ??
    (isWhole
      ? undefined
      : "Terraform was ended while it changed the cloud, so its state is not whole; beginning anew.");
  const moves = options.port !== undefined && status.state === "running" && status.port !== options.port;
  if (reason !== undefined) console.log(reason);
  else if (existsSync(cloudDirectory) && existsSync(unfinishedFile))
    console.log(
      `The last start was not finished${existsSync(seededFile) ? "" : ", nor the demo company"}; going on with it.`,
    );
  if (reason === undefined && !moves) return;
  await stopPages(cloudDirectory);
  await stopEmulator(cloudDirectory);
  rmSync(localFile, { force: true });
  if (reason !== undefined) rmSync(cloudDirectory, { recursive: true, force: true });
}

/** The port of this start: the wanted one, the one that was kept, or a free one. */
async function choosePort(wanted: number | undefined): Promise<number> {
  const status = emulatorStatus(cloudDirectory);
  if (status.state === "running" && (wanted === undefined || wanted === status.port)) return status.port;
  if (wanted !== undefined) {
    if (await isFree(wanted)) return wanted;
    throw new OperatorError(
      `Port ${wanted} is busy: another program listens on it. Stop that program, or choose another port with --port.`,
    );
  }
  const kept = existsSync(portFile) ? Number(readFileSync(portFile, "utf8")) : undefined;
  if (kept === undefined) return await findFreePort();
  if (await isFree(kept)) return kept;
  const port = await findFreePort();
  console.log(`Port ${kept}, which this clone had, is now another program's: taking ${port}.`);
  return port;
}

/** Waits for all, also when one fails, so that nothing comes up behind a failure. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}

/** Rejects when the signal is aborted: the work is left alone, and ends with this process. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const waiting = new AbortController();
  try {
    signal.throwIfAborted();
    const aborted = once(signal, "abort", { signal: waiting.signal }).then(() => Promise.reject(signal.reason));
    return await Promise.race([work, aborted]);
  } finally {
    waiting.abort();
  }
}

/** Waits until mails can be sent: the stack with the mail domain is deployed beside the API. */
async function waitForMailDomain(endpoint: string, signal: AbortSignal): Promise<void> {
  const client = new SESv2Client(emulatorClient(endpoint));
  try {
    for (;;) {
      const { EmailIdentities = [] } = await client.send(new ListEmailIdentitiesCommand({}), { abortSignal: signal });
      if (EmailIdentities.length > 0) return;
      await sleep(200, undefined, { signal });
    }
  } finally {
    client.destroy();
  }
}

async function waitForHealth(apiUrl: string, signal: AbortSignal): Promise<void> {
  const client = new ApiClient({ apiUrl, signal });
  const deadline = Date.now() + healthSeconds * 1000;
  for (;;) {
    const { status, text } = await client.send(getHealth);
    if (isSuccess(getHealth, status)) return;
    if (Date.now() > deadline) throw new OperatorError(`${apiUrl}/health returned ${status}: ${text}`);
    await sleep(200, undefined, { signal });
  }
}

/** Seeds once a user pool, and says what came of it. */
async function seedOnce(outputs: ApiOutputs, endpoint: string, apiUrl: string, signal: AbortSignal): Promise<string> {
  const { userPoolId, userPoolClientId } = outputs;
  if (
    existsSync(seededFile) &&
    (JSON.parse(readFileSync(seededFile, "utf8")) as { userPoolId: string }).userPoolId === userPoolId
  )
    return "already there";
  const entries = await seed({ endpoint, apiUrl, userPoolId, userPoolClientId, signal });
  replaceFile(seededFile, JSON.stringify({ userPoolId }));
  return `with ${entries} time entries`;
}

/**
 * Deploys all stacks, and seeds the demo company as soon as the API answers: other stacks still wait for their queues and buckets then.
 * Events of the seed wait in their tables' streams until something listens.
 */
async function deployAndSeed(
  endpoint: string,
  build: BuildManifest,
  { signal, force }: Pick<StartOptions, "signal" | "force">,
): Promise<DeployedOutputs> {
  const controller = new AbortController();
  const either = AbortSignal.any([signal, controller.signal]);
  const options = { build, buildDirectory: defaultBuildDirectory, signal: either, force };
  let seeding: Promise<void> = Promise.resolve();
  const deploying = step("Deploying the stacks", async (note) => {
    const deployment = await deploy(localTarget(endpoint), { ...options, note });
    seeding = deployment.api.then(async (api) => {
      const apiUrl = api.apiUrl.replace(/\/$/, "");
      await waitForHealth(apiUrl, either);
      await waitForMailDomain(endpoint, either);
      await step("Seeding the demo company", async (tell) => tell(await seedOnce(api, endpoint, apiUrl, either)));
    });
    seeding.catch((error: unknown) => controller.abort(error));
    return await deployment.finished;
  });
  deploying.catch((error: unknown) => controller.abort(error));
  await Promise.allSettled([deploying]);
  await Promise.allSettled([seeding]);
  signal.throwIfAborted();
  if (controller.signal.aborted) throw controller.signal.reason;
  return await deploying;
}

/** Puts built functions live that `npm run dev` has replaced: Terraform does not see their code. */
async function releaseOutdated(endpoint: string, bucket: string, build: BuildManifest): Promise<void> {
  const live = new LiveFunctions(endpoint, bucket);
  try {
    const released = await live.release(build);
    if (released.length > 0) console.log(`✓ Functions as they are built now: ${released.join(", ")}`);
  } finally {
    live.close();
  }
}

/** Starts the local cloud, or completes the one that runs. If it fails or is interrupted, it ends what it has started. */
export function startCloud(options: StartOptions): Promise<LocalCloud> {
  const { signal } = options;
  return exclusively(signal, async () => {
    // Before anything is deleted: a busy port must leave all as it is.
    const port = await choosePort(options.port);
    await prepare(options);
    const wasRunning = emulatorStatus(cloudDirectory).state === "running";
    writeFileSync(unfinishedFile, "");
    try {
      await step("Checking Terraform and its provider", () => terraformEnvironment(signal));
      mkdirSync(cloudDirectory, { recursive: true });
      const [build, { endpoint }] = await both(
        both(
          step("Building the functions", () => unlessAborted(buildFunctions(), signal)),
          ensureReferenceScript(signal),
        ).then(([built]) => built),
        step("Starting the emulator of AWS", (note) =>
          startEmulator({ stateDirectory: cloudDirectory, port, signal, note }),
        ),
      );
      replaceFile(portFile, String(port));
      const outputs = await deployAndSeed(endpoint, build, options);
      await releaseOutdated(endpoint, outputs.artifactsBucket, build);
      const apiUrl = outputs.apiUrl.replace(/\/$/, "");
      const referenceUrl = await step("Serving the API's reference", () =>
        startPages(cloudDirectory, { endpoint, apiUrl, signal }),
      );
      const { userPoolId, userPoolClientId } = outputs;
      const users = demoPeople.map(({ email, password, role }) => ({ email, password, role }));
      const cloud: LocalCloud = {
        endpoint,
        region: localRegion,
        apiUrl,
        userPoolId,
        userPoolClientId,
        mailboxUrl: mailboxUrl(endpoint),
        users,
        referenceUrl,
      };
      signal.throwIfAborted();
      replaceFile(localFile, `${JSON.stringify(cloud, undefined, 2)}\n`);
      rmSync(unfinishedFile, { force: true });
      return cloud;
    } catch (error) {
      if (!wasRunning) {
        await stopPages(cloudDirectory);
        await stopEmulator(cloudDirectory);
      }
      throw error;
    }
  });
}

/** Stops the local cloud; what it holds is kept. */
export function stopCloud(signal: AbortSignal): Promise<"saved" | "not running" | "lost"> {
  return exclusively(signal, async () => {
    await settle(isDeployed(localTarget("")) && emulatorStatus(cloudDirectory).state === "running", signal);
    await stopPages(cloudDirectory);
    const result = await stopEmulator(cloudDirectory);
    rmSync(localFile, { force: true });
    return result;
  });
}
