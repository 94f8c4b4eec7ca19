/** `npm stop`: ends everything that `npm start` left running in this clone; the data is kept. */

import { runCommandLine } from "../tools/command-line.js";
import { step } from "../tools/progress.js";
import { stopCloud } from "./cloud.js";

const results = {
  saved: "Stopped; the data is kept. `npm start` goes on with it.",
  "not running": "The local cloud was not running.",
  lost: "The local cloud had been killed before it could save; what it held is lost. `npm start` begins anew.",
} as const;

await runCommandLine(async (signal) => {
  console.log(results[await step("Stopping the local cloud", () => stopCloud(signal))]);
});
