import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withLock } from "./lock.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("lets one in at a time and says whom the other waits for", async () => {
  const onWait = vi.fn();
  const path = join(folder, "a.lock");
  let inside = 0;
  const enter = async () => {
    inside += 1;
    expect(inside).toBe(1);
    await sleep(50);
    inside -= 1;
  };
  await Promise.all([1, 2, 3].map(() => withLock(path, { onWait }, enter)));
  expect(onWait).toHaveBeenCalledWith(process.pid);
});

test("takes over from an owner that has died", async () => {
  const path = join(folder, "a.lock");
  writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: "in an earlier life" }));
  expect(await withLock(path, { onWait: () => expect.unreachable() }, async () => "in")).toBe("in");
});

test("lets in one at a time of several that take over from an owner that has died", async () => {
  const path = join(folder, "a.lock");
  writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: "in an earlier life" }));
  let inside = 0;
  await Promise.all(
    [1, 2, 3, 4].map(() =>
      withLock(path, { onWait: () => {} }, async () => {
        inside += 1;
        expect(inside).toBe(1);
        await sleep(20);
        inside -= 1;
      }),
    ),
  );
  expect(readdirSync(folder)).toEqual([]);
});

test("is released by a failure, and stops waiting when interrupted", async () => {
  const path = join(folder, "a.lock");
  await expect(withLock(path, { onWait: () => {} }, () => Promise.reject(new Error("broken")))).rejects.toThrow(
    "broken",
  );
  await withLock(path, { onWait: () => {} }, async () => {
    await expect(
      withLock(path, { signal: AbortSignal.timeout(50), onWait: () => {} }, async () => "in"),
    ).rejects.toThrow();
  });
});
