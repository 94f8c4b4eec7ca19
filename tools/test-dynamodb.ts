/**
 * `npm run test:dynamodb`: the integration tests on another implementation of DynamoDB, before a release. `DYNAMODB_ENDPOINT` names it, for
 * example AWS's own DynamoDB Local. Everything but the tables stays in the emulator.
 */
import { join } from "node:path";
import { OperatorError, runCommandLine } from "./command-line.js";
import { run } from "./commands.js";
import { root } from "./paths.js";

const variable = "DYNAMODB_ENDPOINT";
const instructions = `${variable} is not set: nothing is tested.

DynamoDB Local is AWS's own engine. It needs Java 17, and has AWS's own licence terms, so it is not installed here:
  1. Download it and accept its terms: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.html
  2. java -Djava.library.path=./DynamoDBLocal_lib -jar DynamoDBLocal.jar -inMemory -sharedDb -port 8000
  3. ${variable}=http://127.0.0.1:8000 npm run test:dynamodb`;

/** Tests of the functions' calls of the emulator's own DynamoDB: what its trail recorded of them, and its faults. */
const ofTheEmulator = ["platform/permissions", "platform/faults"];

async function requireEngine(endpoint: string): Promise<void> {
  try {
    // Any answer will do: without a signature it is an error.
    await fetch(endpoint, { method: "POST", signal: AbortSignal.timeout(5000) });
  } catch (error) {
    throw new OperatorError(`Nothing answers at ${variable}=${endpoint}: ${(error as Error).message}.`);
  }
}

await runCommandLine(async (signal) => {
  const endpoint = process.env[variable];
  if (endpoint === undefined || endpoint === "") {
    console.log(instructions);
    return;
  }
  await requireEngine(endpoint);
  const excluded = ofTheEmulator.flatMap((name) => ["--exclude", `tests/integration/${name}.test.ts`]);
  await run(join(root, "node_modules", ".bin", "vitest"), ["run", "--project=integration*", ...excluded], {
    cwd: root,
    environment: process.env,
    signal,
    onLine: (line) => console.log(line),
  });
});
