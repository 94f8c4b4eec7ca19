/**
 * Deploys the system under test once for all integration tests, those of several vitest projects too; they get its addresses by
 * vitest's `inject("stack")`.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startTestStack } from "../../local/test-stack.js";
import { productPackages } from "../../tools/build.js";
import type { ApiOutputs, DeployedOutputs } from "../../tools/deployment/emulator.js";
import { localRegion } from "../../tools/deployment/target.js";
import { replaceFile } from "../../tools/files.js";
import { root } from "../../tools/paths.js";
import { probe } from "./probe/src/manifest.js";

/** Names the endpoint of another implementation of DynamoDB that the tests run on (`npm run test:dynamodb`). */
export const tablesEndpointVariable = "DYNAMODB_ENDPOINT";

/** What the tests know of the stack while other parts than its API may still be deployed. */
export interface SharedStack extends ApiOutputs {
  readonly endpoint: string;
  /** The file that says how the deployment ended, once it has: `wholeStack` reads it. */
  readonly endFile: string;
  /** Where the tables are: the same endpoint, unless another implementation of DynamoDB is tested. */
  readonly tablesEndpoint: string;
  readonly region: string;
  /** Where the synthesized stacks lie. */
  readonly outputDirectory: string;
  /** Where Terraform's state lies. */
  readonly stateDirectory: string;
}

/** How the deployment of the whole stack ended. */
export type DeploymentEnd = { readonly outputs: DeployedOutputs } | { readonly error: string };

declare module "vitest" {
  interface ProvidedContext {
    stack: SharedStack;
  }
}

export default async function setup({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  // Vitest calls this for one project after another, and all of them inherit what the root project provides.
  const shared = vitest.getRootProject();
  if (shared.getProvidedContext().stack !== undefined) return undefined;
  const tablesEndpoint = process.env[tablesEndpointVariable];
  const { endpoint, outputs, finished, target, stop } = await startTestStack({
    app: "tsx tests/support/app.ts",
    packages: [...productPackages(), { manifest: probe, directory: join(root, "tests/support/probe") }],
    faultPoints: true,
    tablesEndpoint,
  });
  const { outputDirectory, stateDirectory = "" } = target;
  const endFile = join(outputDirectory, "end.json");
  // At a foreign endpoint the folder is that of the last run.
  rmSync(endFile, { force: true });
  const tell = (end: DeploymentEnd) => replaceFile(endFile, JSON.stringify(end));
  finished.then(
    (whole) => tell({ outputs: whole }),
    (error: unknown) => tell({ error: error instanceof Error ? error.message : String(error) }),
  );
  shared.provide("stack", {
    ...outputs,
    endpoint,
    endFile,
    tablesEndpoint: tablesEndpoint ?? endpoint,
    region: localRegion,
    outputDirectory,
    stateDirectory,
  });
  return stop;
}
