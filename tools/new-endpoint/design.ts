/** An endpoint with all names of its code, decided before any of it is written. */
import type { Imports } from "./edits.js";
import { changeOf } from "./names.js";
import { exampleBody, type NewResource, newResource } from "./new-resource.js";
import {
  camelCase,
  type EndpointRequest,
  type Existing,
  operationIdOf,
  pascalCase,
  pathParameters,
  singular,
  verbOf,
} from "./request.js";
import { knownResources, type Resource } from "./resources.js";

/** An endpoint with all names of its code. */
export interface Endpoint {
  readonly request: EndpointRequest;
  /** The id of the operation. */
  readonly id: string;
  readonly verb: string;
  /** The name of the change in the audit trail. */
  readonly change: string;
  readonly resource: Resource;
  /** The same, where the generator made it. */
  readonly made: NewResource | undefined;
  /** The parameter with the id of the record; undefined for a list and a new record. */
  readonly parameter: string | undefined;
  /** True for a DELETE of a resource that the generator made. */
  readonly deletes: boolean;
  /** An example of the body; undefined without a body. */
  readonly body: string | undefined;
  /** The name of the domain rule, and its module. */
  readonly rule: { readonly name: string; readonly module: string };
  /** The path of a request in tests, with the id of a record. */
  readonly pathWith: (id: string) => string | undefined;
}

/** The names of an endpoint. */
export function endpointOf(request: EndpointRequest, existing: Existing): Endpoint {
  const { service, resource: plural, kind, fields, path, method } = request;
  const known = knownResources[service]?.[plural];
  const own = known === undefined ? newResource(request, existing) : undefined;
  const resource = known ?? own;
  if (resource === undefined) throw new Error("unreachable");
  const verb = verbOf(request);
  const change = kind === "create" ? "created" : kind === "update" ? "updated" : changeOf(verb);
  const parameters = pathParameters(path);
  const parameter = kind === "list" || kind === "create" ? undefined : parameters.at(-1);
  const deletes = own !== undefined && method === "DELETE";
  const isSimple = !verb.includes("-");
  const ruleName =
    own !== undefined && kind === "update"
      ? `changed${resource.type}`
      : kind === "action" && isSimple
        ? `${camelCase(change)}${resource.type}`
        : `${camelCase(singular(plural))}After${pascalCase(verb)}`;
  const ruleModule = own !== undefined && kind === "update" ? own.domain : `src:domain/${verb}-${singular(plural)}`;
  const others = parameters.filter((each) => each !== parameter);
  const pathWith = (id: string): string | undefined => {
    const parts = [
      ...(own !== undefined && own.parents.length > 0 ? [`...${own.variable}Path`] : []),
      ...(own === undefined ? others.map((each) => `${each}: "01ARZ3NDEKTSV4RRFFQ69G5FAV"`) : []),
      ...(parameter === undefined ? [] : [id === parameter ? id : `${parameter}: ${id}`]),
    ];
    if (own !== undefined && parameter === undefined && own.parents.length > 0) return `${own.variable}Path`;
    return parts.length === 0 ? undefined : `{ ${parts.join(", ")} }`;
  };
  const hasBody =
    kind === "create" || kind === "update" || (kind === "action" && method !== "DELETE" && fields.length > 0);
  const ownBody = own !== undefined && (kind === "create" || (kind === "update" && fields.length === 0));
  return {
    request,
    id: operationIdOf(request),
    verb,
    change,
    resource,
    made: own,
    parameter,
    deletes,
    body: !hasBody ? undefined : ownBody ? `${resource.variable}Body` : exampleBody(fields),
    rule: { name: ruleName, module: ruleModule },
    pathWith,
  };
}

/** The module by which tests import a module of a service. */
export function packageModule(module: string, service: string): string {
  return module.startsWith("src:") ? module.replace("src:", `@aerotage/${service}/`) : module;
}

/** What a test of a resource of the generator imports from its test support. */
export function supportImports({ body }: Endpoint, own: NewResource, needsRecord: boolean): Imports {
  return {
    [own.support]: [
      ...(own.parents.length > 0 ? [`${own.variable}Path`] : []),
      ...(body === `${own.variable}Body` ? [body] : []),
      ...(needsRecord ? [`new${own.type}`] : []),
    ],
  };
}
