/**
 * `deploy`, `diff` and `destroy` of an environment, and the bootstrap of an account, by the cdktf CLI and Terraform:
 * `deploy.ts <deploy|diff|destroy> <environment>`, `deploy.ts bootstrap <account>`.
 *
 * They go to AWS with the credentials of the shell, or to the endpoint that AWS_ENDPOINT_URL names.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { placeholdersOf } from "../../environments/deployable.js";
import { EnvironmentSettingsError, loadEnvironment, loadEnvironments } from "../../environments/registry.js";
import { accountNames, type Environment, environmentNames } from "../../environments/schema.js";
import { buildFunctions, defaultBuildDirectory } from "../build.js";
import { OperatorError, runCommandLine } from "../command-line.js";
import { localDirectory } from "../paths.js";
import { step } from "../progress.js";
import { artifactsBucketOf, uploadArtifacts } from "./artifacts.js";
import { deployBootstrap } from "./bootstrap.js";
import { confirmName } from "./confirm.js";
import { cdktf, synthesize, withoutControls } from "./deploy.js";
import { emulatorClient } from "./emulator-clients.js";
import type { Target } from "./target.js";

const commands = ["deploy", "diff", "destroy"] as const;
type Command = (typeof commands)[number];

const usage = [
  "Usage: npm run deploy:<environment>, diff:<environment>, destroy:<environment> with one of",
  `${environmentNames.filter((name) => name !== "local").join(", ")}; npm run deploy:bootstrap:<account> with one of`,
  `${accountNames.filter((name) => name !== "local").join(", ")}. The local environment is \`npm start\`.`,
].join(" ");

/** The deployment of an environment to AWS, or to the endpoint that the shell names; each has an output folder of its own. */
function targetOf(environment: string): Target {
  const endpoint = process.env.AWS_ENDPOINT_URL || undefined;
  const where = endpoint === undefined ? "aws" : endpoint.replace(/[^a-z0-9]+/gi, "-");
  return { environment, endpoint, outputDirectory: join(localDirectory, "targets", `${environment}-${where}`) };
}

/** @throws {OperatorError} naming every placeholder, unless the target is an emulator */
function refusePlaceholders(name: string, target: Target, placeholders: readonly string[]): void {
  if (target.endpoint !== undefined || placeholders.length === 0) return;
  throw new OperatorError(
    `${name} cannot be deployed to AWS: its settings still hold placeholders. Replace them in environments/:\n` +
      placeholders.map((placeholder) => `  - ${placeholder}`).join("\n"),
  );
}

function checkedEnvironment(name: string): Environment {
  try {
    return loadEnvironment(name);
  } catch (error) {
    if (error instanceof EnvironmentSettingsError) throw new OperatorError(error.message);
    throw error;
  }
}

async function runOnEnvironment(command: Command, name: string, signal: AbortSignal): Promise<void> {
  const environment = checkedEnvironment(name);
  const target = targetOf(name);
  refusePlaceholders(name, target, placeholdersOf(environment));
  if (command === "destroy" && environment.name === "prod") await confirmName(name);
  const build = await step("Building the functions", () => buildFunctions());
  const { environment: stacks } = await step("Synthesizing the stacks", () => synthesize(target, signal));
  const note = (line: string) => console.log(`    ${withoutControls(line)}`);
  if (command === "diff") {
    // The CLI takes one stack at a time here.
    for (const stack of stacks) await step(`Planning ${stack}`, () => plan(target, stack, stacks, { signal, note }));
    return;
  }
  if (command === "destroy") {
    await step(`Destroying ${name}`, () => cdktf("destroy", target, stacks, { signal, onLine: note }));
    return;
  }
  await step("Uploading the functions", async (tell) => {
    const bucket = artifactsBucketOf(target.outputDirectory, stacks);
    const s3 =
      target.endpoint === undefined
        ? { region: environment.region }
        : emulatorClient(target.endpoint, environment.region);
    tell(`${await uploadArtifacts(build, { buildDirectory: defaultBuildDirectory, bucket, s3 })} new in ${bucket}`);
  });
  await step(`Deploying ${name}`, () => cdktf("deploy", target, stacks, { signal, onLine: note }));
}

/** What Terraform says of a neighbour that was never deployed, or not as far as this stack needs it. */
const missingNeighbour = /Unable to find remote state|This object does not have an attribute named/;

/** Plans a stack. In a new environment one whose neighbours have no state yet cannot be planned: then it is said what it waits for. */
async function plan(
  target: Target,
  stack: string,
  stacks: readonly string[],
  { signal, note }: { readonly signal: AbortSignal; readonly note: (line: string) => void },
): Promise<void> {
  try {
    await cdktf("diff", target, [stack], { signal, onLine: note });
  } catch (error) {
    if (!(error instanceof OperatorError) || !missingNeighbour.test(error.message)) throw error;
    const synthesized = readFileSync(join(target.outputDirectory, "stacks", stack, "cdk.tf.json"), "utf8");
    const { data } = JSON.parse(synthesized) as { data?: { terraform_remote_state?: Record<string, unknown> } };
    const references = Object.keys(data?.terraform_remote_state ?? {});
    const neighbours = stacks.filter((each) => references.some((reference) => reference.endsWith(each)));
    note(`${stack} waits for ${neighbours.join(" and ")}: it can be planned once they are deployed.`);
  }
}

async function runOnAccount(name: string, signal: AbortSignal): Promise<void> {
  const environment = loadEnvironments().find(({ account }) => account.name === name);
  if (environment === undefined)
    throw new OperatorError(`${JSON.stringify(name)} is no account with environments. ${usage}`);
  const target = targetOf(environment.name);
  const ofAccount = placeholdersOf(environment).filter((placeholder) => placeholder.startsWith("account."));
  refusePlaceholders(`The account ${name}`, target, ofAccount);
  await step("Building the functions", () => buildFunctions());
  const { bootstrap } = await step("Synthesizing the stacks", () => synthesize(target, signal));
  await deployBootstrap(target, bootstrap, { account: environment.account, signal });
}

await runCommandLine(async (signal) => {
  const [command, name, ...others] = process.argv.slice(2);
  if (name === undefined || name === "local" || others.length > 0) throw new OperatorError(usage);
  if (command === "bootstrap") return await runOnAccount(name, signal);
  const known = commands.find((each) => each === command);
  if (known === undefined) throw new OperatorError(usage);
  await runOnEnvironment(known, name, signal);
});
