/** The environments by name, checked before anything is made of them. */
import type * as z from "zod";
import { accounts } from "./accounts.js";
import { dev } from "./dev.js";
import { local } from "./local.js";
import { prod } from "./prod.js";
import {
  type Account,
  type AccountName,
  accountNames,
  type Environment,
  type EnvironmentName,
  environmentNames,
  environmentSchema,
  valueAt,
} from "./schema.js";
import { staging } from "./staging.js";

const environments: Record<EnvironmentName, Environment> = { dev, staging, prod, local };

/** Thrown with every wrong setting of every environment that was checked. */
export class EnvironmentSettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The environments' settings are wrong. Correct them in environments/:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    );
    this.name = "EnvironmentSettingsError";
    this.problems = problems;
  }
}

/** Every violation of one candidate, each with the path and the value found. Empty when it is sound. */
export function settingsProblems(name: string, candidate: unknown): string[] {
  const result = environmentSchema.safeParse(candidate);
  if (result.success) {
    return result.data.name === name
      ? []
      : [`${name}.name is ${JSON.stringify(result.data.name)}: must be ${JSON.stringify(name)}`];
  }
  return result.error.issues.map((issue) => describe(name, candidate, issue));
}

function describe(name: string, candidate: unknown, issue: z.core.$ZodIssue): string {
  const path = [name, ...issue.path.map(String)].join(".");
  const value = valueAt(candidate, issue.path);
  return `${path} is ${value === undefined ? "missing" : JSON.stringify(value)}: ${issue.message}`;
}

/**
 * The named environments, checked.
 * @throws {EnvironmentSettingsError} naming every unknown name and every wrong setting
 */
export function loadEnvironments(names: readonly string[] = environmentNames): Environment[] {
  const unknown = names.filter((name) => !isEnvironmentName(name));
  const known = names.filter(isEnvironmentName);
  const problems = [
    ...unknown.map((name) => `${JSON.stringify(name)} is no environment: choose one of ${environmentNames.join(", ")}`),
    ...known.flatMap((name) => settingsProblems(name, environments[name])),
  ];
  if (problems.length > 0) throw new EnvironmentSettingsError(problems);
  return known.map((name) => environments[name]);
}

/** One environment, checked. @throws {EnvironmentSettingsError} */
export function loadEnvironment(name: string): Environment {
  const [environment] = loadEnvironments([name]);
  if (environment === undefined) throw new EnvironmentSettingsError([`${name} is no environment`]);
  return environment;
}

/** True for the name of an environment. */
export function isEnvironmentName(name: string): name is EnvironmentName {
  return (environmentNames as readonly string[]).includes(name);
}

/** The accounts that environments live in, each once, in the order of the accounts' names. */
export function accountsOf(chosen: readonly Environment[]): Account[] {
  const names = new Set<AccountName>(chosen.map((environment) => environment.account.name));
  return accountNames.filter((name) => names.has(name)).map((name) => accounts[name]);
}
