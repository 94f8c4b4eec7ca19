/**
 * `npm run bench:loop [-- --before <commit>] [--rounds 3]`: measures what a developer waits for, in fresh clones of this checkout's last
 * commit, and puts the chapter into docs/benchmarks.md. With `--before` an older commit is measured once in the same run. Takes 15 minutes
 * per round; nothing else should run on the machine.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { OperatorError, runCommandLine } from "../tools/command-line.js";
import { run } from "../tools/commands.js";
import { root } from "../tools/paths.js";
import { endProcesses, identify } from "../tools/processes.js";
import { step } from "../tools/progress.js";
import { addService } from "./added-service.js";
import { withChapter } from "./document.js";
import { type LoopTimes, loopChapter } from "./report.js";

const documentFile = join(root, "docs", "benchmarks.md");
const added = { functions: 30, routes: 40 } as const;
const usage = "npm run bench:loop [-- --before <commit>] [--rounds <number>]";

/** The environment of somebody who has just cloned: no target, no settings of this process. */
function environment(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AEROTAGE|AWS|npm)_|^NODE_OPTIONS$/.test(name)),
  );
}

/** A clone of a commit in an empty folder. */
class Clone {
  readonly folder: string;
  readonly #signal: AbortSignal;

  private constructor(folder: string, signal: AbortSignal) {
    this.folder = folder;
    this.#signal = signal;
  }

  static async of(commit: string, signal: AbortSignal): Promise<Clone> {
    const clone = new Clone(mkdtempSync(join(tmpdir(), "aerotage-loop-")), signal);
    await clone.run("git", "clone", "--quiet", root, clone.folder);
    await clone.run("git", "checkout", "--quiet", commit);
    return clone;
  }

  /** Runs a program in the clone, and returns its milliseconds. */
  async run(program: string, ...args: string[]): Promise<number> {
    const started = performance.now();
    await run(program, args, { cwd: this.folder, environment: environment(), signal: this.#signal });
    return performance.now() - started;
  }

  edit(file: string, change: (text: string) => string): void {
    const path = join(this.folder, file);
    const before = readFileSync(path, "utf8");
    const after = change(before);
    if (before === after) throw new Error(`${file} is not as this benchmark expects it.`);
    writeFileSync(path, after);
  }

  /** Milliseconds from a changed handler to the line that says that it is live. */
  async untilLive(): Promise<number> {
    const child = spawn("npm", ["run", "dev"], {
      cwd: this.folder,
      env: environment(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const own = child.pid === undefined ? undefined : identify(child.pid);
    const lines = createInterface({ input: child.stdout });
    try {
      let changed = 0;
      for await (const line of lines) {
        this.#signal.throwIfAborted();
        if (line.startsWith("Watching ")) {
          changed = performance.now();
          this.edit("services/clients/src/functions/get.ts", (text) => `${text}\nconsole.debug("changed");\n`);
        } else if (line.includes("live: clients-get")) return performance.now() - changed;
        else if (line.includes("not live")) throw new Error(line);
      }
      throw new Error("npm run dev has ended.");
    } finally {
      lines.close();
      if (own !== undefined) await endProcesses([own], { signal: "SIGTERM", graceSeconds: 10 });
    }
  }

  async remove(): Promise<void> {
    if (existsSync(join(this.folder, ".local", "cloud"))) await this.run("npm", "stop");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function inClone<T>(commit: string, signal: AbortSignal, work: (clone: Clone) => Promise<T>): Promise<T> {
  const clone = await Clone.of(commit, signal);
  try {
    return await work(clone);
  } finally {
    await clone.remove();
  }
}

/** One round: a cloud in one clone, the tests in another. */
async function measureRound(commit: string, signal: AbortSignal): Promise<LoopTimes> {
  const cloud = await inClone(commit, signal, async (clone) => {
    const firstStart = await step("First start", () => clone.run("npm", "start"));
    await clone.run("npm", "stop");
    const secondStart = await step("Second start", () => clone.run("npm", "start"));
    clone.edit("services/clients/src/contract.ts", (text) =>
      text.replace("vatId: z.optional(text(1, 30))", "vatId: z.optional(text(1, 31))"),
    );
    const contract = await step("A changed contract", () => clone.run("npm", "start"));
    await clone.run("npm", "run", "new-endpoint", "--", "clients", "touch", "POST", "/clients/{id}/touch");
    const endpoint = await step("A new endpoint", () => clone.run("npm", "start"));
    const live = await step("A changed function", () => clone.untilLive());
    return { firstStart, secondStart, contract, endpoint, live };
  });
  const tests = await inClone(commit, signal, async (clone) => {
    const test = await step("npm test", () => clone.run("npm", "test"));
    const check = await step("npm run check", () => clone.run("npm", "run", "check"));
    return { test, check };
  });
  return { ...cloud, ...tests };
}

/** The first start with a generated service. */
async function measureLarger(commit: string, signal: AbortSignal): Promise<number> {
  return await inClone(commit, signal, async (clone) => {
    addService(clone.folder, added);
    await clone.run("npm", "install", "--package-lock-only", "--no-audit", "--no-fund");
    return await step(`First start with ${added.functions} functions and ${added.routes} routes more`, () =>
      clone.run("npm", "start"),
    );
  });
}

await runCommandLine(async (signal) => {
  const { values } = parseArgs({ options: { before: { type: "string" }, rounds: { type: "string", default: "3" } } });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new OperatorError(`--rounds is ${values.rounds}. Usage: ${usage}`);
  const { before: commit } = values;
  const before =
    commit === undefined ? undefined : await step(`One round at ${commit}`, () => measureRound(commit, signal));
  const after: LoopTimes[] = [];
  const larger: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    after.push(await step(`Round ${round + 1} of ${rounds}`, () => measureRound("HEAD", signal)));
    larger.push(await measureLarger("HEAD", signal));
  }
  const chapter = loopChapter({ after, larger, added, before: before && { commit: commit ?? "", times: before } });
  writeFileSync(documentFile, withChapter(readFileSync(documentFile, "utf8"), chapter));
  console.log(`\n${chapter}\nWritten to docs/benchmarks.md.`);
});
