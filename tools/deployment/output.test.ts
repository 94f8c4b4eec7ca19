import { expect, test } from "vitest";
import { applyLines, applyProgress, explainMissingState, readableErrors, untilErrors } from "./output.js";

test("an apply is told by its result, and by every fifty resources on the way", () => {
  const notes: string[] = [];
  const read = applyProgress((note) => notes.push(note));
  for (let index = 0; index < 51; index += 1) read(`aws_dynamodb_table.t${index}: Creation complete after 1s`);
  read("aws_dynamodb_table.t: Still creating... [10s elapsed]");
  read("Apply complete! Resources: 51 added, 0 changed, 0 destroyed.");
  expect(notes).toEqual(["50 resources so far", "51 added, 0 changed, 0 destroyed"]);
});

test("on AWS each change is told, without its details and without waiting", () => {
  const notes: string[] = [];
  const read = applyLines((note) => notes.push(note));
  for (const line of [
    "aws_sqs_queue.a: Refreshing state... [id=a]",
    "",
    "  # aws_sqs_queue.a will be created",
    '  + resource "aws_sqs_queue" "a" {',
    '      + name = "a"',
    "    }",
    "Plan: 1 to add, 0 to change, 0 to destroy.",
    "aws_sqs_queue.a: Creating...",
    "aws_sqs_queue.a: Still creating... [10s elapsed]",
    "aws_sqs_queue.a: Creation complete after 25s [id=a]",
    "Apply complete! Resources: 1 added, 0 changed, 0 destroyed.",
  ])
    read(line);
  expect(notes).toEqual([
    "# aws_sqs_queue.a will be created",
    "Plan: 1 to add, 0 to change, 0 to destroy.",
    "aws_sqs_queue.a: Creation complete after 25s [id=a]",
    "Apply complete! Resources: 1 added, 0 changed, 0 destroyed.",
  ]);
});

test("a failure is shown by Terraform's errors alone, without their frame", () => {
  const output = "aws_sqs_queue.a: Creating...\n╷\n│ Error: it broke\n│ \n│   with aws_sqs_queue.a\n╵\n";
  expect(readableErrors(output)).toBe("Error: it broke\n\n  with aws_sqs_queue.a");
  expect(readableErrors("no error is named\nlast line")).toBe("no error is named\nlast line");
});

test("the lines of a command are passed on up to its errors", () => {
  const lines: string[] = [];
  const read = untilErrors((line) => lines.push(line));
  for (const line of ["Plan: 1 to add.", "╷", "│ Warning: old", "╵", "╷", "│ Error: it broke", "│ ", "╵"]) read(line);
  expect(lines).toEqual(["Plan: 1 to add.", "│ Warning: old"]);
});

test("a missing state bucket is told with what to do", () => {
  const output = 'Error: Failed to get existing workspaces: S3 bucket "acme-state" does not exist.';
  expect(explainMissingState(output)).toBe(
    "The state bucket acme-state does not exist: bootstrap its account first (npm run deploy:bootstrap:<account>).",
  );
  expect(explainMissingState("Error: it broke")).toBeUndefined();
});
