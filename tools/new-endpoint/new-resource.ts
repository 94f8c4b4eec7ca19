/** The code of a resource that the generator makes: contract, domain, persistence, test support. */
import { type TableDescription, type TableName, tableNames, tables } from "@aerotage/core/contract/tables";
import { code } from "./edits.js";
import { withArticle } from "./names.js";
import {
  camelCase,
  type EndpointRequest,
  type Existing,
  type Field,
  pascalCase,
  pathParameters,
  singular,
} from "./request.js";
import { accessOf, permissionsOfNewResources, type Resource } from "./resources.js";

/** A parameter of a path in front of the records: the client of `/clients/{id}/notes`. */
export interface Parent {
  readonly parameter: string;
  /** The field of the record: `clientId`. */
  readonly field: string;
  readonly schema: string;
  readonly example: string;
}

/** A resource of the generator, with the names of its code. */
export interface NewResource extends Resource {
  readonly plural: string;
  readonly parents: readonly Parent[];
  /** The path that creates records. */
  readonly collection: `/${string}`;
  /** The sort key of the index that lists the records. */
  readonly sortKey: string;
  readonly domain: string;
  readonly persistence: string;
  readonly support: string;
}

const exampleId = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

/** The schema of a path's parameter: records have ULIDs, users the id of their account. */
export function parameterSchema(parameter: string, resource: string | undefined): string {
  if (resource === "users" || parameter === "userId") return "userIdSchema";
  return parameter === "id" || parameter.endsWith("Id") ? "ulidSchema" : "text(1, 100)";
}

/** The parameters of a path, each with the record that it is the id of. */
export function parentsOf(path: string): Parent[] {
  const segments = path.split("/");
  return pathParameters(path).map((parameter) => {
    const resource = segments[segments.indexOf(`{${parameter}}`) - 1];
    const schema = parameterSchema(parameter, resource);
    const field = parameter === "id" && resource !== undefined ? `${camelCase(singular(resource))}Id` : parameter;
    return { parameter, field, schema, example: schema === "text(1, 100)" ? "example" : exampleId };
  });
}

/**
 * The table of new records: that of the service, if an index lists its records by kind, else Settings, which holds records of several
 * services.
 */
function tableOf(service: string): { readonly table: TableName; readonly sortKey: string } {
  const own = tableNames.find((name) => name === pascalCase(service));
  for (const table of [own, "Settings"] as const) {
    if (table === undefined) continue;
    const description: TableDescription = tables[table];
    const index = description.indexes.find(({ name, partition }) => name === "ListIndex" && partition === "kind");
    if (index?.sort !== undefined) return { table, sortKey: index.sort };
  }
  throw new Error("No table has an index that lists records by kind.");
}

/** The names of a resource of the generator. */
export function newResource(request: EndpointRequest, { read }: Existing): NewResource {
  const { service, resource: plural } = request;
  const noun = singular(plural);
  const [variable, type] = [camelCase(noun), pascalCase(noun)];
  const has = (path: string) => read(`services/${service}/src/${path}`) !== undefined;
  const contract = has("contract") ? `src:contract/${plural}` : "src:contract";
  const persistence = has("persistence") ? `src:persistence/${plural}` : "src:persistence";
  const [domain, support] = [`src:domain/${noun}`, `root:tests/support/${plural}`];
  const collection = request.collection ?? request.path;
  const parents = parentsOf(collection);
  const { table, sortKey } = tableOf(service);
  const parentIds = parents.map(({ parameter }) => `path.${parameter}, `).join("");
  return {
    plural,
    parents,
    collection,
    sortKey,
    domain,
    persistence,
    support,
    words: noun.replaceAll("-", " "),
    variable,
    type,
    typeModule: domain,
    table,
    contract,
    schema: `${variable}Schema`,
    notFound: { name: `${variable}NotFound`, module: contract },
    idSchema: "ulidSchema",
    read: (path) => code(`await get${type}(${parentIds}${path})`, { [persistence]: [`get${type}`] }),
    update: code(`update${type}(unitOfWork, before, after);`, { [persistence]: [`update${type}`] }),
    audit: (change) =>
      code(`unitOfWork.audit(${variable}Activity("${change}", before, after));`, { [domain]: [`${variable}Activity`] }),
    changes: {
      file: `services/${service}/src/domain/${noun}.ts`,
      pattern: new RegExp(`(export type ${type}Change =)([^;]+)`),
      hasEvents: false,
    },
    response: (name) => code(`to${type}Response(${name})`, { [domain]: [`to${type}Response`] }),
    list: code(
      `await list${pascalCase(plural)}({
      ...query,
      ${parents.map(({ parameter, field }) => `${field}: path.${parameter},\n      `).join("")}callerId: caller.id,
      toResponse: to${type}Response,
    })`,
      { [persistence]: [`list${pascalCase(plural)}`], [domain]: [`to${type}Response`] },
    ),
    uses: [],
    access: accessOf(table),
    fixture: code(`await new${type}()`, { [support]: [`new${type}`] }),
    permissions: { ...permissionsOfNewResources, id: `await new${type}()` },
    bench: { file: `bench/cases/${plural}.ts`, cases: `${variable}Cases`, id: `await new${type}(tools)` },
  };
}

/** A field as a schema, with its imports. */
export function schemaOf({ type }: Field): { readonly text: string; readonly imported: readonly string[] } {
  switch (type) {
    case "text":
      return { text: "text(1, 200)", imported: ["text"] };
    case "lines":
      return { text: "multilineText(1, 2000)", imported: ["multilineText"] };
    case "number":
      return { text: "z.number().check(z.nonnegative())", imported: [] };
    case "boolean":
      return { text: "z.boolean()", imported: [] };
    case "date":
      return { text: "dateSchema", imported: ["dateSchema"] };
    case "id":
      return { text: "ulidSchema", imported: ["ulidSchema"] };
  }
}

/** A value of a field, for tests and the benchmark. */
export function exampleOf({ name, type }: Field): string {
  switch (type) {
    case "text":
    case "lines":
      return JSON.stringify(`First ${name}`);
    case "number":
      return "12";
    case "boolean":
      return "true";
    case "date":
      return '"2026-11-27"';
    case "id":
      return `"${exampleId}"`;
  }
}

/** The fields as an object of examples. */
export function exampleBody(fields: readonly Field[]): string {
  return `{ ${fields.map((field) => `${field.name}: ${exampleOf(field)}`).join(", ")} }`;
}

/** The fields as properties of schemas. */
export function fieldSchemas(fields: readonly Field[]): string {
  return fields.map((field) => `${field.name}: ${schemaOf(field).text}`).join(", ");
}

/** The schemas of a resource and its error. */
export function resourceContract({ variable, type, words, parents }: NewResource, fields: readonly Field[]): string {
  const parentFields = parents.map(({ field, schema }) => `${field}: ${schema}, `).join("");
  const code = `${words.replaceAll(" ", "_").toUpperCase()}_NOT_FOUND`;
  return `
export const ${variable}NotFound = {
  status: 404,
  code: "${code}",
  description: "The ${words} does not exist.",
} as const satisfies ErrorDefinition;

/** The fields of ${withArticle(words)} that a request gives. */
const ${variable}Fields = { ${fieldSchemas(fields)} };

/** ${sentenceOf(words)} as a response has it. */
export const ${variable}Schema = z
  .strictObject({ id: ulidSchema, ${parentFields}...${variable}Fields, ...recordFields })
  .register(z.globalRegistry, { id: "${type}", description: "${sentenceOf(words)}." });
export type ${type}Response = z.infer<typeof ${variable}Schema>;

const ${variable}Input = z.object(${variable}Fields);
export type ${type}Input = z.output<typeof ${variable}Input>;
`;
}

function sentenceOf(words: string): string {
  const text = withArticle(words);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The domain of a resource: a record, a new one, its response and its audit. */
export function resourceDomain({ variable, type, words, parents }: NewResource): string {
  const context = ['caller: Pick<Caller, "id">', "now: Date", ...parents.map(({ field }) => `${field}: string`)];
  const names = ["caller", "now", ...parents.map(({ field }) => field)];
  return `
/** ${sentenceOf(words)} as it is stored. */
export type ${type} = ${type}Response;

/** The caller and time of a request${parents.length > 0 ? ", and the records of its path" : ""}. */
export interface New${type}Context {
${context.map((each) => `  readonly ${each};`).join("\n")}
}

/** A new ${words}. */
export function new${type}(input: ${type}Input, { ${names.join(", ")} }: New${type}Context): ${type} {
  const at = now.toISOString();
  return {
    id: newId(now),
    ${parents.map(({ field }) => `${field},\n    `).join("")}...input,
    createdAt: at,
    updatedAt: at,
    createdBy: caller.id,
    version: 1,
  };
}

/** ${sentenceOf(words)} as a response has it. */
export function to${type}Response(${variable}: ${type}): ${type}Response {
  return { ...${variable} };
}

/** The changes of ${withArticle(words)} in the audit trail. */
export type ${type}Change = "created";

/** The activity record of a change. No event is published. */
export function ${variable}Activity(
  change: ${type}Change,
  before: ${type} | undefined,
  after: ${type} | undefined,
): ActivityInput {
  const ${variable} = after ?? before;
  if (${variable} === undefined) throw new TypeError("A change has ${withArticle(words)} before or after it.");
  return {
    type: \`${words.replaceAll(" ", "-")}.\${change}\`,
    entityType: "${words.replaceAll(" ", "-")}",
    entityId: ${variable}.id,
    before: before && { ...before },
    after: after && { ...after },
  };
}
`;
}

/** The unit test of a new record. */
export function resourceDomainTest({ variable, type, words, parents }: NewResource, fields: readonly Field[]): string {
  return `
const now = new Date("2026-11-27T08:00:00Z");
const input = ${exampleBody(fields)};
const context = { caller: { id: "u1" }, now${parents.map(({ field }) => `, ${field}: "${field.replace(/Id$/, "")}1"`).join("")} };

describe("a new ${words}", () => {
  it("has what the request gives, in its first version", () => {
    const ${variable} = new${type}(input, context);
    expect(${variable}).toMatchObject({ ...input, createdBy: "u1", createdAt: now.toISOString(), version: 1 });
  });
});
`;
}

/** A changed record: added by the first update. */
export function changedRecord({ variable, type, words }: NewResource): string {
  return `
/** ${sentenceOf(words)} after a change: its next version. A field that the request leaves out stays. */
export function changed${type}(${variable}: ${type}, input: object, now: Date): ${type} {
  return nextVersion(mergePatch(${variable}, input), now);
}
`;
}

/** The unit test of a changed record. */
export function changedRecordTest({ variable, type, words }: NewResource): string {
  return `
describe("a changed ${words}", () => {
  it("is the next version, and keeps what the request leaves out", () => {
    const ${variable} = new${type}(input, context);
    const later = new Date("2026-11-27T09:00:00Z");
    expect(changed${type}(${variable}, {}, later)).toEqual({ ...${variable}, updatedAt: later.toISOString(), version: 2 });
  });
});
`;
}

/** The persistence that every kind needs: the item of a record, and the insertion. */
export function persistenceOfCreate(
  { variable, type, words, table, sortKey, parents }: NewResource,
  fields: readonly Field[],
): string {
  const hasSortKey = sortKey === "createdAt" || fields.some(({ name }) => name === sortKey);
  const kind =
    parents.length === 0
      ? `\nconst ${variable}Kind = "${variable}";\n`
      : `\nconst ${variable}Kind = (${parents.map(({ field }) => `${field}: string`).join(", ")}): string => \`${variable}${parents.map(({ field }) => `#\${${field}}`).join("")}\`;\n`;
  const ofRecord =
    parents.length === 0
      ? `${variable}Kind`
      : `${variable}Kind(${parents.map(({ field }) => `${variable}.${field}`).join(", ")})`;
  return `
/** The partition of ListIndex that has ${parents.length === 0 ? `all records of this kind` : `the records of one path`}. */${kind}
/** The item of ${withArticle(words)}: \`kind\` and \`${sortKey}\` are its key in ListIndex. */
interface ${type}Item extends ${type} {
  readonly kind: string;
${hasSortKey ? "" : `  readonly ${sortKey}: string;\n`}}

function to${type}Item(${variable}: ${type}): ${type}Item & Record<string, unknown> {
  return {
    ...${variable},
    id: itemId("${table}", "${variable}", ${variable}.id),
    kind: ${ofRecord},
${hasSortKey ? "" : `    ${sortKey}: ${variable}.createdAt,\n`}  };
}

/** Plans a new ${words}. */
export function insert${type}(unitOfWork: UnitOfWork, ${variable}: ${type}): void {
  unitOfWork.insert("${table}", to${type}Item(${variable}), () => new Error(\`The id \${${variable}.id} is taken.\`));
}
`;
}

/** The record of an item: added by the first read or list. */
export function recordOfItem({ variable, type, table, sortKey }: NewResource, persistence: string): string {
  const hasSortKey = sortKey === "createdAt" || !persistence.includes(`${sortKey}: ${variable}.createdAt,`);
  const dropped = hasSortKey ? "kind: _kind" : `kind: _kind, ${sortKey}: _${sortKey}`;
  return `
function from${type}Item(item: ${type}Item): ${type} {
  const { ${dropped}, ...${variable} } = item;
  return { ...${variable}, id: ${variable}.id.slice(itemId("${table}", "${variable}", "").length) };
}
`;
}

/** The persistence of a read: added by the first read, update or action. */
export function persistenceOfRead({ variable, type, words, table, parents, notFound }: NewResource): string {
  const parameters = [...parents.map(({ field }) => `${field}: string`), "id: string", "tables: Database = database"];
  const isOther = parents.map(({ field }) => ` || item.${field} !== ${field}`).join("");
  return `
/** Reads ${withArticle(words)}, consistently. @throws \`${words.replaceAll(" ", "_").toUpperCase()}_NOT_FOUND\` */
export async function get${type}(${parameters.join(", ")}): Promise<${type}> {
  const item = await getItem<${type}Item>(tables, "${table}", itemId("${table}", "${variable}", id));
  if (item === undefined${isOther}) throw new ApiError(${notFound.name}, \`There is no ${words} \${id}.\`);
  return from${type}Item(item);
}
`;
}

/** The persistence of a list. */
export function persistenceOfList({ plural, variable, type, table, sortKey, parents }: NewResource): string {
  const fields = parents.map(({ field }) => field);
  const kind = fields.length === 0 ? `${variable}Kind` : `${variable}Kind(${fields.join(", ")})`;
  const words = plural.replaceAll("-", " ");
  return `
/** The parts of a request for a list of ${words}. */
export interface ${type}ListRequest<Result> {
${fields.map((field) => `  readonly ${field}: string;\n`).join("")}  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly sortOrder?: "asc" | "desc" | undefined;
  /** A cursor belongs to one caller. */
  readonly callerId: string;
  readonly toResponse: (${variable}: ${type}) => Result;
}

/** Lists ${words} by \`${sortKey}\`. */
export function list${pascalCase(plural)}<Result>(
  request: ${type}ListRequest<Result>,
  tables: Database = database,
): Promise<ListResponse<Result>> {
  const { ${[...fields, "sortOrder", "callerId", "toResponse"].join(", ")} } = request;
  const kind = ${kind};
  return list({
    limit: request.limit,
    cursor: request.cursor,
    query: { list: "${plural}", kind, sortOrder, callerId },
    readPage: queryPage<${type}Item>(
      { table: "${table}", IndexName: "ListIndex", ...partition("kind", kind), ScanIndexForward: sortOrder !== "desc" },
      tables,
    ),
    position: (item: ${type}Item) => ({ id: item.id, kind, ${sortKey}: item.${sortKey} }),
    createdAt: (item) => item.createdAt,
    toResponse: (item) => toResponse(from${type}Item(item)),
  });
}
`;
}

/** The persistence of an update. */
export function persistenceOfUpdate({ type, words, table }: NewResource): string {
  return `
/** Plans the next version of ${withArticle(words)}. */
export function update${type}(unitOfWork: UnitOfWork, before: ${type}, after: ${type}): void {
  unitOfWork.update("${table}", to${type}Item(before), to${type}Item(after));
}
`;
}

/** The persistence of a deletion. */
export function persistenceOfDelete({ variable, type, words, table }: NewResource): string {
  return `
/** Plans the deletion of ${withArticle(words)}. */
export function delete${type}(unitOfWork: UnitOfWork, ${variable}: ${type}): void {
  unitOfWork.remove("${table}", { id: itemId("${table}", "${variable}", ${variable}.id), version: ${variable}.version });
}
`;
}

/** What tests of a resource share. */
export function resourceSupport(resource: NewResource, createOperation: string, fields: readonly Field[]): string {
  const { type, words, variable, parents } = resource;
  const path = parents.length > 0 ? `path: ${variable}Path, ` : "";
  const pathConstant =
    parents.length === 0
      ? ""
      : `\n/** The records that the path names. They need not exist. */
export const ${variable}Path = { ${parents.map(({ parameter, example }) => `${parameter}: "${example}"`).join(", ")} };\n`;
  return `/** What tests of ${resource.plural.replaceAll("-", " ")} share. */
${pathConstant}
export const ${variable}Body = ${exampleBody(fields)};

/** Makes ${withArticle(words)}, and returns its id. */
export async function new${type}(): Promise<string> {
  const { status, data, text } = await call(${createOperation}, await person("admin"), { ${path}body: ${variable}Body });
  if (status !== 201) throw new Error(\`${createOperation} returned \${status} \${text}\`);
  return data.id;
}
`;
}

/** The cases of the benchmark. */
export function resourceBench(resource: NewResource, createOperation: string, fields: readonly Field[]): string {
  const { type, words, variable, parents } = resource;
  const path = parents.map(({ parameter, example }) => `${parameter}: "${example}"`).join(", ");
  const parts = path === "" ? "body" : `path: { ${path} }, body`;
  return `
const body = ${exampleBody(fields)};

/** Makes ${withArticle(words)}, and returns its id. */
export async function new${type}({ call, administrator }: CaseTools): Promise<string> {
  return (await call(${createOperation}, administrator, { ${parts} })).id;
}

export const ${variable}Cases: readonly BenchCase[] = [
  {
    operation: ${createOperation},
    title: "with an idempotency key",
    parts: ({ unique }) => ({ ${parts}, headers: { "idempotency-key": unique() } }),
  },
];
`;
}
