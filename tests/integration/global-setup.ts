/** Deploys the system under test once for all integration tests; they get its addresses by vitest's `inject("stack")`. */
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startTestStack } from "../../local/test-stack.js";
import { productPackages } from "../../tools/build.js";
import type { DeployedOutputs } from "../../tools/deployment/emulator.js";
import { localRegion } from "../../tools/deployment/target.js";
import { root } from "../../tools/paths.js";
import { probe } from "./probe/src/manifest.js";

/** What the tests know of the stack. */
export interface SharedStack extends DeployedOutputs {
  readonly endpoint: string;
  readonly region: string;
  /** Where the synthesized stacks lie. */
  readonly outputDirectory: string;
  /** Where Terraform's state lies. */
  readonly stateDirectory: string;
}

declare module "vitest" {
  interface ProvidedContext {
    stack: SharedStack;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { endpoint, outputs, target, stop } = await startTestStack({
    app: "tsx tests/integration/app.ts",
    packages: [...productPackages(), { manifest: probe, directory: join(root, "tests/integration/probe") }],
    faultPoints: true,
  });
  const { outputDirectory, stateDirectory = "" } = target;
  project.provide("stack", { ...outputs, endpoint, region: localRegion, outputDirectory, stateDirectory });
  return stop;
}
