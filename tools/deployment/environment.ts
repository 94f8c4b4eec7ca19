/** `deploy`, `diff` and `destroy` of one environment. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { placeholdersOf } from "../../environments/deployable.js";
import { EnvironmentSettingsError, loadEnvironment } from "../../environments/registry.js";
import type { Environment } from "../../environments/schema.js";
import { artifactsBucketName } from "../../stacks/product.js";
import { type BuildManifest, buildFunctions, defaultBuildDirectory } from "../build.js";
import { OperatorError } from "../command-line.js";
import { localDirectory } from "../paths.js";
import { step } from "../progress.js";
import { uploadArtifacts } from "./artifacts.js";
import { confirmName } from "./confirm.js";
import { emulatorClient } from "./emulator-clients.js";
import { requireVerifiedMailDomain } from "./mail-identity.js";
import { applyLines } from "./output.js";
import { workInOrder } from "./stack-order.js";
import { type Stack, synthesize } from "./synthesis.js";
import type { Target } from "./target.js";
import { openTerraform, type StackTerraform } from "./terraform.js";

export const commands = ["deploy", "diff", "destroy"] as const;
export type Command = (typeof commands)[number];

/** The two interruptions of a command: the first asks Terraform to finish, the second ends it. */
export interface Interruptions {
  readonly signal: AbortSignal;
  readonly force: AbortSignal;
}

/** The deployment of an environment to AWS, or to the endpoint that the shell names; each has an output folder of its own. */
export function targetOf(environment: string): Target {
  const endpoint = process.env.AWS_ENDPOINT_URL || undefined;
  const where = endpoint === undefined ? "aws" : endpoint.replace(/[^a-z0-9]+/gi, "-");
  return { environment, endpoint, outputDirectory: join(localDirectory, "targets", `${environment}-${where}`) };
}

/** @throws {OperatorError} naming every placeholder, unless the target is an emulator */
export function refusePlaceholders(name: string, target: Target, placeholders: readonly string[]): void {
  if (target.endpoint !== undefined || placeholders.length === 0) return;
  throw new OperatorError(
    `${name} cannot be deployed to AWS: its settings still hold placeholders. Replace them in environments/:\n` +
      placeholders.map((placeholder) => `  - ${placeholder}`).join("\n"),
  );
}

/** The settings of an environment. @throws {OperatorError} naming all wrong settings */
export function checkedEnvironment(name: string): Environment {
  try {
    return loadEnvironment(name);
  } catch (error) {
    if (error instanceof EnvironmentSettingsError) throw new OperatorError(error.message);
    throw error;
  }
}

/** Uploads the zips of a build that the artifacts bucket of an environment lacks. Returns how many, and where. */
export async function uploadFunctions(target: Target, environment: Environment, build: BuildManifest): Promise<string> {
  const bucket = artifactsBucketName(environment.account);
  const s3 =
    target.endpoint === undefined
      ? { region: environment.region }
      : emulatorClient(target.endpoint, environment.region);
  return `${await uploadArtifacts(build, { buildDirectory: defaultBuildDirectory, bucket, s3 })} new in ${bucket}`;
}

/**
 * Runs a command on an environment.
 * @throws {OperatorError} for wrong settings, placeholders, an unverified mail domain that is needed, and failures of Terraform
 */
export async function runOnEnvironment(
  command: Command,
  name: string,
  { signal, force }: Interruptions,
): Promise<void> {
  const environment = checkedEnvironment(name);
  const target = targetOf(name);
  refusePlaceholders(name, target, placeholdersOf(environment));
  if (command === "destroy" && environment.name === "prod") await confirmName(name);
  if (command === "deploy" && target.endpoint === undefined) await requireVerifiedMailDomain(environment);
  const build = await step("Building the functions", () => buildFunctions());
  const { environment: stacks } = await step("Synthesizing the stacks", () => synthesize(target, signal));
  const terraform = await openTerraform(target, { signal, force });
  if (command === "diff") return await diff(stacks, terraform);
  if (command === "deploy")
    await step("Uploading the functions", async (note) => note(await uploadFunctions(target, environment, build)));
  const title = command === "deploy" ? `Deploying ${name}` : `Destroying ${name}`;
  await step(title, (note) => change(command, stacks, terraform, note));
}

/** Of the outputs by which cdktf lets one stack read another's ids. */
const crossStackPrefix = "cross-stack-output-";

type OpenTerraform = (stack: Stack, onLine?: (line: string) => void) => StackTerraform;

/** Applies or destroys stacks, side by side where they do not need each other. Each line names its stack. */
async function change(
  command: "deploy" | "destroy",
  stacks: readonly Stack[],
  terraform: OpenTerraform,
  note: (text: string) => void,
): Promise<void> {
  const outputs = workInOrder(command === "deploy" ? stacks : reversed(stacks), async (stack) => {
    const run = terraform(
      stack,
      applyLines((line) => note(`${stack.name}  ${line}`)),
    );
    if (command === "deploy") return await run.deploy();
    await run.init();
    if (await run.plan("-destroy")) await run.apply();
    return {};
  });
  for (const [name, values] of Object.entries(await outputs.all))
    for (const [output, value] of Object.entries(values))
      if (!output.startsWith(crossStackPrefix)) note(`${name}: ${output} = ${value}`);
}

/** Stacks with their needs turned round: a stack is destroyed after those that need it. */
function reversed(stacks: readonly Stack[]): Stack[] {
  return stacks.map((stack) => ({
    ...stack,
    needs: stacks.filter(({ needs }) => needs.includes(stack.name)).map(({ name }) => name),
  }));
}

/** What Terraform says of a neighbour that was never deployed, or not as far as this stack needs it. */
const missingNeighbour = /Unable to find remote state|This object does not have an attribute named/;

/** Plans every stack and prints the plans in the order of deployment. */
async function diff(stacks: readonly Stack[], terraform: OpenTerraform): Promise<void> {
  for (const stack of stacks) {
    await step(`Planning ${stack.name}`, async (note) => {
      const run = terraform(stack, note);
      try {
        await run.init();
        await run.plan();
      } catch (error) {
        if (!(error instanceof OperatorError) || !missingNeighbour.test(error.message)) throw error;
        note(`${stack.name} waits for ${neighbours(stack, stacks).join(" and ")}: it can be planned after that.`);
      }
    });
  }
}

/** The stacks whose state a stack reads. */
function neighbours(stack: Stack, stacks: readonly Stack[]): string[] {
  const synthesized = readFileSync(join(stack.folder, "cdk.tf.json"), "utf8");
  const { data } = JSON.parse(synthesized) as { data?: { terraform_remote_state?: Record<string, unknown> } };
  const references = Object.keys(data?.terraform_remote_state ?? {});
  return stacks.filter(({ name }) => references.some((reference) => reference.endsWith(name))).map(({ name }) => name);
}
