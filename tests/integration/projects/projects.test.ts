import { randomUUID } from "node:crypto";
import { createClient, deleteClient } from "@aerotage/clients/contract";
import { systemActor } from "@aerotage/core/audit/activity";
import type { Role } from "@aerotage/core/contract/operation";
import { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { createProject, deleteProject, getProject, listProjects, updateProject } from "@aerotage/projects/contract";
import { createTeam } from "@aerotage/teams/contract";
import { PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  call,
  dateFromNow,
  eventually,
  missingPath,
  newPerson,
  type Person,
  person,
  tableOf,
  tables,
} from "../../support/api.js";
import { activitiesOf, itemOf, newUserRows } from "../../support/people.js";

let admin: Person;
let manager: Person;
let employee: Person;
/** The client of projects that say nothing of one; its currency is EUR. */
let clientId: string;

beforeAll(async () => {
  [admin, manager, employee] = await Promise.all([person("admin"), person("manager"), person("employee")]);
  await Promise.all([admin, manager, employee].map((caller) => call(listProjects, caller)));
  clientId = (await newClient()).id;
});

/** Somebody who can call, and whose row is there. */
async function newCaller(role: Role): Promise<Person> {
  const made = await newPerson(role);
  expect((await call(listProjects, made)).status).toBe(200);
  return made;
}

const recordersId = (projectId: string) => `recorders#${projectId}`;
const spentId = (projectId: string, userId: string) => `spent#${projectId}#${userId}`;
const uniqueName = (prefix = "Project") => `${prefix} ${randomUUID()}`;

async function newClient(body: object = {}) {
  const { status, data } = await call(createClient, admin, {
    body: { name: uniqueName("Client"), currency: "EUR", ...body },
  });
  expect(status).toBe(201);
  return data;
}

async function newProject(body: object = {}, caller = admin) {
  const { status, data, text } = await call(createProject, caller, { body: { name: uniqueName(), clientId, ...body } });
  expect([status, text]).toEqual([201, text]);
  return data;
}

/** Changes a project and expects it to work. */
async function change(id: string, body: object, caller = admin) {
  const { status, data, text } = await call(updateProject, caller, { path: { id }, body });
  expect([status, text]).toEqual([200, text]);
  return data;
}

/** Status and code of a refused change. */
async function refusal(id: string, body: object, caller = admin) {
  const { status, error } = await call(updateProject, caller, { path: { id }, body });
  return [status, error?.code];
}

async function read(id: string, caller = admin) {
  return (await call(getProject, caller, { path: { id } })).data;
}

/** The names of the projects that a list gives. */
async function listed(caller: Person, query: Record<string, string>) {
  const { status, data, text } = await call(listProjects, caller, { query });
  expect([status, text]).toEqual([200, text]);
  return data.items.map(({ name }) => name);
}

/** The ids of the projects of which somebody has an item in the index of members. */
async function membershipsOf(userId: string): Promise<string[]> {
  const { Items = [] } = await tables.send(
    new QueryCommand({
      TableName: tableOf("Projects"),
      IndexName: "MemberIndex",
      KeyConditionExpression: "memberId = :member",
      ExpressionAttributeValues: { ":member": userId },
    }),
  );
  return Items.map(({ projectId }) => String(projectId));
}

/** What somebody has spent of a project, as recording time writes it. */
async function spend(projectId: string, spent: Record<string, number>, userId: string = randomUUID()): Promise<string> {
  await tables.send(
    new UpdateCommand({
      TableName: tableOf("Projects"),
      Key: { id: recordersId(projectId) },
      UpdateExpression: "ADD userIds :user",
      ExpressionAttributeValues: { ":user": new Set([userId]) },
    }),
  );
  const Item = { id: spentId(projectId, userId), projectId, userId, minutes: 0, entries: 1, ...spent };
  await tables.send(new PutCommand({ TableName: tableOf("Projects"), Item }));
  return userId;
}

describe("creating a project", () => {
  it("answers the project with its version and address", async () => {
    const [designer, tester] = await newUserRows(2);
    const name = uniqueName();
    const answer = await call(createProject, admin, {
      body: {
        name: `  ${name} `,
        clientId,
        description: "Builds a thing",
        status: "paused",
        defaultBillable: false,
        defaultHourlyRate: 99.95,
        budget: { type: "amount", value: 5000.5 },
        deadline: "2027-03-31T00:00:00.000Z",
        teamMembers: [{ userId: designer, role: " Designer ", hourlyRate: 120 }, tester],
        tags: [" web ", "app", "web"],
        clientName: "ignored",
        unknown: "ignored",
      },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("etag")).toBe('"1"');
    expect(answer.headers.get("location")).toBe(`/projects/${answer.data.id}`);
    expect(answer.data).toEqual({
      id: answer.data.id,
      name,
      clientId,
      clientName: expect.stringMatching(/^Client /),
      description: "Builds a thing",
      status: "paused",
      defaultBillable: false,
      defaultHourlyRate: 99.95,
      rates: [{ effectiveFrom: "1970-01-01", amount: 99.95 }],
      budget: { type: "amount", period: "total", value: 5000.5, spent: 0 },
      deadline: "2027-03-31",
      teamMembers: [
        { userId: designer, role: "Designer", hourlyRate: 120, rates: [{ effectiveFrom: "1970-01-01", amount: 120 }] },
        { userId: tester, role: "member" },
      ],
      tags: ["web", "app"],
      createdAt: answer.data.createdAt,
      updatedAt: answer.data.createdAt,
      createdBy: admin.id,
      version: 1,
    });
    expect(await read(answer.data.id)).toEqual(answer.data);
    expect(await itemOf("Projects", { id: `member#${answer.data.id}#${designer}` })).toEqual({
      id: `member#${answer.data.id}#${designer}`,
      memberId: designer,
      projectId: answer.data.id,
    });
  });

  it("takes what the desktop client sends, and its form as it comes back", async () => {
    const [userId] = await newUserRows(1);
    const form = {
      clientId,
      clientName: "Acme",
      name: uniqueName(),
      description: "",
      defaultHourlyRate: 0,
      budget: { type: "hours", value: 40, spent: 0 },
      deadline: "",
      status: "active",
      defaultBillable: true,
      teamMembers: [{ userId, role: "member" }],
      tags: [],
    };
    for (const caller of [admin, manager]) {
      const created = await newProject(form, caller);
      expect(created).toMatchObject({ budget: { type: "hours", value: 40, spent: 0 }, status: "active" });
      expect(created.teamMembers[0]).toEqual({ userId, role: "member" });
      for (const field of ["defaultHourlyRate", "rates", "description", "deadline"])
        expect(created).not.toHaveProperty(field);
      const { teamMembers } = created;
      expect((await change(created.id, { ...form, teamMembers }, caller)).version).toBe(1);
      expect((await change(created.id, { ...form, teamMembers, name: uniqueName() }, caller)).version).toBe(2);
    }
    const open = await newProject({ ...form, budget: null, teamMembers: [] });
    expect(open.teamMembers).toEqual([]);
    expect(open).not.toHaveProperty("budget");
  });

  it("refuses all violations at once", async () => {
    const { status, error } = await call(createProject, admin, {
      body: {
        name: "x",
        clientId: "no",
        status: "done",
        budget: { type: "days", value: 0 },
        deadline: "2026-02-30",
        teamMembers: ["", { userId: "a", hourlyRate: -1 }, 7],
        tags: Array.from({ length: 21 }, (_, index) => `tag ${index}`),
        effectiveFrom: "2026-01-01",
      },
    });
    expect(status).toBe(400);
    const paths = new Set(error.details?.map(({ path }) => path));
    for (const path of ["name", "clientId", "status", "budget.type", "budget.value", "deadline", "tags"])
      expect(paths).toContain(path);
    for (const path of ["teamMembers.0.userId", "teamMembers.1.hourlyRate", "teamMembers.2"])
      expect(paths).toContain(path);
    const alone = await call(createProject, admin, {
      body: { name: uniqueName(), clientId, effectiveFrom: "2026-01-01" },
    });
    expect(alone.error.details?.map(({ path }) => path)).toEqual(["effectiveFrom"]);
  });

  it("refuses amounts that are none of the client's currency", async () => {
    const { id } = await newClient({ currency: "JPY" });
    const create = async (body: object) => {
      const { status, error } = await call(createProject, admin, {
        body: { name: uniqueName(), clientId: id, ...body },
      });
      return [status, error.details?.[0]?.path];
    };
    expect(await create({ defaultHourlyRate: 10.5 })).toEqual([400, "defaultHourlyRate"]);
    expect(await create({ budget: { type: "amount", value: 10.5 } })).toEqual([400, "budget.value"]);
    const [userId] = await newUserRows(1);
    expect(await create({ teamMembers: [{ userId, hourlyRate: 0.5 }] })).toEqual([400, "teamMembers.0.hourlyRate"]);
    expect((await newProject({ clientId: id, defaultHourlyRate: 9000 })).defaultHourlyRate).toBe(9000);
  });

  it("needs a client that is there and active", async () => {
    const create = async (id: string) => {
      const { status, error } = await call(createProject, admin, { body: { name: uniqueName(), clientId: id } });
      return [status, error.code];
    };
    expect(await create("01ARZ3NDEKTSV4RRFFQ69G5FAV")).toEqual([404, "CLIENT_NOT_FOUND"]);
    const inactive = await newClient({ isActive: false });
    expect(await create(inactive.id)).toEqual([422, "CLIENT_INACTIVE"]);
    const used = await newClient();
    await newProject({ clientId: used.id });
    const hard = await call(deleteClient, admin, { path: { id: used.id }, query: { hard: "true" } });
    expect([hard.status, hard.error.code]).toEqual([409, "CLIENT_HAS_PROJECTS"]);
  });

  it("needs members who are active users, and names who is none", async () => {
    const [active, inactive] = [...(await newUserRows(1)), ...(await newUserRows(1, { isActive: false }))];
    const [erased] = await newUserRows(1, { erasedAt: new Date().toISOString(), isActive: false });
    const create = async (...teamMembers: unknown[]) => {
      const { status, error } = await call(createProject, admin, {
        body: { name: uniqueName(), clientId, teamMembers },
      });
      return [status, error.code, error.details?.map(({ path }) => path)];
    };
    expect(await create(active, "guard#admins", { userId: erased }, randomUUID())).toEqual([
      404,
      "USER_NOT_FOUND",
      ["teamMembers.1", "teamMembers.2", "teamMembers.3"],
    ]);
    expect(await create(active, inactive)).toEqual([422, "USER_INACTIVE", ["teamMembers.1"]]);
  });

  it("takes as many members as a transaction holds", async () => {
    const people = await newUserRows(91);
    const { data } = await call(createProject, admin, {
      body: { name: uniqueName(), clientId, teamMembers: people.slice(0, 90) },
      headers: { "idempotency-key": randomUUID() },
    });
    expect(data.teamMembers).toHaveLength(90);
    const { status, error } = await call(createProject, admin, {
      body: { name: uniqueName(), clientId, teamMembers: people },
    });
    expect([status, error.code]).toEqual([422, "TOO_MANY_MEMBER_CHANGES"]);
  });

  it("makes the manager who creates it its lead, and a member unless it is open", async () => {
    const [userId] = await newUserRows(1);
    const closed = await newProject({ teamMembers: [userId], defaultHourlyRate: 80 }, manager);
    expect(closed).toMatchObject({
      leadId: manager.id,
      defaultHourlyRate: 80,
      teamMembers: [
        { userId, role: "member" },
        { userId: manager.id, role: "manager" },
      ],
    });
    const open = await newProject({}, manager);
    expect(open).toMatchObject({ leadId: manager.id, teamMembers: [] });
    expect(await membershipsOf(manager.id)).toEqual(expect.arrayContaining([closed.id, open.id]));
    expect(await newProject()).not.toHaveProperty("leadId");
  });

  it("is for administrators and managers, and what is spent is nobody's to say", async () => {
    const body = { name: uniqueName(), clientId };
    expect((await call(createProject, employee, { body })).error.code).toBe("FORBIDDEN");
    const spent = await call(createProject, admin, {
      body: { ...body, budget: { type: "hours", value: 1, spent: 0.5 } },
    });
    expect([spent.status, spent.error.code]).toEqual([403, "FORBIDDEN"]);
    expect(spent.error.message).not.toMatch(/session/i);
  });
});

describe("who sees a project", () => {
  /** A manager with a team of one, and a project of that one. */
  async function newScope() {
    const lead = await newCaller("manager");
    const [member = "", outsider = ""] = await newUserRows(2);
    await call(createTeam, admin, { body: { name: uniqueName("Team"), managerId: lead.id, memberIds: [member] } });
    return { lead, member, outsider };
  }

  const status = async (id: string, caller: Person) => {
    const answer = await call(getProject, caller, { path: { id } });
    return answer.status === 200 ? 200 : answer.error.code;
  };

  it("is everybody while it is open", async () => {
    const { id, name } = await newProject();
    for (const caller of [admin, manager, employee]) {
      expect(await status(id, caller)).toBe(200);
      expect(await listed(caller, { clientId, search: name })).toEqual([name]);
    }
  });

  it("is otherwise administrators, its members, and managers of one of these", async () => {
    const { lead, member, outsider } = await newScope();
    const mark = randomUUID();
    const ofMember = await newProject({ name: `${mark} scope`, teamMembers: [member] });
    const ofOutsider = await newProject({ name: `${mark} foreign`, teamMembers: [outsider] });
    const own = await newProject({ name: `${mark} own`, teamMembers: [{ userId: employee.id }, outsider] });
    const ids = [ofMember.id, ofOutsider.id, own.id];
    const seenBy = (caller: Person) => Promise.all(ids.map((id) => status(id, caller)));
    expect(await seenBy(admin)).toEqual([200, 200, 200]);
    expect(await seenBy(lead)).toEqual([200, "PROJECT_NOT_FOUND", "PROJECT_NOT_FOUND"]);
    expect(await seenBy(employee)).toEqual(["PROJECT_NOT_FOUND", "PROJECT_NOT_FOUND", 200]);
    expect(await seenBy(await newCaller("manager"))).toEqual(Array(3).fill("PROJECT_NOT_FOUND"));
    for (const query of [{}, { clientId }, { status: "active" }] as Record<string, string>[]) {
      const search = { ...query, search: mark };
      expect((await listed(admin, search)).length).toBe(3);
      expect(await listed(lead, search)).toEqual([`${mark} scope`]);
      expect(await listed(employee, search)).toEqual([`${mark} own`]);
    }
  });

  it("is the manager who leads it, until somebody takes them out of its list", async () => {
    const [userId] = await newUserRows(1);
    const { id } = await newProject({ teamMembers: [userId] }, manager);
    expect(await status(id, manager)).toBe(200);
    const left = await change(id, { teamMembers: [userId] });
    expect(left).not.toHaveProperty("leadId");
    expect(await status(id, manager)).toBe("PROJECT_NOT_FOUND");
    expect(await membershipsOf(manager.id)).not.toContain(id);
    // An open project has no list to be taken out of.
    const open = await newProject({}, manager);
    await change(open.id, { description: "Open" });
    expect(await status(open.id, manager)).toBe(200);
  });

  it("does not decide who sees its rates: those are of administrators and managers who are members", async () => {
    const { lead, member } = await newScope();
    const body = {
      defaultHourlyRate: 80,
      budget: { type: "amount", value: 1000 },
      teamMembers: [{ userId: member, hourlyRate: 70 }, employee.id, manager.id],
    };
    const { id } = await newProject(body);
    for (const caller of [admin, manager]) {
      const seen = await read(id, caller);
      expect(seen).toMatchObject({ defaultHourlyRate: 80, rates: [{ amount: 80 }], budget: { value: 1000, spent: 0 } });
      expect(seen.teamMembers[0]).toMatchObject({ hourlyRate: 70, rates: [{ amount: 70 }] });
    }
    for (const caller of [lead, employee]) {
      const seen = await read(id, caller);
      for (const field of ["defaultHourlyRate", "rates", "budget"]) expect(seen).not.toHaveProperty(field);
      expect(seen.teamMembers).toEqual([member, employee.id, manager.id].map((userId) => ({ userId, role: "member" })));
      const { data } = await call(listProjects, caller, { query: { teamMember: member } });
      expect(data.items).toEqual([seen]);
    }
    await change(id, { budget: { type: "hours", value: 8 } });
    expect((await read(id, employee)).budget).toEqual({ type: "hours", period: "total", value: 8, spent: 0 });
  });

  it("answers 404 for an id that nobody has, 400 for one that is none", async () => {
    const unknown = await call(getProject, admin, { path: missingPath(getProject) });
    expect([unknown.status, unknown.error.code]).toEqual([404, "PROJECT_NOT_FOUND"]);
    expect((await call(getProject, admin, { path: { id: recordersId("x") } })).status).toBe(400);
  });
});

describe("listing projects", () => {
  it("gives all without parameters, newest first, with their clients' names and what is spent", async () => {
    const client = await newClient();
    const first = await newProject({ clientId: client.id, budget: { type: "hours", value: 10 } });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await newProject({ budget: { type: "amount", value: 100 } });
    await Promise.all([spend(first.id, { minutes: 60 }), spend(first.id, { minutes: 40 })]);
    await spend(second.id, { amountEUR: 1234, amountUSD: 99 });
    const { data } = await call(listProjects, admin);
    const times = data.items.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().reverse());
    const found = new Map(data.items.map((item) => [item.id, item]));
    expect(found.get(first.id)).toMatchObject({ clientName: client.name, budget: { spent: 1.6667 } });
    expect(found.get(second.id)).toMatchObject({ budget: { spent: 12.34 } });
    expect(await read(first.id)).toEqual(found.get(first.id));
  });

  it("filters by client, status, member and text, each with its index and all together", async () => {
    const [client, [member = ""]] = await Promise.all([newClient(), newUserRows(1)]);
    const ofClient = { clientId: client.id };
    const names = [uniqueName("B"), uniqueName("A"), uniqueName("C")] as const;
    await newProject({ ...ofClient, name: names[0], teamMembers: [member] });
    await newProject({ ...ofClient, name: names[1], status: "paused", teamMembers: [member] });
    await newProject({ ...ofClient, name: names[2] });
    const found = async (query: Record<string, string>) => (await listed(admin, query)).toSorted();
    expect(await found({ clientId: client.id })).toEqual([...names].sort());
    expect(await found({ clientId: client.id, status: "paused" })).toEqual([names[1]]);
    expect(await found({ status: "paused", search: names[1].toUpperCase() })).toEqual([names[1]]);
    expect(await found({ teamMember: member })).toEqual([names[1], names[0]]);
    expect(await found({ teamMember: member, clientId: client.id, status: "active" })).toEqual([names[0]]);
    expect(await found({ teamMember: randomUUID() })).toEqual([]);
  });

  it("finds no project of somebody who is no longer in it, whatever the index says", async () => {
    const [member = ""] = await newUserRows(1);
    const project = await newProject();
    const Item = { id: `member#${project.id}#${member}`, memberId: member, projectId: project.id };
    await tables.send(new PutCommand({ TableName: tableOf("Projects"), Item }));
    expect(await listed(admin, { teamMember: member })).toEqual([]);
  });

  it("pages through them in the order of the index, or of sortBy, each once", async () => {
    const client = await newClient();
    const [member = ""] = await newUserRows(1);
    const letters = ["c", "a", "e", "b", "d"];
    const deadlines = [undefined, "2027-01-02", "2027-01-01", undefined, "2027-01-03"];
    for (const [index, letter] of letters.entries()) {
      await newProject({
        clientId: client.id,
        name: `${letter} ${client.id}`,
        deadline: deadlines[index] ?? null,
        teamMembers: [member],
      });
    }
    const pagesOf = async (query: Record<string, string>) => {
      const pages: string[] = [];
      let cursor: string | undefined;
      do {
        const { data } = await call(listProjects, admin, {
          query: { ...query, limit: "2", ...(cursor && { cursor }) },
        });
        pages.push(data.items.map(({ name }) => name[0]).join(""));
        cursor = data.pagination.nextCursor;
      } while (cursor !== undefined);
      return pages.join(" ");
    };
    const ofClient = { clientId: client.id };
    expect(await pagesOf(ofClient)).toBe("ab cd e");
    expect(await pagesOf({ ...ofClient, sortOrder: "desc" })).toBe("ed cb a");
    expect(await pagesOf({ ...ofClient, sortBy: "createdAt" })).toBe("ca eb d");
    expect(await pagesOf({ ...ofClient, sortBy: "deadline" })).toBe("ea dc b");
    expect(await pagesOf({ teamMember: member })).toBe("db ea c");
    expect(await pagesOf({ teamMember: member, sortBy: "name", sortOrder: "desc" })).toBe("ed cb a");
    expect(await pagesOf({ search: client.id })).toBe("db ea c");
    expect(await pagesOf({ search: client.id, sortOrder: "asc" })).toBe("ca eb d");
    expect(await pagesOf({ search: client.id, status: "active" })).toBe("ab cd e");
    const unpaged = async (query: Record<string, string>) =>
      (await listed(admin, query)).map((name) => name[0]).join("");
    expect(await unpaged(ofClient)).toBe("dbeac");
    expect(await unpaged({ teamMember: member })).toBe("dbeac");
    expect(await unpaged({ ...ofClient, sortBy: "name" })).toBe("abcde");
    expect(await unpaged({ ...ofClient, sortBy: "deadline", sortOrder: "desc" })).toMatch(/^dae/);
  });

  it("refuses a cursor of another person", async () => {
    const query = { clientId, limit: "1" };
    await Promise.all([newProject(), newProject()]);
    const cursor = (await call(listProjects, admin, { query })).data.pagination.nextCursor ?? "";
    expect((await call(listProjects, admin, { query: { ...query, cursor } })).status).toBe(200);
    expect((await call(listProjects, manager, { query: { ...query, cursor } })).error.details?.[0]?.path).toBe(
      "cursor",
    );
  });

  it.each([{ limit: "0" }, { status: "done" }, { clientId: "x" }, { sortBy: "budget" }])(
    "refuses the query %o",
    async (query) => {
      expect((await call(listProjects, admin, { query: query as Record<string, string> })).status).toBe(400);
    },
  );
});

describe("changing a project", () => {
  it("merges, clears with null and with empty text, and counts versions", async () => {
    const { id } = await newProject({
      description: "old",
      deadline: "2027-01-01",
      defaultHourlyRate: 80,
      budget: { type: "hours", value: 5 },
      tags: ["a"],
    });
    const cleared = { description: "", deadline: null, defaultHourlyRate: null, budget: null };
    const data = await change(id, { ...cleared, status: "completed" });
    expect(data).toMatchObject({ status: "completed", tags: ["a"], version: 2 });
    for (const field of ["description", "deadline", "defaultHourlyRate", "rates", "budget"])
      expect(data).not.toHaveProperty(field);
    expect(await read(id)).toEqual(data);
  });

  it("writes nothing where nothing differs", async () => {
    const [userId] = await newUserRows(1);
    const created = await newProject({
      description: "text",
      defaultHourlyRate: 80,
      budget: { type: "amount", value: 100 },
      teamMembers: [{ userId, hourlyRate: 70 }],
      tags: ["a"],
    });
    await spend(created.id, { amountEUR: 4000 });
    const answered = await read(created.id);
    expect(answered.budget?.spent).toBe(40);
    expect(await change(created.id, answered)).toEqual(answered);
    expect(await activitiesOf(created.id)).toHaveLength(1);
  });

  it("sets a rate from today, or from its date, and keeps the rates before", async () => {
    const { id } = await newProject({ defaultHourlyRate: 80 });
    const next = dateFromNow(30);
    const today = dateFromNow();
    await change(id, { defaultHourlyRate: 90 });
    const data = await change(id, { defaultHourlyRate: 100, effectiveFrom: next });
    expect(data).toMatchObject({
      defaultHourlyRate: 90,
      rates: [
        { effectiveFrom: "1970-01-01", amount: 80 },
        { effectiveFrom: today, amount: 90 },
        { effectiveFrom: next, amount: 100 },
      ],
    });
    expect((await change(id, { defaultHourlyRate: 0 })).defaultHourlyRate).toBe(0);
  });

  it("lets members come and go, and who stays keeps role and rates", async () => {
    const [stays = "", goes = "", comes = ""] = await newUserRows(3);
    const { id } = await newProject({ teamMembers: [{ userId: stays, role: "Designer", hourlyRate: 70 }, goes] });
    const data = await change(id, { teamMembers: [comes, stays] });
    expect(data.teamMembers).toMatchObject([
      { userId: comes, role: "member" },
      { userId: stays, role: "Designer", hourlyRate: 70 },
    ]);
    expect(await Promise.all([stays, goes, comes].map(membershipsOf))).toEqual([[id], [], [id]]);
    expect((await change(id, { teamMembers: [] })).teamMembers).toEqual([]);
    expect(await Promise.all([stays, comes].map(membershipsOf))).toEqual([[], []]);
  });

  it("lets who became inactive stay, and nobody inactive come", async () => {
    const [member = "", other = ""] = await newUserRows(2);
    const { id } = await newProject({ teamMembers: [member] });
    for (const userId of [member, other]) {
      await tables.send(
        new UpdateCommand({
          TableName: tableOf("Users"),
          Key: { id: userId },
          UpdateExpression: "SET isActive = :false",
          ExpressionAttributeValues: { ":false": false },
        }),
      );
    }
    expect((await change(id, { teamMembers: [{ userId: member, role: "Alumna" }] })).version).toBe(2);
    expect(await refusal(id, { teamMembers: [member, other] })).toEqual([422, "USER_INACTIVE"]);
  });

  it("changes 90 memberships at most, and so fills large projects in parts", async () => {
    const people = await newUserRows(180);
    const { id } = await newProject({ teamMembers: people.slice(0, 90) });
    expect(await refusal(id, { teamMembers: people.slice(60, 180) })).toEqual([422, "TOO_MANY_MEMBER_CHANGES"]);
    expect((await change(id, { teamMembers: people })).teamMembers).toHaveLength(180);
    const refused = await call(deleteProject, admin, { path: { id } });
    expect([refused.status, refused.error.code]).toEqual([422, "TOO_MANY_MEMBERS"]);
    expect(refused.error.message).toContain("185 writes");
    expect((await change(id, { teamMembers: people.slice(0, 90) })).version).toBe(3);
    expect((await call(deleteProject, admin, { path: { id } })).status).toBe(200);
    expect(await membershipsOf(people[0] ?? "")).toEqual([]);
  });

  it("is for administrators and managers who are members; others who see it are refused, the rest finds nothing", async () => {
    const [userId] = await newUserRows(1);
    const open = await newProject();
    expect(await refusal(open.id, { name: uniqueName() }, manager)).toEqual([403, "FORBIDDEN"]);
    expect(await refusal(open.id, { name: uniqueName() }, employee)).toEqual([403, "FORBIDDEN"]);
    const closed = await newProject({ teamMembers: [userId] });
    expect(await refusal(closed.id, { name: uniqueName() }, manager)).toEqual([404, "PROJECT_NOT_FOUND"]);
    const own = await newProject({ teamMembers: [userId, manager.id] });
    expect((await change(own.id, { defaultHourlyRate: 75 }, manager)).defaultHourlyRate).toBe(75);
    const { id } = await newProject({}, manager);
    expect((await change(id, { status: "paused" }, manager)).status).toBe("paused");
  });

  it("shows a manager who leaves it no rates any more", async () => {
    const [userId] = await newUserRows(1);
    const { id } = await newProject({ defaultHourlyRate: 80, teamMembers: [userId, manager.id] });
    const left = await change(id, { teamMembers: [userId] }, manager);
    expect(left).not.toHaveProperty("defaultHourlyRate");
    expect((await call(getProject, manager, { path: { id } })).status).toBe(404);
  });

  it("takes what is spent from nobody but the entries", async () => {
    const { id } = await newProject({ budget: { type: "hours", value: 10 } });
    await spend(id, { minutes: 90 });
    expect(await refusal(id, { budget: { type: "hours", value: 12, spent: 2 } })).toEqual([403, "FORBIDDEN"]);
    // A form that was opened before the last entry.
    for (const spent of [1.5, 1]) {
      const data = await change(id, { budget: { type: "hours", value: 12 + spent, spent } });
      expect(data.budget).toEqual({ type: "hours", period: "total", value: 12 + spent, spent: 1.5 });
    }
  });

  it("moves it to another client while it has no time, and no amounts in another currency", async () => {
    const [from, to, yen] = await Promise.all([newClient(), newClient(), newClient({ currency: "JPY" })]);
    const { id } = await newProject({ clientId: from.id, budget: { type: "amount", value: 100 } });
    const recorder = await spend(id, { entries: 0 });
    expect(await refusal(id, { clientId: yen.id })).toEqual([409, "PROJECT_HAS_AMOUNTS"]);
    const moved = await change(id, { clientId: to.id });
    expect(moved).toMatchObject({ clientId: to.id, clientName: to.name, budget: { type: "amount", value: 100 } });
    expect(await itemOf("Projects", { id: spentId(id, recorder) })).toBeUndefined();
    const references = (clientId: string) => itemOf("Clients", { id: `references#${clientId}` });
    expect([await references(from.id), await references(to.id)]).toMatchObject([{ projects: 0 }, { projects: 1 }]);
    await spend(id, { amountEUR: 1 });
    expect((await read(id)).budget?.spent).toBe(0.01);
    expect(await refusal(id, { clientId: from.id })).toEqual([409, "PROJECT_HAS_TIME"]);
  });

  it("needs an active client for a move, and only for that", async () => {
    const from = await newClient();
    const { id } = await newProject({ clientId: from.id });
    const inactive = await newClient({ isActive: false });
    expect(await refusal(id, { clientId: inactive.id })).toEqual([422, "CLIENT_INACTIVE"]);
    expect(await refusal(id, { clientId: "01ARZ3NDEKTSV4RRFFQ69G5FAV" })).toEqual([404, "CLIENT_NOT_FOUND"]);
    await call(deleteClient, admin, { path: { id: from.id } });
    expect((await change(id, { clientId: from.id, status: "completed" })).status).toBe("completed");
  });

  it("refuses a stale version with 412 and changes nothing", async () => {
    const { id } = await newProject();
    await change(id, { description: "first" });
    const stale = await call(updateProject, admin, {
      path: { id },
      body: { description: "lost" },
      headers: { "if-match": '"1"' },
    });
    expect([stale.status, stale.error.code]).toEqual([412, "PRECONDITION_FAILED"]);
    expect(await read(id)).toMatchObject({ description: "first", version: 2 });
  });

  it("lets one of many writers at once win", async () => {
    const people = await newUserRows(8);
    const { id } = await newProject();
    const answers = await Promise.all(
      people.map((userId) =>
        call(updateProject, admin, { path: { id }, body: { teamMembers: [userId] }, headers: { "if-match": '"1"' } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
    const [winner] = (await read(id)).teamMembers;
    const memberships = await Promise.all(people.map(membershipsOf));
    expect(memberships.flat()).toEqual([id]);
    expect(memberships[people.indexOf(winner?.userId ?? "")]).toEqual([id]);
  });
});

describe("deleting a project", () => {
  it("leaves nothing of it, and frees its client", async () => {
    const client = await newClient();
    const [userId = ""] = await newUserRows(1);
    const { id } = await newProject({ clientId: client.id, teamMembers: [userId], defaultHourlyRate: 80 });
    const recorder = await spend(id, { entries: 0 });
    const { status, data } = await call(deleteProject, admin, { path: { id }, headers: { "if-match": '"1"' } });
    expect([status, data.defaultHourlyRate]).toEqual([200, 80]);
    expect((await call(getProject, admin, { path: { id } })).status).toBe(404);
    for (const key of [recordersId(id), spentId(id, recorder), `member#${id}#${userId}`])
      expect(await itemOf("Projects", { id: key })).toBeUndefined();
    const hard = await call(deleteClient, admin, { path: { id: client.id }, query: { hard: "true" } });
    expect(hard.status).toBe(200);
  });

  it("is refused once there is time, also where all of it is rejected", async () => {
    const { id } = await newProject();
    const recorder = await spend(id, { entries: 0 });
    await spend(id, { minutes: 0, entries: 1 });
    const { status, error } = await call(deleteProject, admin, { path: { id } });
    expect([status, error.code]).toEqual([409, "PROJECT_HAS_TIME"]);
    expect((await call(getProject, admin, { path: { id } })).status).toBe(200);
    expect(await itemOf("Projects", { id: spentId(id, recorder) })).toBeDefined();
  });

  it("is for administrators, of the version that they name, and of what is there", async () => {
    const { id } = await newProject({}, manager);
    expect((await call(deleteProject, manager, { path: { id } })).error.code).toBe("FORBIDDEN");
    expect((await call(deleteProject, admin, { path: { id }, headers: { "if-match": '"9"' } })).status).toBe(412);
    const unknown = await call(deleteProject, admin, { path: missingPath(deleteProject) });
    expect(unknown.error.code).toBe("PROJECT_NOT_FOUND");
  });
});

describe("recording time", () => {
  beforeAll(() => {
    vi.stubEnv("TABLE_PROJECTS", tableOf("Projects"));
    // Its functions' builds say whether faults can be asked for.
    vi.stubGlobal("FAULT_POINTS", false);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
  });

  /** Records an entry as its service does; true if that was not too late. */
  async function record(projectId: string, userId: string, first: boolean): Promise<boolean> {
    const { planSpent } = await import("@aerotage/kernel/persistence/projects");
    const unitOfWork = new UnitOfWork({
      actor: systemActor,
      now: new Date(),
      requestId: randomUUID(),
      activityRetentionDays: 1,
      database: tables,
    });
    const delta = { projectId, userId, minutes: 1, entries: 1, amounts: {} };
    planSpent(unitOfWork, delta, first ? { clientId } : undefined, () => new Error("The project or its item is gone."));
    return unitOfWork.commit().then(
      () => true,
      () => false,
    );
  }

  /** What ends the project's time here, once all is ready. */
  const removal = async () => (id: string) => call(deleteProject, admin, { path: { id } });
  const move = async () => {
    const body = { clientId: (await newClient()).id };
    return (id: string) => call(updateProject, admin, { path: { id }, body });
  };

  it.each([
    ["the deletion of its project", "for the first time", removal, true],
    ["the deletion of its project", "again", removal, false],
    ["its project's going to another client", "for the first time", move, true],
    ["its project's going to another client", "again", move, false],
  ])("and %s exclude each other, where somebody records %s", async (_what, _when, ready, first) => {
    const race = async () => {
      const act = await ready();
      const { id } = await newProject();
      const userId: string = first ? randomUUID() : await spend(id, { entries: 0 });
      const pause = new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      const [recorded, { status, error }] = await Promise.all([pause.then(() => record(id, userId, first)), act(id)]);
      expect([status, error?.code]).toEqual(recorded ? [409, "PROJECT_HAS_TIME"] : [200, undefined]);
      const item = await itemOf("Projects", { id: spentId(id, userId) });
      expect(item?.entries).toBe(recorded ? 1 : undefined);
    };
    for (let round = 0; round < 5; round += 1) await Promise.all([race(), race(), race()]);
  });
});

describe("the audit trail of projects", () => {
  it("has who, what, before and after of every change, and events without rates", async () => {
    const created = await newProject({ defaultHourlyRate: 80 });
    const { id, name } = created;
    await change(id, { description: "new", defaultHourlyRate: 90 });
    await call(updateProject, admin, { path: { id }, body: { name: "lost" }, headers: { "if-match": '"1"' } });
    await call(deleteProject, admin, { path: { id } });
    const records = await activitiesOf(id);
    const data = { projectId: id, clientId, name, status: "active" };
    expect(records.map(({ activityType, userId }) => [activityType, userId])).toEqual([
      ["project.created", admin.id],
      ["project.updated", admin.id],
      ["project.deleted", admin.id],
    ]);
    expect(records[1]?.changes).toMatchObject([{ field: "description", after: "new" }, { field: "rates" }]);
    for (const { events, activityType } of records)
      expect(events).toMatchObject([{ type: activityType, version: 1, data }]);
    expect(JSON.stringify(records.map(({ events }) => events))).not.toMatch(/rate|amount/i);
  });
});

describe("a budget", () => {
  /** The shares of a project's budget that were told, in the order of the records. */
  const told = async (id: string) =>
    (await activitiesOf(id))
      .filter(({ activityType }) => activityType === "project.budget-reached")
      .map(({ events }) => (events as { data: { threshold: number } }[])[0]?.data.threshold);

  const tells = (id: string, ...thresholds: number[]) =>
    eventually(`the shares ${thresholds} of ${id}`, async () => {
      const found = await told(id);
      return found.length >= thresholds.length ? found : undefined;
    }).then((found) => expect(found.toSorted((a, b) => Number(a) - Number(b))).toEqual(thresholds));

  /** A project that is looked at after everything before it: when it has told, so have the others. */
  const settle = async () => {
    const { id } = await newProject({ budget: { type: "hours", value: 1 } });
    await spend(id, { minutes: 30 });
    await tells(id, 50);
  };

  it("of hours is told of when a share of it is spent, once each, by the system", async () => {
    const { id, name } = await newProject({ budget: { type: "hours", value: 10 } });
    const userId = await spend(id, { minutes: 299 });
    await settle();
    expect(await told(id)).toEqual([]);
    await spend(id, { minutes: 1 });
    await tells(id, 50);
    const record = (await activitiesOf(id)).find(({ activityType }) => activityType === "project.budget-reached");
    expect(record).toMatchObject({
      userId: "system",
      entityType: "project",
      events: [
        {
          type: "project.budget-reached",
          version: 1,
          data: { projectId: id, clientId, name, budgetType: "hours", threshold: 50 },
        },
      ],
    });
    await spend(id, { minutes: 0 }, userId);
    await spend(id, { minutes: 600 }, userId);
    await tells(id, 50, 80, 100);
    expect((await read(id)).version).toBe(1);
  });

  it("of an amount is told of when approved time costs it, in its currency", async () => {
    const { id } = await newProject({ budget: { type: "amount", value: 100 } });
    await spend(id, { amountEUR: 7999, amountUSD: 100_000, minutes: 100_000 });
    await tells(id, 50);
    await spend(id, { amountEUR: 1 });
    await tells(id, 50, 80);
  });

  it("is told of once by many changes at the same time", async () => {
    const { id } = await newProject({ budget: { type: "hours", value: 10 } });
    await Promise.all(Array.from({ length: 30 }, () => spend(id, { minutes: 20 })));
    await tells(id, 50, 80, 100);
    await settle();
    await tells(id, 50, 80, 100);
  });

  it("begins anew when it is another one, also where that is spent already", async () => {
    const { id } = await newProject({ budget: { type: "hours", value: 100 } });
    await spend(id, { minutes: 51 * 60 });
    await tells(id, 50);
    await change(id, { budget: { type: "hours", value: 60 } });
    await tells(id, 50, 50, 80);
    await change(id, { description: "No other budget" });
    await change(id, { budget: null });
    await settle();
    expect(await told(id)).toHaveLength(3);
  });
});
