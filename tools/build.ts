/**
 * Builds every function: one minified ES module each, zipped so that the same source gives the same bytes on any day, in any
 * folder and time zone. Writes the zips and a manifest of them; fails if a function is heavier than its budget.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { FunctionManifest, ServiceManifest } from "@aerotage/core/manifest";
import { type BuildOptions as BundleSettings, build as bundle } from "esbuild";
import { type Zippable, zipSync } from "fflate";
import { services } from "../stacks/services.js";
import { root } from "./paths.js";

/** Where the build goes unless said otherwise. */
export const defaultBuildDirectory = join(root, "build");

/** What the runtime of the functions understands. */
const target = "node22";
/** The time stamp of every file in a zip. fflate writes local time, so this is local midnight, the same bytes in every zone. */
const zipTime = new Date(1990, 0, 1);

/** A service to build, and where its package lies. */
export interface ServicePackage {
  readonly manifest: ServiceManifest;
  /** Absolute. */
  readonly directory: string;
}

/** A built function, as the stacks and the upload read it. */
export interface BuiltFunction {
  readonly service: string;
  readonly function: string;
  /** The package's version. */
  readonly version: string;
  /** Of the zip, in hex. */
  readonly sha256: string;
  /** Minified JavaScript, both files together. */
  readonly codeBytes: number;
  readonly zipBytes: number;
  /** Below the build's folder. */
  readonly zip: string;
  /** In the artifacts bucket. */
  readonly key: string;
}

/** The build's table of contents, `manifest.json`, by `<service>-<function>`. */
export interface BuildManifest {
  readonly functions: Readonly<Record<string, BuiltFunction>>;
}

export interface BuildOptions {
  readonly packages?: readonly ServicePackage[];
  readonly directory?: string;
  /** Builds these functions alone (`clients-create`) and leaves the rest of the last build as it is. */
  readonly only?: readonly string[];
  /** True for a test build: requests can ask for faults. */
  readonly faultPoints?: boolean;
}

/** The product's own services. */
export function productPackages(): ServicePackage[] {
  return services.map((manifest) => ({ manifest, directory: join(root, "services", manifest.name) }));
}

/** Thrown when functions are heavier than their manifests allow; names all of them. */
export class BudgetError extends Error {
  constructor(excesses: readonly string[]) {
    super(`Functions are heavier than their manifests allow:\n${excesses.map((excess) => `  ${excess}`).join("\n")}`);
    this.name = "BudgetError";
  }
}

/** Builds functions and writes the manifest. @throws BudgetError; esbuild's own error for source that doesn't compile */
export async function buildFunctions(options: BuildOptions = {}): Promise<BuildManifest> {
  const directory = options.directory ?? defaultBuildDirectory;
  const manifestFile = join(directory, "manifest.json");
  const earlier = options.only === undefined ? { functions: {} } : await readManifest(manifestFile);
  if (options.only === undefined) await rm(directory, { recursive: true, force: true });
  await mkdir(join(directory, "zips"), { recursive: true });

  const guard = await bundleGuard();
  const wanted = (options.packages ?? productPackages()).flatMap(({ manifest, directory: source }) =>
    Object.entries(manifest.functions)
      .map(([name, definition]) => ({
        id: `${manifest.name}-${name}`,
        service: manifest.name,
        name,
        definition,
        source,
      }))
      .filter(({ id }) => options.only?.includes(id) ?? true),
  );
  const built = await Promise.all(
    wanted.map(
      async (one) => [one.id, await buildFunction(one, guard, directory, options.faultPoints ?? false)] as const,
    ),
  );
  const functions = Object.fromEntries(
    Object.entries({ ...earlier.functions, ...Object.fromEntries(built) }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  if (options.faultPoints !== true) refuseExcesses(wanted, functions);
  const partial = `${manifestFile}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify({ functions }, undefined, 2)}\n`);
  await rename(partial, manifestFile);
  return { functions };
}

interface Wanted {
  readonly id: string;
  readonly service: string;
  readonly name: string;
  readonly definition: FunctionManifest;
  readonly source: string;
}

async function buildFunction(
  wanted: Wanted,
  guard: Uint8Array,
  directory: string,
  faultPoints: boolean,
): Promise<BuiltFunction> {
  const { id, service, name, definition, source } = wanted;
  const version = (JSON.parse(await readFile(join(source, "package.json"), "utf8")) as { version: string }).version;
  const code = await bundleFile(join(source, definition.entry), { FAULT_POINTS: String(faultPoints) }, []);
  const files: Zippable = { "function.mjs": [code, { mtime: zipTime }], "index.mjs": [guard, { mtime: zipTime }] };
  const zipped = zipSync(files, { level: 9 });
  const sha256 = createHash("sha256").update(zipped).digest("hex");
  const zip = `zips/${id}-${sha256.slice(0, 16)}.zip`;
  await writeFile(join(directory, zip), zipped);
  return {
    service,
    function: name,
    version,
    sha256,
    codeBytes: code.length + guard.length,
    zipBytes: zipped.length,
    zip,
    key: `functions/${id}/${sha256}.zip`,
  };
}

/** The file that Lambda loads: the guard around the function beside it. */
async function bundleGuard(): Promise<Uint8Array> {
  const contents = `import { guard } from "@aerotage/core/lambda/guard"; export const handler = await guard(() => import("./function.mjs"));`;
  const result = await bundle({
    ...bundleSettings,
    stdin: { contents, resolveDir: join(root, "services", "core"), sourcefile: "index.mjs" },
    external: ["./function.mjs"],
  });
  return single(result.outputFiles ?? []);
}

async function bundleFile(entry: string, define: Record<string, string>, external: string[]): Promise<Uint8Array> {
  const result = await bundle({
    ...bundleSettings,
    entryPoints: [entry],
    define,
    external,
    // The SDK's chain of credential providers, of which a function has use for one.
    alias: { "@aws-sdk/credential-provider-node": join(root, "services/core/src/credentials.ts") },
  });
  return single(result.outputFiles ?? []);
}

const bundleSettings = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  keepNames: false,
  platform: "node",
  format: "esm",
  target,
  mainFields: ["module", "main"],
  legalComments: "none",
  write: false,
  logLevel: "silent",
} satisfies BundleSettings;

function single(files: readonly { contents: Uint8Array }[]): Uint8Array {
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) throw new Error(`A bundle is one file; esbuild made ${files.length}.`);
  return file.contents;
}

function refuseExcesses(wanted: readonly Wanted[], functions: BuildManifest["functions"]): void {
  const excesses = wanted.flatMap(({ id, definition: { budget } }) => {
    const built = functions[id];
    if (built === undefined) return [];
    const code =
      built.codeBytes > budget.code ? [`${id}: ${built.codeBytes} bytes of code, ${budget.code} allowed`] : [];
    const zip = built.zipBytes > budget.zip ? [`${id}: ${built.zipBytes} bytes zipped, ${budget.zip} allowed`] : [];
    return [...code, ...zip];
  });
  if (excesses.length > 0) throw new BudgetError(excesses);
}

async function readManifest(file: string): Promise<BuildManifest> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as BuildManifest;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { functions: {} };
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  try {
    const { functions } = await buildFunctions();
    for (const [id, { codeBytes, zipBytes, version }] of Object.entries(functions)) {
      console.log(
        `${id.padEnd(28)} ${version.padEnd(8)} ${String(codeBytes).padStart(8)} B ${String(zipBytes).padStart(8)} B zipped`,
      );
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `${Object.keys(functions).length} functions built into ${relative(process.cwd(), defaultBuildDirectory)} in ${seconds} s`,
    );
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
