/** `npm start`: starts the local cloud, tells how to use it, and leaves it running. `--fresh` begins anew, `--port N` names the port. */
import { randomUUID } from "node:crypto";
import { runCommandLine } from "../tools/command-line.js";
import { formatDuration } from "../tools/progress.js";
import { type LocalCloud, startCloud } from "./cloud.js";
import { demoAccessToken } from "./seed.js";
import { parseStartArguments } from "./start-arguments.js";

/** The `curl` that creates a client: pasted twice it creates it once, since it carries an idempotency key. */
function createClientCommand(cloud: LocalCloud, token: string): string {
  const key = randomUUID();
  const body = JSON.stringify({ name: `Client ${key.slice(0, 8)}`, contactInfo: { email: "office@client.example" } });
  return [
    `curl -i -X POST '${cloud.apiUrl}/clients'`,
    `-H 'Authorization: Bearer ${token}'`,
    "-H 'Content-Type: application/json'",
    `-H 'Idempotency-Key: ${key}'`,
    `-d '${body}'`,
  ].join(" \\\n    ");
}

async function describe(cloud: LocalCloud): Promise<string> {
  const signIns = (["admin", "manager", "employee"] as const).flatMap((role) => {
    const user = cloud.users.find((each) => each.role === role);
    return user === undefined ? [] : [`  ${role.padEnd(9)} ${user.email.padEnd(30)} ${user.password}`];
  });
  const [admin] = cloud.users;
  if (admin === undefined) throw new Error("The demo company has no administrator.");
  const token = await demoAccessToken(cloud, admin);
  return `
The API         ${cloud.apiUrl}
Its reference   ${cloud.referenceUrl}
Mails           ${cloud.referenceUrl}/mails   (as JSON: ${cloud.mailboxUrl})
All of this, for programs: .local/local.json

Sign in as (a fresh access token: npm run --silent token -- <e-mail>)
${signIns.join("\n")}

Create a client (the token works for an hour)
  ${createClientCommand(cloud, token)}

See a week of work go through npm run tour
Changed code goes live with   npm run dev
Stop, keeping the data        npm stop
Begin anew                    npm start -- --fresh
`;
}

await runCommandLine(async (signal, force) => {
  const started = performance.now();
  const cloud = await startCloud({ ...parseStartArguments(process.argv.slice(2)), signal, force });
  console.log(`\nThe local cloud is up after ${formatDuration(performance.now() - started)}.`);
  console.log(await describe(cloud));
});
