import { describe, expect, it } from "vitest";
import { CommandError, run } from "./commands.js";

/** A program that says when it is ready and when it is asked to finish, and needs a while to do so. */
const patient = (seconds: number) =>
  `trap 'echo asked' INT; echo ready; for i in $(seq ${seconds * 10}); do sleep 0.1; done; echo finished`;
const environment = { PATH: process.env.PATH };

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
