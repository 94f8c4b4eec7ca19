/** The process that serves the API's reference and the mailbox beside the local cloud. */
import { spawn } from "node:child_process";
import { existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "../tools/command-line.js";
import { replaceFile } from "../tools/files.js";
import { ensurePackageFile, type PackageFile } from "../tools/package-file.js";
import { root } from "../tools/paths.js";
import { endProcesses, identify, isRunning, type ProcessIdentity } from "../tools/processes.js";
import { findFreePort, host, isFree } from "./ports.js";

interface PagesRecord extends ProcessIdentity {
  readonly port: number;
  readonly endpoint: string;
  readonly apiUrl: string;
}

/** The page that shows the API's description: one script, of a package with hundreds of dependencies that it has bundled. */
const scalar: PackageFile = {
  name: "@scalar/api-reference",
  version: "1.46.4",
  integrity: "sha512-EpCcOG15Ry8DKNs/f5AdRA97s1B5kGPekzANpnK0j1IpyU4Sb/mfdyfB00WC+vUo7hfc4BFRSkkiPa5SSM7fng==",
  path: "dist/browser/standalone.js",
};

const startSeconds = 20;
const stopSeconds = 5;

function recordFile(stateDirectory: string): string {
  return join(stateDirectory, "pages.json");
}

function readRecord(stateDirectory: string): PagesRecord | undefined {
  const file = recordFile(stateDirectory);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as PagesRecord) : undefined;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/openapi.yaml`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false; // Not listening yet.
  }
}

/** The file with the script of the reference page; fetched the first time. */
export function ensureReferenceScript(signal?: AbortSignal): Promise<string> {
  return ensurePackageFile(scalar, signal);
}

/** Starts the pages, on the port that they had before if it is free, and returns their address. */
export async function startPages(
  stateDirectory: string,
  options: { endpoint: string; apiUrl: string; signal?: AbortSignal },
): Promise<string> {
  const { endpoint, apiUrl, signal } = options;
  const earlier = readRecord(stateDirectory);
  if (earlier && isRunning(earlier)) {
    if (earlier.endpoint === endpoint && earlier.apiUrl === apiUrl) return `http://${host}:${earlier.port}`;
    await stopPages(stateDirectory);
  }
  const script = await ensureReferenceScript(signal);
  const port = earlier && (await isFree(earlier.port)) ? earlier.port : await findFreePort();
  const logFile = join(stateDirectory, "pages.log");
  const log = openSync(logFile, "w");
  const child = spawn(
    process.execPath,
    // Not by the launcher: that ends with its parent, and this goes on.
    ["--import", "tsx", join(root, "local", "reference-server.ts"), String(port), endpoint, apiUrl, script],
    { cwd: root, detached: true, stdio: ["ignore", log, log] },
  );
  const spawnError = new Promise<never>((_, reject) => child.once("error", reject));
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity === undefined) return await spawnError;
  const record: PagesRecord = { ...identity, port, endpoint, apiUrl };
  replaceFile(recordFile(stateDirectory), JSON.stringify(record));
  child.unref();
  const url = `http://${host}:${port}`;
  try {
    const deadline = Date.now() + startSeconds * 1000;
    while (!(await answers(url))) {
      signal?.throwIfAborted();
      if (!isRunning(identity) || Date.now() > deadline) {
        throw new OperatorError(`The reference page did not come up. Its log says:\n${readFileSync(logFile, "utf8")}`);
      }
      await sleep(50);
    }
  } catch (error) {
    await stopPages(stateDirectory);
    throw error;
  }
  return url;
}

/** Stops the pages; their port is remembered. Returns false if they were not running. */
export async function stopPages(stateDirectory: string): Promise<boolean> {
  const record = readRecord(stateDirectory);
  if (record === undefined || !isRunning(record)) return false;
  await endProcesses([record], { graceSeconds: stopSeconds });
  return true;
}
