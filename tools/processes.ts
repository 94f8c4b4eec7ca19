/** Processes of this machine: recognizing, listing and ending those that we started. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that is recognized later, although the system uses process ids again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the system tells it: only good for comparing. */
  readonly startedAt: string;
}

interface ProcessEntry extends ProcessIdentity {
  readonly parentPid: number;
  readonly groupId: number;
  readonly command: string;
}

const pollMilliseconds = 50;

/** Parses a line of Linux' `/proc/<pid>/stat`; undefined for a process that has ended and only waits to be collected. */
export function parseStat(stat: string): ProcessEntry | undefined {
  // The command stands in parentheses and may itself contain spaces and parentheses.
  const open = stat.indexOf("(");
  const close = stat.lastIndexOf(")");
  const fields = stat.slice(close + 2).split(" ");
  const [state, parentPid, groupId] = fields;
  const startedAt = fields[19];
  if (open < 0 || startedAt === undefined || state === "Z" || state === "X") return undefined;
  return {
    pid: Number(stat.slice(0, open)),
    parentPid: Number(parentPid),
    groupId: Number(groupId),
    startedAt,
    command: stat.slice(open + 1, close),
  };
}

/** Parses a line of `ps -A -o pid=,ppid=,pgid=,stat=,lstart=,comm=`. */
export function parsePs(line: string): ProcessEntry | undefined {
  const [pid, parentPid, groupId, state, ...rest] = line.trim().split(/\s+/);
  if (rest.length < 6 || state?.startsWith("Z")) return undefined;
  return {
    pid: Number(pid),
    parentPid: Number(parentPid),
    groupId: Number(groupId),
    startedAt: rest.slice(0, 5).join(" "),
    command: rest.slice(5).join(" "),
  };
}

function readStat(pid: number | string): ProcessEntry | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined; // It ended while we looked.
  }
}

function processTable(): ProcessEntry[] {
  const entries = existsSync("/proc/self/stat")
    ? readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map(readStat)
    : execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat=,lstart=,comm="], { encoding: "utf8" })
        .split("\n")
        .map(parsePs);
  return entries.filter((entry) => entry !== undefined);
}

function find(pid: number): ProcessEntry | undefined {
  if (existsSync("/proc/self/stat")) return readStat(pid);
  return processTable().find((entry) => entry.pid === pid);
}

/** The identity of a living process. */
export function identify(pid: number): ProcessIdentity | undefined {
  const entry = find(pid);
  return entry && { pid: entry.pid, startedAt: entry.startedAt };
}

/** True while the process lives; false if its id now belongs to another one. */
export function isRunning(identity: ProcessIdentity): boolean {
  return find(identity.pid)?.startedAt === identity.startedAt;
}

/** A process, if it lives, and its living descendants. */
export function processTree(pid: number): (ProcessIdentity & { readonly command: string })[] {
  const table = processTable();
  const found = table.filter((entry) => entry.pid === pid);
  const parents = new Set([pid]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const entry of table) {
      if (parents.has(entry.pid) || !parents.has(entry.parentPid)) continue;
      parents.add(entry.pid);
      found.push(entry);
      grown = true;
    }
  }
  return found;
}

/** The living members of a process group. */
function groupMembers(groupId: number): ProcessEntry[] {
  return processTable().filter((entry) => entry.groupId === groupId);
}

/**
 * The living members of the group that a process leads or has led. Empty if its id belongs to another process by now: no process gets
 * the id of a group that still has members, so this group has none.
 */
export function groupOf(leader: ProcessIdentity): (ProcessIdentity & { readonly command: string })[] {
  return isRunning(leader) || identify(leader.pid) === undefined ? groupMembers(leader.pid) : [];
}

/** Sends a signal to a process if it still is the one that was meant. */
export function sendSignal(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Waits for processes to end; false if some still live after the time. */
export async function waitForExit(processes: readonly ProcessIdentity[], timeoutSeconds: number): Promise<boolean> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  while (processes.some(isRunning)) {
    if (Date.now() > deadline) return false;
    await sleep(pollMilliseconds);
  }
  return true;
}

/** Ends processes: asks first, and after the time makes them. Returns false if they had to be made. */
export async function endProcesses(
  processes: readonly ProcessIdentity[],
  options: { readonly signal?: NodeJS.Signals; readonly graceSeconds: number },
): Promise<boolean> {
  for (const each of processes) sendSignal(each, options.signal ?? "SIGTERM");
  if (await waitForExit(processes, options.graceSeconds)) return true;
  for (const each of processes) sendSignal(each, "SIGKILL");
  await waitForExit(processes, options.graceSeconds);
  return false;
}
