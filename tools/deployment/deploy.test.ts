import { expect, test } from "vitest";
import { readableOutput, terraformProgress } from "./deploy.js";
import { chooseStacks, targetVariables } from "./target.js";

const escapeCharacter = String.fromCharCode(27);

test("the CLI's output is told as one line a stack, under the name of the stack", () => {
  const notes: string[] = [];
  const read = terraformProgress(["aerotage-auth-local", "aerotage-data-local"], (note) => notes.push(note));
  read(
    `${escapeCharacter}[2K${escapeCharacter}[1Aaerotage-data-local  aws_dynamodb_table.users: Creation complete after 1s`,
  );
  read("                     Apply complete! Resources: 11 added, 0 changed, 0 destroyed.");
  read("aerotage-auth-local  Apply complete! Resources: 5 added, 0 changed, 0 destroyed.");
  expect(notes).toEqual([
    "aerotage-data-local: 11 added, 0 changed, 0 destroyed.",
    "aerotage-auth-local: 5 added, 0 changed, 0 destroyed.",
  ]);
});

test("a failure is shown without the CLI's status lines", () => {
  const output = `1 Stack deploying     0 Stacks done\n${escapeCharacter}[31mError: it broke${escapeCharacter}[0m\n\n0 Stacks deploying     1 Stack done`;
  expect(readableOutput(output)).toBe("Error: it broke");
});

test("the stacks of an environment are found in the order of deployment", () => {
  const names = ["api", "auth", "bootstrap", "data"].map((part) => `aerotage-${part}-local`);
  expect(chooseStacks(names, "local")).toEqual({
    bootstrap: "aerotage-bootstrap-local",
    environment: ["aerotage-auth-local", "aerotage-data-local", "aerotage-api-local"],
  });
  expect(() => chooseStacks(["aerotage-api-local"], "local")).toThrow("aerotage-api-local");
});

test("a deployment to the emulator gets nothing of the shell's AWS settings", () => {
  process.env.AWS_PROFILE = "somebody";
  try {
    const emulator = targetVariables({ environment: "local", outputDirectory: "/o", endpoint: "http://127.0.0.1:1" });
    expect(emulator).toMatchObject({ AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ACCESS_KEY_ID: "test" });
    expect(emulator.AWS_PROFILE).toBeUndefined();
    expect(targetVariables({ environment: "dev", outputDirectory: "/o" }).AWS_PROFILE).toBe("somebody");
  } finally {
    delete process.env.AWS_PROFILE;
  }
});
