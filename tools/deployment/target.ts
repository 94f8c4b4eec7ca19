/** Where the stacks of an environment are deployed to, and how programs are told. */
import { readFileSync } from "node:fs";
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

/** The environment variables of the app and Terraform for a target. */
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
