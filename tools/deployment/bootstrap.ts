/**
 * The bootstrap of an account, whose state lies in a bucket that it makes itself: the first time it is applied with its state on this
 * machine, and then Terraform moves the state to the bucket.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HeadBucketCommand, NotFound, S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import type { Account } from "../../environments/schema.js";
import { OperatorError } from "../command-line.js";
import { CommandError, run } from "../commands.js";
import { step } from "../progress.js";
import { emulatorClient } from "./emulator-clients.js";
import { type Target, targetVariables } from "./target.js";
import { explainMissingProvider, terraformEnvironment, terraformProgram } from "./terraform-mirror.js";

const backendSchema = z.object({
  terraform: z.object({ backend: z.object({ s3: z.object({ bucket: z.string() }) }) }),
});

/** True if the bucket is there and ours. @throws {OperatorError} if it belongs to somebody else */
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

/** Applies the bootstrap stack of an account. An interrupted first run goes on where it was. */
export async function deployBootstrap(
  target: Target,
  stack: string,
  options: { readonly account: Account; readonly signal: AbortSignal },
): Promise<void> {
  const { account, signal } = options;
  const folder = join(target.outputDirectory, "stacks", stack);
  const environment = targetVariables(target, await terraformEnvironment(signal));
  const terraform = async (...args: string[]) => {
    try {
      await run(terraformProgram(), args, {
        cwd: folder,
        environment,
        signal,
        onLine: (line) => console.log(`    ${line}`),
      });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      throw new OperatorError(
        explainMissingProvider(error.output) ?? `terraform ${args[0]} failed on ${stack}; its message stands above.`,
      );
    }
  };
  const parsed = backendSchema.parse(JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")));
  const { bucket } = parsed.terraform.backend.s3;

  const firstState = join(target.outputDirectory, `${stack}-first-run`, "terraform.tfstate");
  // Terraform merges *_override files over the stack's own: the backend of the first run.
  const override = join(folder, "backend_override.tf.json");
  const initialized = join(folder, ".terraform");
  const isFirst = existsSync(firstState) || !(await bucketExists(bucket, target, account.region));
  if (isFirst) {
    await step(`Making ${stack}, its state on this machine`, async () => {
      mkdirSync(join(firstState, ".."), { recursive: true });
      rmSync(initialized, { recursive: true, force: true });
      writeFileSync(override, JSON.stringify({ terraform: { backend: { local: { path: firstState } } } }));
      await terraform("init", "-input=false", "-no-color");
      await terraform("apply", "-auto-approve", "-input=false", "-no-color");
    });
    await step(`Moving the state to ${bucket}`, async () => {
      rmSync(override);
      await terraform("init", "-migrate-state", "-force-copy", "-input=false", "-no-color");
      renameSync(firstState, `${firstState}.moved`);
    });
    return;
  }
  await step(`Applying ${stack}`, async () => {
    rmSync(override, { force: true });
    await terraform("init", "-input=false", "-no-color", "-reconfigure");
    await terraform("apply", "-auto-approve", "-input=false", "-no-color");
  });
}
