/**
 * Waits until the whole stack is deployed. Its API answers earlier, and tests of that alone begin then (vitest.config.ts names them); all
 * others have this as their setup.
 */
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { inject } from "vitest";
import type { DeployedOutputs } from "../../tools/deployment/emulator.js";
import type { DeploymentEnd } from "./global-setup.js";

const { endFile } = inject("stack");
/** How long the deployment may take after its API answers, in milliseconds: some of its resources wait for a minute. */
const patience = 300_000;

async function endOfDeployment(): Promise<DeploymentEnd> {
  const latest = Date.now() + patience;
  while (!existsSync(endFile)) {
    if (Date.now() > latest) throw new Error("The deployment of the stack does not end.");
    await sleep(100);
  }
  return JSON.parse(readFileSync(endFile, "utf8")) as DeploymentEnd;
}

const end = await endOfDeployment();
if ("error" in end) throw new Error(`The stack could not be deployed: ${end.error}`);

/** The addresses of the whole stack. */
export const wholeStack: DeployedOutputs = end.outputs;
