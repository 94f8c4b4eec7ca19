/** `npm run dev`: watches the services and puts each changed function live in the running local cloud, until Ctrl-C. */
import { once } from "node:events";
import { basename, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  LambdaClient,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { watch } from "chokidar";
import { services } from "../stacks/services.js";
import { type BuildManifest, type BuiltFunction, buildFunctions, defaultBuildDirectory } from "../tools/build.js";
import { runCommandLine } from "../tools/command-line.js";
import { uploadArtifacts } from "../tools/deployment/artifacts.js";
import { deployedOutputs } from "../tools/deployment/emulator.js";
import { emulatorClient } from "../tools/deployment/emulator-clients.js";
import { root } from "../tools/paths.js";
import { formatDuration } from "../tools/progress.js";
import { affectedServices, readServicePackages } from "./affected-services.js";
import { localTarget, runningCloud, startCloud } from "./cloud.js";

const servicesFolder = join(root, "services");
/** An editor writes a file in several steps; builds begin when it has been quiet for so long. */
const quietMilliseconds = 80;
const pollMilliseconds = 40;
const updateSeconds = 20;

/** Files that say what is deployed around the functions: only a deployment makes their changes live. */
const deployedFiles = new Set(["manifest.ts", "contract.ts"]);

/** Puts a function's built code live: a new version of it, and the alias that the gateway calls pointed there. */
async function release(lambda: LambdaClient, bucket: string, built: BuiltFunction): Promise<void> {
  const FunctionName = `aerotage-local-${built.service}-${built.function}`;
  const { Version } = await lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName, S3Bucket: bucket, S3Key: built.key, Publish: true }),
  );
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: updateSeconds, minDelay: 1 }, { FunctionName });
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: Version }));
}

function changedFunctions(before: BuildManifest, after: BuildManifest): BuildManifest {
  const entries = Object.entries(after.functions).filter(([id, { sha256 }]) => before.functions[id]?.sha256 !== sha256);
  return { functions: Object.fromEntries(entries) };
}

await runCommandLine(async (signal) => {
  const cloud = runningCloud() ?? (await startCloud({ signal }));
  const bucket = deployedOutputs(localTarget(cloud.endpoint)).artifactsBucket;
  const settings = emulatorClient(cloud.endpoint);
  const lambda = new LambdaClient(settings);
  const packages = readServicePackages(servicesFolder);
  let build = await buildFunctions();

  const update = async (files: readonly string[]): Promise<void> => {
    const started = performance.now();
    const touched = files.flatMap((file) => relative(servicesFolder, file).split("/")[0] ?? []);
    const affected = affectedServices(packages, touched);
    const only = services
      .filter(({ name }) => affected.has(name))
      .flatMap(({ name, functions }) => Object.keys(functions).map((id) => `${name}-${id}`));
    try {
      const next = await buildFunctions({ only });
      const changed = changedFunctions(build, next);
      build = next;
      await uploadArtifacts(changed, { buildDirectory: defaultBuildDirectory, bucket, s3: settings });
      await Promise.all(Object.values(changed.functions).map((one) => release(lambda, bucket, one)));
      const names = Object.keys(changed.functions);
      console.log(
        `✓ ${names.length > 0 ? `live: ${names.join(", ")}` : "no function changed"}  ${formatDuration(performance.now() - started)}`,
      );
    } catch (error) {
      console.error(`✗ not live: ${error instanceof Error ? error.message : String(error)}`);
    }
    const deployed = files.filter((file) => deployedFiles.has(basename(file)));
    if (deployed.length > 0) {
      console.log(
        `  Routes, rights and settings go live with \`npm start\` (changed: ${deployed.map((file) => relative(root, file)).join(", ")}).`,
      );
    }
  };

  const pending = new Set<string>();
  let lastChange = 0;
  // Node's own watch loses a file that an editor or git replaces in place of writing it.
  const watcher = watch(servicesFolder, {
    ignoreInitial: true,
    ignored: (path, stats) =>
      /\/node_modules(\/|$)|\.test\.ts$/.test(path) || (stats?.isFile() === true && !/\.(ts|json)$/.test(path)),
  });
  watcher.on("all", (_event, path) => {
    pending.add(path);
    lastChange = Date.now();
  });
  await once(watcher, "ready", { signal });
  console.log(`Watching services/; the API is ${cloud.apiUrl}. Ctrl-C ends the watch, \`npm stop\` the cloud.`);
  try {
    for (;;) {
      await sleep(pollMilliseconds, undefined, { signal });
      if (pending.size === 0 || Date.now() - lastChange < quietMilliseconds) continue;
      const files = [...pending];
      pending.clear();
      await update(files);
    }
  } finally {
    await watcher.close();
    lambda.destroy();
  }
});
