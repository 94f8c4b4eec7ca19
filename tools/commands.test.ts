import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { CommandError, endTree, run } from "./commands.js";
import { identify, isRunning, type ProcessIdentity, waitForExit } from "./processes.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "commands-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const environment = process.env;

test("passes on the lines of both outputs, by a pipe and by a log file", async () => {
  const logFile = join(folder, "log");
  for (const options of [{}, { logFile }]) {
    const lines: string[] = [];
    const script = "echo one; sleep 0.3; echo two >&2; printf three";
    const output = await run("sh", ["-c", script], { environment, ...options, onLine: (line) => lines.push(line) });
    expect(lines.sort()).toEqual(["one", "three", "two"]);
    expect(output.split("\n").sort()).toEqual(["one", "three", "two"]);
  }
  expect(readFileSync(logFile, "utf8")).toBe("one\ntwo\nthree");
  await expect(run("sh", ["-c", "echo bad; exit 3"], { environment, logFile })).rejects.toMatchObject({
    constructor: CommandError,
    exitCode: 3,
    output: "bad",
  });
});

test("a program with a log file finishes its work when the process that has started it is killed", async () => {
  const logFile = join(folder, "log");
  const starter = `
    import { run } from ${JSON.stringify(join(import.meta.dirname, "commands.ts"))};
    await run("sh", ["-c", "echo begun; sleep 1; echo more; echo finished"], {
      environment: process.env,
      logFile: ${JSON.stringify(logFile)},
      onLine: () => process.kill(process.pid, "SIGKILL"),
    });`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", starter];
  await expect(run(process.execPath, args, { environment })).rejects.toThrow("a signal");
  await expect.poll(() => readFileSync(logFile, "utf8"), { timeout: 5000 }).toBe("begun\nmore\nfinished\n");
});

test("ends what a killed program has left of its group", async () => {
  let leader: ProcessIdentity | undefined;
  let left: ProcessIdentity | undefined;
  const running = run("sh", ["-c", "sleep 60 & echo $!; wait"], {
    environment,
    logFile: join(folder, "log"),
    onStart: (identity) => {
      leader = identity;
    },
    onLine: (line) => {
      left = identify(Number(line));
      if (leader !== undefined) process.kill(leader.pid, "SIGKILL");
    },
  });
  await expect(running).rejects.toThrow("a signal");
  if (leader === undefined || left === undefined) return expect.unreachable();
  expect(isRunning(left)).toBe(true);
  await endTree(leader);
  expect(await waitForExit([left], 1)).toBe(true);
});

/** A program that says when it is ready and when it is asked to finish, and needs a while to do so. */
const patient = (seconds: number) =>
  `trap 'echo asked' INT; echo ready; for i in $(seq ${seconds * 10}); do sleep 0.1; done; echo finished`;

/** Runs the program, and aborts the controllers once it is ready, a moment apart. */
async function interrupted(seconds: number, force: boolean) {
  const [asking, forcing] = [new AbortController(), new AbortController()];
  const lines: string[] = [];
  const running = run("sh", ["-c", patient(seconds)], {
    environment,
    signal: asking.signal,
    ...(force && { force: forcing.signal }),
    onLine: (line) => {
      lines.push(line);
      if (line === "ready") asking.abort(new Error("first"));
      if (line === "asked" && seconds > 5) forcing.abort(new Error("second"));
    },
  });
  const error: unknown = await running.catch((caught: unknown) => caught);
  return { lines, error };
}

describe("a program", () => {
  it("returns its output, and fails with it", async () => {
    expect(await run("sh", ["-c", "echo out; echo err >&2"], { environment })).toMatch(/out|err/);
    const failed = run("sh", ["-c", "echo why; exit 3"], { environment });
    await expect(failed).rejects.toThrow(CommandError);
    await expect(failed).rejects.toMatchObject({ exitCode: 3, output: "why" });
  });

  it("that may finish is asked once, and waited for", async () => {
    expect(await interrupted(1, true)).toEqual({ lines: ["ready", "asked", "finished"], error: new Error("first") });
  });

  it("that may finish is ended by the second interruption", async () => {
    const { lines, error } = await interrupted(60, true);
    expect([lines, error]).toEqual([["ready", "asked"], new Error("second")]);
  }, 40_000);

  it("that may not finish is ended by the first", async () => {
    const { lines, error } = await interrupted(60, false);
    expect(error).toEqual(new Error("first"));
    expect(lines).not.toContain("finished");
  }, 40_000);

  it("is not started by an interrupted command", async () => {
    await expect(
      run("sh", ["-c", "true"], { environment, signal: AbortSignal.abort(new Error("no")) }),
    ).rejects.toThrow("no");
  });
});
