/**
 * `npm run totals:verify -- <environment>` and `npm run totals:rebuild -- <environment>`: hold everything that is stored beside time entries (totals
 * of months, pages of days, what is spent of projects) against the entries, name each difference, and repair it. The system may run meanwhile.
 *
 * They go to AWS with the credentials of the shell, or to the endpoint that AWS_ENDPOINT_URL names.
 */

import { tableNames } from "@aerotage/core/contract/tables";
import { tableVariable } from "@aerotage/core/runtime/environment";
import { type Difference, verifyTotals } from "@aerotage/time-entries/use-cases/verify-totals";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { environmentNames } from "../environments/schema.js";
import { physicalTableName } from "../stacks/derive/physical-names.js";
import { environmentNaming } from "../stacks/product.js";
import { OperatorError, runCommandLine } from "./command-line.js";
import { emulatorClient } from "./deployment/emulator-clients.js";
import { checkedEnvironment } from "./deployment/environment.js";

const usage = `Usage: npm run totals:verify -- <environment> [<user id>…], npm run totals:rebuild -- <environment> [<user id>…], with one of ${environmentNames.join(", ")}.`;

await runCommandLine(async () => {
  const [command, name, ...userIds] = process.argv.slice(2);
  const isKnown = command === "verify" || command === "rebuild";
  if (!isKnown || name === undefined) throw new OperatorError(usage);
  if (!(environmentNames as readonly string[]).includes(name))
    throw new OperatorError(`${name} is no environment. ${usage}`);
  const endpoint = process.env.AWS_ENDPOINT_URL || undefined;
  if (name === "local" && endpoint === undefined)
    throw new OperatorError("Set AWS_ENDPOINT_URL to the endpoint of the local cloud, which `npm start` prints.");
  const environment = checkedEnvironment(name);
  const naming = environmentNaming(environment);
  for (const table of tableNames) process.env[tableVariable(table)] = physicalTableName(naming, table);
  const client = new DynamoDBClient(endpoint === undefined ? { region: environment.region } : emulatorClient(endpoint));
  const { people, entries, differences } = await verifyTotals({
    tables: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    ...(userIds.length > 0 && { userIds }),
    repair: command === "rebuild",
    onDifference: (difference) => console.log(describeDifference(difference)),
    now: new Date(),
  });
  const count = differences.length;
  console.log(`${entries} entries of ${people} people: ${count} ${count === 1 ? "difference" : "differences"}`);
  if (count === 0) return;
  if (command === "rebuild") console.log("All of them are repaired.");
  else process.exitCode = 1;
});

function describeDifference({ id, stored, expected }: Difference): string {
  return `${id}\n  stored   ${stored || "nothing"}\n  expected ${expected || "nothing"}`;
}
