/** Terraform on one synthesized stack: init, plan into a file, apply of that file, outputs. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { OperatorError } from "../command-line.js";
import { CommandError, endTree, run } from "../commands.js";
import type { ProcessIdentity } from "../processes.js";
import { explainMissingState, readableErrors, untilErrors } from "./output.js";
import type { Stack } from "./synthesis.js";
import { type Target, targetVariables } from "./target.js";
import { explainMissingProvider, terraformEnvironment, terraformProgram } from "./terraform-mirror.js";

/** The outputs of a stack. */
export type Outputs = Readonly<Record<string, string>>;

export interface TerraformOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * Ends a Terraform that `signal` has asked to finish. Without it, `signal` gives Terraform a few seconds and then ends it: enough
   * for an emulator that can be thrown away.
   */
  readonly force?: AbortSignal | undefined;
  /** Called with each line of Terraform's output. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** Calls at once. The emulator answers fast, so that the provider's own waits are what a stack takes; AWS limits its callers. */
const parallelism = { emulator: 40, aws: 10 } as const;
/** Terraform's heap may grow to five times what is alive: fewer collections, a quarter less processor time. */
const garbageCollection = { GOGC: "400" } as const;

const planFile = "deployment.plan";
const runningFile = "terraform-process.json";
const initializedFile = "initialized.sha256";

const outputsSchema = z.record(z.string(), z.object({ value: z.unknown() }));

/** Thrown when Terraform was ended while it worked: its state may lack what it had begun. */
export class TerraformEndedError extends OperatorError {
  constructor({ name, folder }: Stack, command: string) {
    super(
      [
        `Terraform was ended during \`${command}\` on ${name}. Its state may lack resources that it had begun to make.`,
        "Run the same command again.",
        `If the state is locked: make sure that nobody else deploys, then run \`terraform force-unlock <lock id>\` in ${folder}.`,
        `If a resource exists already: take it into the state with \`terraform import <address> <id>\` in ${folder}, or delete it.`,
      ].join("\n  "),
    );
    this.name = "TerraformEndedError";
  }
}

/** Terraform for the stacks of a target. @throws {OperatorError} if this machine lacks Terraform, or has one that is too old */
export async function openTerraform(
  target: Target,
  options: Omit<TerraformOptions, "onLine"> = {},
): Promise<(stack: Stack, onLine?: (line: string) => void) => StackTerraform> {
  const variables = { ...garbageCollection, ...targetVariables(target, await terraformEnvironment(options.signal)) };
  return (stack, onLine) => new StackTerraform(target, stack, variables, { ...options, onLine });
}

/** Terraform on one stack of a target. */
export class StackTerraform {
  readonly stack: Stack;
  readonly #target: Target;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #options: TerraformOptions;

  constructor(target: Target, stack: Stack, variables: Readonly<Record<string, string>>, options: TerraformOptions) {
    this.stack = stack;
    this.#target = target;
    this.#variables = variables;
    this.#options = options;
  }

  /** Installs the provider and opens the backend. On an emulator it is left out where it was done for the same backend. */
  async init(...args: string[]): Promise<void> {
    const onEmulator = this.#target.endpoint !== undefined;
    const marker = join(this.stack.folder, ".terraform", initializedFile);
    const wanted = this.#initialization();
    const isDone = existsSync(marker) && readFileSync(marker, "utf8") === wanted;
    if (onEmulator && isDone && args.length === 0) return;
    rmSync(marker, { force: true });
    await this.#run(["init", "-no-color", "-input=false", ...args], { onLine: undefined });
    writeFileSync(marker, wanted);
  }

  /** Plans into a file. Returns true if there is something to apply. */
  async plan(...args: string[]): Promise<boolean> {
    try {
      await this.run("plan", "-input=false", "-detailed-exitcode", `-out=${planFile}`, ...this.#parallelism(), ...args);
      return false;
    } catch (error) {
      if (error instanceof CommandError && error.exitCode === 2) return true;
      throw error;
    }
  }

  /** Applies what was planned, and nothing else. */
  async apply(): Promise<void> {
    await this.run("apply", "-input=false", ...this.#parallelism(), planFile);
    rmSync(join(this.stack.folder, planFile), { force: true });
  }

  async outputs(): Promise<Outputs> {
    let text = "";
    await this.#run(["output", "-json"], { onLine: (line) => (text += `${line}\n`) });
    const outputs = outputsSchema.parse(JSON.parse(text));
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, String(value)]));
  }

  /** Plans and applies a stack, and returns its outputs. */
  async deploy(): Promise<Outputs> {
    await this.init();
    if (await this.plan()) await this.apply();
    return await this.outputs();
  }

  /** Runs a command of Terraform in the stack's folder. @throws {OperatorError} with Terraform's own errors */
  async run(command: string, ...args: string[]): Promise<void> {
    const { onLine } = this.#options;
    await this.#run([command, "-no-color", ...args], { onLine: onLine && untilErrors(onLine) });
  }

  async #run(args: readonly string[], { onLine }: { readonly onLine: TerraformOptions["onLine"] }): Promise<void> {
    const { signal, force } = this.#options;
    const { folder, name } = this.stack;
    const running = join(folder, runningFile);
    try {
      await run(terraformProgram(), args, {
        cwd: folder,
        environment: this.#variables,
        signal,
        ...(force !== undefined && { force }),
        onStart: (identity) => writeFileSync(running, JSON.stringify(identity)),
        ...(onLine !== undefined && { onLine }),
      });
    } catch (error) {
      if (force?.aborted) throw new TerraformEndedError(this.stack, `terraform ${args[0]}`);
      if (!(error instanceof CommandError) || error.exitCode === 2) throw error;
      throw new OperatorError(
        explainMissingProvider(error.output) ??
          explainMissingState(error.output) ??
          `terraform ${args[0]} of ${name} failed:\n${readableErrors(error.output)}`,
      );
    } finally {
      rmSync(running, { force: true });
    }
  }

  #parallelism(): string[] {
    return [`-parallelism=${this.#target.endpoint === undefined ? parallelism.aws : parallelism.emulator}`];
  }

  /** Changes with anything that `init` reads. */
  #initialization(): string {
    const { terraform } = JSON.parse(readFileSync(join(this.stack.folder, "cdk.tf.json"), "utf8")) as object & {
      terraform: object;
    };
    return createHash("sha256").update(JSON.stringify(terraform)).digest("hex");
  }
}

/**
 * Ends the Terraform processes that a killed command has left at work on stacks, and returns the names of these stacks: they would
 * go on changing what another command is about to change.
 */
export async function endAbandoned(folders: readonly string[]): Promise<string[]> {
  const ended = await Promise.all(
    folders.map(async (folder) => {
      const file = join(folder, runningFile);
      if (!existsSync(file)) return [];
      await endTree(JSON.parse(readFileSync(file, "utf8")) as ProcessIdentity);
      rmSync(file, { force: true });
      return [folder];
    }),
  );
  return ended.flat();
}
