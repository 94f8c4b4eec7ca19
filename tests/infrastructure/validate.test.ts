/**
 * `terraform validate` over every stack, in one run: each stack is a module of one root, so that Terraform starts once for all, and
 * the provider once for each of its configurations. A diagnostic names its file, and with it its stack.
 */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { terraformEnvironment, terraformProgram } from "../../tools/deployment/terraform-mirror.js";
import { type StackJson, synthesizeProduct } from "./synthesized.js";

const run = promisify(execFile);
const stacks = synthesizeProduct();
const names = Object.keys(stacks);
const folder = mkdtempSync(join(tmpdir(), "validate-"));
afterAll(() => rmSync(folder, { recursive: true }));

const reportSchema = z.object({
  diagnostics: z.array(
    z.object({
      severity: z.string(),
      summary: z.string(),
      detail: z.string().optional(),
      range: z.object({ filename: z.string() }).optional(),
    }),
  ),
});
type Diagnostic = z.output<typeof reportSchema>["diagnostics"][number];
let diagnostics: readonly Diagnostic[] = [];

/** A stack with an argument that does not exist and a value that is not allowed: both must be found beside the real stacks. */
const faulty = "faulty";
const faults = {
  aws_sqs_queue: { misspelled: { name: "queue", vizibility_timeout_seconds: 30 } },
  aws_dynamodb_table: {
    refused: { name: "table", billing_mode: "FREE", hash_key: "id", attribute: [{ name: "id", type: "S" }] },
  },
};

/** The file of a provider's configuration by its content: most stacks of an environment share one. */
const providerFiles = new Map<string, { readonly file: string; readonly alias: string }>();

function providerOf(stack: StackJson) {
  const content = JSON.stringify(stack.provider);
  const alias = `configuration${providerFiles.size}`;
  const known = providerFiles.get(content) ?? { file: `${alias}.tf.json`, alias };
  providerFiles.set(content, known);
  return known;
}

function write(file: string, content: unknown): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), JSON.stringify(content, undefined, 2));
}

/** Writes a stack as a module: its provider is the root's, and a module has no backend. */
function writeModule(name: string, stack: StackJson): object {
  const {
    provider,
    terraform: { backend: _, ...terraform },
    ...blocks
  } = stack;
  const { file, alias } = providerOf(stack);
  write(file, { provider: { aws: provider.aws.map((configuration) => ({ ...configuration, alias })) } });
  write(join(name, "cdk.tf.json"), { ...blocks, terraform });
  return { source: `./${name}`, providers: { aws: `aws.${alias}` } };
}

beforeAll(async () => {
  const [first] = Object.values(stacks);
  if (first === undefined) throw new Error("There is no stack.");
  const all = { ...stacks, [faulty]: { provider: first.provider, terraform: first.terraform, resource: faults } };
  const modules = Object.entries(all).map(([name, stack]) => [name, writeModule(name, stack)]);
  const { required_providers } = first.terraform;
  write("main.tf.json", { terraform: { required_providers }, module: Object.fromEntries(modules) });

  // A larger heap for less garbage collection: the schema of the provider stays in memory anyway.
  const environment = { ...process.env, GOGC: "400", ...(await terraformEnvironment()) };
  const options = { cwd: folder, env: environment, maxBuffer: 2 ** 26 };
  await run(terraformProgram(), ["init", "-backend=false", "-input=false", "-no-color"], options);
  // It ends with code 1 because of the faulty stack.
  const failure = await run(terraformProgram(), ["validate", "-json"], options).catch((error: unknown) => error);
  diagnostics = reportSchema.parse(JSON.parse((failure as { stdout: string }).stdout)).diagnostics;
}, 240_000);

/** The diagnostics of a stack's own file and of its provider's configuration. */
function diagnosticsOf(name: string): readonly Diagnostic[] {
  const provider = stacks[name] === undefined ? undefined : providerOf(stacks[name]).file;
  return diagnostics.filter(({ range }) => range?.filename === `${name}/cdk.tf.json` || range?.filename === provider);
}

describe("the real provider finds no fault", () => {
  it.each(names)("with %s", (name) => {
    expect(diagnosticsOf(name)).toEqual([]);
  });

  it("outside of a stack", () => {
    const known = new Set([faulty, ...names].flatMap(diagnosticsOf));
    expect(diagnostics.filter((diagnostic) => !known.has(diagnostic))).toEqual([]);
  });
});

it("the real provider finds an argument that does not exist and a value that is not allowed", () => {
  expect(diagnosticsOf(faulty).map(({ summary, detail }) => `${summary}: ${detail}`)).toEqual(
    expect.arrayContaining([
      expect.stringContaining('"vizibility_timeout_seconds"'),
      expect.stringContaining("expected billing_mode to be one of"),
    ]),
  );
  expect(diagnosticsOf(faulty)).toHaveLength(2);
});
