/** A lock between the processes of one clone. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identify, isRunning, type ProcessIdentity } from "./processes.js";

const pollMilliseconds = 200;

function readOwner(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as ProcessIdentity;
  } catch {
    return undefined; // Released while we looked.
  }
}

/** Tries to take the lock; undefined if it was taken, else its owner. */
function take(path: string): ProcessIdentity | "unknown" | undefined {
  mkdirSync(dirname(path), { recursive: true });
  // Written aside and linked: a process that is killed here leaves no lock without an owner.
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, JSON.stringify(identify(process.pid)));
  try {
    linkSync(aside, path);
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
  const owner = readOwner(path);
  if (owner !== undefined && !isRunning(owner)) {
    // Its owner died. Renaming is atomic: only one of several waiting processes removes it.
    try {
      renameSync(path, aside);
      // Another process has removed it and taken the lock since we looked: it gets its lock back.
      if (readOwner(aside)?.pid !== owner.pid) linkSync(aside, path);
      rmSync(aside);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return owner ?? "unknown";
}

/** Runs an action while holding the lock; waits while another living process holds it, and is told once whom it waits for. */
export async function withLock<T>(
  path: string,
  options: { readonly signal?: AbortSignal | undefined; readonly onWait: (pid: number | undefined) => void },
  action: () => Promise<T>,
): Promise<T> {
  let told = false;
  for (let owner = take(path); owner !== undefined; owner = take(path)) {
    if (!told && owner !== "unknown" && isRunning(owner)) {
      options.onWait(owner.pid);
      told = true;
    }
    await sleep(pollMilliseconds, undefined, { signal: options.signal });
  }
  try {
    return await action();
  } finally {
    rmSync(path, { force: true });
  }
}
