/**
 * The source of a new endpoint. What it makes is small but whole: a GET answers what it was asked for; any other method records in
 * the audit trail who did what, in a unit of work. Both are deployed, tested and documented as they are.
 */
import {
  camelCase,
  type EndpointRequest,
  nounOf,
  operationIdOf,
  pathParameters,
  singular,
  testFileOf,
} from "./new-endpoint-request.js";

/** Files by their path below the checkout. */
export type Files = Readonly<Record<string, string>>;

const permissionsTest = "tests/integration/platform/permissions.test.ts";
const serviceList = "stacks/services.ts";

/** The files that an endpoint changes; those of a new service are not there yet. */
export function changedFiles({ service, contract, newService }: EndpointRequest): string[] {
  const folder = `services/${service}/src`;
  return newService
    ? [serviceList, permissionsTest]
    : [`${folder}/${contract}.ts`, `${folder}/manifest.ts`, permissionsTest];
}

/** All files that an endpoint makes or changes. @throws if a file to change is not laid out as expected */
export function endpointFiles(request: EndpointRequest, before: Files): Files {
  const { service, function: name, newService } = request;
  const folder = `services/${service}`;
  const [contract, manifest] = [`${folder}/src/${request.contract}.ts`, `${folder}/src/manifest.ts`];
  const read = (path: string): string => {
    const source = before[path];
    if (source === undefined) throw new Error(`${path} was not read.`);
    return source;
  };
  return {
    ...(newService && {
      [`${folder}/package.json`]: packageSource(service),
      [serviceList]: withService(read(serviceList), service),
    }),
    [contract]: withOperation(before[contract] ?? "", request),
    [manifest]: withFunction(newService ? emptyManifest(service) : read(manifest), request),
    [`${folder}/src/functions/${name}.ts`]: functionSource(request),
    [testFileOf(request)]: testSource(request),
    [permissionsTest]: withCalls(read(permissionsTest), request),
  };
}

function isChange({ method }: EndpointRequest): boolean {
  return method !== "GET";
}

function hasBody({ method }: EndpointRequest): boolean {
  return method === "POST" || method === "PUT";
}

/** A path's parameter as its schema: records have ULIDs, people their account's id. */
function parameterSchema(name: string): {
  readonly schema: string;
  readonly imported: string;
  readonly example: string;
} {
  if (name === "userId") return { schema: "userIdSchema", imported: "userIdSchema", example: "somebody" };
  if (name === "id" || name.endsWith("Id")) {
    return { schema: "ulidSchema", imported: "ulidSchema", example: "01ARZ3NDEKTSV4RRFFQ69G5FAV" };
  }
  return { schema: "text(1, 100)", imported: "text", example: "example" };
}

function tagOf(service: string): string {
  const words = service.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Adds names to an import of a module, or the import. */
function withImport(source: string, module: string, names: readonly string[]): string {
  const found = new RegExp(`import \\{([^}]*)\\} from "${module}";`).exec(source);
  if (found === null) return `import { ${names.join(", ")} } from "${module}";\n${source}`;
  const present = (found[1] ?? "").split(",").map((each) => each.trim());
  const all = [...new Set([...present.filter((each) => each !== ""), ...names])];
  return source.replace(found[0], `import { ${all.join(", ")} } from "${module}";`);
}

/** Puts text before the last place where another stands. @throws if it stands nowhere */
function insertBefore(source: string, anchor: string, inserted: string, file: string): string {
  const index = source.lastIndexOf(anchor);
  if (index < 0) throw new Error(`${file} has no ${JSON.stringify(anchor)} any more: add the endpoint by hand.`);
  return source.slice(0, index) + inserted + source.slice(index);
}

function withOperation(source: string, request: EndpointRequest): string {
  const { service, method, path, function: name } = request;
  const id = operationIdOf(request);
  const parameters = pathParameters(path).map((parameter) => ({ name: parameter, ...parameterSchema(parameter) }));
  const shape = parameters.map(({ name: parameter, schema }) => `${parameter}: ${schema}`).join(", ");
  const input = [
    ...(parameters.length > 0 ? [`path: z.object({ ${shape} })`] : []),
    ...(hasBody(request) ? ["body: z.object({ comment: text(1, 200) })"] : []),
  ];
  const output = [
    ...(parameters.length > 0 ? [shape] : isChange(request) ? ["id: ulidSchema"] : []),
    ...(hasBody(request) ? ["comment: text(1, 200)"] : []),
    `${isChange(request) ? "recordedAt" : "answeredAt"}: instantSchema`,
  ];
  const description = isChange(request)
    ? "What was recorded, and when."
    : "What was asked for, and when it was answered.";
  const words = `${name} ${nounOf(request)}`.replaceAll("-", " ");
  const operation = `
export const ${id} = defineOperation({
  id: "${id}",
  method: "${method}",
  path: "${path}",
  token: "access",
  roles: ["admin"],
  tag: "${tagOf(service)}",
  summary: "${words.charAt(0).toUpperCase()}${words.slice(1)}",
  request: { ${input.join(", ")} },
  response: { status: 200, description: "${description}", data: z.strictObject({ ${output.join(", ")} }) },
  errors: [],
});
`;
  const schemas = ["instantSchema", ...parameters.map(({ imported }) => imported)];
  if (hasBody(request)) schemas.push("text");
  if (isChange(request) && parameters.length === 0) schemas.push("ulidSchema");
  const zod = 'import * as z from "zod/mini";\n';
  const withZod = source.includes(zod) ? source : zod + source;
  const imported = withImport(withZod, "@aerotage/core/contract/schemas", [...new Set(schemas)]);
  return withImport(imported, "@aerotage/core/contract/operation", ["defineOperation"]) + operation;
}

function withFunction(source: string, request: EndpointRequest): string {
  const { service, function: name } = request;
  const id = operationIdOf(request);
  const key = name.includes("-") ? `"${name}"` : name;
  const entry = `    ${key}: httpFunction(${id}, { entry: "src/functions/${name}.ts", access: {} }),\n`;
  const imported = withImport(
    withImport(source, `./${request.contract}.js`, [id]),
    "@aerotage/core/contract/manifest",
    ["httpFunction"],
  );
  return insertBefore(imported, "  },\n};", entry, `services/${service}/src/manifest.ts`);
}

function functionSource(request: EndpointRequest): string {
  const { service, function: name, path } = request;
  const id = operationIdOf(request);
  const parameters = pathParameters(path);
  const imports = [
    'import { httpHandler } from "@aerotage/kernel/http-handler";',
    `import { ${id} } from "../${request.contract}.js";`,
    ...(isChange(request) && parameters.length === 0 ? ['import { newId } from "@aerotage/core/runtime/ids";'] : []),
  ];
  const given = [...(parameters.length > 0 ? ["path"] : []), ...(hasBody(request) ? ["body"] : []), "now"];
  const spread = [...(parameters.length > 0 ? ["...path"] : []), ...(hasBody(request) ? ["...body"] : [])];
  if (!isChange(request)) {
    return `${imports.join("\n")}

export const handler = httpHandler(${id}, async ({ ${given.join(", ")} }) => {
  return { data: { ${[...spread, "answeredAt: now.toISOString()"].join(", ")} } };
});
`;
  }
  const created = parameters.length === 0;
  const entity = singular(service);
  const entityId = created ? "id" : `path.${parameters.at(-1)}`;
  const data = [...(created ? ["id"] : []), ...spread, "recordedAt: now.toISOString()"];
  return `${imports.join("\n")}

export const handler = httpHandler(${id}, async ({ ${[...given, "unitOfWork"].join(", ")} }) => {
${created ? "  const id = newId(now);\n" : ""}  unitOfWork.audit({ type: "${entity}.${name}", entityType: "${entity}", entityId: ${entityId}${hasBody(request) ? ", after: body" : ""} });
  return { data: { ${data.join(", ")} } };
});
`;
}

/** The arguments of a call in a test, without braces. */
function callParts(request: EndpointRequest): string[] {
  const parameters = pathParameters(request.path).map((name) => `${name}: "${parameterSchema(name).example}"`);
  return [
    ...(parameters.length > 0 ? [`path: { ${parameters.join(", ")} }`] : []),
    ...(hasBody(request) ? ['body: { comment: "First" }'] : []),
  ];
}

function testSource(request: EndpointRequest): string {
  const { service, function: name, method, path } = request;
  const id = operationIdOf(request);
  const parts = callParts(request);
  const parameters = pathParameters(path);
  const expected = [
    ...(parameters.length > 0 ? ["...options.path"] : isChange(request) ? ["id: expect.any(String)"] : []),
    ...(hasBody(request) ? ["...options.body"] : []),
    `${isChange(request) ? "recordedAt" : "answeredAt"}: expect.any(String)`,
  ];
  const passed = parts.length > 0 ? ", options" : "";
  const first = `
  it("answers ${isChange(request) ? "what it recorded" : "what it was asked for"}", async () => {
    const { status, data } = await call(${id}, await person("admin")${passed});
    expect(status).toBe(200);
    expect(data).toEqual({ ${expected.join(", ")} });
  });
`;
  const entityId = parameters.length > 0 ? `options.path.${parameters.at(-1)}` : "data.id";
  const audit = `
  it("leaves a record of who did it", async () => {
    const admin = await newPerson("admin");
    const { ${parameters.length > 0 ? "status" : "status, data"} } = await call(${id}, admin${passed});
    expect(status).toBe(200);
    const { Items } = await tables.send(
      new QueryCommand({
        TableName: tableOf("UserActivity"),
        KeyConditionExpression: "userId = :user",
        FilterExpression: "activityType = :type",
        ExpressionAttributeValues: { ":user": admin.id, ":type": "${singular(service)}.${name}" },
      }),
    );
    expect(Items).toEqual([expect.objectContaining({ actorRole: "admin", entityId: ${entityId} })]);
  });
`;
  const repeat = `
  it("is done once for one idempotency key", async () => {
    const admin = await person("admin");
    const headers = { "idempotency-key": randomUUID() };
    const first = await call(${id}, admin, { ${[...(parts.length > 0 ? ["...options"] : []), "headers"].join(", ")} });
    const second = await call(${id}, admin, { ${[...(parts.length > 0 ? ["...options"] : []), "headers"].join(", ")} });
    expect(second.text).toBe(first.text);
  });
`;
  const imports = [
    ...(method === "POST" ? ['import { randomUUID } from "node:crypto";'] : []),
    `import { ${id} } from "@aerotage/${service}/${request.contract}";`,
    ...(isChange(request) ? ['import { QueryCommand } from "@aws-sdk/lib-dynamodb";'] : []),
    'import { describe, expect, it } from "vitest";',
    `import { ${isChange(request) ? "call, newPerson, person, tableOf, tables" : "call, person"} } from "../../support/api.js";`,
  ];
  return `${imports.join("\n")}
${parts.length > 0 ? `\nconst options = { ${parts.join(", ")} };\n` : ""}
describe("${id}", () => {${first}${isChange(request) ? audit : ""}${method === "POST" ? repeat : ""}});
`;
}

/** Calls the operation in the test of permissions, so that all that its manifest grants is used. */
function withCalls(source: string, request: EndpointRequest): string {
  const { service, method } = request;
  const id = operationIdOf(request);
  const parts = callParts(request);
  const options = (...further: string[]): string => {
    const all = [...parts, ...further];
    return all.length > 0 ? `, { ${all.join(", ")} }` : "";
  };
  const lines =
    method === "POST"
      ? [
          `await call(${id}, await first()${options('headers: { "idempotency-key": randomUUID() }')});`,
          "// An error frees its key.",
          `await call(${id}, await first()${options('headers: { "idempotency-key": randomUUID(), "x-fault": "before-commit=throw" }')});`,
        ]
      : [`await call(${id}, await first()${options()});`];
  const imported = withImport(source, `@aerotage/${service}/${request.contract}`, [id]);
  const inserted = lines.map((line) => `    ${line}\n`).join("");
  return insertBefore(imported, "    calls = await eventually(", inserted, permissionsTest);
}

function withService(source: string, service: string): string {
  const list = /(export const services: readonly ServiceManifest\[\] = \[)([^\]]*)\];/.exec(source);
  if (list === null) throw new Error(`${serviceList} has no list of services any more: add the service by hand.`);
  const names = (list[2] ?? "").split(",").map((each) => each.trim());
  const all = [...names.filter((each) => each !== ""), camelCase(service)];
  const listed = source.replace(list[0], `${list[1]}${all.join(", ")}];`);
  const line = `import { ${camelCase(service)} } from "@aerotage/${service}/manifest";\n`;
  return insertBefore(listed, "\nexport const services", line, serviceList);
}

function emptyManifest(service: string): string {
  return `import { httpFunction, type ServiceManifest } from "@aerotage/core/contract/manifest";

/** The functions of ${service.replaceAll("-", " ")}. */
export const ${camelCase(service)}: ServiceManifest = {
  name: "${service}",
  functions: {
  },
};
`;
}

function packageSource(service: string): string {
  const content = {
    name: `@aerotage/${service}`,
    version: "0.0.0",
    private: true,
    type: "module",
    exports: { "./*": "./src/*.ts" },
    dependencies: { "@aerotage/core": "*", "@aerotage/kernel": "*" },
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
