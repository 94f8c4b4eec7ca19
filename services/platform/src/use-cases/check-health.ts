import { userPoolKeysUrl } from "@aerotage/core/aws/cognito";
import { logger } from "@aerotage/core/runtime/logger";
import type { Condition } from "../contract.js";
import { probeDatabase } from "../persistence/database.js";

/** A dependency by name, and a call that fails if it does not answer. */
export type Probes = Readonly<Record<"database" | "authentication", () => Promise<unknown>>>;

/** How long the keys of the user pool are waited for. */
const keysTimeoutMilliseconds = 3000;

/**
 * The real dependencies. Of Cognito the public keys are read, as the gateway's authorizer does: 50,000 requests per second may do so. The
 * calls that describe a user pool share 15 per second in an account, for all environments, and no request raises that quota.
 */
export const probes: Probes = {
  database: () => probeDatabase(),
  authentication: readKeys,
};

/** @throws if Cognito does not answer with keys */
async function readKeys(): Promise<void> {
  const response = await fetch(userPoolKeysUrl(), { signal: AbortSignal.timeout(keysTimeoutMilliseconds) });
  const { keys } = (await response.json()) as { readonly keys?: readonly unknown[] };
  if (!response.ok || keys === undefined || keys.length === 0)
    throw new Error(`Cognito answered ${response.status} without the keys of the user pool.`);
}

/** How long an answer about the dependencies is good, so that a public route can't be used to load them. */
const freshMilliseconds = 10_000;

export type Conditions = Readonly<Record<keyof Probes, Condition>>;

let last: { readonly at: number; readonly conditions: Promise<Conditions> } | undefined;

/** The condition of each dependency, at most ten seconds old. */
export function dependencyConditions(now: number, usedProbes: Probes = probes): Promise<Conditions> {
  if (last === undefined || now - last.at >= freshMilliseconds) {
    last = { at: now, conditions: ask(usedProbes) };
  }
  return last.conditions;
}

async function ask(usedProbes: Probes): Promise<Conditions> {
  const [databaseCondition, authentication] = await Promise.all([
    condition("database", usedProbes),
    condition("authentication", usedProbes),
  ]);
  return { database: databaseCondition, authentication };
}

async function condition(name: keyof Probes, usedProbes: Probes): Promise<Condition> {
  try {
    await usedProbes[name]();
    return "healthy";
  } catch (error) {
    logger.error(`The ${name} does not answer`, error as Error);
    return "degraded";
  }
}
