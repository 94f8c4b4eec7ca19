/** The request that `npm run new-endpoint` gets, and what is wrong with it. */
import type { HttpMethod } from "@aerotage/core/contract/operation";
import { knownResources } from "./resources.js";

export const kinds = ["read", "list", "create", "update", "action"] as const;
/** What an endpoint does with records. */
export type Kind = (typeof kinds)[number];

export const fieldTypes = ["text", "lines", "number", "boolean", "date", "id"] as const;
/** A field of a body. */
export interface Field {
  readonly name: string;
  readonly type: (typeof fieldTypes)[number];
}

/** A new operation: its service, its kind, and how it is called. */
export interface EndpointRequest {
  /** The folder below `services/`. */
  readonly service: string;
  /** The name of the function in the manifest, and of its file. */
  readonly function: string;
  readonly method: HttpMethod;
  readonly path: `/${string}`;
  readonly kind: Kind;
  /** The records that it reads or writes, in the plural: `clients`. */
  readonly resource: string;
  readonly fields: readonly Field[];
  /** True to make the package of the service, too. */
  readonly newService: boolean;
  /** The path that creates the records; undefined for a resource that was not made by the generator. */
  readonly collection: `/${string}` | undefined;
}

/** The checkout before the endpoint. */
export interface Existing {
  /** The services, each with the names of its functions. */
  readonly services: Readonly<Record<string, readonly string[]>>;
  readonly operations: readonly { readonly id: string; readonly method: HttpMethod; readonly path: string }[];
  /** The text of a file below the checkout; an empty text for a folder; undefined if there is neither. */
  readonly read: (path: string) => string | undefined;
}

/** Thrown with all problems of a request. */
export class EndpointRequestError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The endpoint cannot be written:\n${problems.map((problem) => `  - ${problem}`).join("\n")}\n${usage}\n` +
        "Example: npm run new-endpoint -- clients archive POST /clients/{id}/archive",
    );
    this.name = "EndpointRequestError";
    this.problems = problems;
  }
}

const usage =
  "Usage: npm run new-endpoint -- <service> <function> <METHOD> <path> [--kind read|list|create|update|action] " +
  "[--resource <name>] [--field <name>:<type> …] [--new-service]";
const methods: readonly HttpMethod[] = ["GET", "POST", "PUT", "DELETE"];
const methodsOfKind: Readonly<Record<Kind, readonly HttpMethod[]>> = {
  read: ["GET"],
  list: ["GET"],
  create: ["POST"],
  update: ["PUT"],
  action: ["POST", "PUT", "DELETE"],
};

/** Words in lower case joined by hyphens, as in the names of folders, functions and AWS resources. */
const namePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const segmentPattern = /^([a-z0-9]+(-[a-z0-9]+)*|\{[a-z][A-Za-z0-9]*\})$/;
const reservedFields = ["id", "kind", "version", "createdAt", "updatedAt", "createdBy"];

/** The names of the parameters of a path, in their order. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
}

/** `time-entries` as `timeEntries`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase());
}

/** `time-entries` as `TimeEntries`. */
export function pascalCase(name: string): string {
  const camel = camelCase(name);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

/** One record of a resource: one of `time-entries` is a `time-entry`. */
export function singular(plural: string): string {
  if (plural.endsWith("ies")) return `${plural.slice(0, -3)}y`;
  if (/(ss|x|ch|sh)es$/.test(plural)) return plural.slice(0, -2);
  return /[^s]s$/.test(plural) ? plural.slice(0, -1) : plural;
}

/** The verb of a function, without the resource: `archive-note` of `notes` is `archive`. */
export function verbOf({ function: name, resource }: Pick<EndpointRequest, "function" | "resource">): string {
  for (const noun of [resource, singular(resource)])
    if (name.endsWith(`-${noun}`)) return name.slice(0, -noun.length - 1);
  return name;
}

/** The id of the operation: `clients` and `archive` make `archiveClient`; a list is `listClients`. */
export function operationIdOf(request: Pick<EndpointRequest, "function" | "resource" | "kind">): string {
  const noun = request.kind === "list" ? request.resource : singular(request.resource);
  return `${camelCase(verbOf(request))}${pascalCase(noun)}`;
}

/** The file of the first integration test of an endpoint. */
export function testFileOf({ service, function: name }: Pick<EndpointRequest, "service" | "function">): string {
  return `tests/integration/${service}/${name}.test.ts`;
}

interface Words {
  readonly words: readonly string[];
  readonly kind: string | undefined;
  readonly resource: string | undefined;
  readonly fields: readonly string[];
  readonly newService: boolean;
  readonly problems: readonly string[];
}

/** Separates options from words. An option with a value is `--kind read` or `--kind=read`. */
function separate(args: readonly string[]): Words {
  const words: string[] = [];
  const values: { readonly kind: string[]; readonly resource: string[]; readonly field: string[] } = {
    kind: [],
    resource: [],
    field: [],
  };
  const problems: string[] = [];
  let newService = false;
  const rest = args.flatMap((arg) =>
    /^--\w+=/.test(arg) ? [arg.slice(0, arg.indexOf("=")), arg.slice(arg.indexOf("=") + 1)] : arg,
  );
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith("-")) words.push(arg);
    else if (arg === "--new-service") newService = true;
    else if (arg === "--kind" || arg === "--resource" || arg === "--field") {
      const value = rest[0]?.startsWith("-") ? undefined : rest.shift();
      if (value === undefined) problems.push(`${arg} needs a value`);
      else values[arg.slice(2) as keyof typeof values].push(value);
    } else problems.push(`There is no option ${arg}`);
  }
  for (const name of ["kind", "resource"] as const)
    if (values[name].length > 1) problems.push(`--${name} is there ${values[name].length} times: give it once`);
  return { words, kind: values.kind[0], resource: values.resource[0], fields: values.field, newService, problems };
}

/** Reads the arguments of the command. @throws {EndpointRequestError} with all problems */
export function readRequest(args: readonly string[], existing: Existing): EndpointRequest {
  const { words, newService, ...options } = separate(args);
  const [service, name, method, path, ...others] = words;
  const fields = readFields(options.fields);
  const problems = [
    ...options.problems,
    ...others.map((each) => `${JSON.stringify(each)} is one word too many`),
    ...serviceProblems(service, newService, existing),
    ...nameProblems(name),
    ...methodProblems(method),
    ...pathProblems(method, path, existing),
    ...optionProblems(options.kind, options.resource, method),
    ...fields.problems,
  ];
  if (problems.length > 0 || service === undefined || name === undefined || path === undefined)
    throw new EndpointRequestError(problems);
  const kind = (options.kind as Kind | undefined) ?? kindOf(service, name, method as HttpMethod, path);
  const resource = options.resource ?? resourceOf(service, kind, path);
  const words4 = { service, function: name, method: method as HttpMethod, path: path as `/${string}`, kind };
  if (resource === undefined)
    throw new EndpointRequestError([
      `The kind ${kind} needs the id of a record in its path, as /${service}/{id}/${name}. A list has --kind list, a new record --kind create`,
    ]);
  const collection = collectionOf(resource, words4.path, kind, existing);
  const request: EndpointRequest = { ...words4, resource, fields: fields.fields, newService, collection };
  const found = [...functionProblems(request, existing), ...resourceProblems(request, existing)];
  if (found.length > 0) throw new EndpointRequestError(found);
  return request;
}

/** The kind that a method and path suggest. */
function kindOf(service: string, name: string, method: HttpMethod, path: string): Kind {
  const segments = path.slice(1).split("/");
  const last = segments.at(-1) ?? "";
  if (method === "GET") {
    if (last.startsWith("{")) return "read";
    const isCollection =
      knownResources[service]?.[last] !== undefined || /^list(-|$)/.test(name) || !path.includes("{");
    return isCollection ? "list" : "read";
  }
  if (method === "PUT") return "update";
  if (method === "DELETE") return "action";
  return !last.startsWith("{") && (!path.includes("{") || /^(create|add|record)(-|$)/.test(name)) ? "create" : "action";
}

/** The resource of a path: its last segment for lists and new records, else the segment before its last parameter. */
function resourceOf(service: string, kind: Kind, path: string): string | undefined {
  const segments = path.slice(1).split("/");
  const isParameter = (segment: string) => segment.startsWith("{");
  if (kind === "list" || kind === "create") {
    const last = segments.at(-1) ?? "";
    return isParameter(last) ? undefined : last;
  }
  const index = segments.findLastIndex(isParameter);
  const before = segments[index - 1];
  return index < 0 ? undefined : before === undefined || isParameter(before) ? service : before;
}

/** The path whose POST creates the records of a resource. */
function collectionOf(
  resource: string,
  path: `/${string}`,
  kind: Kind,
  { operations }: Existing,
): `/${string}` | undefined {
  if (kind === "create") return path;
  const found = operations
    .filter((operation) => operation.method === "POST" && operation.id.endsWith(pascalCase(singular(resource))))
    .find((operation) => path === operation.path || path.startsWith(`${operation.path}/`));
  return found?.path as `/${string}` | undefined;
}

function readFields(texts: readonly string[]): { readonly fields: Field[]; readonly problems: string[] } {
  const fields: Field[] = [];
  const problems: string[] = [];
  for (const text of texts) {
    const [name = "", type = "", ...more] = text.split(":");
    const isKnown = (fieldTypes as readonly string[]).includes(type);
    if (!/^[a-z][A-Za-z0-9]*$/.test(name) || !isKnown || more.length > 0)
      problems.push(
        `The field ${JSON.stringify(text)} must be a name and a type (${fieldTypes.join(", ")}), as dueDate:date`,
      );
    else if (reservedFields.includes(name)) problems.push(`Every record has the field ${name}: leave it out`);
    else if (fields.some((field) => field.name === name)) problems.push(`The field ${name} is there twice`);
    else fields.push({ name, type: type as Field["type"] });
  }
  return { fields, problems };
}

function optionProblems(kind: string | undefined, resource: string | undefined, method: string | undefined): string[] {
  const problems: string[] = [];
  if (kind !== undefined && !(kinds as readonly string[]).includes(kind))
    problems.push(`The kind ${JSON.stringify(kind)} must be one of ${kinds.join(", ")}`);
  else if (kind !== undefined && method !== undefined && (methods as readonly string[]).includes(method)) {
    const allowed = methodsOfKind[kind as Kind];
    if (!allowed.includes(method as HttpMethod))
      problems.push(`The kind ${kind} has the method ${allowed.join(" or ")}, not ${method}`);
  }
  if (resource !== undefined && !namePattern.test(resource))
    problems.push(
      `The resource ${JSON.stringify(resource)} must be a plural in lower case with hyphens, as time-entries`,
    );
  return problems;
}

function serviceProblems(service: string | undefined, newService: boolean, { services, read }: Existing): string[] {
  const known = Object.keys(services);
  if (service === undefined) return [`The service is missing: one of ${known.join(", ")}, or a new one`];
  if (!namePattern.test(service))
    return [`The service ${JSON.stringify(service)} must be words in lower case joined by hyphens, as time-entries`];
  if (known.includes(service))
    return newService ? [`The service ${service} exists already: leave --new-service out`] : [];
  if (read(`services/${service}`) !== undefined)
    return [`services/${service} has no functions and is not in stacks/services.ts: choose one of ${known.join(", ")}`];
  if (newService) return [];
  return [
    `There is no service ${JSON.stringify(service)}: choose one of ${known.join(", ")}, or add --new-service to make it`,
  ];
}

function nameProblems(name: string | undefined): string[] {
  if (name === undefined) return ["The function is missing: a verb such as archive"];
  if (namePattern.test(name)) return [];
  return [`The function ${JSON.stringify(name)} must be words in lower case joined by hyphens, as set-rate`];
}

function functionProblems(request: EndpointRequest, existing: Existing): string[] {
  const { service, function: name } = request;
  if (existing.services[service]?.includes(name)) return [`The service ${service} has a function ${name} already`];
  const problems: string[] = [];
  for (const file of [`services/${service}/src/functions/${name}.ts`, testFileOf(request)])
    if (existing.read(file) !== undefined) problems.push(`The file ${file} exists already`);
  const id = operationIdOf(request);
  if (existing.operations.some((operation) => operation.id === id))
    problems.push(`There is an operation ${id} already: give the function another name`);
  return problems;
}

/** The problems of a resource: it is known to the generator, was made by it, or begins with `create`. */
function resourceProblems(request: EndpointRequest, { read }: Existing): string[] {
  const { service, resource, kind, path, collection, fields } = request;
  const noun = singular(resource);
  const known = knownResources[service]?.[resource];
  if (known !== undefined) {
    if (kind === "create")
      return [
        `The service ${service} creates ${resource} already: use --kind action, or --resource for records of another kind`,
      ];
    if (kind === "list" && known.list === undefined)
      return [
        `The list of ${resource} has rules of its own: extend it by hand in services/${service}/src/functions/list.ts`,
      ];
    if (kind === "update" && fields.length === 0)
      return [`An update of ${resource} needs its fields: for example --field notes:lines`];
    return [];
  }
  const file = `services/${service}/src/domain/${noun}.ts`;
  const domain = read(file);
  const isGenerated =
    domain?.includes(`export function new${pascalCase(noun)}(`) === true &&
    domain.includes(`${camelCase(noun)}Activity`);
  if (kind === "create") {
    if (noun === resource) return [`The resource ${resource} must be a plural, as notes: give it with --resource`];
    if (domain !== undefined) return [`The file ${file} exists already: choose another --resource`];
    const isTaken = read("docs/openapi.yaml")?.includes(`\n    ${pascalCase(noun)}:\n`) === true;
    return isTaken ? [`The API has a schema ${pascalCase(noun)} already: choose another --resource`] : [];
  }
  if (domain !== undefined && !isGenerated)
    return [
      `The generator does not know the ${resource} of ${service}: write the endpoint by hand, or choose another --resource`,
    ];
  if (domain === undefined)
    return [
      `There are no ${resource} in ${service}. If they are new, write first what creates them: ` +
        `npm run new-endpoint -- ${service} create-${noun} POST /${resource}${request.newService ? " --new-service" : ""}. ` +
        `If the endpoint is for other records, name them with --resource`,
    ];
  if (collection === undefined) return [`The path ${path} must begin with the path that creates ${resource}`];
  const rest = path.slice(collection.length).split("/").slice(1);
  if (
    kind === "list"
      ? rest.length > 0
      : !rest[0]?.startsWith("{") || rest.slice(1).some((segment) => segment.startsWith("{"))
  )
    return [
      `The path of a ${kind} of ${resource} must be ${collection}${kind === "list" ? "" : `/{id}, with words behind it`}`,
    ];
  return [];
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
  if (first !== "" || segments.some((segment) => !segmentPattern.test(segment)))
    return [
      `The path ${JSON.stringify(path)} must begin with a slash, with words in lower case or {parameters} between slashes, as /clients/{id}/archive`,
    ];
  const problems: string[] = [];
  const parameters = pathParameters(path);
  for (const name of new Set(parameters.filter((each, index) => parameters.indexOf(each) !== index)))
    problems.push(`The path ${path} has the parameter {${name}} twice`);
  const taken = operations.find((operation) => operation.method === method && operation.path === path);
  if (taken !== undefined) problems.push(`The route ${method} ${path} is ${taken.id} already`);
  const clash = operations.map((operation) => otherName(path, operation)).find((each) => each !== undefined);
  if (clash !== undefined) problems.push(clash);
  return problems;
}

/** API Gateway has one parameter at each place of the tree: two routes must give it the same name. */
function otherName(path: string, operation: Existing["operations"][number]): string | undefined {
  const theirs = operation.path.split("/");
  for (const [index, segment] of path.split("/").entries()) {
    const other = theirs[index];
    if (other === undefined) return undefined;
    if (segment.startsWith("{") && other.startsWith("{") && segment !== other)
      return `The path ${path} has ${segment} where ${operation.method} ${operation.path} has ${other}: use ${other}`;
    if (segment !== other) return undefined;
  }
  return undefined;
}
