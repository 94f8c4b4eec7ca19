import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, symlink, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BudgetError, type BuildManifest, buildFunctions, productPackages } from "./build.js";
import { root } from "./paths.js";

const run = promisify(execFile);

describe("the build", () => {
  let folder: string;
  let manifest: BuildManifest;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "build-"));
    manifest = await buildFunctions({ directory: join(folder, "first") });
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true }));

  it("builds every function of every manifest, within its budget", () => {
    const expected = productPackages().flatMap(({ manifest: service }) =>
      Object.keys(service.functions).map((name) => `${service.name}-${name}`),
    );
    expect(Object.keys(manifest.functions)).toEqual(expected.sort());
    for (const { manifest: service } of productPackages()) {
      for (const [name, { budget }] of Object.entries(service.functions)) {
        const built = manifest.functions[`${service.name}-${name}`];
        expect(built?.codeBytes).toBeLessThanOrEqual(budget.code);
        expect(built?.zipBytes).toBeLessThanOrEqual(budget.zip);
      }
    }
  });

  it("gives the same bytes in another folder, another time zone, from files of another time", async () => {
    const copy = join(folder, "elsewhere", "checkout");
    for (const part of ["services", "stacks", "tools", "package.json", "tsconfig.json"]) {
      await cp(join(root, part), join(copy, part), { recursive: true });
    }
    // The packages of the workspace must be the copy's own, the rest may be shared.
    await cp(join(root, "node_modules", "@aerotage"), join(copy, "node_modules", "@aerotage"), {
      recursive: true,
      verbatimSymlinks: true,
    });
    for (const name of await readdir(join(root, "node_modules"))) {
      if (name !== "@aerotage") await symlink(join(root, "node_modules", name), join(copy, "node_modules", name));
    }
    await utimes(join(copy, "services/clients/src/functions/create.ts"), 1_000_000_000, 1_000_000_000);
    await run(process.execPath, ["--import", "tsx", "tools/build.ts"], {
      cwd: copy,
      env: { ...process.env, TZ: "Pacific/Kiritimati" },
    });
    const second = JSON.parse(await readFile(join(copy, "build", "manifest.json"), "utf8")) as BuildManifest;
    expect(second).toEqual(manifest);
  }, 60_000);

  it("carries fault points and the meter of the database in a test build only", async () => {
    const code = async (directory: string, built: BuildManifest) => {
      const zip = built.functions["clients-create"]?.zip ?? "";
      return Buffer.from(unzipSync(await readFile(join(directory, zip)))["function.mjs"] ?? []).toString();
    };
    const faulty = join(folder, "faulty");
    const product = await code(join(folder, "first"), manifest);
    const test = await code(faulty, await buildFunctions({ directory: faulty, faultPoints: true }));
    // The second is the name of the meter's middleware; the SDK itself names what it would ask for.
    for (const trace of ["x-fault", "meterUsage", "x-database-usage"]) {
      expect(product).not.toContain(trace);
      expect(test).toContain(trace);
    }
  }, 60_000);

  it("refuses functions above their budget, naming each", async () => {
    const [first] = productPackages();
    if (first === undefined) throw new Error("There is no service.");
    const functions = Object.fromEntries(
      Object.entries(first.manifest.functions).map(([name, definition]) => [
        name,
        { ...definition, budget: { code: 10, zip: 1_000_000 } },
      ]),
    );
    const packages = [{ ...first, manifest: { ...first.manifest, functions } }];
    const error = await buildFunctions({ directory: join(folder, "heavy"), packages }).catch(
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(BudgetError);
    expect((error as Error).message).toMatch(/platform-health: \d+ bytes of code, 10 allowed/);
    expect((error as Error).message).toContain("platform-publish-events");
  }, 60_000);

  it("rebuilds one function and keeps the rest", async () => {
    const directory = join(folder, "first");
    const again = await buildFunctions({ directory, only: ["clients-get"] });
    expect(again).toEqual(manifest);
  });
});
