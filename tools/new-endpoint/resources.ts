/**
 * The resources that the generator knows: the names of functions, types and files by which a generated endpoint reads, changes and
 * returns a record. A renamed function is renamed here too: `new-endpoint.test.ts` compiles an endpoint of each resource.
 */
import type { TableName } from "@aerotage/core/contract/tables";
import { type Code, code } from "./edits.js";

/** Inserts code into a file, before the last place where a text is. */
export interface Anchor {
  readonly file: string;
  readonly before: string;
}

/** How endpoints read and change the records of a resource. */
export interface Resource {
  /** A record in texts: `time entry`. */
  readonly words: string;
  /** The variable and the type of a record. */
  readonly variable: string;
  readonly type: string;
  readonly typeModule: string;
  readonly table: TableName;
  /** The module that has the schema, and gets the operations. */
  readonly contract: string;
  readonly schema: string;
  readonly notFound: { readonly name: string; readonly module: string };
  /** The schema of the id in a path. */
  readonly idSchema: "ulidSchema" | "userIdSchema";
  /** Reads the record of a path. */
  readonly read: (path: string) => Code;
  /** Plans the next version: from `before` to `after`. */
  readonly update: Code;
  /** Plans the audit of a change. */
  readonly audit: (change: string) => Code;
  /** Where the names of changes are. @see withUnionMember */
  readonly changes: { readonly file: string; readonly pattern: RegExp; readonly hasEvents: boolean };
  /** The `data` of a response. */
  readonly response: (variable: string) => Code;
  /** The `data` of a list. */
  readonly list?: Code;
  /** The parts of the request that code of `response`, `list`, `update` and `audit` uses, beside `unitOfWork`. */
  readonly uses: readonly ("caller" | "now")[];
  /** `access` in the manifest. */
  readonly access: (actions: readonly string[], index?: string) => Code;
  readonly budget?: Code;
  /** Makes a record in an integration test, and returns its id. */
  readonly fixture: Code;
  /** Where a call is added to the test of permissions, the id of a record there, and a caller whose first call it is. */
  readonly permissions: Anchor & { readonly id: string; readonly first?: string };
  /** The cases of the benchmark: the name of the list, and the id of a new record. */
  readonly bench: { readonly file: string; readonly cases: string; readonly id: string };
}

const manifest = "@aerotage/core/contract/manifest";

/** `access` of one table. */
function tableAccess(table: TableName, actions: readonly string[], index?: string): string {
  const indexes = index === undefined ? "" : `, indexes: ["${index}"]`;
  return `{ tables: { ${table}: { actions: [${actions.map((action) => `"${action}"`).join(", ")}]${indexes} } } }`;
}

/** `access` of a table, and of what a service's manifest has under a name. */
export function accessOf(table: TableName, ...names: readonly string[]): Resource["access"] {
  return (actions, index) => {
    const own = tableAccess(table, actions, index);
    if (names.length === 0) return code(own);
    return code(`mergeAccess(${[...names, own].join(", ")})`, { [manifest]: ["mergeAccess"] });
  };
}

const responseDate = { "@aerotage/kernel/domain/rates": ["responseDate"] };
const domainBudget = code("domainBudget", { [manifest]: ["domainBudget"] });

const client: Resource = {
  words: "client",
  variable: "client",
  type: "Client",
  typeModule: "src:domain/client",
  table: "Clients",
  contract: "src:contract",
  schema: "clientSchema",
  notFound: { name: "clientNotFound", module: "@aerotage/kernel/contract/errors" },
  idSchema: "ulidSchema",
  read: (path) => code(`await getClient(${path})`, { "src:persistence/clients": ["getClient"] }),
  update: code("updateClient(unitOfWork, before, after);", { "src:persistence/clients": ["updateClient"] }),
  audit: (change) =>
    code(`unitOfWork.audit(clientActivity("${change}", before, after));`, {
      "src:domain/activity": ["clientActivity"],
    }),
  changes: {
    file: "services/clients/src/domain/activity.ts",
    pattern: /(export type ClientChange =)([^;]+)/,
    hasEvents: true,
  },
  response: (variable) =>
    code(`toClientResponse(${variable}, caller.role, responseDate(now))`, {
      "src:domain/client": ["toClientResponse"],
      ...responseDate,
    }),
  list: code(
    `await listClients({
      ...query,
      callerId: caller.id,
      toResponse: (client) => toClientResponse(client, caller.role, responseDate(now)),
    })`,
    { "src:domain/client": ["toClientResponse"], "src:persistence/clients": ["listClients"], ...responseDate },
  ),
  uses: ["caller", "now"],
  access: accessOf("Clients"),
  fixture: code("await newClient()", { "root:tests/support/time": ["newClient"] }),
  permissions: {
    file: "tests/integration/platform/permissions.test.ts",
    // The client is inactive there.
    before: '    await call(deleteClient, await first(), { path, query: { hard: "true" } });',
    id: "data.id",
  },
  bench: { file: "bench/cases/clients.ts", cases: "clientCases", id: "await newClient(tools)" },
};

const user: Resource = {
  words: "user",
  variable: "user",
  type: "User",
  typeModule: "src:domain/user",
  table: "Users",
  contract: "src:contract/users",
  schema: "userSchema",
  notFound: { name: "userNotFound", module: "@aerotage/kernel/contract/errors" },
  idSchema: "userIdSchema",
  read: (path) => code(`await getUser(${path})`, { "src:persistence/users": ["getUser"] }),
  update: code("updateUser(unitOfWork, before, after);", { "src:persistence/users": ["updateUser"] }),
  audit: (change) =>
    code(`unitOfWork.audit(userActivity("${change}", before, after));`, {
      "@aerotage/kernel/domain/users": ["userActivity"],
    }),
  changes: {
    file: "services/kernel/src/domain/users.ts",
    pattern: /(export type UserChange =)([^;]+)/,
    hasEvents: true,
  },
  response: (variable) =>
    code(`toUserResponse(${variable}, caller, responseDate(now), await pictureLink(${variable}))`, {
      "src:domain/user": ["toUserResponse"],
      "src:persistence/pictures": ["pictureLink"],
      ...responseDate,
    }),
  list: code(
    `await listUsers({
      ...query,
      callerId: caller.id,
      toResponse: async (user) => toUserResponse(user, caller, responseDate(now), await pictureLink(user)),
    })`,
    {
      "src:domain/user": ["toUserResponse"],
      "src:persistence/pictures": ["pictureLink"],
      "src:persistence/users": ["listUsers"],
      ...responseDate,
    },
  ),
  uses: ["caller", "now"],
  access: accessOf("Users", "pictureAccess"),
  fixture: code('(await newUserRows(1))[0] ?? ""', { "root:tests/support/people": ["newUserRows"] }),
  permissions: {
    file: "tests/support/people-calls.ts",
    before: "  await call(deleteUser, await first(), { path: { id: someone.data.id } });",
    id: "someone.data.id",
  },
  bench: { file: "bench/cases/users.ts", cases: "userCases", id: "await newUser(tools)" },
};

const timeEntry: Resource = {
  words: "time entry",
  variable: "entry",
  type: "Entry",
  typeModule: "src:domain/entry",
  table: "TimeEntries",
  contract: "src:contract/time-entries",
  schema: "timeEntrySchema",
  notFound: { name: "timeEntryNotFound", module: "src:contract/time-entries" },
  idSchema: "ulidSchema",
  read: (path) => code(`await visibleEntry(${path}, caller)`, { "src:use-cases/find-visible-entry": ["visibleEntry"] }),
  update: code("updateEntry(unitOfWork, before, after);", { "src:persistence/entries": ["updateEntry"] }),
  audit: (change) =>
    code(`unitOfWork.audit(entryActivity("${change}", before, after));`, { "src:domain/activity": ["entryActivity"] }),
  changes: {
    file: "services/time-entries/src/domain/activity.ts",
    pattern: /(export function entryActivity\(\s*change:)([^,]+)/,
    hasEvents: false,
  },
  response: (variable) => code(`toEntryResponse(${variable}, caller)`, { "src:domain/entry": ["toEntryResponse"] }),
  uses: ["caller"],
  access: accessOf("TimeEntries"),
  fixture: code(
    '(await recorded(await person("admin"), { projectId: await newProject(), date: daysAgo(1), duration: 5 })).id',
    {
      "root:tests/support/time": ["daysAgo", "newProject", "recorded"],
      "root:tests/support/api": ["person"],
    },
  ),
  permissions: {
    file: "tests/support/time-calls.ts",
    before: "  // A day that keeps another entry, and one that is empty then.",
    id: "id",
  },
  bench: {
    file: "bench/cases/time-entries.ts",
    cases: "timeEntryCases",
    id: '(await entriesIn(tools, 1))[0] ?? ""',
  },
};

const project: Resource = {
  words: "project",
  variable: "project",
  type: "Project",
  typeModule: "src:domain/project",
  table: "Projects",
  contract: "src:contract",
  schema: "projectSchema",
  notFound: { name: "projectNotFound", module: "@aerotage/kernel/contract/errors" },
  idSchema: "ulidSchema",
  read: (path) => code(`await getProject(${path})`, { "src:persistence/projects": ["getProject"] }),
  update: code(
    "updateProject(unitOfWork, before, after, { client: await getClient(before.clientId), time: undefined });",
    { "src:persistence/projects": ["getClient", "updateProject"] },
  ),
  audit: (change) =>
    code(`unitOfWork.audit(projectActivity("${change}", before, after));`, {
      "src:domain/activity": ["projectActivity"],
    }),
  changes: {
    file: "services/projects/src/domain/activity.ts",
    pattern: /(export type ProjectChange =)([^;]+)/,
    hasEvents: true,
  },
  response: (variable) =>
    code(`await oneResponse(${variable}, caller, now)`, {
      "src:use-cases/project-responses": ["oneResponse"],
    }),
  uses: ["caller", "now"],
  access: accessOf("Projects", "responseAccess", "monthAccess"),
  budget: domainBudget,
  fixture: code("await newProject()", { "root:tests/support/time": ["newProject"] }),
  permissions: {
    file: "tests/support/project-calls.ts",
    before: '  const key = { TableName: tableOf("Projects"), Key: ',
    id: "data.id",
    first: 'await newPerson("admin")',
  },
  bench: { file: "bench/cases/projects.ts", cases: "projectCases", id: "(await newProject(tools, team)).id" },
};

const team: Resource = {
  words: "team",
  variable: "team",
  type: "Team",
  typeModule: "src:domain/team",
  table: "Teams",
  contract: "src:contract",
  schema: "teamSchema",
  notFound: { name: "teamNotFound", module: "@aerotage/kernel/contract/errors" },
  idSchema: "ulidSchema",
  read: (path) => code(`await getTeam(${path})`, { "src:persistence": ["getTeam"] }),
  update: code(
    `const change = { before, after };
  const effects = effectsOf(change, await readRelatedRecords(change), now);
  updateTeam(unitOfWork, before, after, effects);`,
    { "src:domain/effects": ["effectsOf"], "src:persistence": ["readRelatedRecords", "updateTeam"] },
  ),
  audit: (change) =>
    code(`recordChange(unitOfWork, "${change}", change, effects);`, { "src:domain/activity": ["recordChange"] }),
  changes: {
    file: "services/teams/src/domain/activity.ts",
    pattern: /(export type TeamChange =)([^;]+)/,
    hasEvents: true,
  },
  response: (variable) => code(`toTeamResponse(${variable})`, { "src:domain/team": ["toTeamResponse"] }),
  list: code("await listTeams({ ...query, visibleIds: undefined, callerId: caller.id, toResponse: toTeamResponse })", {
    "src:domain/team": ["toTeamResponse"],
    "src:persistence": ["listTeams"],
  }),
  uses: ["caller", "now"],
  access: accessOf("Teams"),
  fixture: code('(await call(createTeam, await person("admin"), { body: { name: "New Team" } })).data.id', {
    "@aerotage/teams/contract": ["createTeam"],
    "root:tests/support/api": ["call", "person"],
  }),
  permissions: {
    file: "tests/support/people-calls.ts",
    before: '  await call(deleteTeam, await first(), { path: { id: top.id }, query: { force: "true" } });',
    id: "top.id",
  },
  bench: { file: "bench/cases/teams.ts", cases: "teamCases", id: "(await newTeam(tools, 2)).id" },
};

/** The resources that were written by hand, by service and plural. */
export const knownResources: Readonly<Record<string, Readonly<Record<string, Resource>>>> = {
  clients: { clients: client },
  users: { users: user },
  "time-entries": { "time-entries": timeEntry },
  projects: { projects: project },
  teams: { teams: team },
};

/** Where calls of new resources are added to the test of permissions, in the order of the file. */
export const permissionsOfNewResources: Anchor = {
  file: "tests/integration/platform/permissions.test.ts",
  before: "    // Asked at most once in ten seconds by an instance, and others have asked.",
};
