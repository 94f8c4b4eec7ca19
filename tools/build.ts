/**
 * Builds every function: one minified ES module each, zipped so that the same source gives the same bytes on any day, in any
 * folder and time zone. Writes the zips and a manifest of them; fails if a function is heavier than its budget.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { FunctionManifest, ServiceManifest } from "@aerotage/core/manifest";
import { type BuildOptions as BundleSettings, build as bundle } from "esbuild";
import { type Zippable, zipSync } from "fflate";
import * as z from "zod";
import { services } from "../stacks/services.js";
import { replaceFile } from "./files.js";
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

/**
 * `sources.json` in the build's folder: what the whole build was made of, and for each function the hash of its code and its source
 * files, relative to the repository.
 */
const sourcesSchema = z.object({
  fingerprint: z.optional(z.string()),
  functions: z.record(z.string(), z.object({ codeSha256: z.string(), files: z.array(z.string()) })),
});
type Sources = z.output<typeof sourcesSchema>;

/** Builds functions and writes the manifest; does nothing if all that they are made of is as it was. @throws BudgetError; esbuild's own error for source that doesn't compile */
export async function buildFunctions(options: BuildOptions = {}): Promise<BuildManifest> {
  const directory = options.directory ?? defaultBuildDirectory;
  await mkdir(join(directory, "zips"), { recursive: true });
  const packages = options.packages ?? productPackages();
  const manifest = await readManifest(directory);
  const sources = await readSources(directory);
  const fingerprint = options.only === undefined ? await fingerprintOf(packages, options) : undefined;
  if (fingerprint !== undefined && fingerprint === sources.fingerprint && hasZips(directory, manifest)) return manifest;

  const { functions: earlier } = manifest;
  const { functions: earlierSources } = sources;
  const wanted = packages.flatMap(({ manifest, directory: source }) =>
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
  const [boundary, bundles] = await Promise.all([
    bundleCrashBoundary(),
    bundleFunctions(wanted, options.faultPoints ?? false),
  ]);
  const built = await Promise.all(
    wanted.map(async (one) => {
      const bundled = bundles.get(one.id);
      if (bundled === undefined) throw new Error(`esbuild made no bundle of ${one.id}.`);
      const codeSha256 = createHash("sha256").update(boundary.code).update(bundled.code).digest("hex");
      const known = earlierSources[one.id]?.codeSha256 === codeSha256 ? earlier[one.id] : undefined;
      const result = await packFunction(one, boundary.code, bundled.code, directory, known);
      return { id: one.id, result, source: { codeSha256, files: [...boundary.files, ...bundled.files].sort() } };
    }),
  );
  const kept = options.only === undefined ? {} : { functions: earlier, sources: earlierSources };
  const functions = byId({ ...kept.functions, ...Object.fromEntries(built.map(({ id, result }) => [id, result])) });
  const newSources = byId({ ...kept.sources, ...Object.fromEntries(built.map(({ id, source }) => [id, source])) });
  if (options.faultPoints !== true) refuseExcesses(wanted, functions);
  // Last: a build that is interrupted before it is done again.
  replaceJson(join(directory, manifestFile), { functions });
  replaceJson(join(directory, sourcesFile), { fingerprint, functions: newSources });
  await removeUnusedZips(directory, functions);
  return { functions };
}

/** The functions whose code comes from a file, by the last build in a folder. @param file relative to the repository */
export async function functionsFrom(file: string, directory = defaultBuildDirectory): Promise<string[]> {
  const { functions } = await readSources(directory);
  return Object.entries(functions).flatMap(([id, { files }]) => (files.includes(file) ? [id] : []));
}

/** Changes with anything that a whole build is made of: the services, this file, the installed packages, the options. */
async function fingerprintOf(packages: readonly ServicePackage[], options: BuildOptions): Promise<string> {
  const folders = [...new Set([join(root, "services"), ...packages.map(({ directory }) => directory)])];
  const listed = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(folder, { recursive: true });
      return names.filter((name) => sourceFile.test(name)).map((name) => join(folder, name));
    }),
  );
  const files = [...listed.flat(), fileURLToPath(import.meta.url), join(root, "package-lock.json")].sort();
  const hash = createHash("sha256").update(
    JSON.stringify([options.faultPoints ?? false, packages.map(({ manifest }) => manifest)]),
  );
  const contents = await Promise.all(files.map((file) => readFile(file)));
  for (const [index, content] of contents.entries())
    hash.update(`\0${relative(root, files[index] ?? "")}\0${content.length}\0`).update(content);
  return hash.digest("hex");
}

const sourceFile = /^(?!.*(node_modules|\.test\.ts$)).*\.(ts|json)$/;

function hasZips(directory: string, { functions }: BuildManifest): boolean {
  return Object.values(functions).every(({ zip }) => existsSync(join(directory, zip)));
}

const manifestFile = "manifest.json";
const sourcesFile = "sources.json";

interface Wanted {
  readonly id: string;
  readonly service: string;
  readonly name: string;
  readonly definition: FunctionManifest;
  readonly source: string;
}

/** Bundled code, and the files that it was made of, relative to the repository. */
interface Bundle {
  readonly code: Uint8Array;
  readonly files: readonly string[];
}

/** Zips a function, unless an earlier build has the zip of the same code. */
async function packFunction(
  wanted: Wanted,
  boundary: Uint8Array,
  code: Uint8Array,
  directory: string,
  known: BuiltFunction | undefined,
): Promise<BuiltFunction> {
  const { id, service, name, source } = wanted;
  const version = (JSON.parse(await readFile(join(source, "package.json"), "utf8")) as { version: string }).version;
  if (known !== undefined && existsSync(join(directory, known.zip))) return { ...known, version };
  const files: Zippable = { "function.mjs": [code, { mtime: zipTime }], "index.mjs": [boundary, { mtime: zipTime }] };
  const zipped = zipSync(files, { level: 9 });
  const sha256 = createHash("sha256").update(zipped).digest("hex");
  const zip = `zips/${id}-${sha256.slice(0, 16)}.zip`;
  replaceFile(join(directory, zip), zipped);
  return {
    service,
    function: name,
    version,
    sha256,
    codeBytes: code.length + boundary.length,
    zipBytes: zipped.length,
    zip,
    key: `functions/${id}/${sha256}.zip`,
  };
}

/** The file that Lambda loads: the crash boundary around the function beside it. */
async function bundleCrashBoundary(): Promise<Bundle> {
  const contents = `import { guard } from "@aerotage/core/lambda/guard"; export const handler = await guard(() => import("./function.mjs"));`;
  const { outputFiles, metafile } = await bundle({
    ...bundleSettings,
    stdin: { contents, resolveDir: join(root, "services", "core"), sourcefile: "index.mjs" },
    external: ["./function.mjs"],
    outfile: join(root, "index.mjs"),
  });
  const [file] = outputFiles;
  const [output] = Object.values(metafile.outputs);
  if (file === undefined || output === undefined || outputFiles.length > 1)
    throw new Error(`The crash boundary is one file; esbuild made ${outputFiles.length}.`);
  return { code: file.contents, files: Object.keys(output.inputs).filter((input) => input !== "index.mjs") };
}

/** Bundles every function by one call of esbuild, which reads each shared file once. */
async function bundleFunctions(wanted: readonly Wanted[], faultPoints: boolean): Promise<ReadonlyMap<string, Bundle>> {
  if (wanted.length === 0) return new Map();
  const { outputFiles, metafile } = await bundle({
    ...bundleSettings,
    entryPoints: wanted.map(({ id, source, definition }) => ({ in: join(source, definition.entry), out: id })),
    outdir: bundleFolder,
    define: { FAULT_POINTS: String(faultPoints) },
    // The SDK's chain of credential providers. A function uses one of them.
    alias: { "@aws-sdk/credential-provider-node": join(root, "services/core/src/credentials.ts") },
  });
  return new Map(
    outputFiles.map(({ path, contents }) => {
      const output = metafile.outputs[relative(root, path)];
      if (output === undefined) throw new Error(`esbuild does not say what ${path} was made of.`);
      return [basename(path, ".js"), { code: contents, files: Object.keys(output.inputs) }];
    }),
  );
}

/** Bundles stay in memory; esbuild asks for a folder to name them. */
const bundleFolder = join(root, "build", "bundles");

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
  metafile: true,
  write: false,
  logLevel: "silent",
} satisfies BundleSettings;

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

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function readManifest(directory: string): Promise<BuildManifest> {
  const text = await readIfThere(join(directory, manifestFile));
  return text === undefined ? { functions: {} } : (JSON.parse(text) as BuildManifest);
}

async function readSources(directory: string): Promise<Sources> {
  const text = await readIfThere(join(directory, sourcesFile));
  return text === undefined ? { functions: {} } : sourcesSchema.parse(JSON.parse(text));
}

function byId<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Two builds of one folder may run at once: a reader sees the whole of one of them. */
function replaceJson(file: string, content: object): void {
  replaceFile(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

async function removeUnusedZips(directory: string, functions: BuildManifest["functions"]): Promise<void> {
  const used = new Set(Object.values(functions).map(({ zip }) => basename(zip)));
  for (const name of await readdir(join(directory, "zips")))
    if (name.endsWith(".zip") && !used.has(name)) await rm(join(directory, "zips", name), { force: true });
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
