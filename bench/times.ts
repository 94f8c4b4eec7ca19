/** How long building and synthesizing take, in milliseconds. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { targetVariables } from "../stacks/target.js";
import { type BuildManifest, buildFunctions } from "../tools/build.js";
import { run } from "../tools/commands.js";
import { defaultApp } from "../tools/deployment/target.js";
import { root } from "../tools/paths.js";
import { median } from "./document.js";

/** Builds and syntheses of which the median is told. */
export const timedRounds = 5;

async function timed(action: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await action();
  return performance.now() - started;
}

/** Builds all functions several times. */
export async function measureBuild(
  directory: string,
  signal: AbortSignal,
): Promise<{ readonly build: BuildManifest; readonly median: number }> {
  const times: number[] = [];
  let build: BuildManifest = { functions: {} };
  for (let round = 0; round < timedRounds; round += 1) {
    signal.throwIfAborted();
    // A build of what is there already would take no time.
    rmSync(directory, { recursive: true, force: true });
    const one = async () => {
      build = await buildFunctions({ directory });
    };
    times.push(await timed(one));
  }
  return { build, median: median(times) };
}

/** Runs the app of cdktf.json for all environments several times, each in a process of its own. */
export async function measureSynthesis(options: {
  readonly buildDirectory: string;
  readonly outputDirectory: string;
  readonly signal: AbortSignal;
}): Promise<number> {
  const { buildDirectory, outputDirectory, signal } = options;
  // A target that the shell has set must not narrow what is synthesized.
  const inherited = Object.entries(process.env).filter(([name]) => !/^(AEROTAGE|AWS)_/.test(name));
  const environment = {
    ...Object.fromEntries(inherited),
    PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH ?? ""}`,
    CDKTF_OUTDIR: outputDirectory,
    [targetVariables.buildDirectory]: buildDirectory,
  };
  const times: number[] = [];
  for (let round = 0; round < timedRounds; round += 1) {
    times.push(await timed(() => run("sh", ["-c", defaultApp()], { cwd: root, environment, signal })));
  }
  return median(times);
}
