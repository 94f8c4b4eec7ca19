/** Programs that we run, with their output read line by line. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { createInterface } from "node:readline";
import { StringDecoder } from "node:string_decoder";
import {
  endProcesses,
  groupOf,
  identify,
  isRunning,
  type ProcessIdentity,
  processTree,
  sendSignal,
} from "./processes.js";

/** A program that failed. */
export class CommandError extends Error {
  readonly exitCode: number | null;
  /** The last lines of its output. */
  readonly output: string;

  constructor(command: string, exitCode: number | null, output: string) {
    super(`${command} ended with ${exitCode === null ? "a signal" : `code ${exitCode}`}:\n${output}`);
    this.name = "CommandError";
    this.exitCode = exitCode;
    this.output = output;
  }
}

export interface CommandOptions {
  readonly cwd?: string;
  /** The whole environment of the program. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  /**
   * When it is aborted, a program that was asked to finish by `signal` is ended. Without it, `signal` ends the program: it gets a few
   * seconds, then it is killed. With it, `signal` only asks the program (by SIGINT), and waits as long as it takes.
   */
  readonly force?: AbortSignal | undefined;
  /**
   * Takes both its outputs. With it the program finishes its work when this process is killed; without it, it ends at its next output,
   * which nobody reads any more.
   */
  readonly logFile?: string;
  /** Called with each line of both its outputs. */
  readonly onLine?: (line: string) => void;
  /** Called with the process of the program once it runs. */
  readonly onStart?: (process: ProcessIdentity) => void;
}

const keptLines = 5000;
/** Terraform finishes the calls that are under way and writes its state within this time, when it is asked to. */
const terraformGraceSeconds = 10;
const graceSeconds = 5;

const followMilliseconds = 100;

const isTerraform = ({ command }: { readonly command: string }) => /^(terraform|tofu)$/.test(command);

/**
 * Ends a program that `run` has started, with all that it has started, Terraform first and gently: it still has to write its state.
 * Also ends what a killed program has left of its group.
 */
export async function endTree(program: ProcessIdentity): Promise<void> {
  const tree = isRunning(program) ? processTree(program.pid) : [];
  await endProcesses(tree.filter(isTerraform), { signal: "SIGINT", graceSeconds: terraformGraceSeconds });
  await endProcesses([...tree, ...groupOf(program)], { graceSeconds });
}

/** Passes on the lines of a file that grows. Returns the function that passes on the rest and ends. */
function followFile(path: string, onLine: (line: string) => void): () => void {
  const file = openSync(path, "r");
  const buffer = Buffer.alloc(65_536);
  const decoder = new StringDecoder("utf8");
  let partial = "";
  const read = () => {
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
      const lines = (partial + decoder.write(buffer.subarray(0, length))).split("\n");
      partial = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    }
  };
  const timer = setInterval(read, followMilliseconds);
  return () => {
    clearInterval(timer);
    read();
    if (partial !== "") onLine(partial);
    closeSync(file);
  };
}

/**
 * Runs a program in a process group of its own (so that a terminal's Ctrl-C reaches us alone) and waits for it. Returns its output.
 *
 * @throws {CommandError} if it fails; the signal's reason if that is aborted, after the program and all it started have ended.
 */
export async function run(program: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { signal, force } = options;
  signal?.throwIfAborted();
  const log = options.logFile === undefined ? undefined : openSync(options.logFile, "w", 0o600);
  const child = spawn(program, args, {
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    env: options.environment,
    stdio: ["ignore", log ?? "pipe", log ?? "pipe"],
    detached: true,
  });
  if (log !== undefined) closeSync(log);
  const lines: string[] = [];
  const onLine = (line: string) => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    options.onLine?.(line);
  };
  const endFollowing = options.logFile === undefined ? undefined : followFile(options.logFile, onLine);
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface({ input: stream }).on("line", onLine);
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity !== undefined) options.onStart?.(identity);
  let ending: Promise<void> | undefined;
  const end = () => {
    if (identity !== undefined) ending = endTree(identity);
  };
  const ask = () => {
    if (identity !== undefined) sendSignal(identity, "SIGINT");
  };
  const onAbort = force === undefined ? end : ask;
  signal?.addEventListener("abort", onAbort, { once: true });
  force?.addEventListener("abort", end, { once: true });
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    }).finally(endFollowing);
    await ending;
    force?.throwIfAborted();
    signal?.throwIfAborted();
    if (exitCode !== 0) throw new CommandError([program, ...args].join(" "), exitCode, lines.join("\n"));
    return lines.join("\n");
  } finally {
    signal?.removeEventListener("abort", onAbort);
    force?.removeEventListener("abort", end);
  }
}
