/** Where the stacks of an environment are deployed to, and how programs are told. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../paths.js";

/** One deployment: an environment, and the cloud that it goes to. */
export interface Target {
  /** `dev`, `staging`, `prod` or `local`. */
  readonly environment: string;
  /** Where the synthesized Terraform lies; one folder a target, since Terraform's backend may not change within one. */
  readonly outputDirectory: string;
  /** The emulator; AWS without it. */
  readonly endpoint?: string | undefined;
  /** Where environments without a remote backend keep Terraform's state. */
  readonly stateDirectory?: string | undefined;
  /** The command that synthesizes. @default the app of cdktf.json */
  readonly app?: string | undefined;
  /** Further variables for the app. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

/** The keys that emulators take. */
export const emulatorCredentials = { accessKeyId: "test", secretAccessKey: "test" } as const;
/** Of the local environment. */
export const localRegion = "us-east-1";

/** The environment variables of the app, the cdktf CLI and Terraform for a target. */
export function targetVariables(
  target: Target,
  terraform: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    // A person's own profile or session must not reach into a deployment to the emulator.
    ([name, value]) => value !== undefined && (target.endpoint === undefined || !name.startsWith("AWS_")),
  ) as [string, string][];
  return {
    ...Object.fromEntries(inherited),
    ...terraform,
    AEROTAGE_ENVIRONMENT: target.environment,
    CDKTF_OUTDIR: target.outputDirectory,
    ...(target.stateDirectory !== undefined && { AEROTAGE_STATE_DIR: target.stateDirectory }),
    ...(target.endpoint !== undefined && {
      AWS_ENDPOINT_URL: target.endpoint,
      AWS_ACCESS_KEY_ID: emulatorCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: emulatorCredentials.secretAccessKey,
      AWS_REGION: localRegion,
      AWS_EC2_METADATA_DISABLED: "true",
    }),
    ...target.variables,
  };
}

/** The app of cdktf.json. */
export function defaultApp(): string {
  return (JSON.parse(readFileSync(join(root, "cdktf.json"), "utf8")) as { app: string }).app;
}

/** The stacks that a target's synthesis has made, by what they are. */
export interface SynthesizedStacks {
  readonly bootstrap: string;
  /** Of the environment, in the order of deployment. */
  readonly environment: readonly string[];
}

const order = ["auth", "data", "storage", "api", "monitoring"] as const;

/** Finds the stacks of a target among the names that were synthesized. */
export function chooseStacks(names: readonly string[], environment: string): SynthesizedStacks {
  const own = order.flatMap((part) => names.filter((name) => name.endsWith(`-${part}-${environment}`)));
  const [bootstrap, ...others] = names.filter((name) => /-bootstrap-/.test(name));
  if (bootstrap === undefined || others.length > 0 || own.length === 0) {
    throw new Error(
      `The app did not synthesize one bootstrap stack and the stacks of ${environment}, but: ${names.join(", ")}`,
    );
  }
  return { bootstrap, environment: own };
}

/** The names of the stacks in a target's output. */
export function synthesizedNames(outputDirectory: string): string[] {
  return readdirSync(join(outputDirectory, "stacks")).sort();
}
