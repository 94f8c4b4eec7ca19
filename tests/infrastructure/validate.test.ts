import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { terraformEnvironment, terraformProgram } from "../../tools/deployment/terraform-mirror.js";
import { writeProduct } from "./synthesized.js";

const run = promisify(execFile);
const outdir = mkdtempSync(join(tmpdir(), "validate-"));
const names = Object.keys(writeProduct(outdir));
const folderOf = (name: string): string => join(outdir, "stacks", name);
let environment: NodeJS.ProcessEnv = {};

/** Terraform in a stack's folder. @throws with its output if it fails */
async function terraform(name: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(terraformProgram(), args, { cwd: folderOf(name), env: environment, maxBuffer: 2 ** 24 });
  return stdout;
}

beforeAll(async () => {
  environment = { ...process.env, ...(await terraformEnvironment()) };
  // All stacks have the same provider: it is installed once and shared.
  const [first = "", ...others] = names;
  await terraform(first, "init", "-backend=false", "-input=false", "-no-color");
  for (const name of others) {
    symlinkSync(join(folderOf(first), ".terraform"), join(folderOf(name), ".terraform"));
    copyFileSync(join(folderOf(first), ".terraform.lock.hcl"), join(folderOf(name), ".terraform.lock.hcl"));
  }
});

afterAll(() => rmSync(outdir, { recursive: true }));

describe("the real provider finds no fault", { concurrent: true }, () => {
  it.each(names)("with %s", { timeout: 240_000 }, async (name) => {
    const result = await limited(() => terraform(name, "validate", "-json"));
    expect(JSON.parse(result)).toMatchObject({ valid: true, error_count: 0, warning_count: 0, diagnostics: [] });
  });
});

const waiting: (() => void)[] = [];
let free = availableParallelism();

/** Runs at most as many at once as there are processors: each starts a provider of its own. */
async function limited<T>(work: () => Promise<T>): Promise<T> {
  if (free > 0) free--;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  }
}
