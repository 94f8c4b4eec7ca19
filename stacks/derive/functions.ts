/**
 * The functions of all services with their names, triggers and settings, derived from the manifests. This folder knows no constructs: what
 * it returns is data, tested as data.
 */

import type {
  FunctionManifest,
  HttpTrigger,
  QueueTrigger,
  ScheduleTrigger,
  ServiceManifest,
  StreamTrigger,
} from "@aerotage/core/contract/manifest";
import type { Environment } from "../../environments/schema.js";
import type { Naming } from "../../modules/naming/naming.js";
import type { Build } from "../build-manifest.js";
import { BuildManifestError } from "../build-manifest.js";
import { tables } from "../tables.js";
import { tableEntries } from "./access-entries.js";
import type { StackOutputs } from "./stack-outputs.js";

/** A function with its names. */
export interface NamedFunction {
  readonly service: string;
  readonly function: string;
  /** `<service>-<function>`: the construct's id and the build's key. */
  readonly id: string;
  /** The physical name: `aerotage-dev-clients-create`. */
  readonly name: string;
  readonly roleName: string;
  readonly manifest: FunctionManifest;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** There if anything but the gateway calls it. */
  readonly deadLetterQueueName: string | undefined;
  readonly http: readonly HttpTrigger[];
  readonly servesPreflight: boolean;
  readonly stream: StreamTrigger | undefined;
  readonly queue: (QueueTrigger & { readonly queueName: string }) | undefined;
  readonly schedule:
    | (ScheduleTrigger & { readonly scheduleName: string; readonly schedulerRoleName: string })
    | undefined;
}

/** Thrown when manifests ask for what there is not, or contradict each other. */
export class ManifestError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The services' manifests are wrong:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.name = "ManifestError";
    this.problems = problems;
  }
}

/** How long API Gateway waits for a function, by its quota of integration timeouts. */
const gatewaySeconds = 29;

/** What a new instance of a function may take until its own time begins. The largest functions take about one. */
const startSeconds = 3;

/** The longest timeout of a function behind the gateway: it ends, and answers, before the gateway gives up. */
export const longestHttpSeconds = gatewaySeconds - startSeconds;

/**
 * All functions with their names.
 * @throws {ManifestError} naming everything that is wrong in all of them
 */
export function nameFunctions(
  environment: Environment,
  naming: Naming,
  services: readonly ServiceManifest[],
): NamedFunction[] {
  const functions = services.flatMap((service) =>
    Object.entries(service.functions).map(([name, manifest]) =>
      nameFunction(environment, naming, service.name, name, manifest),
    ),
  );
  const ids = new Set(functions.map(({ id }) => id));
  const problems = [...duplicates(functions), ...functions.flatMap((each) => functionProblems(each, ids))];
  if (problems.length > 0) throw new ManifestError(problems);
  return functions;
}

function nameFunction(
  environment: Environment,
  naming: Naming,
  service: string,
  name: string,
  manifest: FunctionManifest,
): NamedFunction {
  const id = `${service}-${name}`;
  const triggers = manifest.triggers;
  const queue = triggers.find((trigger) => trigger.type === "queue");
  const schedule = triggers.find((trigger) => trigger.type === "schedule");
  const stream = triggers.find((trigger) => trigger.type === "stream");
  return {
    service,
    function: name,
    id,
    name: naming.name(id, "function"),
    roleName: naming.name(id, "role"),
    manifest,
    timeoutSeconds: manifest.timeoutSeconds ?? environment.functions.timeoutSeconds,
    memoryMegabytes: manifest.memoryMegabytes ?? environment.functions.memoryMegabytes,
    deadLetterQueueName:
      queue !== undefined || schedule !== undefined || stream !== undefined
        ? naming.name(`${id}-dead-letters`, "queue")
        : undefined,
    http: triggers.filter((trigger) => trigger.type === "http"),
    servesPreflight: triggers.some((trigger) => trigger.type === "preflight"),
    stream,
    queue: queue && { ...queue, queueName: naming.name(id, "queue") },
    schedule: schedule && {
      ...schedule,
      scheduleName: naming.name(id, "schedule"),
      schedulerRoleName: naming.name(`${id}-schedule`, "role"),
    },
  };
}

function duplicates(functions: readonly NamedFunction[]): string[] {
  const problems: string[] = [];
  const owners = new Map<string, string>();
  const claim = (what: string, owner: string): void => {
    const other = owners.get(what);
    if (other !== undefined) problems.push(`${owner} and ${other} both have ${what}`);
    owners.set(what, owner);
  };
  for (const each of functions) {
    claim(`the id ${each.id}`, each.id);
    for (const { method, path } of each.http) claim(`the route ${method} ${path}`, each.id);
    for (const { operationId } of each.http) claim(`the operation ${operationId}`, each.id);
    if (each.servesPreflight) claim("the preflight", each.id);
  }
  return problems;
}

/** What a single function asks for that there is not. */
function functionProblems(each: NamedFunction, ids: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  for (const type of ["queue", "schedule", "stream"]) {
    const count = each.manifest.triggers.filter((trigger) => trigger.type === type).length;
    if (count > 1) problems.push(`${each.id} has ${count} triggers of type ${type}: at most one`);
  }
  if (each.http.length > 0 && each.timeoutSeconds > longestHttpSeconds) {
    problems.push(
      `${each.id} may run ${each.timeoutSeconds} s: at most ${longestHttpSeconds}, since the gateway waits ${gatewaySeconds} and the start of ` +
        `a function takes up to ${startSeconds}`,
    );
  }
  if (each.stream !== undefined && tables[each.stream.table].stream === undefined) {
    problems.push(`${each.id} reads the stream of ${each.stream.table}, which has none: add one in stacks/tables.ts`);
  }
  for (const called of each.manifest.access.functions ?? []) {
    if (!ids.has(called)) problems.push(`${each.id} calls ${called}, which there is not`);
  }
  for (const [table, access] of tableEntries(each.manifest.access)) {
    const known = tables[table].indexes.map((index) => index.name);
    const missing = (access.indexes ?? []).filter((index) => !known.includes(index));
    if (missing.length > 0)
      problems.push(
        `${each.id} queries ${missing.join(", ")} of ${table}, which has ${known.join(", ") || "no index"}`,
      );
    const reaches = access.queryTable === true || (access.indexes ?? []).length > 0;
    if (access.actions.includes("Query") && !reaches)
      problems.push(`${each.id} may query ${table}, but names no index and not the table`);
    if (!access.actions.includes("Query") && reaches)
      problems.push(`${each.id} names indexes of ${table}, but may not query`);
  }
  return problems;
}

/** The stream that a function reads. @throws {ManifestError} if the table has none */
export function streamArn(trigger: StreamTrigger, streamArns: StackOutputs["streamArns"]): string {
  const arn = streamArns[trigger.table];
  if (arn === undefined) throw new ManifestError([`${trigger.table} has no stream`]);
  return arn;
}

/** The built zip of a function. @throws {BuildManifestError} if the build does not have it */
export function builtFunction(build: Build, each: NamedFunction): Build[string] {
  const built = build[each.id];
  if (built === undefined) throw new BuildManifestError(`The build does not have the function ${each.id}.`);
  return built;
}
