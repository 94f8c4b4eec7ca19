/**
 * `npm run new-endpoint -- <service> <function> <METHOD> <path> [--new-service]`: writes an operation into a service's contract, its
 * function, its line in the manifest and its first integration test. What it writes compiles, and runs, as it is.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { services } from "../stacks/services.js";
import { OperatorError, runCommandLine } from "./command-line.js";
import { CommandError, run } from "./commands.js";
import {
  type EndpointRequest,
  EndpointRequestError,
  type Existing,
  operationIdOf,
  readRequest,
  testFileOf,
} from "./new-endpoint-request.js";
import { changedFiles, endpointFiles, type Files } from "./new-endpoint-source.js";
import { allOperations } from "./openapi-document.js";
import { root } from "./paths.js";

async function existing(): Promise<Existing> {
  return {
    services: Object.fromEntries(services.map(({ name, functions }) => [name, Object.keys(functions)])),
    operations: await allOperations(),
    has: (path) => existsSync(join(root, path)),
  };
}

async function requested(args: readonly string[]): Promise<EndpointRequest> {
  try {
    return readRequest(args, await existing());
  } catch (error) {
    if (error instanceof EndpointRequestError) throw new OperatorError(error.message);
    throw error;
  }
}

function readFiles(paths: readonly string[]): Files {
  const present = paths.filter((path) => existsSync(join(root, path)));
  return Object.fromEntries(present.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** Brings the files into the repository's format, with their imports in order. */
async function format(paths: readonly string[], signal: AbortSignal): Promise<void> {
  const biome = join(root, "node_modules", ".bin", "biome");
  try {
    await run(biome, ["check", "--write", ...paths], { cwd: root, environment: process.env, signal });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new OperatorError(`The files are written, but Biome finds faults in them:\n${error.output}`);
  }
}

function nextSteps(request: EndpointRequest): string {
  const steps = [
    ...(request.newService ? [["npm install", "links the new package"]] : []),
    ["npm run openapi", "describes the operation in docs/openapi.yaml"],
    ["npx vitest run --project infrastructure -u", "takes over the stacks as they are now; look at the difference"],
    ["npx vitest run --project 'integration*'", `runs ${testFileOf(request)} among the others`],
    ["npm start", "makes the route live in the local cloud"],
    ["npm run changeset", "says what changes for whoever calls the API"],
  ];
  return steps.map(([command = "", purpose = ""]) => `  ${command.padEnd(44)} ${purpose}`).join("\n");
}

await runCommandLine(async (signal) => {
  const request = await requested(process.argv.slice(2));
  const files = endpointFiles(request, readFiles(changedFiles(request)));
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  const paths = Object.keys(files);
  await format(paths, signal);
  console.log(`${operationIdOf(request)} (${request.method} ${request.path}, administrators only) is written:
${paths.map((path) => `  ${path}`).join("\n")}

Then
${nextSteps(request)}

docs/adding-an-endpoint.md goes on from here.`);
});
