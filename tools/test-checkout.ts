/** Copies of this repository for tests of its tools. */
import { execFile } from "node:child_process";
import { cp, mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./paths.js";

const run = promisify(execFile);

/**
 * Copies files and folders of this repository. The workspace's packages are the copy's own, other dependencies are shared with this
 * repository.
 */
export async function copyCheckout(copy: string, parts: readonly string[]): Promise<void> {
  for (const part of parts) await cp(join(root, part), join(copy, part), { recursive: true });
  const [from, to] = [join(root, "node_modules"), join(copy, "node_modules")];
  await mkdir(to, { recursive: true });
  await cp(join(from, "@aerotage"), join(to, "@aerotage"), { recursive: true, verbatimSymlinks: true });
  for (const name of await readdir(from)) {
    if (name !== "@aerotage") await symlink(join(from, name), join(to, name));
  }
}

/** Builds functions with the code of a copy. */
export async function buildInCheckout(
  copy: string,
  options: { readonly only: readonly string[]; readonly directory: string },
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const code = `import { buildFunctions } from "./tools/build.ts"; await buildFunctions(${JSON.stringify(options)});`;
  await run(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", code], {
    cwd: copy,
    env: { ...process.env, ...environment },
  });
}
