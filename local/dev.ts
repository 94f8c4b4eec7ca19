/** `npm run dev`: watches the services and puts each changed function live in the running local cloud, until Ctrl-C. */
import { once } from "node:events";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { watch } from "chokidar";
import { buildFunctions } from "../tools/build.js";
import { runCommandLine } from "../tools/command-line.js";
import { deployedOutputs } from "../tools/deployment/emulator.js";
import { root } from "../tools/paths.js";
import { localTarget, runningCloud, startCloud } from "./cloud.js";
import { LiveFunctions } from "./live-functions.js";

const servicesFolder = join(root, "services");
/** An editor writes a file in several steps; builds begin when it has been quiet for so long. */
const quietMilliseconds = 80;
const pollMilliseconds = 40;

/** Files that say what is deployed around the functions: only a deployment makes their changes live. */
const deployedFile = /\/src\/(manifest\.ts|contract\.ts|contract\/.*)$/;

await runCommandLine(async (signal, force) => {
  const cloud = runningCloud() ?? (await startCloud({ signal, force }));
  const bucket = deployedOutputs(localTarget(cloud.endpoint)).artifactsBucket;
  const live = new LiveFunctions(cloud.endpoint, bucket);
  const released = await live.release(await buildFunctions());
  if (released.length > 0) console.log(`✓ live: ${released.join(", ")}, which changed while nothing watched`);
  const pending = new Set<string>();
  let lastChange = 0;
  // Node's own watch loses a file that an editor or git replaces in place of writing it.
  const watcher = watch(servicesFolder, {
    ignoreInitial: true,
    ignored: (path, stats) =>
      /\/node_modules(\/|$)|\.test\.ts$/.test(path) || (stats?.isFile() === true && !/\.(ts|json)$/.test(path)),
  });
  watcher.on("all", (_event, path) => {
    pending.add(relative(root, path));
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
      await live.update(files);
      const deployed = files.filter((file) => deployedFile.test(file));
      if (deployed.length > 0)
        console.log(`  Routes, rights and settings go live with \`npm start\` (changed: ${deployed.join(", ")}).`);
    }
  } finally {
    await watcher.close();
    live.close();
  }
});
