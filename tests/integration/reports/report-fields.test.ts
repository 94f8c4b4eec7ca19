/** What each role sees of reports and of their files, field by field. */
import { randomBytes } from "node:crypto";
import type { Operation } from "@aerotage/core/contract/operation";
import { getAnalytics } from "@aerotage/reports/contract/analytics";
import { createExport } from "@aerotage/reports/contract/exports";
import { getProjectReport } from "@aerotage/reports/contract/project-report";
import { getTimeReport, groupings } from "@aerotage/reports/contract/time-report";
import { getUserReport } from "@aerotage/reports/contract/user-report";
import { createTeam } from "@aerotage/teams/contract";
import { approveTimeEntries, submitTimeEntries } from "@aerotage/time-entries/contract/time-entries";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { call, type Person, person } from "../../support/api.js";
import { readByPython } from "../../support/documents.js";
import { newUser } from "../../support/people.js";
import { daysAgo, newClient, newProject, recorded } from "../../support/time.js";

const days = { startDate: daysAgo(10), endDate: daysAgo(1) };
/** An amount that nothing else comes to: an hour at this rate. */
const amount = 97.31;
/** A name without spaces, which no line break divides. */
const token = (prefix: string) => `${prefix}${randomBytes(4).toString("hex")}`;
const names = {
  member: token("Me"),
  outsider: token("Ou"),
  mine: token("Mi"),
  hidden: token("Hi"),
  client: token("Cl"),
};
const secret = { description: token("De"), tag: token("ta") };

let admin: Person;
let manager: Person;
let member: Person;
let outsider: Person;
let mine: string;
/** Ids and texts that are outside the manager's scope, and not the member's. */
let secrets: readonly string[];

beforeAll(async () => {
  admin = await person("admin");
  const startDate = "2020-01-01";
  [manager, member, outsider] = await Promise.all([
    newUser(admin, { role: "manager", startDate }),
    newUser(admin, { name: names.member, startDate }),
    newUser(admin, { name: names.outsider, startDate }),
  ]);
  const team = { name: token("Te"), managerId: manager.id, memberIds: [member.id] };
  expect((await call(createTeam, admin, { body: team })).status).toBe(201);
  const open = await newProject({ clientId: await newClient({ currency: "EUR" }), defaultHourlyRate: amount });
  const rated = { defaultHourlyRate: amount, deadline: daysAgo(-30) };
  mine = await newProject({
    ...rated,
    name: names.mine,
    clientId: await newClient({ currency: "EUR" }),
    teamMembers: [manager.id, member.id],
    budget: { type: "amount", period: "monthly", value: 1000 },
  });
  const clientId = await newClient({ name: names.client, currency: "EUR" });
  const hidden = await newProject({ ...rated, name: names.hidden, clientId, teamMembers: [outsider.id] });
  const tags = [secret.tag];
  const approved = [
    await recorded(member, { projectId: mine, date: daysAgo(12), duration: 30 }),
    await recorded(member, { projectId: mine, date: daysAgo(2), startTime: "09:00", endTime: "10:00", tags: ["own"] }),
    await recorded(outsider, {
      projectId: hidden,
      date: daysAgo(2),
      duration: 60,
      description: secret.description,
      tags,
    }),
    await recorded(outsider, {
      projectId: open,
      date: daysAgo(3),
      duration: 60,
      description: secret.description,
      tags,
    }),
  ];
  await recorded(member, { projectId: mine, date: daysAgo(4), duration: 30 });
  const body = { timeEntryIds: approved.map(({ id }) => id) };
  for (const operation of [submitTimeEntries, approveTimeEntries])
    expect((await call(operation, admin, { body })).status).toBe(200);
  secrets = [outsider.id, hidden, clientId, names.outsider, names.hidden, names.client, ...Object.values(secret)];
});

/** The paths of all that an answer has, arrays as `[]`. */
function fieldsOf(value: unknown, path = "data"): string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item) => fieldsOf(item, `${path}[]`))];
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => fieldsOf(inner, `${path}.${name}`))];
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The paths of all that a contract declares, written in the same way; what contains itself, twice. */
function declaredBy({ response }: Operation): string[] {
  const root = z.toJSONSchema(response.data, { unrepresentable: "any" });
  const walk = (schema: JsonSchema, path: string, within: readonly string[]): string[] => {
    if (schema.$ref !== undefined) {
      if (within.filter((ref) => ref === schema.$ref).length > 1) return [];
      const target = root.$defs?.[schema.$ref.replace("#/$defs/", "")];
      return walk(target ?? {}, path, [...within, schema.$ref]);
    }
    const alternatives = (schema.anyOf ?? []) as JsonSchema[];
    const items = schema.items as JsonSchema | undefined;
    return [
      path,
      ...alternatives.flatMap((alternative) => walk(alternative, path, within)),
      ...(items === undefined ? [] : walk(items, `${path}[]`, within)),
      ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
        walk(inner as JsonSchema, `${path}.${name}`, within),
      ),
    ];
  };
  return walk(root, "data", []);
}

type Query = Readonly<Record<string, string | readonly string[]>>;

/** All ways to ask for a report. */
const queriesOf = new Map<Operation, readonly Query[]>([
  [
    getTimeReport,
    [
      { compare: "previous" },
      { limit: "1" },
      ...groupings.map((groupBy) => ({ groupBy })),
      { groupBy: ["user", "tag"] },
      { groupBy: ["client", "project"], compare: "lastYear" },
    ],
  ],
  [getAnalytics, [{}]],
  [getProjectReport, [{}, { limit: "1" }]],
  [getUserReport, [{}, { limit: "1" }]],
]);

/** What somebody is answered in all these ways: the text, and the paths of all fields. */
async function seen(operation: Operation, who: Person, filters: Query = {}) {
  const texts: string[] = [];
  const fields = new Set<string>();
  for (const query of queriesOf.get(operation) ?? []) {
    const { status, data, text } = await call(operation, who, { query: { ...days, ...filters, ...query } });
    expect([status, text]).toEqual([200, text]);
    texts.push(text);
    for (const field of fieldsOf(data)) fields.add(field);
  }
  return { text: texts.join("\n"), fields };
}

const ofBoth = () => ({ userId: [member.id, outsider.id] });
const isMoney = (field: string) => /\.(amounts?|revenuePerMonth)(\.|\[|$)/.test(field);

describe("the fields of reports", () => {
  it.each([
    ["time", getTimeReport],
    ["analytics", getAnalytics],
    ["projects", getProjectReport],
    ["users", getUserReport],
  ] as const)("of %s are what the contract declares, all of them for administrators", async (_title, operation) => {
    const filters = operation === getProjectReport ? { projectId: [mine, secrets[1] ?? ""] } : ofBoth();
    const { text, fields } = await seen(operation, admin, filters);
    expect([...new Set(declaredBy(operation))].filter((field) => !fields.has(field))).toEqual([]);
    expect(text).toContain(operation === getUserReport ? outsider.id : names.hidden);
  });

  it.each([
    ["time", getTimeReport],
    ["analytics", getAnalytics],
  ] as const)("of %s are for employees the same without money, and of their own time", async (_title, operation) => {
    const all = await seen(operation, admin, { userId: [member.id] });
    const own = await seen(operation, member);
    expect([...all.fields].some(isMoney)).toBe(true);
    expect([...own.fields].sort()).toEqual([...all.fields].filter((field) => !isMoney(field)).sort());
    expect(own.text).not.toMatch(/EUR|97\.31/);
    for (const text of secrets) expect(own.text).not.toContain(text);
    for (const filters of [{ userId: [outsider.id] }, { projectId: secrets[1] ?? "" }]) {
      const none = await seen(operation, member, filters);
      for (const text of secrets) expect(none.text).not.toContain(text);
    }
  });

  it.each([
    ["time", getTimeReport],
    ["analytics", getAnalytics],
    ["projects", getProjectReport],
    ["users", getUserReport],
  ] as const)("of %s tell managers nothing outside their scope", async (_title, operation) => {
    for (const filters of [
      {},
      { userId: [outsider.id] },
      { projectId: secrets[1] ?? "" },
      { clientId: secrets[2] ?? "" },
    ]) {
      const { text } = await seen(operation, manager, filters);
      for (const outside of secrets) expect(text).not.toContain(outside);
    }
    expect((await seen(operation, manager)).text).toContain(operation === getUserReport ? member.id : mine);
  });

  it.each([
    ["projects", getProjectReport],
    ["users", getUserReport],
  ] as const)("of %s are not for employees", async (_title, operation) => {
    expect((await call(operation, member)).error.code).toBe("FORBIDDEN");
  });
});

/** Prints the texts of workbooks and PDFs, by their names. */
const readDocuments = `
import json, openpyxl, pypdf, sys
def read(file):
    if file.endswith(".pdf"):
        return "\\n".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
    rows = openpyxl.load_workbook(file, data_only=True).active.iter_rows(values_only=True)
    return "\\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)
print(json.dumps({file: read(file) for file in sys.argv[1:]}))
`;

/** The texts of files that somebody exports, one of each format. */
async function textsOf(who: Person, request: object): Promise<string[]> {
  const texts: string[] = [];
  const documents: Record<string, Buffer> = {};
  for (const format of ["csv", "json", "xlsx", "pdf"]) {
    const { status, data, text } = await call(createExport, who, { body: { ...request, format } });
    expect([status, text]).toEqual([201, text]);
    const content = Buffer.from(await (await fetch(data.downloadUrl ?? "")).arrayBuffer());
    if (format === "csv" || format === "json") texts.push(content.toString());
    else documents[data.fileName] = content;
  }
  return [...texts, ...Object.values(await readByPython<Record<string, string>>(readDocuments, documents))];
}

const byUserAndProject = { groupBy: ["user", "project"] };

describe("the files of reports", () => {
  it.each([
    ["the entries", "time", {}, [names.outsider, names.hidden, names.client, secret.description, String(amount)]],
    ["groups", "time", byUserAndProject, [names.outsider, names.hidden, String(amount)]],
    ["people", "users", {}, [names.outsider, String(amount)]],
    ["projects", "projects", {}, [names.hidden, names.client, String(amount)]],
  ])("have %s for administrators, and for managers what is in their scope", async (_title, type, more, expected) => {
    const all = { ...days, ...more, ...(type === "projects" ? { clientId: secrets[2] } : ofBoth()) };
    for (const text of await textsOf(admin, { type, filters: all }))
      for (const value of expected) expect(text).toContain(value);
    for (const text of await textsOf(manager, { type, filters: { ...days, ...more } })) {
      expect(text).toContain(type === "projects" ? names.mine : names.member);
      expect(text).toContain(String(amount));
      for (const value of secrets) expect(text).not.toContain(value);
    }
  });

  it.each([
    ["the entries", {}, "Date,Start,End,Person,Team,Client,Project,Description,Tags,Billable,Status,Hours"],
    ["groups", byUserAndProject, "Person,Project,Hours,Billable hours,Other hours,Billable hours not approved,Entries"],
  ])("have %s for employees without money, and of their own time", async (_title, more, columns) => {
    const texts = await textsOf(member, { type: "time", filters: { ...days, ...more } });
    expect((parse(texts[0] ?? "", { bom: true }) as string[][])[0]?.join(",")).toBe(columns);
    for (const text of texts) {
      expect(text).toContain(names.mine);
      expect(text).not.toMatch(/amount|currency|EUR|97[.,]31/i);
      for (const value of secrets) expect(text).not.toContain(value);
    }
  });
});
