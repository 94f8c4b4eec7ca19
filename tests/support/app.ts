/** The app of the tests' stack: environment `local` as it is, and beside the product's services one that shows failures and triggers. */
import { loadEnvironments } from "../../environments/registry.js";
import { defaultBuildDirectory, readBuild } from "../../stacks/build-manifest.js";
import { services } from "../../stacks/services.js";
import { synthesize } from "../../stacks/synthesize.js";
import { readTarget, targetVariables } from "../../stacks/target.js";
import { probe } from "./probe/src/manifest.js";

synthesize({
  environments: loadEnvironments(["local"]),
  services: [...services, probe],
  build: readBuild(process.env[targetVariables.buildDirectory] || defaultBuildDirectory),
  target: readTarget(process.env),
});
