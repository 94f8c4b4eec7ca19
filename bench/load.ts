/** How long the functions take to load: what a cold start adds to that of Node itself. */
import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { unzipSync } from "fflate";
import { functionsNodeFolder } from "../local/emulator.js";
import type { BuildManifest } from "../tools/build.js";
import { run } from "../tools/commands.js";
import { median } from "./document.js";

/** Starts of each function, and of Node without one. */
export const loadRounds = 11;

/** Medians and the fastest, in milliseconds. */
export interface LoadTime {
  /** From the start of a process that imports the function to its end. */
  readonly process: number;
  /** The import alone, by the process's own clock. */
  readonly import: number;
  readonly fastestImport: number;
}

export interface LoadTimes {
  /** The version of the Node that ran them. */
  readonly node: string;
  /** A process that imports nothing, from start to end. */
  readonly bareProcess: number;
  /** By `<service>-<function>`. */
  readonly functions: Readonly<Record<string, LoadTime>>;
}

/** Imports the file of its first argument, if it has one, and prints how long that took. */
const program = `
const file = process.argv[1];
const started = performance.now();
if (file !== undefined) await import(file);
process.stdout.write(String(performance.now() - started), () => process.exit());
`;

/**
 * Loads each function's zip in fresh processes of the Node that runs the functions. The functions take turns, Node without one first, so that
 * whatever else the machine does slows all of them alike.
 *
 * @throws if a function doesn't load
 */
export async function measureLoadTimes(
  build: BuildManifest,
  options: { readonly buildDirectory: string; readonly folder: string; readonly signal: AbortSignal },
): Promise<LoadTimes> {
  const { buildDirectory, folder, signal } = options;
  const node = join(functionsNodeFolder(), "node");
  const start = async (file?: string) => {
    const started = performance.now();
    const output = await run(node, ["--input-type=module", "--eval", program, ...(file === undefined ? [] : [file])], {
      environment: { AWS_REGION: "us-east-1" },
      signal,
    });
    const whole = performance.now() - started;
    // The guard around a function reports one that doesn't load, and answers for it.
    if (!/^[\d.]+$/.test(output)) throw new Error(`${file} did not load:\n${output}`);
    return { process: whole, import: Number(output) };
  };

  const loads = new Map<string, { readonly file: string; readonly taken: { process: number; import: number }[] }>();
  for (const [id, { zip }] of Object.entries(build.functions)) {
    const directory = join(folder, id);
    mkdirSync(directory, { recursive: true });
    for (const [name, content] of Object.entries(unzipSync(await readFile(join(buildDirectory, zip))))) {
      writeFileSync(join(directory, name), content);
    }
    loads.set(id, { file: pathToFileURL(join(directory, "index.mjs")).href, taken: [] });
  }
  const bare: number[] = [];
  for (let round = 0; round < loadRounds; round += 1) {
    bare.push((await start()).process);
    for (const { file, taken } of loads.values()) taken.push(await start(file));
  }
  return {
    node: (await run(node, ["--version"], { environment: {}, signal })).trim(),
    bareProcess: median(bare),
    functions: Object.fromEntries(
      [...loads].map(([id, { taken }]) => {
        const imports = taken.map((one) => one.import);
        const load: LoadTime = {
          process: median(taken.map((one) => one.process)),
          import: median(imports),
          fastestImport: Math.min(...imports),
        };
        return [id, load];
      }),
    ),
  };
}
