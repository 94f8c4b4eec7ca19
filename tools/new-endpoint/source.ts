/** All files of a new endpoint: what it makes, and what it adds to files that exist. */
import type { TableName } from "@aerotage/core/contract/tables";
import { type Endpoint, endpointOf, packageModule, supportImports } from "./design.js";
import {
  type Code,
  code,
  type Imports,
  importsOf,
  insertBefore,
  withImports,
  withUnionMember,
  withZod,
} from "./edits.js";
import { integrationTest } from "./integration-test.js";
import { sentence, summaryOf, withArticle } from "./names.js";
import type { NewResource } from "./new-resource.js";
import * as made from "./new-resource.js";
import { camelCase, type EndpointRequest, type Existing, pascalCase, singular, testFileOf } from "./request.js";

/** Files by their path below the checkout. */
export type Files = Readonly<Record<string, string>>;

/** The file of a module `src:…` or `root:…`. */
function fileOf(module: string, service: string): string {
  const [prefix, path] = module.split(":");
  return prefix === "src" ? `services/${service}/src/${path}.ts` : `${path}.ts`;
}

/** All files that an endpoint makes or changes. @throws if a file does not have the text beside which code is added */
export function endpointFiles(request: EndpointRequest, existing: Existing): Files {
  const { service, kind, newService } = request;
  const files: Record<string, string> = {};
  const edit = (path: string, change: (source: string) => string) => {
    files[path] = change(files[path] ?? existing.read(path) ?? "");
  };
  const append = (path: string, text: string, ...imports: readonly (Code | Imports)[]) =>
    edit(path, (source) => withImports(source, path, importsOf(...imports)) + text);
  const create = (path: string, header: string, text: string, imports: Imports) =>
    edit(path, () => header + withImports(text, path, imports));

  const src = `services/${service}/src`;
  if (newService) {
    create(`services/${service}/package.json`, "", packageSource(service), {});
    edit("stacks/services.ts", (source) => withService(source, service));
    edit(`${src}/manifest.ts`, () => emptyManifest(service));
  }
  const endpoint = endpointOf(request, existing);
  const own = endpoint.made;
  if (own !== undefined) writeResource(endpoint, own, { append, edit });
  const contract = fileOf(endpoint.resource.contract, service);
  const { text, imports } = operationSource(endpoint);
  edit(contract, (source) => withZod(withImports(source, contract, imports) + text));
  edit(`${src}/manifest.ts`, (source) => withFunction(source, endpoint));
  const handler = functionSource(endpoint);
  create(`${src}/functions/${request.function}.ts`, "", handler.text, handler.imports);
  writeRule(endpoint, { append, edit });
  const test = integrationTest(endpoint);
  create(testFileOf(request), "", test.text, test.imports);
  writePermissions(endpoint, edit);
  writeBench(endpoint, edit);
  if (kind === "action" && !endpoint.deletes) writeChange(endpoint, edit);
  if (own !== undefined && (kind === "update" || endpoint.deletes)) writeChange(endpoint, edit);
  if (request.fields.some(({ type }) => type === "lines"))
    edit("tools/request-texts.test.ts", (source) => withLines(source, request));
  const readme = `services/${service}/README.md`;
  if (existing.read(readme) !== undefined) edit(readme, (source) => withReadmeRow(source, endpoint));
  create(`.changeset/${service}-${request.function}.md`, "", changeset(endpoint), {});
  return files;
}

interface Writer {
  readonly append: (path: string, text: string, ...imports: readonly (Code | Imports)[]) => void;
  readonly edit: (path: string, change: (source: string) => string) => void;
}

const core = "@aerotage/core";

/** Writes what a kind needs of a resource of the generator, unless it is there. */
function writeResource(endpoint: Endpoint, own: NewResource, { append, edit }: Writer): void {
  const { request, id, deletes } = endpoint;
  const { service, kind, fields: given } = request;
  const fields = given.length > 0 ? given : [{ name: "name", type: "text" } as const];
  const [domain, persistence] = [fileOf(own.domain, service), fileOf(own.persistence, service)];
  const { variable, type } = own;
  const database: Imports = { [`${core}/database/client`]: ["type Database", "database"] };
  const unitOfWork: Imports = { [`${core}/database/unit-of-work`]: ["type UnitOfWork"] };
  const once = (path: string, mark: string, text: (source: string) => string, ...imports: readonly Imports[]) =>
    edit(path, (source) =>
      source.includes(mark) ? source : withImports(source, path, importsOf(...imports)) + text(source),
    );

  if (kind === "create") {
    const schemas = ["recordFields", "ulidSchema", ...fields.flatMap((field) => made.schemaOf(field).imported)];
    append(fileOf(own.contract, service), made.resourceContract(own, fields), {
      [`${core}/contract/errors`]: ["type ErrorDefinition"],
      [`${core}/contract/schemas`]: [
        ...new Set([...schemas, ...own.parents.map(({ schema }) => schema.replace(/\(.*/, ""))]),
      ],
    });
    edit(domain, () => `/** ${sentence(withArticle(own.words))} and how it changes: pure rules. */\n`);
    append(domain, made.resourceDomain(own), {
      [`${core}/audit/activity`]: ["type ActivityInput"],
      [`${core}/lambda/caller`]: ["type Caller"],
      [`${core}/runtime/ids`]: ["newId"],
      [own.contract]: [`type ${type}Input`, `type ${type}Response`],
    });
    append(domain.replace(/\.ts$/, ".test.ts"), made.resourceDomainTest(own, fields), {
      vitest: ["describe", "expect", "it"],
      [own.domain]: [`new${type}`],
    });
    edit(persistence, (source) =>
      source === ""
        ? `/** Where ${own.plural.replaceAll("-", " ")} are stored: the only file that knows their keys and index. */\n`
        : source,
    );
    append(persistence, made.persistenceOfCreate(own, fields), unitOfWork, {
      [`${core}/contract/tables`]: ["itemId"],
      [own.domain]: [`type ${type}`],
    });
    edit("services/core/src/contract/tables.ts", (source) =>
      withItem(source, own.table, own.variable, singular(own.plural)),
    );
    const support = fileOf(own.support, service);
    append(support, made.resourceSupport(own, id, fields), {
      [packageModule(own.contract, service)]: [id],
      "root:tests/support/api": ["call", "person"],
    });
    append(own.bench.file, made.resourceBench(own, id, fields), {
      [packageModule(own.contract, service)]: [id],
      "root:bench/cases/case": ["type BenchCase", "type CaseTools"],
    });
    edit("bench/cases.ts", (source) =>
      withImports(
        insertBefore(
          source,
          "];\n\n/** The ids of operations without a case. */",
          `  ...${variable}Cases,\n`,
          "bench/cases.ts",
        ),
        "bench/cases.ts",
        {
          [`root:bench/cases/${own.plural}`]: [`${variable}Cases`],
        },
      ),
    );
    return;
  }
  once(persistence, `function from${type}Item(`, (source) => made.recordOfItem(own, source));
  if (kind === "list")
    once(persistence, `function list${pascalCase(own.plural)}<`, () => made.persistenceOfList(own), database, {
      [`${core}/database/list`]: ["type ListResponse", "list"],
      [`${core}/database/query`]: ["partition", "queryPage"],
    });
  else
    once(persistence, `function get${type}(`, () => made.persistenceOfRead(own), database, {
      [`${core}/contract/errors`]: ["ApiError"],
      [`${core}/database/batch`]: ["getItem"],
      [own.notFound.module]: [own.notFound.name],
    });
  if (deletes) once(persistence, `function delete${type}(`, () => made.persistenceOfDelete(own));
  else if (kind === "update" || kind === "action")
    once(persistence, `function update${type}(`, () => made.persistenceOfUpdate(own));
  if (kind === "update") {
    once(domain, `function changed${type}(`, () => made.changedRecord(own), {
      [`${core}/contract/merge-patch`]: ["mergePatch"],
      [`${core}/contract/versions`]: ["nextVersion"],
    });
    once(domain.replace(/\.ts$/, ".test.ts"), `changed${type}(`, () => made.changedRecordTest(own), {
      [own.domain]: [`changed${type}`],
    });
  }
}

/** The operation, with the schema and type of its body. */
function operationSource(endpoint: Endpoint): Code {
  const { request, id, verb, resource, made: own, parameter, body, deletes } = endpoint;
  const { service, kind, method, path, fields } = request;
  const { words, schema, notFound } = resource;
  const parents = made.parentsOf(path);
  const shape = parents.map((parent) => {
    const idOf = parent.parameter === parameter ? resource.idSchema : parent.schema;
    return { text: `${parent.parameter}: ${idOf}`, imported: idOf.replace(/\(.*/, "") };
  });
  const isNew = kind === "create";
  const bodySchema = isNew
    ? `${resource.variable}Input`
    : kind === "update" && own !== undefined && fields.length === 0
      ? `z.partial(${resource.variable}Input)`
      : `${id}Body`;
  const ownSchema = body !== undefined && bodySchema === `${id}Body`;
  const optional = kind === "update" ? (text: string) => `z.optional(${text})` : (text: string) => text;
  const bodyFields = fields.map((field) => `${field.name}: ${optional(made.schemaOf(field).text)}`).join(", ");
  const input = [
    ...(shape.length > 0 ? [`path: z.object({ ${shape.map(({ text }) => text).join(", ")} })`] : []),
    ...(kind === "list" ? ["query: z.object(listParameters)"] : []),
    ...(body !== undefined ? [`body: ${bodySchema}`] : []),
  ];
  const changes = kind === "update" || kind === "action";
  const errors =
    kind === "list" || isNew ? [] : [notFound.name, ...(changes ? ["conflict", "preconditionFailed"] : [])];
  const plural = request.resource.replaceAll("-", " ");
  const description = {
    read: `The ${words}.`,
    list: `${sentence(plural)}.`,
    create: `The new ${words}.`,
    update: `The ${words} after the change.`,
    action: deletes ? `The ${words} before it was deleted.` : `The ${words} after the change.`,
  }[kind];
  const data = kind === "list" ? `listOf(${schema})` : schema;
  const etag = kind === "list" || deletes ? "" : ", etag: true";
  const text = `${ownSchema ? `\nconst ${id}Body = z.object({ ${bodyFields} });\nexport type ${pascalCase(id)}Body = z.output<typeof ${id}Body>;\n` : ""}
export const ${id} = defineOperation({
  id: "${id}",
  method: "${method}",
  path: "${path}",
  token: "access",
  roles: ["admin"],
  tag: "${sentence(service.replaceAll("-", " "))}",
  summary: "${summaryOf(verb, kind === "list" ? plural : withArticle(words))}",
  request: { ${input.join(", ")} },
  response: { status: ${isNew ? 201 : 200}, description: "${description}", data: ${data}${etag} },
  errors: [${errors.join(", ")}],${kind === "list" ? `\n  list: { index: "${resource.table}.ListIndex" },` : ""}
});
`;
  const schemas = [
    ...shape.map(({ imported }) => imported),
    ...(kind === "list" ? ["listOf", "listParameters"] : []),
    ...(ownSchema ? fields.flatMap((field) => made.schemaOf(field).imported) : []),
  ];
  return code(text, {
    [`${core}/contract/operation`]: ["defineOperation"],
    [`${core}/contract/schemas`]: [...new Set(schemas)],
    ...(changes && { [`${core}/contract/errors`]: ["conflict", "preconditionFailed"] }),
    ...(errors.length > 0 && notFound.module !== resource.contract && { [notFound.module]: [notFound.name] }),
  });
}

/** The function. */
function functionSource(endpoint: Endpoint): Code {
  const { request, id, resource, made: own, parameter, change, rule, body, deletes } = endpoint;
  const { kind } = request;
  const { variable, words } = resource;
  const pieces: Code[] = [code("", { "@aerotage/kernel/http-handler": ["httpHandler"] })];
  const use = (piece: Code): string => {
    pieces.push(piece);
    return piece.text;
  };
  const lines: string[] = [];
  if (kind === "create" && own !== undefined) {
    const context = ["caller", "now", ...own.parents.map((parent) => `${parent.field}: path.${parent.parameter}`)];
    lines.push(
      `const ${variable} = new${own.type}(body, { ${context.join(", ")} });`,
      `insert${own.type}(unitOfWork, ${variable});`,
      `unitOfWork.audit(${variable}Activity("created", undefined, ${variable}));`,
      `return { data: ${use(resource.response(variable))}, version: ${variable}.version, location: \`${own.collection.replace(/\{(\w+)\}/g, (_whole, name: string) => `\${path.${name}}`)}/\${${variable}.id}\` };`,
    );
    pieces.push(
      code("", { [own.domain]: [`new${own.type}`, `${variable}Activity`], [own.persistence]: [`insert${own.type}`] }),
    );
  } else if (kind === "list") {
    lines.push(`return { data: ${use(resource.list ?? code(""))} };`);
  } else if (kind === "read") {
    lines.push(
      `const ${variable} = ${use(resource.read(`path.${parameter}`))};`,
      `return { data: ${use(resource.response(variable))}, version: ${variable}.version };`,
    );
  } else {
    lines.push(`const before = ${use(resource.read(`path.${parameter}`))};`, "requireMatch(before);");
    if (deletes && own !== undefined) {
      lines.push(
        `delete${own.type}(unitOfWork, before);`,
        `unitOfWork.audit(${variable}Activity("${change}", before, undefined));`,
        `return { data: ${use(resource.response("before"))}, message: "The ${words} was deleted." };`,
      );
      pieces.push(code("", { [own.domain]: [`${variable}Activity`], [own.persistence]: [`delete${own.type}`] }));
    } else {
      pieces.push(code("", { [rule.module]: [rule.name] }));
      const message = kind === "action" ? `, message: "The ${words} was ${spoken(change)}."` : "";
      lines.push(
        `const after = ${rule.name}(before, ${body === undefined ? "" : "body, "}now);`,
        ...(kind === "action"
          ? [
              `if (after === before) return { data: ${resource.response("before").text}, version: before.version, message: "Nothing was changed." };`,
            ]
          : []),
        use(resource.update),
        use(resource.audit(change)),
        `return { data: ${use(resource.response("after"))}, version: after.version${message} };`,
      );
    }
  }
  const all = lines.join("\n  ");
  const given = ["path", "query", "body", "caller", "unitOfWork", "now", "requireMatch"].filter((name) =>
    new RegExp(`(?:^|[^\\w.]|\\.{3})${name}(?![\\w:])`).test(all),
  );
  const imports = importsOf(...pieces);
  const isTaken = Object.values(imports).some((names) => names.includes(id));
  const operation = isTaken ? "operation" : id;
  return code(
    `
export const handler = httpHandler(${operation}, async ({ ${given.join(", ")} }) => {
  ${all}
});
`,
    importsOf(imports, { [resource.contract]: [isTaken ? `${id} as operation` : id] }),
  );
}

/** A change in a sentence: `rate-set` is `set`. */
function spoken(change: string): string {
  return change.split("-").at(-1) ?? change;
}

/** Writes the rule of an action, or of an update of a resource that was written by hand, with its unit test. */
function writeRule(endpoint: Endpoint, { append, edit }: Writer): void {
  const { request, id, resource, made: own, rule, body, change, deletes } = endpoint;
  const { service, kind, fields } = request;
  if ((kind !== "update" && kind !== "action") || deletes || (kind === "update" && own !== undefined)) return;
  const { variable, type, words } = resource;
  const file = fileOf(rule.module, service);
  const input = body === undefined ? "" : `input: ${pascalCase(id)}Body, `;
  const next =
    body === undefined ? `nextVersion(${variable}, now)` : `nextVersion(mergePatch(${variable}, input), now)`;
  const doc =
    kind === "action"
      ? `${sentence(withArticle(words))} that was ${spoken(change)}: its next version, or the same record if nothing changes.`
      : `${sentence(withArticle(words))} after the change: its next version.`;
  edit(file, () => "");
  append(
    file,
    `
/** ${doc} */
export function ${rule.name}(${variable}: ${type}, ${input}now: Date): ${type} {
  return ${next};
}
`,
    {
      [`${core}/contract/versions`]: ["nextVersion"],
      [resource.typeModule]: [`type ${type}`],
      ...(body !== undefined && {
        [`${core}/contract/merge-patch`]: ["mergePatch"],
        [resource.contract]: [`type ${pascalCase(id)}Body`],
      }),
    },
  );
  const test = file.replace(/\.ts$/, ".test.ts");
  const example = body === undefined ? "" : `, ${made.exampleBody(fields)}`;
  append(
    test,
    `
const now = new Date("2026-11-27T08:00:00Z");
const ${variable} = { id: "1", updatedAt: "2026-11-01T08:00:00.000Z", version: 1 } as ${type};

describe("${withArticle(words)} that was ${kind === "action" ? spoken(change) : "changed"}", () => {
  it("is the next version", () => {
    expect(${rule.name}(${variable}${example}, now)).toEqual({
      ...${variable},${body === undefined ? "" : `\n      ...${made.exampleBody(fields)},`}
      updatedAt: now.toISOString(),
      version: 2,
    });
  });
});
`,
    { vitest: ["describe", "expect", "it"], [resource.typeModule]: [`type ${type}`], [rule.module]: [rule.name] },
  );
}

function withFunction(source: string, { request, id, resource, deletes }: Endpoint): string {
  const { service, function: name, kind } = request;
  const file = `services/${service}/src/manifest.ts`;
  const actions = {
    read: ["GetItem"],
    list: ["Query"],
    create: ["PutItem"],
    update: ["GetItem", "UpdateItem"],
    action: ["GetItem", deletes ? "DeleteItem" : "UpdateItem"],
  }[kind];
  const access = resource.access(actions, kind === "list" ? "ListIndex" : undefined);
  const key = name.includes("-") ? `"${name}"` : name;
  const entry = `    ${key}: httpFunction(${id}, {
      entry: "src/functions/${name}.ts",
      access: ${access.text},${resource.budget === undefined ? "" : `\n      budget: ${resource.budget.text},`}
    }),
`;
  const imports = importsOf(access, resource.budget, {
    [resource.contract]: [id],
    [`${core}/contract/manifest`]: ["httpFunction"],
  });
  return withImports(insertBefore(source, "  },\n};", entry, file), file, imports);
}

/** Calls the operation in the test of permissions in all its ways, so that each right of its manifest is used. */
function writePermissions(endpoint: Endpoint, edit: Writer["edit"]): void {
  const { request, id, resource, made: own, pathWith, body } = endpoint;
  const { service, method, kind } = request;
  const { file, before, id: record, first = "await first()" } = resource.permissions;
  const path = pathWith(record);
  const parts = [...(path === undefined ? [] : [`path: ${path}`]), ...(body === undefined ? [] : [`body: ${body}`])];
  const call = (...further: string[]) => {
    const all = [...parts, ...further];
    return `await call(${id}, ${first}${all.length > 0 ? `, { ${all.join(", ")} }` : ""});`;
  };
  const lines =
    method === "POST"
      ? [
          call('headers: { "idempotency-key": randomUUID() }'),
          "// An error frees its key.",
          call('headers: { "idempotency-key": randomUUID(), "x-fault": "before-commit=throw" }'),
        ]
      : [call()];
  const indent = /^ */.exec(before)?.[0] ?? "";
  const imports = importsOf(
    { [packageModule(resource.contract, service)]: [id] },
    method === "POST" ? { "node:crypto": ["randomUUID"] } : {},
    own === undefined ? {} : supportImports(endpoint, own, kind !== "list" && kind !== "create"),
  );
  edit(file, (source) =>
    withImports(insertBefore(source, before, lines.map((line) => `${indent}${line}\n`).join(""), file), file, imports),
  );
}

function writeBench(endpoint: Endpoint, edit: Writer["edit"]): void {
  const { request, id, resource, made: own, body, parameter } = endpoint;
  if (request.kind === "create") return;
  const { file, cases, id: record } = resource.bench;
  const parents = (own?.parents ?? []).map((parent) => `${parent.parameter}: "${parent.example}"`);
  const path = [...parents, ...(parameter === undefined ? [] : [`${parameter}: ${record}`])];
  const ownBody = body === `${resource.variable}Body` ? "body" : `body: ${body}`;
  const parts = [
    ...(path.length > 0 ? [`path: { ${path.join(", ")} }`] : []),
    ...(body === undefined ? [] : [ownBody]),
  ];
  const made =
    parameter === undefined ? `() => ({ ${parts.join(", ")} })` : `async (tools) => ({ ${parts.join(", ")} })`;
  const entry = `  { operation: ${id}, title: "${request.kind === "list" ? "all at once" : withArticle(resource.words)}", parts: ${made} },\n`;
  edit(file, (source) => {
    const start = source.indexOf(`export const ${cases}`);
    const end = source.indexOf("\n];", start) + 1;
    if (start < 0 || end === 0)
      throw new Error(`${file} no longer has ${cases}. Correct tools/new-endpoint/resources.ts.`);
    const added = source.slice(0, end) + entry + source.slice(end);
    return withImports(added, file, { [packageModule(resource.contract, request.service)]: [id] });
  });
}

/** Adds the change to the type of the audit trail, and its event to docs/events.md. */
function writeChange({ resource, change }: Endpoint, edit: Writer["edit"]): void {
  const { file, pattern, hasEvents } = resource.changes;
  let isNew = false;
  edit(file, (source) => {
    const added = withUnionMember(source, pattern, change, file);
    isNew = added !== source;
    return added;
  });
  if (!isNew || !hasEvents) return;
  const entity = resource.words.replaceAll(" ", "-");
  edit("docs/events.md", (source) => {
    const rows = [...source.matchAll(new RegExp(`^\\| \`${entity}\\.[^\\n]*\\n`, "gm"))];
    const last = rows.at(-1);
    if (last === undefined) throw new Error(`docs/events.md has no row of ${entity}.`);
    const end = last.index + last[0].length;
    const row = `| \`${entity}.${change}\` | ${sentence(withArticle(resource.words))} was ${spoken(change)} | as \`${entity}.updated\` |\n`;
    return source.slice(0, end) + row + source.slice(end);
  });
}

/** Names the fields of several lines in the test of texts. */
function withLines(source: string, { fields }: EndpointRequest): string {
  const file = "tools/request-texts.test.ts";
  const found = /(const takesLines =\s*\/\^\()([^)]*)\)/.exec(source);
  if (found === null) throw new Error(`${file} no longer has takesLines.`);
  const [whole, before = "", names = ""] = found;
  const all = new Set([...names.split("|"), ...fields.filter(({ type }) => type === "lines").map(({ name }) => name)]);
  return source.replace(whole, `${before}${[...all].join("|")})`);
}

/** Adds a kind of items to the description of a table. */
function withItem(source: string, table: TableName, kind: string, prefix: string): string {
  const file = "services/core/src/contract/tables.ts";
  const start = source.indexOf(`\n  ${table}: {`);
  const end = source.indexOf("\n  },", start);
  const section = source.slice(start, end);
  const items = /items: \{([\s\S]*?)\s*\},?\s*$/.exec(section);
  if (start < 0 || items === null) throw new Error(`${file} no longer has the items of ${table}.`);
  const present = (items[1] ?? "").trimEnd();
  if (new RegExp(`\\b${kind}:`).test(present))
    throw new Error(`${file}: the table ${table} has items ${kind} already. Choose another --resource.`);
  const added = `items: {${present}${present.endsWith(",") ? "" : ","}\n      ${kind}: "${prefix}#<${prefix.replaceAll("-", " ")}>",\n    },`;
  return source.slice(0, start) + section.slice(0, items.index) + added + source.slice(end);
}

/** Adds the function to the table of a README: after the last row of its first table. */
function withReadmeRow(source: string, { request, verb, resource }: Endpoint): string {
  const table = /^\|[^\n]*\|\n\|[-|]+\|\n(?:\|[^\n]*\|\n)*/m.exec(source);
  if (table === null) throw new Error(`services/${request.service}/README.md has no table of functions.`);
  const object = request.kind === "list" ? request.resource.replaceAll("-", " ") : withArticle(resource.words);
  const end = table.index + table[0].length;
  return `${source.slice(0, end)}| \`${request.function}\` | ${summaryOf(verb, object)}: administrators |\n${source.slice(end)}`;
}

function changeset({ request, verb, resource }: Endpoint): string {
  const { service, kind, method, path } = request;
  const object = kind === "list" ? request.resource.replaceAll("-", " ") : withArticle(resource.words);
  return `---\n"@aerotage/${service}": minor\n---\n\n${summaryOf(verb, object)}: \`${method} ${path}\`.\n`;
}

function withService(source: string, service: string): string {
  const file = "stacks/services.ts";
  const added = insertBefore(source, "];", `  ${camelCase(service)},\n`, file);
  return withImports(added, file, { [`@aerotage/${service}/manifest`]: [camelCase(service)] });
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
