/** What `npm run new-endpoint` is asked for, and whether it can be had. */
import type { HttpMethod } from "@aerotage/core/contract/operation";

/** A new operation: which service has it, and how it is called. */
export interface EndpointRequest {
  /** The folder below `services/`. */
  readonly service: string;
  /** The function's name in the manifest and of its file. */
  readonly function: string;
  readonly method: HttpMethod;
  readonly path: `/${string}`;
  /** The file of the operation below the service's `src/`, without its ending: `contract`, or a file of the folder `contract/`. */
  readonly contract: string;
  /** True to make the service's package too. */
  readonly newService: boolean;
}

/** What there is already. */
export interface Existing {
  /** The services, each with the names of its functions. */
  readonly services: Readonly<Record<string, readonly string[]>>;
  readonly operations: readonly { readonly id: string; readonly method: HttpMethod; readonly path: string }[];
  /** True if there is a file or folder at a path below the checkout. */
  readonly has: (path: string) => boolean;
}

/** Thrown with everything that is wrong with a request. */
export class EndpointRequestError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The endpoint cannot be made:\n${problems.map((problem) => `  - ${problem}`).join("\n")}\n${usage}\n` +
        "Example: npm run new-endpoint -- clients archive POST /clients/{id}/archive",
    );
    this.name = "EndpointRequestError";
    this.problems = problems;
  }
}

const usage = "Usage: npm run new-endpoint -- <service> <function> <METHOD> <path> [--new-service]";
const methods: readonly HttpMethod[] = ["GET", "POST", "PUT", "DELETE"];
const newServiceOption = "--new-service";

/** Words in lower case joined by hyphens, as in the names of folders, functions and AWS's resources. */
const namePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const segmentPattern = /^([a-z0-9]+(-[a-z0-9]+)*|\{[a-z][A-Za-z0-9]*\})$/;

/** The names of a path's parameters, in their order. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
}

/** `time-entries` as `timeEntries`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase());
}

/** What one record of a service is called: `time-entries` has each a `time-entry`. */
export function singular(service: string): string {
  if (service.endsWith("ies")) return `${service.slice(0, -3)}y`;
  return /[^s]s$/.test(service) ? service.slice(0, -1) : service;
}

/** What an operation is about: lists are of many, anything else of one. */
export function nounOf({ service, function: name }: Pick<EndpointRequest, "service" | "function">): string {
  return /^list(-|$)/.test(name) ? service : singular(service);
}

/** The operation's id: `clients` and `archive` make `archiveClient`, a list is `listClients`. */
export function operationIdOf(request: Pick<EndpointRequest, "service" | "function">): string {
  const noun = camelCase(nounOf(request));
  return `${camelCase(request.function)}${noun.charAt(0).toUpperCase()}${noun.slice(1)}`;
}

/** The file with an endpoint's first integration test. */
export function testFileOf({ service, function: name }: Pick<EndpointRequest, "service" | "function">): string {
  return `tests/integration/${service}/${name}.test.ts`;
}

/** Reads the command's arguments. @throws {EndpointRequestError} naming everything that is wrong */
export function readRequest(args: readonly string[], existing: Existing): EndpointRequest {
  const options = args.filter((each) => each.startsWith("-"));
  const words = args.filter((each) => !each.startsWith("-"));
  const [service, name, method, path, ...others] = words;
  const problems = [
    ...options.filter((each) => each !== newServiceOption).map((each) => `${each} is no option`),
    ...others.map((each) => `${JSON.stringify(each)} is one word too many`),
  ];
  const newService = options.includes(newServiceOption);
  problems.push(
    ...serviceProblems(service, newService, existing),
    ...functionProblems(service, name, existing),
    ...methodProblems(method),
    ...pathProblems(method, path, existing),
  );
  if (problems.length > 0 || service === undefined || name === undefined) throw new EndpointRequestError(problems);
  const contract = contractOf(service, name, existing);
  return { service, function: name, method: method as HttpMethod, path: path as `/${string}`, contract, newService };
}

/** Where an operation belongs: the service's one contract, the file of its main resource, or a file of its own. */
function contractOf(service: string, name: string, { has }: Existing): string {
  const folder = `services/${service}/src/contract`;
  if (!has(folder)) return "contract";
  return has(`${folder}/${service}.ts`) ? `contract/${service}` : `contract/${name}`;
}

function serviceProblems(service: string | undefined, newService: boolean, { services, has }: Existing): string[] {
  const known = Object.keys(services);
  if (service === undefined) return [`The service is missing: one of ${known.join(", ")}, or a new one`];
  if (!namePattern.test(service)) {
    return [`The service ${JSON.stringify(service)} must be words in lower case joined by hyphens, as time-entries`];
  }
  if (known.includes(service)) {
    return newService ? [`The service ${service} is there already: leave ${newServiceOption} out`] : [];
  }
  if (has(`services/${service}`)) {
    return [`services/${service} has no functions and is not in stacks/services.ts: choose one of ${known.join(", ")}`];
  }
  if (newService) return [];
  return [
    `There is no service ${JSON.stringify(service)}: choose one of ${known.join(", ")}, or add ${newServiceOption} to make it`,
  ];
}

function functionProblems(service: string | undefined, name: string | undefined, existing: Existing): string[] {
  if (name === undefined) return ["The function is missing: a verb such as archive"];
  if (!namePattern.test(name)) {
    return [`The function ${JSON.stringify(name)} must be words in lower case joined by hyphens, as set-rate`];
  }
  if (service === undefined) return [];
  if (existing.services[service]?.includes(name)) return [`The service ${service} has a function ${name} already`];
  const problems: string[] = [];
  const request = { service, function: name };
  for (const file of [`services/${service}/src/functions/${name}.ts`, testFileOf(request)]) {
    if (existing.has(file)) problems.push(`The file ${file} is there already`);
  }
  const id = operationIdOf(request);
  if (existing.operations.some((operation) => operation.id === id)) {
    problems.push(`There is an operation ${id} already: name the function otherwise`);
  }
  return problems;
}

function methodProblems(method: string | undefined): string[] {
  const choice = `one of ${methods.join(", ")}`;
  if (method === undefined) return [`The method is missing: ${choice}`];
  if ((methods as readonly string[]).includes(method)) return [];
  return [`The method ${JSON.stringify(method)} must be ${choice}`];
}

function pathProblems(method: string | undefined, path: string | undefined, { operations }: Existing): string[] {
  if (path === undefined) return ["The path is missing: for example /clients/{id}/archive"];
  const [first, ...segments] = path.split("/");
  if (first !== "" || segments.some((segment) => !segmentPattern.test(segment))) {
    return [
      `The path ${JSON.stringify(path)} must begin with a slash, with parts in lower case or {parameters} between slashes, as /clients/{id}/archive`,
    ];
  }
  const problems: string[] = [];
  const parameters = pathParameters(path);
  for (const name of new Set(parameters.filter((each, index) => parameters.indexOf(each) !== index))) {
    problems.push(`The path ${path} has the parameter {${name}} twice`);
  }
  const taken = operations.find((operation) => operation.method === method && operation.path === path);
  if (taken !== undefined) problems.push(`The route ${method} ${path} is ${taken.id} already`);
  const clash = operations.map((operation) => otherName(path, operation)).find((each) => each !== undefined);
  if (clash !== undefined) problems.push(clash);
  return problems;
}

/** API Gateway knows one parameter at a place of the tree: two routes must call it alike. */
function otherName(path: string, operation: Existing["operations"][number]): string | undefined {
  const theirs = operation.path.split("/");
  for (const [index, segment] of path.split("/").entries()) {
    const other = theirs[index];
    if (other === undefined) return undefined;
    if (segment.startsWith("{") && other.startsWith("{") && segment !== other) {
      return `The path ${path} has ${segment} where ${operation.method} ${operation.path} has ${other}: use ${other}`;
    }
    if (segment !== other) return undefined;
  }
  return undefined;
}
