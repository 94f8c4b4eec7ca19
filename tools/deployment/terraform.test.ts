import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { run } from "../commands.js";
import type { ProcessIdentity } from "../processes.js";
import { endedByItself, hasBegun, settleAbandoned } from "./terraform.js";

test.each([
  ["aws_iam_role.a: Creation complete after 0s\n\nApply complete! Resources: 1 added, 0 changed, 0 destroyed.\n", true],
  ["Destroy complete! Resources: 3 destroyed.\n", true],
  ["aws_iam_role.a: Creating...\n╷\n│ Error: creating IAM Role (a): EntityAlreadyExists\n╵\n", true],
  ["\nError: creating IAM Role (a): EntityAlreadyExists\n", true],
  ["aws_iam_role.a: Creating...\n", false],
  ["aws_iam_role.a: Creating...\nInterrupt received.\nPlease wait\n\nError: execution halted\n", false],
  ["", false],
])("tells by its log whether an apply has ended by itself: %j", (log, expected) => {
  expect(endedByItself(log)).toBe(expected);
});

test.each([
  ["aws_iam_role.a: Refreshing state... [id=a]\n", false],
  ["Terraform will perform the following actions:\n  # aws_iam_role.a will be created\n", false],
  ["aws_iam_role.a: Creating...\n", true],
  ["aws_lambda_alias.a: Modifying... [id=a]\n", true],
  ["aws_iam_role.a: Destroying... [id=a]\n", true],
])("tells by its log whether an apply has begun to change anything: %j", (log, expected) => {
  expect(hasBegun(log)).toBe(expected);
});

describe("what a killed command has left", () => {
  const dead: ProcessIdentity = { pid: process.pid, startedAt: "in an earlier life" };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stacks-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const recordFile = (stack: string) => join(folder, stack, "terraform-process.json");
  const leave = (stack: string, command: string, process: ProcessIdentity, log: string) => {
    mkdirSync(join(folder, stack));
    writeFileSync(recordFile(stack), JSON.stringify({ ...process, command }));
    writeFileSync(join(folder, stack, "terraform.log"), log);
  };

  test("is nothing where nothing was begun", async () => {
    mkdirSync(join(folder, "a"));
    expect(await settleAbandoned(folder, {})).toBe("nothing");
    expect(await settleAbandoned(join(folder, "missing"), {})).toBe("nothing");
  });

  test("is whole after a plan, and after an apply that has ended by itself", async () => {
    leave("a", "plan", dead, "");
    leave("b", "apply", dead, "Apply complete! Resources: 1 added.\n");
    leave("c", "apply", dead, "aws_iam_role.a: Refreshing state... [id=a]\n");
    expect(await settleAbandoned(folder, {})).toBe("ended");
    expect(await settleAbandoned(folder, {})).toBe("nothing");
  });

  test("is not whole after an apply that was killed, until the folder is deleted", async () => {
    leave("a", "plan", dead, "");
    leave("b", "apply", dead, "aws_iam_role.a: Creating...\n");
    expect(await settleAbandoned(folder, {})).toBe("state not whole");
    expect(await settleAbandoned(folder, {})).toBe("state not whole");
    expect(existsSync(recordFile("a"))).toBe(false);
  });

  test("waits for an apply that is at work, unless its cloud is thrown away", async () => {
    const script = "echo 'a: Creating...'; sleep 2; echo 'Apply complete! Resources: 1 added.'";
    const begin = (stack: string) => {
      leave(stack, "apply", dead, "");
      writeFileSync(join(folder, stack, "terraform.log"), "");
      return run("sh", ["-c", script], {
        environment: process.env,
        logFile: join(folder, stack, "terraform.log"),
        onStart: (identity) => writeFileSync(recordFile(stack), JSON.stringify({ ...identity, command: "apply" })),
      }).catch(() => "ended");
    };
    const onWait = vi.fn();
    const working = begin("a");
    expect(await settleAbandoned(folder, { onWait })).toBe("ended");
    expect(onWait).toHaveBeenCalledExactlyOnceWith("a");
    expect(await working).toContain("Apply complete!");
    const ended = begin("b");
    await vi.waitFor(() => expect(readFileSync(join(folder, "b", "terraform.log"), "utf8")).toContain("Creating..."));
    expect(await settleAbandoned(folder, {})).toBe("state not whole");
    expect(await ended).toBe("ended");
  });
});
