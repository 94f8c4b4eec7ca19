/** The first integration test of an endpoint. */

import { type Endpoint, packageModule, supportImports } from "./design.js";
import { type Code, code, importsOf } from "./edits.js";
import { withArticle } from "./names.js";

const api = "root:tests/support/api";

/** The test of an endpoint, by its kind. */
export function integrationTest(endpoint: Endpoint): Code {
  const { request, id, resource } = endpoint;
  const cases = casesOf(endpoint);
  const text = cases.map(({ text: each }) => each).join("\n");
  const usesRecord = text.includes("newRecord()");
  const maker = `/** Makes ${withArticle(resource.words)}, and returns its id. */
async function newRecord(): Promise<string> {
  return ${resource.fixture.text};
}
`;
  const needs = ["call", "missingPath", "newPerson", "person", "eventually"].filter((name) =>
    new RegExp(`\\b${name}\\(`).test(text + (usesRecord ? maker : "")),
  );
  return code(
    `
${usesRecord ? maker : ""}
describe("${id}", () => {
${text}});
`,
    importsOf(
      {
        vitest: ["describe", "expect", "it"],
        [packageModule(resource.contract, request.service)]: [id],
        [api]: needs,
        ...(text.includes("randomUUID(") && { "node:crypto": ["randomUUID"] }),
        ...(text.includes("activitiesOf(") && { "root:tests/support/people": ["activitiesOf"] }),
      },
      endpoint.made === undefined ? undefined : supportImports(endpoint, endpoint.made, false),
      usesRecord ? resource.fixture : undefined,
    ),
  );
}

/** The arguments of a call: caller and request. */
function args(endpoint: Endpoint, caller: string, id: string, ...further: readonly string[]): string {
  const path = endpoint.pathWith(id);
  const parts = [
    ...(path === undefined ? [] : [`path: ${path}`]),
    ...(endpoint.body === undefined ? [] : [`body: ${endpoint.body}`]),
    ...further,
  ];
  return `${endpoint.id}, ${caller}${parts.length > 0 ? `, { ${parts.join(", ")} }` : ""}`;
}

function casesOf(endpoint: Endpoint): Code[] {
  const { kind } = endpoint.request;
  if (kind === "read") return [readCase(endpoint), missingCase(endpoint)];
  if (kind === "list") return [listCase(endpoint)];
  if (kind === "create") return [createCase(endpoint), repeatCase(endpoint)];
  return [
    changeCase(endpoint),
    staleCase(endpoint),
    ...(endpoint.request.method === "POST" ? [repeatCase(endpoint)] : []),
    missingCase(endpoint),
  ];
}

const admin = 'await person("admin")';

function readCase(endpoint: Endpoint): Code {
  const { resource } = endpoint;
  return code(`  it("returns the ${resource.words}", async () => {
    const id = await newRecord();
    const { status, data, headers } = await call(${args(endpoint, admin, "id")});
    expect([status, data.id, headers.get("etag")]).toEqual([200, id, \`"\${data.version}"\`]);
  });
`);
}

function missingCase(endpoint: Endpoint): Code {
  const { id, resource, body } = endpoint;
  const withBody = body === undefined ? "" : `, body: ${body}`;
  return code(`  it("responds 404 for ${withArticle(resource.words)} that does not exist", async () => {
    const { status, error } = await call(${id}, ${admin}, { path: missingPath(${id})${withBody} });
    expect([status, error.code]).toEqual([404, "${notFoundCode(resource.notFound.name)}"]);
  });
`);
}

/** `timeEntryNotFound` has the code `TIME_ENTRY_NOT_FOUND`. */
function notFoundCode(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

function listCase(endpoint: Endpoint): Code {
  const { id, resource, pathWith, made } = endpoint;
  const path = pathWith("");
  const parts = [...(path === undefined ? [] : [`path: ${path}`]), 'query: { limit: "100", ...cursor }'];
  return code(`  it("returns ${made?.plural.replaceAll("-", " ") ?? `each ${resource.words}`} page by page", async () => {
    const ids = [await newRecord(), await newRecord()];
    await eventually("the new records in the list", async () => {
      const missing = new Set(ids);
      let cursor = {};
      for (let hasMore = true; hasMore && missing.size > 0; ) {
        const { status, data } = await call(${id}, ${admin}, { ${parts.join(", ")} });
        expect(status).toBe(200);
        for (const item of data.items) missing.delete(item.id);
        cursor = { cursor: data.pagination.nextCursor };
        hasMore = data.pagination.hasMore;
      }
      return missing.size === 0 ? true : undefined;
    });
  });
`);
}

function createCase(endpoint: Endpoint): Code {
  const { made, body, resource } = endpoint;
  const location = `${made?.collection ?? ""}/`.replace(
    /\{(\w+)\}/g,
    (_whole, name: string) => `\${${made?.variable}Path.${name}}`,
  );
  return code(`  it("makes ${withArticle(resource.words)}, and audits who made it", async () => {
    const admin = await newPerson("admin");
    const { status, data, headers } = await call(${args(endpoint, "admin", "")});
    expect([status, headers.get("location")]).toEqual([201, expect.stringContaining(\`${location}\${data.id}\`)]);
    expect(data).toMatchObject({ ...${body}, createdBy: admin.id, version: 1 });
    expect(await activitiesOf(data.id)).toEqual([
      expect.objectContaining({ activityType: "${resource.words.replaceAll(" ", "-")}.created", userId: admin.id }),
    ]);
  });
`);
}

function repeatCase(endpoint: Endpoint): Code {
  const isCreate = endpoint.request.kind === "create";
  const call = args(endpoint, admin, "id", 'headers: { "idempotency-key": key }');
  return code(`  it("is done once for one idempotency key", async () => {
    ${isCreate ? "" : `const id = await newRecord();\n    `}const key = randomUUID();
    const first = await call(${call});
    const second = await call(${call});
    expect(second.text).toBe(first.text);
  });
`);
}

function changeCase(endpoint: Endpoint): Code {
  const { resource, change, deletes, body } = endpoint;
  const entity = resource.words.replaceAll(" ", "-");
  const expectation = deletes
    ? "expect([status, data.id]).toEqual([200, id]);"
    : `expect([status, headers.get("etag")]).toEqual([200, \`"\${data.version}"\`]);${body === undefined ? "" : `\n    expect(data).toMatchObject(${body});`}`;
  const names = deletes ? "status, data" : "status, data, headers";
  return code(`  it("${deletes ? "deletes" : "changes"} the ${resource.words}, and audits who did it", async () => {
    const id = await newRecord();
    const admin = await newPerson("admin");
    const { ${names} } = await call(${args(endpoint, "admin", "id")});
    ${expectation}
    expect(await activitiesOf(id)).toContainEqual(
      expect.objectContaining({ activityType: "${entity}.${change}", userId: admin.id }),
    );
  });
`);
}

function staleCase(endpoint: Endpoint): Code {
  return code(`  it("refuses another version than If-Match names", async () => {
    const id = await newRecord();
    const { status } = await call(${args(endpoint, admin, "id", 'headers: { "if-match": \'"7"\' }')});
    expect(status).toBe(412);
  });
`);
}
