import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { endProcesses, identify, isRunning, parsePs, parseStat, processTree } from "./processes.js";

test("reads a process from /proc, whatever its command is called", () => {
  const rest = "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 987654 1 2";
  const entry = parseStat(`42 (a) b (c) S 7 40 ${rest.split(" ").slice(1).join(" ")}`);
  expect(entry).toMatchObject({ pid: 42, parentPid: 7, groupId: 40, command: "a) b (c" });
});

test("takes a process that only waits to be collected for ended", () => {
  expect(parseStat(`42 (node) Z 7 40 ${"0 ".repeat(30)}`)).toBeUndefined();
  expect(parsePs("  42     7    40 Z+   Mon Nov 23 05:48:07 2026 node")).toBeUndefined();
});

test("reads a process from ps", () => {
  expect(parsePs("  42     7    40 Ss   Mon Nov 23 05:48:07 2026 /usr/bin/my node")).toEqual({
    pid: 42,
    parentPid: 7,
    groupId: 40,
    startedAt: "Mon Nov 23 05:48:07 2026",
    command: "/usr/bin/my node",
  });
});

test("does not take another process for the one that had its id", () => {
  const self = identify(process.pid);
  expect(self && isRunning(self)).toBe(true);
  expect(isRunning({ pid: process.pid, startedAt: "earlier" })).toBe(false);
});

test("finds and ends what a process has started", async () => {
  const child = spawn("sh", ["-c", "sleep 60 & wait"], { stdio: "ignore" });
  const own = identify(child.pid ?? 0);
  if (own === undefined) throw new Error("The shell did not start.");
  await expect.poll(() => processTree(own.pid).length).toBe(2);
  const tree = processTree(own.pid);
  expect(await endProcesses(tree, { graceSeconds: 5 })).toBe(true);
  expect(tree.some(isRunning)).toBe(false);
});
