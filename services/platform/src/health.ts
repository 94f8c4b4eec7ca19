import { callUserPools } from "@aerotage/core/cognito";
import { database } from "@aerotage/core/database/client";
import { httpVariables, requiredVariable, tableName } from "@aerotage/core/environment";
import { logger } from "@aerotage/core/logger";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Condition } from "./contract.js";

/** A dependency by name, and a call that fails if it does not answer. */
export type Probes = Readonly<Record<"database" | "authentication", () => Promise<unknown>>>;

/** The real dependencies. */
export const probes: Probes = {
  database: () => database.send(new GetCommand({ TableName: tableName("Settings"), Key: { id: "health" } })),
  authentication: () => callUserPools("DescribeUserPool", { UserPoolId: requiredVariable(httpVariables.userPoolId) }),
};

/** How long an answer about the dependencies is good, so that a public route can't be used to load them. */
const freshMilliseconds = 10_000;

export type Conditions = Readonly<Record<keyof Probes, Condition>>;

let last: { readonly at: number; readonly conditions: Promise<Conditions> } | undefined;

/** The condition of each dependency, at most ten seconds old. */
export function dependencyConditions(now: number, asked: Probes = probes): Promise<Conditions> {
  if (last === undefined || now - last.at >= freshMilliseconds) {
    last = { at: now, conditions: ask(asked) };
  }
  return last.conditions;
}

async function ask(asked: Probes): Promise<Conditions> {
  const [databaseCondition, authentication] = await Promise.all([
    condition("database", asked),
    condition("authentication", asked),
  ]);
  return { database: databaseCondition, authentication };
}

async function condition(name: keyof Probes, asked: Probes): Promise<Condition> {
  try {
    await asked[name]();
    return "healthy";
  } catch (error) {
    logger.error(`The ${name} does not answer`, error as Error);
    return "degraded";
  }
}
