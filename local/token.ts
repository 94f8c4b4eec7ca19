/** `npm run --silent token -- <e-mail>`: prints a fresh access token of a person of the demo company. */

import { OperatorError, runCommandLine } from "../tools/command-line.js";
import { runningCloud } from "./cloud.js";
import { demoAccessToken } from "./seed.js";

await runCommandLine(async () => {
  const cloud = runningCloud();
  if (cloud === undefined) throw new OperatorError("The local cloud is not running: start it with `npm start`.");
  const [email] = process.argv.slice(2);
  const user = cloud.users.find((each) => each.email === email);
  if (user === undefined) {
    throw new OperatorError(
      `${email ?? "Nobody"} is not of the demo company. Choose one of:\n${cloud.users.map((each) => `  ${each.email}`).join("\n")}`,
    );
  }
  console.log(await demoAccessToken(cloud, user));
});
