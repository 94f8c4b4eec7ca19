/** Terraform on one synthesized stack: init, plan into a file, apply of that file, outputs. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { OperatorError } from "../command-line.js";
import { CommandError, type CommandOptions, endTree, run } from "../commands.js";
import { replaceFile } from "../files.js";
import { isRunning, type ProcessIdentity } from "../processes.js";
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
   * for an emulator that can be thrown away. With it, `signal` lets an apply to an emulator finish: an interrupted Terraform breaks off
   * its calls, and what these have made is not in its state.
   */
  readonly force?: AbortSignal | undefined;
  /** Called with each line of Terraform's output. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** Calls at once. The emulator answers fast, so that the provider's own waits are what a stack takes; AWS limits its callers. */
const parallelism = { emulator: 40, aws: 10 } as const;
/** Terraform's heap may grow to five times what is alive: fewer collections, a quarter less processor time. */
const garbageCollection = { GOGC: "400" } as const;

/** What `plan` writes into the stack's folder and `apply` takes. */
export const planFile = "deployment.plan";
/** Names the Terraform at work on a stack. It stays if that ended without an end of its log: the state may not be whole. */
const runningFile = "terraform-process.json";
/** The output of the last command that reads or changes the cloud. */
const logFile = "terraform.log";
const initializedFile = "initialized.sha256";
/** The longest wait for a Terraform that a killed command has left at work. The slowest stack takes less than two minutes. */
const abandonedSeconds = 300;
const pollMilliseconds = 200;

const outputsSchema = z.record(z.string(), z.object({ value: z.unknown() }));

/** A Terraform that was started. */
interface TerraformRecord extends ProcessIdentity {
  /** `apply` */
  readonly command: string;
}

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
    await this.#run(["init", "-no-color", "-input=false", ...args], {});
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

  /**
   * Plans and applies a stack, and returns its outputs. On an emulator one command does both: nobody reads the plan there, and a start of
   * Terraform with its provider is saved.
   */
  async deploy(): Promise<Outputs> {
    await this.init();
    if (this.#target.endpoint !== undefined)
      await this.run("apply", "-input=false", "-auto-approve", ...this.#parallelism());
    else if (await this.plan()) await this.apply();
    return await this.outputs();
  }

  /** Runs a command of Terraform in the stack's folder. @throws {OperatorError} with Terraform's own errors */
  async run(command: string, ...args: string[]): Promise<void> {
    const { onLine } = this.#options;
    const log = join(this.stack.folder, logFile);
    await this.#run([command, "-no-color", ...args], {
      logFile: log,
      ...(onLine !== undefined && { onLine: untilErrors(onLine) }),
    });
  }

  async #run(args: readonly string[], output: Pick<CommandOptions, "onLine" | "logFile">): Promise<void> {
    const { signal, force } = this.#options;
    const { folder, name } = this.stack;
    const running = join(folder, runningFile);
    const command = args[0] ?? "";
    const isFinishing = this.#target.endpoint !== undefined && force !== undefined && isChange(command);
    signal?.throwIfAborted();
    try {
      await run(terraformProgram(), args, {
        cwd: folder,
        environment: this.#variables,
        signal: isFinishing ? force : signal,
        ...(force !== undefined && !isFinishing && { force }),
        onStart: (identity) => replaceFile(running, JSON.stringify({ ...identity, command } satisfies TerraformRecord)),
        ...output,
      });
      signal?.throwIfAborted();
    } catch (error) {
      if (force?.aborted) throw new TerraformEndedError(this.stack, `terraform ${command}`);
      if (!(error instanceof CommandError) || error.exitCode === 2) throw error;
      throw new OperatorError(
        explainMissingProvider(error.output) ??
          explainMissingState(error.output) ??
          `terraform ${command} of ${name} failed:\n${readableErrors(error.output)}`,
      );
    } finally {
      if (isStateWhole(folder, command)) rmSync(running, { force: true });
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

/** What a killed command has left of its work on stacks. */
export type Abandoned =
  | "nothing"
  /** Terraform was at work. It has ended, and its states are whole. */
  | "ended"
  /** Terraform was ended while it changed the cloud: its state may lack resources that exist. */
  | "state not whole";

export interface SettleOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with a stack whose Terraform is waited for. Without it nothing is waited for: for a cloud that is thrown away. */
  readonly onWait?: ((stack: string) => void) | undefined;
}

/**
 * Lets the Terraform processes finish that a killed command has left at work on stacks, since ending them may leave resources that no
 * state knows. Ends those that only read, and what killed ones have left.
 *
 * @param folder the folder of synthesized stacks
 */
export async function settleAbandoned(folder: string, options: SettleOptions): Promise<Abandoned> {
  if (!existsSync(folder)) return "nothing";
  const stacks = readdirSync(folder).filter((name) => existsSync(join(folder, name, runningFile)));
  if (stacks.length === 0) return "nothing";
  const areWhole = await Promise.all(stacks.map((name) => settle(join(folder, name), name, options)));
  return areWhole.every(Boolean) ? "ended" : "state not whole";
}

/** Returns true if the state of the stack is whole. */
async function settle(folder: string, stack: string, { onWait, signal }: SettleOptions): Promise<boolean> {
  const file = join(folder, runningFile);
  const record = JSON.parse(readFileSync(file, "utf8")) as TerraformRecord;
  if (onWait !== undefined && isChange(record.command) && isRunning(record)) {
    onWait(stack);
    const deadline = Date.now() + abandonedSeconds * 1000;
    while (isRunning(record) && Date.now() < deadline) await sleep(pollMilliseconds, undefined, { signal });
  }
  await endTree(record);
  const isWhole = isStateWhole(folder, record.command);
  if (isWhole) rmSync(file, { force: true });
  return isWhole;
}

const isChange = (command: string) => command === "apply" || command === "destroy";

/** True if a command has left the whole state of a stack: it only reads, has begun no change yet, or its log has an end. */
function isStateWhole(folder: string, command: string): boolean {
  if (!isChange(command)) return true;
  const file = join(folder, logFile);
  const log = existsSync(file) ? readFileSync(file, "utf8") : "";
  return !hasBegun(log) || endedByItself(log);
}

/** True if an apply or destroy has begun to change a resource: Terraform says so before it does. */
export function hasBegun(log: string): boolean {
  return /: (Creating|Modifying|Destroying)\.\.\./.test(log);
}

/**
 * True if an apply or destroy has ended by itself, successful or not: it tells its result after it has written its state. An
 * interrupted one does so too, but has broken off its calls.
 */
export function endedByItself(log: string): boolean {
  return /^(?:\W*Error: |Apply complete!|Destroy complete!)/m.test(log) && !/^Interrupt received/m.test(log);
}
