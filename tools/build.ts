/**
 * Builds every function: one minified ES module each, zipped so that the same source gives the same bytes on any day, in any
 * folder and time zone. Writes the zips and a manifest of them; fails if a function is heavier than its budget.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { FunctionManifest, ServiceManifest } from "@aerotage/core/contract/manifest";
import { type BuildOptions as BundleSettings, build as bundle, type Metafile } from "esbuild";
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
 * `sources.json` in the build's folder. For each function: the hash of its code, its source files relative to the repository, and the
 * hash of all that it was made of.
 */
const sourcesSchema = z.record(
  z.string(),
  z.object({ codeSha256: z.string(), files: z.array(z.string()), sourceSha256: z.string() }),
);
type Sources = z.output<typeof sourcesSchema>;

/**
 * Builds the functions whose sources have changed since the last build of the folder, and writes the manifest.
 *
 * @throws BudgetError; esbuild's own error for source that doesn't compile
 */
export async function buildFunctions(options: BuildOptions = {}): Promise<BuildManifest> {
  const directory = options.directory ?? defaultBuildDirectory;
  await mkdir(join(directory, "zips"), { recursive: true });
  const packages = options.packages ?? productPackages();
  const { functions: earlier } = await readManifest(directory);
  const earlierSources = await readSources(directory);
  const hashSources = await sourceHasher(packages, options.faultPoints ?? false);

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
  const outdated = wanted.filter((one) => {
    const [built, source] = [earlier[one.id], earlierSources[one.id]];
    if (built === undefined || source === undefined || !existsSync(join(directory, built.zip))) return true;
    return source.sourceSha256 !== hashSources(one, source.files);
  });
  const built = await buildOutdated(outdated, { directory, earlier, earlierSources, hashSources, options });
  const ids = new Set(wanted.map(({ id }) => id));
  const keep = <T>(record: Readonly<Record<string, T>>) =>
    options.only === undefined ? Object.fromEntries(Object.entries(record).filter(([id]) => ids.has(id))) : record;
  const functions = byId({ ...keep(earlier), ...built.functions });
  if (options.faultPoints !== true) refuseExcesses(wanted, functions);
  // Last: a build that is interrupted before it is done again.
  replaceJson(join(directory, manifestFile), { functions });
  replaceJson(join(directory, sourcesFile), byId({ ...keep(earlierSources), ...built.sources }));
  await removeUnusedZips(directory, functions);
  return { functions };
}

/** The functions whose code comes from a file, by the last build in a folder. @param file relative to the repository */
export async function functionsFrom(file: string, directory = defaultBuildDirectory): Promise<string[]> {
  const sources = await readSources(directory);
  return Object.entries(sources).flatMap(([id, { files }]) => (files.includes(file) ? [id] : []));
}

/** Bundles and zips functions. A function whose code is as it was keeps its zip. */
async function buildOutdated(
  outdated: readonly Wanted[],
  { options, directory, earlier, earlierSources, hashSources }: Rebuild,
): Promise<{ functions: BuildManifest["functions"]; sources: Sources }> {
  if (outdated.length === 0) return { functions: {}, sources: {} };
  const [boundary, bundles] = await Promise.all([
    bundleCrashBoundary(),
    bundleFunctions(outdated, options.faultPoints ?? false),
  ]);
  const built = await Promise.all(
    outdated.map(async (one) => {
      const bundled = bundles.get(one.id);
      if (bundled === undefined) throw new Error(`esbuild made no bundle of ${one.id}.`);
      const codeSha256 = createHash("sha256").update(boundary.code).update(bundled.code).digest("hex");
      const known = earlierSources[one.id]?.codeSha256 === codeSha256 ? earlier[one.id] : undefined;
      const result = await packFunction(one, boundary.code, bundled.code, directory, known);
      const files = [...new Set([...boundary.files, ...bundled.files])].sort();
      return { id: one.id, result, source: { codeSha256, files, sourceSha256: hashSources(one, files) } };
    }),
  );
  return {
    functions: Object.fromEntries(built.map(({ id, result }) => [id, result])),
    sources: Object.fromEntries(built.map(({ id, source }) => [id, source])),
  };
}

interface Rebuild {
  readonly options: BuildOptions;
  readonly directory: string;
  readonly earlier: BuildManifest["functions"];
  readonly earlierSources: Sources;
  readonly hashSources: SourceHasher;
}

/** Hashes all that a function is made of. @param files relative to the repository */
type SourceHasher = (wanted: Wanted, files: readonly string[]) => string;

/**
 * Every function depends on this file, the installed packages, the settings of packages and compiler, and the names of all source
 * files, since a new file can take the place of another. Apart from these it depends on its own source files.
 */
async function sourceHasher(packages: readonly ServicePackage[], faultPoints: boolean): Promise<SourceHasher> {
  const folders = [...new Set([join(root, "services"), ...packages.map(({ directory }) => directory)])];
  const listed = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(folder, { recursive: true });
      return names.filter((name) => sourceFile.test(name)).map((name) => relative(root, join(folder, name)));
    }),
  );
  const names = [...new Set(listed.flat())].sort();
  const settings = [relative(root, fileURLToPath(import.meta.url)), "package-lock.json", "tsconfig.json"];
  // Read before anything is bundled: a file that changes meanwhile is then built again.
  const contents = new Map(
    await Promise.all([...names, ...settings].map(async (file) => [file, await readFile(join(root, file))] as const)),
  );
  const hashFiles = (start: unknown, files: readonly string[]) => {
    const hash = createHash("sha256").update(JSON.stringify(start));
    for (const file of files) {
      const content = contents.get(file);
      // A file that is gone changes the names.
      if (content !== undefined) hash.update(`\0${file}\0${content.length}\0`).update(content);
    }
    return hash.digest("hex");
  };
  const packageFiles = names.filter((name) => basename(name) === "package.json");
  const shared = hashFiles({ faultPoints, names }, [...settings, ...packageFiles]);
  return ({ definition: { entry } }, files) => hashFiles({ shared, entry }, files);
}

const sourceFile = /^(?!.*(node_modules|\.test\.ts$)).*\.(ts|json)$/;

const manifestFile = "manifest.json";
const sourcesFile = "sources.json";

interface Wanted {
  readonly id: string;
  readonly service: string;
  readonly name: string;
  readonly definition: FunctionManifest;
  readonly source: string;
}

/** Bundled code, and the source files that it was made of, relative to the repository. */
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
  const contents = `import { crashBoundary } from "@aerotage/core/lambda/crash-boundary"; export const handler = await crashBoundary(() => import("./function.mjs"));`;
  const { outputFiles, metafile } = await bundle({
    ...bundleSettings,
    stdin: { contents, resolveDir: join(root, "services", "core"), sourcefile: "index.mjs" },
    external: ["./function.mjs"],
    outfile: join(root, "index.mjs"),
  });
  const [file] = outputFiles;
  if (file === undefined || outputFiles.length > 1)
    throw new Error(`The crash boundary is one file; esbuild made ${outputFiles.length}.`);
  const { entryPoint = "" } = Object.values(metafile.outputs)[0] ?? {};
  return { code: file.contents, files: importedBy(entryPoint, metafile).filter((path) => path !== entryPoint) };
}

/** Bundles functions by one call of esbuild, which reads each shared file once. */
async function bundleFunctions(wanted: readonly Wanted[], faultPoints: boolean): Promise<ReadonlyMap<string, Bundle>> {
  const { outputFiles, metafile } = await bundle({
    ...bundleSettings,
    entryPoints: wanted.map(({ id, source, definition }) => ({ in: join(source, definition.entry), out: id })),
    outdir: bundleFolder,
    define: { FAULT_POINTS: String(faultPoints) },
    alias: {
      // The SDK's chain of credential providers. A function uses one of them.
      "@aws-sdk/credential-provider-node": join(root, "services/core/src/aws/credentials.ts"),
      "brotli/decompress.js": join(root, "services/core/src/documents/brotli.ts"),
    },
  });
  return new Map(
    outputFiles.map(({ path, contents }) => {
      const entry = metafile.outputs[relative(root, path)]?.entryPoint;
      if (entry === undefined) throw new Error(`esbuild does not say what ${path} was made of.`);
      return [basename(path, ".js"), { code: contents, files: importedBy(entry, metafile) }];
    }),
  );
}

/**
 * A file and all source files that it imports, installed packages apart. esbuild's own list of an output's inputs lacks files that leave
 * no byte in it, such as one of constants, whose values are written where they are used.
 */
function importedBy(entry: string, { inputs }: Metafile): string[] {
  const found = new Set([entry]);
  for (const file of found)
    for (const { path, external } of inputs[file]?.imports ?? []) if (external !== true) found.add(path);
  return [...found].filter((file) => !file.includes("node_modules/"));
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
  // Fonts are a part of the code of functions that make documents.
  loader: { ".ttf": "binary" },
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
  return text === undefined ? {} : (sourcesSchema.safeParse(JSON.parse(text)).data ?? {});
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
