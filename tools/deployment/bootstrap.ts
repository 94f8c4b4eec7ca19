/**
 * The bootstrap of an account, whose state is kept in a bucket that it makes itself. The first time it is applied with its state on
 * this machine, and then Terraform moves the state to the bucket.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HeadBucketCommand, NotFound, S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import { placeholdersOf } from "../../environments/deployable.js";
import { loadEnvironments } from "../../environments/registry.js";
import { buildFunctions } from "../build.js";
import { OperatorError } from "../command-line.js";
import { step } from "../progress.js";
import { emulatorClient } from "./emulator-clients.js";
import { type Interruptions, refusePlaceholders, targetOf } from "./environment.js";
import { type Stack, synthesize } from "./synthesis.js";
import type { Target } from "./target.js";
import { openTerraform } from "./terraform.js";

const backendSchema = z.object({
  terraform: z.object({ backend: z.object({ s3: z.object({ bucket: z.string() }) }) }),
});

/** Bootstraps an account. @throws {OperatorError} for an unknown account, placeholders, and failures of Terraform */
export async function deployAccount(name: string, interruptions: Interruptions): Promise<void> {
  const environments = loadEnvironments().filter(({ account }) => account.name !== "local");
  const environment = environments.find(({ account }) => account.name === name);
  if (environment === undefined) {
    const known = [...new Set(environments.map(({ account }) => account.name))];
    throw new OperatorError(
      `${JSON.stringify(name)} is not an account with environments: use one of ${known.join(", ")}.`,
    );
  }
  const target = targetOf(environment.name);
  const ofAccount = placeholdersOf(environment).filter((placeholder) => placeholder.startsWith("account."));
  refusePlaceholders(`The account ${name}`, target, ofAccount);
  await step("Building the functions", () => buildFunctions());
  const { bootstrap } = await step("Synthesizing the stacks", () => synthesize(target, interruptions.signal));
  await deployBootstrap(target, bootstrap, { region: environment.account.region, ...interruptions });
}

/** True if the bucket exists and is ours. @throws {OperatorError} if it belongs to somebody else */
async function bucketExists(bucket: string, target: Target, region: string): Promise<boolean> {
  const client = new S3Client(target.endpoint === undefined ? { region } : emulatorClient(target.endpoint, region));
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
    return true;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw new OperatorError(
      `The state bucket ${bucket} cannot be looked at: ${error instanceof Error ? `${error.name} ${error.message}` : error}`,
    );
  } finally {
    client.destroy();
  }
}

/** Applies the bootstrap stack. An interrupted first run goes on where it was. */
async function deployBootstrap(
  target: Target,
  stack: Stack,
  { region, ...interruptions }: Interruptions & { readonly region: string },
): Promise<void> {
  const { folder, name } = stack;
  const terraform = (await openTerraform(target, interruptions))(stack, (line) => console.log(`    ${line}`));
  const applyPlan = async () => {
    if (await terraform.plan()) await terraform.apply();
    else await terraform.run("output");
  };
  const parsed = backendSchema.parse(JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")));
  const { bucket } = parsed.terraform.backend.s3;

  const firstState = join(target.outputDirectory, `${name}-first-run`, "terraform.tfstate");
  // Terraform merges *_override files over the stack's own: the backend of the first run.
  const override = join(folder, "backend_override.tf.json");
  const isFirst = existsSync(firstState) || !(await bucketExists(bucket, target, region));
  if (isFirst) {
    await step(`Making ${name}, its state on this machine`, async () => {
      mkdirSync(join(firstState, ".."), { recursive: true });
      rmSync(join(folder, ".terraform"), { recursive: true, force: true });
      writeFileSync(override, JSON.stringify({ terraform: { backend: { local: { path: firstState } } } }));
      await terraform.init("-reconfigure");
      await applyPlan();
    });
    await step(`Moving the state to ${bucket}`, async () => {
      rmSync(override);
      await terraform.init("-migrate-state", "-force-copy");
      renameSync(firstState, `${firstState}.moved`);
    });
    return;
  }
  await step(`Applying ${name}`, async () => {
    rmSync(override, { force: true });
    await terraform.init("-reconfigure");
    await applyPlan();
  });
}
