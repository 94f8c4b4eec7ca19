/**
 * `npm run new-endpoint -- <service> <function> <METHOD> <path>`: writes an operation with its function, rights, tests and everything else
 * that an endpoint needs. What it writes compiles, and can be deployed. `docs/adding-an-endpoint.md` explains the options.
 */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { services } from "../stacks/services.js";
import { OperatorError, runCommandLine } from "./command-line.js";
import { CommandError, run } from "./commands.js";
import { endpointOf } from "./new-endpoint/design.js";
import {
  type EndpointRequest,
  EndpointRequestError,
  type Existing,
  operationIdOf,
  readRequest,
  testFileOf,
} from "./new-endpoint/request.js";
import { endpointFiles } from "./new-endpoint/source.js";
import { allOperations } from "./openapi-document.js";
import { root } from "./paths.js";

/** The text of a file; an empty text for a folder; undefined if there is neither. */
function read(path: string): string | undefined {
  const file = join(root, path);
  if (!existsSync(file)) return undefined;
  return statSync(file).isDirectory() ? "" : readFileSync(file, "utf8");
}

async function existing(): Promise<Existing> {
  return {
    services: Object.fromEntries(services.map(({ name, functions }) => [name, Object.keys(functions)])),
    operations: await allOperations(),
    read,
  };
}

function requested(args: readonly string[], checkout: Existing): EndpointRequest {
  try {
    return readRequest(args, checkout);
  } catch (error) {
    if (error instanceof EndpointRequestError) throw new OperatorError(error.message);
    throw error;
  }
}

/** Brings the files into the format of the repository, with their imports in order. */
async function format(paths: readonly string[], signal: AbortSignal): Promise<void> {
  const biome = join(root, "node_modules", ".bin", "biome");
  const sources = paths.filter((path) => path.endsWith(".ts") || path.endsWith(".json"));
  try {
    await run(biome, ["check", "--write", ...sources], { cwd: root, environment: process.env, signal });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new OperatorError(`The files are written, but Biome finds faults in them:\n${error.output}`);
  }
}

/** Writes docs/openapi.yaml, in a process that loads the new contract. */
async function describe(signal: AbortSignal): Promise<void> {
  const args = ["--import", "tsx", "tools/openapi.ts"];
  await run(process.execPath, args, { cwd: root, environment: process.env, signal });
}

/** The edits that make the endpoint a useful one. */
function handEdits(request: EndpointRequest, checkout: Existing): string {
  const { service, kind, fields } = request;
  const { rule, resource, made } = endpointOf(request, checkout);
  const file = (module: string) => `services/${service}/src/${module.replace("src:", "")}.ts`;
  const edits = [
    [file(resource.contract), "roles and a description"],
    ...(kind === "action" || (kind === "update" && made === undefined)
      ? [
          [file(rule.module), "the rule"],
          [file(rule.module).replace(/\.ts$/, ".test.ts"), "its unit test"],
        ]
      : []),
    [testFileOf(request), kind === "action" ? "a record that the rule changes" : "the rules of this endpoint"],
    ...(kind === "action" || (kind === "update" && fields.length > 0)
      ? [[resource.bench.file, "a request as users send it"]]
      : []),
  ];
  return edits.map(([path = "", what = ""]) => `  ${path.padEnd(60)} ${what}`).join("\n");
}

function nextSteps({ newService, service }: EndpointRequest, test: string): string {
  const steps = [
    ...(newService ? [["npm install && npm run openapi", "links the new package, and describes its operation"]] : []),
    ["npm run openapi", "after a change of the contract"],
    ["npx vitest run --project infrastructure -u", "writes the stacks with the new route: read the difference"],
    [`npx vitest run --project unit services/${service} bench`, "runs the unit tests"],
    [`npx vitest run --project integration ${test}`, "deploys to an emulator and runs the integration test"],
    ["npm start", "makes the route live in the local cloud"],
  ];
  return steps.map(([command = "", purpose = ""]) => `  ${command.padEnd(74)} ${purpose}`).join("\n");
}

await runCommandLine(async (signal) => {
  const checkout = await existing();
  const request = requested(process.argv.slice(2), checkout);
  const edits = handEdits(request, checkout);
  const files = endpointFiles(request, checkout);
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  const paths = Object.keys(files);
  await format(paths, signal);
  if (!request.newService) await describe(signal);
  console.log(`The ${request.kind} ${operationIdOf(request)} (${request.method} ${request.path}, administrators only) is written:
${[...paths, ...(request.newService ? [] : ["docs/openapi.yaml"])].map((path) => `  ${path}`).join("\n")}

It compiles, and can be deployed. Edit by hand what this endpoint needs:
${edits}

Then
${nextSteps(request, testFileOf(request))}

docs/adding-an-endpoint.md shows each step.`);
});
