import { loadEnvironments } from "../../environments/registry.js";
import { readBuild } from "../../stacks/build-manifest.js";
import { services } from "../../stacks/services.js";
import { synthesize } from "../../stacks/synthesize.js";
import { readTarget } from "../../stacks/target.js";
import { testService } from "./test-service.js";
synthesize({ environments: loadEnvironments(["local"]), services: [...services, testService], build: readBuild("/tmp/A/build2"), target: readTarget(process.env) });
