/** The entry of cdktf: the environment that `AEROTAGE_ENVIRONMENT` names, or all of them. */
import { loadEnvironments } from "../environments/registry.js";
import { defaultBuildDirectory, readBuild } from "./build-manifest.js";
import { services } from "./services.js";
import { synthesize } from "./synthesize.js";
import { readTarget, targetVariables } from "./target.js";

try {
  const name = process.env[targetVariables.environment];
  synthesize({
    environments: name ? loadEnvironments([name]) : loadEnvironments(),
    services,
    build: readBuild(process.env[targetVariables.buildDirectory] || defaultBuildDirectory),
    target: readTarget(process.env),
  });
} catch (error) {
  // These errors tell a person what to do; a stack trace would hide it.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env.DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
}
