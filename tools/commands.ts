/** Programs that we run, with their output read line by line. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { descendants, endProcesses, identify } from "./processes.js";

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
  /** Called with each line of both its outputs. */
  readonly onLine?: (line: string) => void;
}

const keptLines = 2000;
/** Terraform finishes the calls that are under way and writes its state within this time, when it is asked to. */
const terraformGraceSeconds = 10;
const graceSeconds = 5;

/** Ends a program with all that it has started, Terraform first and gently: it still has to write its state. */
async function endTree(pid: number): Promise<void> {
  const own = identify(pid);
  const tree = descendants(pid);
  const terraform = tree.filter(({ command }) => /^(terraform|tofu)$/.test(command));
  await endProcesses(terraform, { signal: "SIGINT", graceSeconds: terraformGraceSeconds });
  await endProcesses([...(own ? [own] : []), ...tree, ...descendants(pid)], { graceSeconds });
}

/**
 * Runs a program in a process group of its own (so that a terminal's Ctrl-C reaches us alone) and waits for it. Returns its output.
 *
 * @throws {CommandError} if it fails; the signal's reason if that is aborted, after the program and all it started have ended.
 */
export async function run(program: string, args: readonly string[], options: CommandOptions): Promise<string> {
  options.signal?.throwIfAborted();
  const child = spawn(program, args, {
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    env: options.environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      options.onLine?.(line);
    });
  }
  let ending: Promise<void> | undefined;
  const onAbort = () => {
    if (child.pid !== undefined) ending = endTree(child.pid);
  };
  options.signal?.addEventListener("abort", onAbort, { once: true });
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    await ending;
    options.signal?.throwIfAborted();
    if (exitCode !== 0) throw new CommandError([program, ...args].join(" "), exitCode, lines.join("\n"));
    return lines.join("\n");
  } finally {
    options.signal?.removeEventListener("abort", onAbort);
  }
}
