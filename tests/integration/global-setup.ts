/** Deploys the system under test once for all integration tests; they get its addresses by vitest's `inject("stack")`. */
import type { TestProject } from "vitest/node";
import type { DeployedOutputs } from "../../local/deploy.js";
import { localRegion, type Target } from "../../local/target.js";
import { startTestStack } from "../../local/test-stack.js";

declare module "vitest" {
  interface ProvidedContext {
    stack: DeployedOutputs & { readonly endpoint: string; readonly region: string; readonly target: Target };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startTestStack({ faultPoints: true });
  project.provide("stack", { ...stack.outputs, endpoint: stack.endpoint, region: localRegion, target: stack.target });
  return () => stack.stop();
}
