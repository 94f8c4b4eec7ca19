/** `npm run tour`: goes through a week of work in the running local cloud, and prints each request and its response. */

import { join } from "node:path";
import { OperatorError, runCommandLine } from "../tools/command-line.js";
import { localDirectory } from "../tools/paths.js";
import { runningCloud } from "./cloud.js";
import { demoPeople, demoTeams } from "./demo-company.js";
import { lateRecorder } from "./demo-time.js";
import { runTour } from "./tour-steps.js";

await runCommandLine(async (signal) => {
  const cloud = runningCloud();
  if (cloud === undefined) throw new OperatorError("The local cloud is not running: start it with `npm start`.");
  const managerName = demoTeams.find(({ members }) => members.includes(lateRecorder))?.manager;
  const employee = demoPeople.find(({ name }) => name === lateRecorder);
  const manager = demoPeople.find(({ name }) => name === managerName);
  if (employee === undefined || manager === undefined) throw new TypeError("The demo company lacks the tour's people.");
  const steps = await runTour({
    ...cloud,
    employee,
    manager,
    signal,
    downloads: join(localDirectory, "downloads"),
    print: (line) => console.log(line),
  });
  console.log(`\n✓ ${steps} steps, each with the expected response.\n`);
});
