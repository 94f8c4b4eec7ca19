/** The stacks of a target: synthesized, found, and in the order in which they need each other. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { OperatorError } from "../command-line.js";
import { CommandError, run } from "../commands.js";
import { root } from "../paths.js";
import { defaultApp, type Target, targetVariables } from "./target.js";

/** A synthesized stack. */
export interface Stack {
  /** `aerotage-api-dev` */
  readonly name: string;
  /** `api` */
  readonly part: string;
  /** Holds the synthesized Terraform, `cdk.tf.json`. */
  readonly folder: string;
  /** The names of the stacks that must be deployed before it. */
  readonly needs: readonly string[];
}

/** The stacks that the synthesis of a target has made. */
export interface SynthesizedStacks {
  /** Of the account. */
  readonly bootstrap: Stack;
  /** Of the environment; each after those that it needs. */
  readonly environment: readonly Stack[];
}

const manifestSchema = z.object({
  stacks: z.record(z.string(), z.object({ dependencies: z.array(z.string()), workingDirectory: z.string() })),
});

/** Runs the app of a target and returns the stacks that it made. @throws {OperatorError} with what the app says */
export async function synthesize(target: Target, signal?: AbortSignal): Promise<SynthesizedStacks> {
  rmSync(manifestFile(target), { force: true });
  mkdirSync(target.outputDirectory, { recursive: true });
  if (target.stateDirectory !== undefined) mkdirSync(target.stateDirectory, { recursive: true });
  const variables = targetVariables(target);
  const environment = { ...variables, PATH: `${join(root, "node_modules", ".bin")}:${variables.PATH ?? ""}` };
  try {
    await run("sh", ["-c", target.app ?? defaultApp()], { cwd: root, environment, signal });
  } catch (error) {
    if (error instanceof CommandError) throw new OperatorError(`The stacks could not be synthesized:\n${error.output}`);
    throw error;
  }
  return readStacks(target);
}

/** The stacks of the last synthesis of a target. */
export function readStacks(target: Target): SynthesizedStacks {
  const { stacks } = manifestSchema.parse(JSON.parse(readFileSync(manifestFile(target), "utf8")));
  const all = Object.entries(stacks).map(([name, { dependencies, workingDirectory }]) => ({
    name,
    folder: join(target.outputDirectory, workingDirectory),
    needs: dependencies,
  }));
  return chooseStacks(all, target.environment);
}

/** Where the synthesis of a target puts its stacks, a folder each. */
export function stacksFolder(target: Target): string {
  return join(target.outputDirectory, "stacks");
}

function manifestFile(target: Target): string {
  return join(target.outputDirectory, "manifest.json");
}

/** Tells the stacks of an environment from the bootstrap of its account, and puts them in order. */
export function chooseStacks(all: readonly Omit<Stack, "part">[], environment: string): SynthesizedStacks {
  const stacks = all.map((stack) => ({ ...stack, part: /^[^-]+-(.+)-[^-]+$/.exec(stack.name)?.[1] ?? "" }));
  const [bootstrap, ...others] = stacks.filter(({ part }) => part === "bootstrap");
  const own = stacks.filter(({ name, part }) => part !== "bootstrap" && name.endsWith(`-${environment}`));
  if (bootstrap === undefined || others.length > 0 || own.length === 0) {
    throw new Error(
      `The app did not synthesize one bootstrap stack and the stacks of ${environment}, but: ${all.map(({ name }) => name).join(", ")}`,
    );
  }
  return { bootstrap, environment: inOrder(own) };
}

/** Stacks, each after those that it needs; by name where they do not need each other. @throws if they need each other in a circle */
export function inOrder<T extends Pick<Stack, "name" | "needs">>(stacks: readonly T[]): T[] {
  const ordered: T[] = [];
  let waiting = [...stacks].sort((a, b) => (a.name < b.name ? -1 : 1));
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ name }) => name));
    const ready = waiting.filter(({ needs }) => !needs.some((need) => names.has(need)));
    if (ready.length === 0) throw new Error(`These stacks need each other: ${[...names].join(", ")}`);
    ordered.push(...ready);
    waiting = waiting.filter((stack) => !ready.includes(stack));
  }
  return ordered;
}
