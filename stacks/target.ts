/** Where stacks are deployed and where their state lies, as the process environment says. */

/** Variables that choose the target; everything else about an environment stands in its file. */
export const targetVariables = {
  /** One environment's name; without it all of them are synthesized. */
  environment: "AEROTAGE_ENVIRONMENT",
  /** `local` keeps the state in files, whatever the environment: for a try on the emulator and for an account's first bootstrap. */
  backend: "AEROTAGE_BACKEND",
  /** The folder of local state files. */
  stateDirectory: "AEROTAGE_STATE_DIR",
  /** The folder that the build wrote. */
  buildDirectory: "AEROTAGE_BUILD_DIR",
  /** The emulator. Terraform's provider and backend read the same variable. */
  endpoint: "AWS_ENDPOINT_URL",
} as const;

export interface Target {
  /** The emulator's address without a slash at the end; undefined for AWS. */
  readonly endpoint: string | undefined;
  /** True keeps every state in files. */
  readonly localState: boolean;
  /** Below it lies `<environment>/<stack>.tfstate`. */
  readonly stateDirectory: string;
}

/** Seen from a stack's folder in `cdktf.out`, so that no path of the machine is in the synthesized stacks. */
const defaultStateDirectory = "../../../.local/state";

/** Thrown when a variable holds what it cannot. */
export class TargetError extends Error {
  constructor(problems: readonly string[]) {
    super(`The target cannot be determined:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.name = "TargetError";
  }
}

/** @throws {TargetError} naming every variable with a wrong value */
export function readTarget(variables: Readonly<Record<string, string | undefined>>): Target {
  const problems: string[] = [];
  const endpoint = variables[targetVariables.endpoint] || undefined;
  if (endpoint !== undefined && !/^https?:\/\/[^/]+\/?$/.test(endpoint)) {
    problems.push(
      `${targetVariables.endpoint} is ${JSON.stringify(endpoint)}: must be an address such as http://127.0.0.1:4566`,
    );
  }
  const backend = variables[targetVariables.backend] || undefined;
  if (backend !== undefined && backend !== "local" && backend !== "s3") {
    problems.push(`${targetVariables.backend} is ${JSON.stringify(backend)}: must be local or s3`);
  }
  if (problems.length > 0) throw new TargetError(problems);
  return {
    endpoint: endpoint?.replace(/\/$/, ""),
    localState: backend === "local",
    stateDirectory: variables[targetVariables.stateDirectory] || defaultStateDirectory,
  };
}

/** True if requests reach the target by TLS: AWS always, an emulator seldom. */
export function reachedByTls(target: Target): boolean {
  return target.endpoint === undefined || target.endpoint.startsWith("https://");
}
