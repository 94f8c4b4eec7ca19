import { cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FunctionManifest } from "@aerotage/core/contract/manifest";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  BudgetError,
  type BuildManifest,
  type BuildOptions,
  buildFunctions,
  productPackages,
  type ServicePackage,
} from "./build.js";
import { productBuildVariable } from "./paths.js";
import { buildInCheckout, copyCheckout } from "./test-checkout.js";

describe("the build", () => {
  let folder: string;
  /** The whole product: `npm test` has built it already; this file alone builds it. */
  let product: string;
  let manifest: BuildManifest;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "build-"));
    const built = process.env[productBuildVariable];
    product = built ?? join(folder, "product");
    if (built === undefined) await buildFunctions({ directory: product });
    manifest = await readBuilt(product);
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true }));

  async function readBuilt(directory: string): Promise<BuildManifest> {
    return JSON.parse(await readFile(join(directory, "manifest.json"), "utf8")) as BuildManifest;
  }

  async function hasSameZip(directory: string, zip: string): Promise<boolean> {
    return (await readFile(join(directory, zip))).equals(await readFile(join(product, zip)));
  }

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

  it("gives the same bytes in another folder, another time zone, from files of another time, beside other functions", async () => {
    const copy = join(folder, "elsewhere", "checkout");
    await copyCheckout(copy, ["services", "stacks", "tools", "package.json", "package-lock.json", "tsconfig.json"]);
    await utimes(join(copy, "services/clients/src/functions/create.ts"), 1_000_000_000, 1_000_000_000);
    // A function of each service, and the one whose file is older.
    const only = productPackages().map(({ manifest: { name, functions } }) => `${name}-${Object.keys(functions)[0]}`);
    if (!only.includes("clients-create")) only.push("clients-create");
    const directory = join(copy, "build");
    await buildInCheckout(copy, { only, directory }, { TZ: "Pacific/Kiritimati" });
    const { functions } = await readBuilt(directory);
    expect(Object.keys(functions)).toEqual(only.toSorted());
    for (const [id, built] of Object.entries(functions)) {
      expect(built).toEqual(manifest.functions[id]);
      expect(await hasSameZip(directory, built.zip), id).toBe(true);
    }
  }, 60_000);

  it("carries fault points and the meter of the database in a test build only", async () => {
    const code = async (directory: string, built: BuildManifest) => {
      const zip = built.functions["clients-create"]?.zip ?? "";
      return Buffer.from(unzipSync(await readFile(join(directory, zip)))["function.mjs"] ?? []).toString();
    };
    const faulty = join(folder, "faulty");
    const test = await buildFunctions({ directory: faulty, only: ["clients-create"], faultPoints: true });
    const [productCode, testCode] = [await code(product, manifest), await code(faulty, test)];
    // The second is the name of the meter's middleware; the SDK itself names what it would ask for.
    for (const trace of ["x-fault", "meterUsage", "x-database-usage"]) {
      expect(productCode).not.toContain(trace);
      expect(testCode).toContain(trace);
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
    const directory = join(folder, "rebuilt");
    await cp(product, directory, { recursive: true });
    const built = manifest.functions["clients-get"];
    if (built === undefined) throw new Error("There is no function clients-get.");
    await rm(join(directory, built.zip));
    const outdated = { ...manifest.functions, "clients-get": { ...built, sha256: "0".repeat(64), codeBytes: 1 } };
    await writeFile(join(directory, "manifest.json"), JSON.stringify({ functions: outdated }));
    expect(await buildFunctions({ directory, only: ["clients-get"] })).toEqual(manifest);
    expect(await readBuilt(directory)).toEqual(manifest);
    for (const [id, { zip }] of Object.entries(manifest.functions)) {
      expect(await hasSameZip(directory, zip), id).toBe(true);
    }
  }, 60_000);

  describe("of a folder that was built before", () => {
    let directory: string;
    let source: string;
    let packages: ServicePackage[];
    let first: BuildManifest["functions"];

    /** A service of two functions, `own-one` and `own-two`. */
    beforeEach(async () => {
      source = await mkdtemp(join(folder, "service-"));
      directory = await mkdtemp(join(folder, "build-"));
      await mkdir(join(source, "src/functions"), { recursive: true });
      await writeFile(join(source, "package.json"), JSON.stringify({ type: "module", version: "1.0.0" }));
      await writeFile(join(source, "src/functions/shared.ts"), "export const shared = 1;");
      await writeFile(
        join(source, "src/functions/one.ts"),
        'import { shared } from "./shared.js"; export const handler = () => shared;',
      );
      await writeFile(join(source, "src/functions/two.ts"), "export const handler = () => 2;");
      const [{ manifest: service }] = productPackages() as [ServicePackage];
      const definition = Object.values(service.functions)[0] as FunctionManifest;
      const functions = {
        one: { ...definition, entry: "src/functions/one.ts" as const },
        two: { ...definition, entry: "src/functions/two.ts" as const },
      };
      packages = [{ directory: source, manifest: { ...service, name: "own", functions } }];
      first = (await buildFunctions({ directory, packages })).functions;
      // Marks that a build of the function takes away.
      const marked = Object.entries(first).map(([id, built]) => [id, { ...built, version: "from before" }]);
      await writeFile(join(directory, "manifest.json"), JSON.stringify({ functions: Object.fromEntries(marked) }));
    });

    /** The functions that the next build builds again. */
    async function built(options: BuildOptions = {}): Promise<string[]> {
      const { functions } = await buildFunctions({ directory, packages, ...options });
      return Object.keys(functions).filter((id) => functions[id]?.version !== "from before");
    }

    it("builds nothing while all that it is made of is as it was", async () => {
      expect(await built()).toEqual([]);
    });

    it("builds a function whose own file changed, and no other", async () => {
      await writeFile(join(source, "src/functions/two.ts"), "export const handler = () => 3;");
      expect(await built()).toEqual(["own-two"]);
      const { functions } = await readBuilt(directory);
      expect(functions["own-two"]?.sha256).not.toBe(first["own-two"]?.sha256);
    });

    it("builds a function that imports the changed file", async () => {
      await writeFile(join(source, "src/functions/shared.ts"), "export const shared = 2;");
      expect(await built()).toEqual(["own-one"]);
    });

    it("builds a function whose zip is gone", async () => {
      await rm(join(directory, first["own-one"]?.zip ?? ""));
      expect(await built()).toEqual(["own-one"]);
      expect((await readBuilt(directory)).functions["own-one"]).toEqual(first["own-one"]);
    });

    it.each([
      [
        "a new file, which may take the place of another",
        async () => writeFile(join(source, "src/functions/new.ts"), ""),
      ],
      ["another version of the package", async () => writeFile(join(source, "package.json"), '{"version":"1.1.0"}')],
    ])("builds all functions after %s", async (_name, change) => {
      await change();
      expect(await built()).toEqual(["own-one", "own-two"]);
    });

    it("builds all functions for a test build", async () => {
      expect(await built({ faultPoints: true })).toEqual(["own-one", "own-two"]);
    });

    it("forgets a function that its service no longer has", async () => {
      const [{ manifest: service }] = packages as [ServicePackage];
      const { one } = service.functions as Record<string, FunctionManifest>;
      const fewer = [{ directory: source, manifest: { ...service, functions: { one: one as FunctionManifest } } }];
      expect(Object.keys((await buildFunctions({ directory, packages: fewer })).functions)).toEqual(["own-one"]);
    });

    it("builds a function that was broken when it is mended", async () => {
      await writeFile(join(source, "src/functions/two.ts"), "export const handler = ;");
      await expect(built()).rejects.toThrow("Unexpected");
      await writeFile(join(source, "src/functions/two.ts"), "export const handler = () => 3;");
      expect(await built()).toEqual(["own-two"]);
    });
  });
});
