import { randomUUID } from "node:crypto";
import { systemActor } from "@aerotage/core/audit/activity";
import type { Role } from "@aerotage/core/contract/operation";
import { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { newId } from "@aerotage/core/runtime/ids";
import type { TeamItem } from "@aerotage/kernel/domain/teams";
import type { UserItem } from "@aerotage/kernel/domain/users";
import { joinTeam } from "@aerotage/kernel/persistence/teams";
import { createTeam, deleteTeam, getTeam, listTeams, updateTeam } from "@aerotage/teams/contract";
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { call, missingPath, newPerson, type Person, person, tableOf, tables } from "../../support/api.js";
import { newUserRows } from "../../support/people.js";

let admin: Person;
let manager: Person;
let employee: Person;

beforeAll(async () => {
  [admin, manager, employee] = await Promise.all([person("admin"), person("manager"), newCaller("employee")]);
  await Promise.all([admin, manager].map((caller) => call(listTeams, caller)));
});

/** Somebody who can call, and whose row is there. */
async function newCaller(role: Role): Promise<Person> {
  const made = await newPerson(role);
  expect((await call(listTeams, made)).status).toBe(200);
  return made;
}

const uniqueName = (prefix = "Team") => `${prefix} ${randomUUID()}`;

async function newUser(fields: Partial<UserItem> = {}): Promise<string> {
  const [id = ""] = await newUserRows(1, fields);
  return id;
}

async function newTeam(body: object = {}, caller = admin) {
  const { status, data, text } = await call(createTeam, caller, { body: { name: uniqueName(), ...body } });
  expect([status, text]).toEqual([201, text]);
  return data;
}

/** Changes a team and expects it to work. */
async function change(id: string, body: object, caller = admin) {
  const { status, data, text } = await call(updateTeam, caller, { path: { id }, body });
  expect([status, text]).toEqual([200, text]);
  return data;
}

/** Status and code of a refused change. */
async function refusal(id: string, body: object, caller = admin) {
  const { status, error } = await call(updateTeam, caller, { path: { id }, body });
  return [status, error?.code];
}

async function rowOf<Row>(table: string, id: string): Promise<Row | undefined> {
  const { Item } = await tables.send(new GetCommand({ TableName: tableOf(table), Key: { id }, ConsistentRead: true }));
  return Item as Row | undefined;
}
const teamRow = (id: string) => rowOf<TeamItem>("Teams", id);
const userRow = (id: string) => rowOf<UserItem>("Users", id);

async function recordsOf(entityId: string) {
  const { Items = [] } = await tables.send(
    new QueryCommand({
      TableName: tableOf("UserActivity"),
      IndexName: "EntityIndex",
      KeyConditionExpression: "entityId = :id",
      ExpressionAttributeValues: { ":id": entityId },
    }),
  );
  return Items;
}

/** Where the two sides of a relation among these people and teams differ, in words. */
async function contradictions(userIds: readonly string[], teamIds: readonly string[]): Promise<string[]> {
  const present = <Row>(rows: readonly (Row | undefined)[]) => rows.filter((row) => row !== undefined);
  const users = new Map(present(await Promise.all(userIds.map(userRow))).map((row) => [row.id, row]));
  const teams = new Map(present(await Promise.all(teamIds.map(teamRow))).map((row) => [row.id, row]));
  const found: string[] = [];
  const expectThat = (holds: boolean | undefined, otherwise: string) => {
    if (holds !== true) found.push(otherwise);
  };
  for (const { id, memberIds = [], childTeamIds = [], parentTeamId, managerId } of teams.values()) {
    for (const member of memberIds) expectThat(users.get(member)?.teamId === id, `${member} is not in ${id}`);
    for (const child of childTeamIds) expectThat(teams.get(child)?.parentTeamId === id, `${child} is not below ${id}`);
    if (parentTeamId !== undefined) {
      expectThat(teams.get(parentTeamId)?.childTeamIds?.has(id), `${parentTeamId} does not know ${id}`);
    }
    if (users.has(managerId)) {
      expectThat(users.get(managerId)?.managedTeamIds?.has(id), `${managerId} does not lead ${id}`);
    }
    const above = new Set<string>();
    for (let next: string | undefined = id; next !== undefined; next = teams.get(next)?.parentTeamId) {
      expectThat(!above.has(next), `${id} is below itself`);
      if (above.has(next)) break;
      above.add(next);
    }
  }
  for (const { id, teamId, managedTeamIds = [] } of users.values()) {
    if (teamId !== undefined) expectThat(teams.get(teamId)?.memberIds?.has(id), `${teamId} does not know ${id}`);
    for (const led of managedTeamIds) expectThat(teams.get(led)?.managerId === id, `${led} is not led by ${id}`);
  }
  return found;
}

/** Teams below each other, made directly; from the top down. */
async function newChain(length: number, fields: Partial<TeamItem> = {}): Promise<string[]> {
  const at = new Date().toISOString();
  const ids = Array.from({ length }, () => newId());
  const rows = ids.map((id, index) => ({
    id,
    kind: "team",
    name: `Chain ${index} ${id}`,
    managerId: admin.id,
    ...(index > 0 && { parentTeamId: ids[index - 1] }),
    ...(index < length - 1 && { childTeamIds: new Set([ids[index + 1] ?? ""]) }),
    isActive: true,
    createdAt: at,
    updatedAt: at,
    createdBy: admin.id,
    version: 1,
    ...fields,
  }));
  await Promise.all(rows.map((Item) => tables.send(new PutCommand({ TableName: tableOf("Teams"), Item }))));
  return ids;
}

/** Puts so many people into a team, directly: for what takes too long one request after another. */
async function fill(id: string, count: number): Promise<string[]> {
  const members = await newUserRows(count, { teamId: id });
  await tables.send(
    new UpdateCommand({
      TableName: tableOf("Teams"),
      Key: { id },
      UpdateExpression: "ADD memberIds :members, version :one",
      ExpressionAttributeValues: { ":members": new Set(members), ":one": 1 },
    }),
  );
  return members;
}

describe("creating a team", () => {
  it("answers the team with its version and address", async () => {
    const name = uniqueName();
    const members = await newUserRows(3);
    const answer = await call(createTeam, admin, {
      body: { name: `  ${name} `, description: "Builds", department: "", memberIds: members, unknown: "ignored" },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("etag")).toBe('"1"');
    expect(answer.headers.get("location")).toBe(`/teams/${answer.data.id}`);
    expect(answer.data).toMatchObject({
      name,
      description: "Builds",
      managerId: admin.id,
      memberIds: members.toSorted(),
      isActive: true,
      createdBy: admin.id,
      version: 1,
    });
    for (const field of ["unknown", "department", "parentTeamId", "childTeamIds", "kind"]) {
      expect(answer.data).not.toHaveProperty(field);
    }
    expect((await call(getTeam, admin, { path: { id: answer.data.id } })).data).toEqual(answer.data);
  });

  it("refuses all violations at once", async () => {
    const { status, error } = await call(createTeam, admin, {
      body: {
        name: "x",
        managerId: "",
        parentTeamId: "no",
        isActive: "yes",
        memberIds: Array.from({ length: 41 }, () => randomUUID()),
      },
    });
    expect(status).toBe(400);
    expect(error.details?.map(({ path }) => path).sort()).toEqual([
      "isActive",
      "managerId",
      "memberIds",
      "name",
      "parentTeamId",
    ]);
  });

  it("is for administrators and managers", async () => {
    const { status, error } = await call(createTeam, employee, { body: { name: uniqueName() } });
    expect([status, error.code]).toEqual([403, "FORBIDDEN"]);
  });

  it("moves its members: rows, the teams they were in, and a record of each", async () => {
    const [mover, fresh] = await newUserRows(2);
    const other = await newTeam({ memberIds: [mover] });
    const team = await newTeam({ memberIds: [mover, fresh] });
    expect(await userRow(mover ?? "")).toMatchObject({ teamId: team.id, version: 3, updatedAt: team.createdAt });
    expect(await userRow(fresh ?? "")).toMatchObject({ teamId: team.id, version: 2 });
    const left = await teamRow(other.id);
    expect(left).toMatchObject({ version: 2, updatedAt: team.createdAt });
    expect(left).not.toHaveProperty("memberIds");
    const records = await recordsOf(mover ?? "");
    expect(records.map(({ activityType, changes }) => [activityType, changes])).toEqual([
      ["user.updated", [{ field: "teamId", after: other.id }]],
      ["user.updated", [{ field: "teamId", before: other.id, after: team.id }]],
    ]);
    expect(records[1]?.events).toMatchObject([{ type: "user.updated", data: { userId: mover, teamId: team.id } }]);
  });

  it("refuses who is no user and who is not active, and writes nothing then", async () => {
    const active = await newUser();
    const inactive = await newUser({ isActive: false });
    const create = async (...memberIds: string[]) => {
      const { status, error } = await call(createTeam, admin, { body: { name: uniqueName(), memberIds } });
      return [status, error.code, error.details?.length];
    };
    expect(await create(active, randomUUID(), "guard#admins")).toEqual([404, "USER_NOT_FOUND", 2]);
    expect(await create(active, inactive)).toEqual([422, "USER_INACTIVE", 1]);
    expect(await userRow(active)).toMatchObject({ version: 1 });
  });

  it("refuses members of a team that is not active", async () => {
    const body = { name: uniqueName(), isActive: false, memberIds: [await newUser()] };
    const { status, error } = await call(createTeam, admin, { body });
    expect([status, error.code]).toEqual([422, "TEAM_INACTIVE"]);
  });

  it.each<[string, Partial<UserItem>]>([
    ["an employee", { role: "employee" }],
    ["an inactive manager", { role: "manager", isActive: false }],
  ])("refuses %s as its manager, also among its members", async (_who, fields) => {
    const managerId = await newUser(fields);
    const { status, error } = await call(createTeam, admin, { body: { name: uniqueName(), managerId } });
    expect([status, error.code]).toEqual([422, "MANAGER_NOT_ELIGIBLE"]);
    expect(await userRow(managerId)).not.toHaveProperty("managedTeamIds");
    if (fields.isActive === false) return;
    const member = { name: uniqueName(), managerId, memberIds: [managerId] };
    expect((await call(createTeam, admin, { body: member })).error.code).toBe("MANAGER_NOT_ELIGIBLE");
  });

  it("refuses a manager who is no user", async () => {
    for (const managerId of [randomUUID(), "guard#admins"]) {
      const { status, error } = await call(createTeam, admin, { body: { name: uniqueName(), managerId } });
      expect([status, error.code]).toEqual([404, "USER_NOT_FOUND"]);
    }
  });

  it("lies below its parent, which must be there, active, and not too far down", async () => {
    const parent = await newTeam();
    const team = await newTeam({ parentTeamId: parent.id });
    expect(team.parentTeamId).toBe(parent.id);
    expect(await teamRow(parent.id)).toMatchObject({ childTeamIds: new Set([team.id]), version: 1 });
    const create = async (parentTeamId: string | undefined) => {
      const { status, error } = await call(createTeam, admin, { body: { name: uniqueName(), parentTeamId } });
      return [status, error?.code];
    };
    expect(await create(missingPath(getTeam).id)).toEqual([404, "TEAM_NOT_FOUND"]);
    expect(await create((await newTeam({ isActive: false })).id)).toEqual([422, "TEAM_INACTIVE"]);
    const chain = await newChain(11);
    expect(await create(chain[9])).toEqual([201, undefined]);
    expect(await create(chain[10])).toEqual([422, "TEAM_TREE_TOO_DEEP"]);
  });

  it("happens once for one idempotency key", async () => {
    const member = await newUser();
    const options = {
      body: { name: uniqueName(), memberIds: [member] },
      headers: { "idempotency-key": randomUUID() },
    };
    const first = await call(createTeam, admin, options);
    expect((await call(createTeam, admin, options)).text).toBe(first.text);
    expect(await userRow(member)).toMatchObject({ version: 2 });
  });

  it("takes 40 members of several teams below ten others in one transaction, and no more than it holds", async () => {
    const chain = await newChain(10);
    const people = await newUserRows(40);
    const teams = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        newTeam({ memberIds: people.filter((_id, position) => position % 6 === index) }),
      ),
    );
    const options = (parentTeamId: string | undefined) => ({
      body: { name: uniqueName(), memberIds: people, parentTeamId },
      headers: { "idempotency-key": randomUUID() },
    });
    const many = await call(createTeam, admin, options(chain[9]));
    expect([many.status, many.data?.memberIds.length]).toEqual([201, 40]);
    expect(await contradictions(people, [many.data.id, ...chain, ...teams.map(({ id }) => id)])).toEqual([]);
    const scattered = await newUserRows(40);
    for (let from = 0; from < 9; from += 1) await newTeam({ memberIds: scattered.slice(from * 4, from * 4 + 4) });
    const tooMany = await call(createTeam, admin, {
      ...options(chain[9]),
      body: { name: uniqueName(), memberIds: scattered, parentTeamId: chain[9] },
    });
    expect([tooMany.status, tooMany.error.code]).toEqual([422, "TOO_MANY_MEMBER_CHANGES"]);
  });
});

describe("rows that a change concerns twice", () => {
  const led = async (id: string) => [...((await userRow(id))?.managedTeamIds ?? [])];

  it("are those of a manager who is a member of the new team, and was one of another", async () => {
    const lead = await newUser({ role: "manager" });
    const other = await newTeam({ memberIds: [lead] });
    const team = await newTeam({ managerId: lead, memberIds: [lead] });
    expect(await userRow(lead)).toMatchObject({ teamId: team.id, managedTeamIds: new Set([team.id]), version: 3 });
    expect(await contradictions([lead], [team.id, other.id])).toEqual([]);
  });

  it("are those of managers who come and go as they begin and end to lead", async () => {
    const [first = "", second = ""] = await newUserRows(2, { role: "manager" });
    const team = await newTeam({ managerId: first, memberIds: [first] });
    const other = await newTeam({ managerId: first });
    await change(team.id, { managerId: second, memberIds: [second] });
    expect(await userRow(first)).not.toHaveProperty("teamId");
    expect([await led(first), await led(second)]).toEqual([[other.id], [team.id]]);
    // The new manager goes, the old one comes.
    await change(team.id, { managerId: first, memberIds: [first] });
    expect([(await led(first)).sort(), await led(second)]).toEqual([[team.id, other.id].sort(), []]);
    await change(team.id, { managerId: second, memberIds: [first, second] });
    await change(team.id, { managerId: first, memberIds: [second] });
    expect(await contradictions([first, second], [team.id, other.id])).toEqual([]);
  });

  it("are those of a team that loses several members", async () => {
    const people = await newUserRows(5);
    const other = await newTeam({ memberIds: people });
    const team = await newTeam();
    await change(team.id, { memberIds: people.slice(0, 3) });
    expect(await teamRow(other.id)).toMatchObject({ memberIds: new Set(people.slice(3)), version: 2 });
    await change(team.id, { memberIds: people });
    expect(await teamRow(other.id)).not.toHaveProperty("memberIds");
    expect(await contradictions(people, [team.id, other.id])).toEqual([]);
  });

  it("are those of a new parent, of those above it, and of the old parent, that lose members", async () => {
    const people = await newUserRows(6);
    const top = await newTeam({ memberIds: people.slice(0, 2) });
    const mid = await newTeam({ memberIds: people.slice(2, 4), parentTeamId: top.id });
    const old = await newTeam({ memberIds: people.slice(4) });
    const ids = [top.id, mid.id, old.id];
    const team = await newTeam({ parentTeamId: old.id });
    await change(team.id, { parentTeamId: mid.id, memberIds: [people[0], people[2], people[4]] });
    expect(await contradictions(people, [...ids, team.id])).toEqual([]);
    // From the middle to the top: the old parent is on the path, and loses a member with it.
    await change(team.id, { parentTeamId: top.id, memberIds: people });
    expect(await contradictions(people, [...ids, team.id])).toEqual([]);
    // And back below: the old parent lies above the new one.
    await change(team.id, { parentTeamId: mid.id, memberIds: [] });
    await change(old.id, { parentTeamId: mid.id });
    await change(mid.id, { memberIds: [people[0]] });
    await change(team.id, { parentTeamId: null, memberIds: [people[0]] });
    expect(await contradictions(people, [...ids, team.id])).toEqual([]);
    expect(await teamRow(mid.id)).toMatchObject({ childTeamIds: new Set([old.id]) });
  });
});

describe("reading teams", () => {
  it("shows all to administrators, scope and own team to a manager, the own team to an employee", async () => {
    const [lead, member] = await Promise.all([newCaller("manager"), newCaller("employee")]);
    const top = await newTeam({ managerId: lead.id });
    const below = await newTeam({ parentTeamId: top.id });
    const deep = await newTeam({ parentTeamId: below.id, memberIds: [member.id] });
    const own = await newTeam({ memberIds: [lead.id] });
    const foreign = await newTeam();
    const all = [top, below, deep, own, foreign];
    const known = async (caller: Person) => {
      const { data } = await call(listTeams, caller);
      const listed = data.items.map(({ id }) => id);
      for (const { id } of all) {
        const { status, error } = await call(getTeam, caller, { path: { id } });
        expect([status, error?.code]).toEqual(listed.includes(id) ? [200, undefined] : [404, "TEAM_NOT_FOUND"]);
      }
      return all.filter(({ id }) => listed.includes(id));
    };
    expect(await known(admin)).toEqual(all);
    expect(await known(lead)).toEqual([top, below, deep, own]);
    expect(await known(member)).toEqual([deep]);
    expect((await call(listTeams, employee)).data).toMatchObject({ items: [], pagination: { total: 0 } });
  });

  it("answers 404 for an id that nobody has, 400 for one that is none", async () => {
    const missing = await call(getTeam, admin, { path: missingPath(getTeam) });
    expect([missing.status, missing.error.code]).toEqual([404, "TEAM_NOT_FOUND"]);
    expect((await call(getTeam, admin, { path: { id: "nope" } })).status).toBe(400);
  });

  it("filters by state, manager and name, for administrators and managers alike", async () => {
    const lead = await newCaller("manager");
    const mark = randomUUID();
    const mine = await newTeam({ name: `Mine ${mark}`, managerId: lead.id });
    const closed = await newTeam({ name: `Closed ${mark}`, managerId: lead.id, isActive: false });
    const below = await newTeam({ name: `Below ${mark}`, parentTeamId: mine.id });
    for (const caller of [admin, lead]) {
      const find = async (query: Record<string, string>) =>
        (await call(listTeams, caller, { query: { search: mark.toUpperCase(), ...query } })).data.items
          .map(({ id }) => id)
          .sort();
      expect(await find({})).toEqual([mine.id, closed.id, below.id].sort());
      expect(await find({ isActive: "true" })).toEqual([mine.id, below.id].sort());
      expect(await find({ isActive: "false" })).toEqual([closed.id]);
      expect(await find({ managerId: lead.id })).toEqual([mine.id, closed.id].sort());
      expect(await find({ managerId: admin.id, isActive: "true" })).toEqual([below.id]);
      expect(await find({ managerId: randomUUID() })).toEqual([]);
    }
    const { data } = await call(listTeams, admin, { query: { managerId: lead.id } });
    expect(data.items.map(({ id }) => id).sort()).toEqual([mine.id, closed.id].sort());
  });

  it("lists newest first without parameters, and pages by name with them, each team once", async () => {
    const lead = await newCaller("manager");
    const mark = randomUUID();
    const names = ["a", "b", "c", "d", "e"].map((letter) => `${letter} ${mark}`);
    for (const name of ["c", "a", "e", "b", "d"].map((letter) => `${letter} ${mark}`)) {
      await newTeam({ name, managerId: lead.id });
    }
    for (const caller of [admin, lead]) {
      const { data } = await call(listTeams, caller, { query: { search: mark } });
      const times = data.items.map(({ createdAt }) => createdAt);
      expect(times).toEqual(times.toSorted().reverse());
      expect(data.pagination).toMatchObject({ hasMore: false, total: 5 });
      for (const sortOrder of ["asc", "desc"]) {
        const pages: string[][] = [];
        let cursor: string | undefined;
        do {
          const query = { search: mark, limit: "2", sortOrder, ...(cursor && { cursor }) };
          const page = (await call(listTeams, caller, { query })).data;
          pages.push(page.items.map(({ name }) => name));
          cursor = page.pagination.nextCursor;
        } while (cursor !== undefined);
        expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
        expect(pages.flat()).toEqual(sortOrder === "asc" ? names : names.toReversed());
      }
    }
  });

  it("refuses a cursor of another query or person", async () => {
    const lead = await newCaller("manager");
    const mark = randomUUID();
    for (const letter of ["a", "b"]) await newTeam({ name: `${letter} ${mark}`, managerId: lead.id });
    const query = { search: mark, limit: "1" };
    const cursor = (await call(listTeams, admin, { query })).data.pagination.nextCursor ?? "";
    expect((await call(listTeams, admin, { query: { ...query, cursor } })).data.items[0]?.name).toBe(`b ${mark}`);
    expect((await call(listTeams, lead, { query: { ...query, cursor } })).status).toBe(400);
    expect((await call(listTeams, admin, { query: { ...query, isActive: "true", cursor } })).status).toBe(400);
  });
});

describe("changing a team", () => {
  it("merges, clears with null, and counts versions", async () => {
    const members = await newUserRows(2);
    const { id } = await newTeam({ description: "old", department: "IT", memberIds: members });
    const { status, data, headers } = await call(updateTeam, admin, {
      path: { id },
      body: { description: null, name: "New name" },
    });
    expect([status, headers.get("etag")]).toEqual([200, '"2"']);
    expect(data).toMatchObject({ name: "New name", department: "IT", memberIds: members.toSorted(), version: 2 });
    expect(data).not.toHaveProperty("description");
    expect((await call(getTeam, admin, { path: { id } })).data).toEqual(data);
  });

  it("takes the list of members as the whole one", async () => {
    const [a = "", b = "", c = ""] = await newUserRows(3);
    const { id } = await newTeam({ memberIds: [a, b] });
    expect((await change(id, { memberIds: [c, b, c] })).memberIds).toEqual([b, c].sort());
    expect(await userRow(a)).not.toHaveProperty("teamId");
    expect(await userRow(b)).toMatchObject({ version: 2 });
    expect((await change(id, { memberIds: [] })).memberIds).toEqual([]);
    expect(await teamRow(id)).not.toHaveProperty("memberIds");
    expect(await contradictions([a, b, c], [id])).toEqual([]);
  });

  it("changes at most 40 members, and names at most 500", async () => {
    const { id } = await newTeam();
    const members = await fill(id, 60);
    const others = await newUserRows(21);
    expect(await refusal(id, { memberIds: [...members.slice(20), ...others] })).toEqual([
      422,
      "TOO_MANY_MEMBER_CHANGES",
    ]);
    const { memberIds } = await change(id, { memberIds: [...members.slice(20), ...others.slice(1)] });
    expect(memberIds).toHaveLength(60);
    expect(await contradictions([...members, ...others], [id])).toEqual([]);
    const many = Array.from({ length: 501 }, () => randomUUID());
    expect((await refusal(id, { memberIds: many }))[0]).toBe(400);
  });

  it("refuses what creating refuses", async () => {
    const { id } = await newTeam({ memberIds: [await newUser()] });
    expect(await refusal(id, { memberIds: [randomUUID()] })).toEqual([404, "USER_NOT_FOUND"]);
    expect(await refusal(id, { memberIds: [await newUser({ isActive: false })] })).toEqual([422, "USER_INACTIVE"]);
    expect(await refusal(id, { managerId: await newUser() })).toEqual([422, "MANAGER_NOT_ELIGIBLE"]);
    expect(await refusal(id, { managerId: randomUUID() })).toEqual([404, "USER_NOT_FOUND"]);
    expect(await refusal(id, { parentTeamId: missingPath(getTeam).id })).toEqual([404, "TEAM_NOT_FOUND"]);
    expect(await refusal(id, { parentTeamId: (await newTeam({ isActive: false })).id })).toEqual([
      422,
      "TEAM_INACTIVE",
    ]);
    expect(await refusal(id, { parentTeamId: (await newChain(11))[10] })).toEqual([422, "TEAM_TREE_TOO_DEEP"]);
    expect(await refusal(id, { isActive: false, memberIds: [await newUser()] })).toEqual([422, "TEAM_INACTIVE"]);
    expect(await teamRow(id)).toMatchObject({ version: 1 });
  });

  it("refuses a cycle of any length, and nothing else of the family", async () => {
    const top = await newTeam();
    const mid = await newTeam({ parentTeamId: top.id });
    const low = await newTeam({ parentTeamId: mid.id });
    for (const parentTeamId of [top.id, mid.id, low.id]) {
      expect(await refusal(top.id, { parentTeamId })).toEqual([422, "TEAM_CYCLE"]);
    }
    expect(await refusal(mid.id, { parentTeamId: low.id })).toEqual([422, "TEAM_CYCLE"]);
    await change(low.id, { parentTeamId: top.id });
    await change(mid.id, { parentTeamId: low.id });
    expect(await contradictions([], [top.id, mid.id, low.id])).toEqual([]);
    expect(await teamRow(top.id)).toMatchObject({ childTeamIds: new Set([low.id]), version: 1 });
  });

  it("honours the version, and changes nothing then", async () => {
    const member = await newUser();
    const { id } = await newTeam();
    await call(updateTeam, admin, { path: { id }, body: { description: "1" }, headers: { "if-match": '"1"' } });
    const stale = await call(updateTeam, admin, {
      path: { id },
      body: { memberIds: [member] },
      headers: { "if-match": '"1"' },
    });
    expect([stale.status, stale.error.code]).toEqual([412, "PRECONDITION_FAILED"]);
    expect(await userRow(member)).not.toHaveProperty("teamId");
    expect(await teamRow(id)).toMatchObject({ description: "1", version: 2 });
  });

  it("answers 404 for a team that is not there", async () => {
    const path = missingPath(getTeam);
    expect((await call(updateTeam, admin, { path, body: {} })).error.code).toBe("TEAM_NOT_FOUND");
    expect((await call(deleteTeam, admin, { path })).error.code).toBe("TEAM_NOT_FOUND");
  });

  it("lets nobody join a team that is not active, by other ways too", async () => {
    vi.stubEnv("TABLE_TEAMS", tableOf("Teams"));
    const { id } = await newTeam({ isActive: false });
    const join = (teamId: string) => {
      const unitOfWork = new UnitOfWork({
        actor: systemActor,
        now: new Date(),
        requestId: randomUUID(),
        activityRetentionDays: 1,
        database: tables,
      });
      joinTeam(unitOfWork, teamId, randomUUID());
      return unitOfWork.commit();
    };
    await expect(join(id)).rejects.toMatchObject({ definition: { code: "TEAM_INACTIVE" } });
    await expect(join(newId())).rejects.toMatchObject({ definition: { code: "TEAM_NOT_FOUND" } });
    vi.unstubAllEnvs();
  });
});

describe("a manager", () => {
  /** A manager with a team of two people that has a team below it, led by somebody else, with two more. */
  async function newScope() {
    const lead = await newCaller("manager");
    const people = await newUserRows(4);
    const other = await newUser({ role: "manager" });
    const top = await newTeam({ managerId: lead.id, memberIds: people.slice(0, 2) });
    const below = await newTeam({ managerId: other, memberIds: people.slice(2), parentTeamId: top.id });
    return { lead, people, other, top, below };
  }

  it("leads what they create, with people of their teams and themselves in it", async () => {
    const { lead, people, top, below } = await newScope();
    const body = { name: uniqueName(), memberIds: [lead.id, people[0], people[2]], parentTeamId: below.id };
    const { status, data } = await call(createTeam, lead, { body });
    expect([status, data.managerId]).toEqual([201, lead.id]);
    expect(await contradictions([lead.id, ...people], [top.id, below.id, data.id])).toEqual([]);
  });

  it.each([
    ["makes somebody else the manager", { managerId: "a user" }, "managerId"],
    ["puts in somebody of no team of theirs", { memberIds: ["a user"] }, "memberIds"],
    ["puts in an id that nobody has", { memberIds: ["session"] }, "memberIds"],
    ["chooses a parent that is none of their teams", { parentTeamId: "a team" }, "parentTeamId"],
    ["chooses a parent that is not there", { parentTeamId: missingPath(getTeam).id ?? "" }, "parentTeamId"],
  ])("is refused who %s, by creating and by changing", async (_what, body, path) => {
    const { lead, top, below } = await newScope();
    const stranger = await newUser({ role: "manager" });
    const foreign = await newTeam({ memberIds: [stranger] });
    const filled = JSON.parse(
      JSON.stringify(body).replaceAll("a user", stranger).replaceAll("a team", foreign.id),
    ) as object;
    const created = await call(createTeam, lead, { body: { name: uniqueName(), ...filled } });
    const changed = await call(updateTeam, lead, { path: { id: top.id }, body: filled });
    const deeper = await call(updateTeam, lead, { path: { id: below.id }, body: filled });
    for (const { status, error, text } of [created, changed, deeper]) {
      expect([status, error.code, error.details?.map((detail) => detail.path)]).toEqual([403, "FORBIDDEN", [path]]);
      expect(text).not.toMatch(/session/i);
    }
    expect(await userRow(stranger)).toMatchObject({ teamId: foreign.id });
  });

  it("changes the teams that they lead and those below, and no other", async () => {
    const { lead, people, top, below } = await newScope();
    await change(top.id, { name: "Top" }, lead);
    await change(below.id, { memberIds: [people[0], people[2], lead.id], description: "by the lead" }, lead);
    expect(await userRow(people[3] ?? "")).not.toHaveProperty("teamId");
    expect(await contradictions([...people, lead.id], [top.id, below.id])).toEqual([]);
    // Their own team, which they are in and do not lead, is seen and not changed.
    const own = await newTeam({ memberIds: [lead.id] });
    expect((await call(getTeam, lead, { path: { id: own.id } })).status).toBe(200);
    expect(await refusal(own.id, { name: "Mine" }, lead)).toEqual([404, "TEAM_NOT_FOUND"]);
    expect(await refusal((await newTeam()).id, { name: "Mine" }, lead)).toEqual([404, "TEAM_NOT_FOUND"]);
  });

  it("sends a whole form back without harm", async () => {
    const { lead, below } = await newScope();
    const data = await change(below.id, { ...below, description: "by form" }, lead);
    expect(data).toMatchObject({ description: "by form", managerId: below.managerId, version: 2 });
    const foreign = await newTeam();
    await change(below.id, { parentTeamId: foreign.id });
    await change(below.id, { managerId: lead.id });
    const form = (await call(getTeam, lead, { path: { id: below.id } })).data;
    await change(below.id, { ...form, description: "again" }, lead);
  });

  it("moves teams among their own, but neither away from those above them nor to the top", async () => {
    const { lead, top, below } = await newScope();
    const other = await newTeam({ managerId: lead.id });
    await change(below.id, { parentTeamId: other.id }, lead);
    expect(await teamRow(top.id)).not.toHaveProperty("childTeamIds");
    expect(await refusal(below.id, { parentTeamId: null }, lead)).toEqual([403, "FORBIDDEN"]);
    await change(other.id, { parentTeamId: (await newTeam()).id });
    expect(await refusal(other.id, { parentTeamId: top.id }, lead)).toEqual([403, "FORBIDDEN"]);
    expect(await refusal(other.id, { parentTeamId: null }, lead)).toEqual([403, "FORBIDDEN"]);
  });

  it("is one from the next request on after being made one, for teams below at any depth, and no longer after", async () => {
    const lead = await newCaller("manager");
    const ids: string[] = [];
    for (let level = 0; level < 5; level += 1) {
      const { id } = await newTeam({ ...(level > 0 && { parentTeamId: ids[level - 1] }) });
      ids.push(id);
    }
    const [top = "", , middle = "", , deep = ""] = ids;
    const known = async () => {
      const listed = (await call(listTeams, lead)).data.items.map(({ id }) => id);
      return ids.filter((id) => listed.includes(id));
    };
    expect(await known()).toEqual([]);
    await change(top, { managerId: lead.id });
    expect(await known()).toEqual(ids);
    await change(deep, { description: "reached" }, lead);
    await change(middle, { parentTeamId: null });
    expect(await known()).toEqual(ids.slice(0, 2));
    expect(await refusal(deep, { description: "lost" }, lead)).toEqual([404, "TEAM_NOT_FOUND"]);
    await change(middle, { managerId: lead.id });
    await change(top, { managerId: admin.id });
    expect(await known()).toEqual(ids.slice(2));
    expect(await refusal(top, { description: "lost" }, lead)).toEqual([404, "TEAM_NOT_FOUND"]);
    await call(deleteTeam, admin, { path: { id: middle }, query: { force: "true" } });
    expect(await known()).toEqual([]);
    expect((await userRow(lead.id))?.managedTeamIds).toBeUndefined();
  });
});

describe("deleting a team", () => {
  const remove = (id: string, force?: boolean, headers = {}) =>
    call(deleteTeam, admin, { path: { id }, headers, ...(force && { query: { force: "true" } }) });

  it("is for administrators", async () => {
    const { id } = await newTeam({ managerId: manager.id });
    expect((await call(deleteTeam, manager, { path: { id } })).error.code).toBe("FORBIDDEN");
    expect((await call(deleteTeam, employee, { path: { id } })).error.code).toBe("FORBIDDEN");
  });

  it("deletes an empty one, with the parent's and the manager's sides of it", async () => {
    const lead = await newUser({ role: "manager" });
    const parent = await newTeam();
    const { id } = await newTeam({ managerId: lead, parentTeamId: parent.id });
    const { status, data } = await remove(id);
    expect([status, data.id]).toEqual([200, id]);
    expect((await call(getTeam, admin, { path: { id } })).status).toBe(404);
    expect(await userRow(lead)).not.toHaveProperty("managedTeamIds");
    expect(await teamRow(parent.id)).not.toHaveProperty("childTeamIds");
    expect((await remove(id)).status).toBe(404);
  });

  it("refuses one with members or with teams below it, and leaves it as it is", async () => {
    const full = await newTeam({ memberIds: [await newUser()] });
    const parent = await newTeam();
    await newTeam({ parentTeamId: parent.id });
    for (const { id } of [full, parent]) {
      const { status, error } = await remove(id);
      expect([status, error.code]).toEqual([409, "TEAM_NOT_EMPTY"]);
      expect(await teamRow(id)).toMatchObject({ version: 1, isActive: true });
    }
  });

  it("honours the version", async () => {
    const { id } = await newTeam();
    expect((await remove(id, false, { "if-match": '"9"' })).status).toBe(412);
    expect((await remove(id, true, { "if-match": '"9"' })).status).toBe(412);
    expect((await remove(id, true, { "if-match": '"1"' })).status).toBe(200);
  });

  it("by force takes 120 members and the teams below out first, and records all of it", async () => {
    const parent = await newTeam();
    const { id, name } = await newTeam({ parentTeamId: parent.id });
    const members = await fill(id, 120);
    const below = await Promise.all([0, 1, 2].map(() => newTeam({ parentTeamId: id })));
    const { status, data } = await remove(id, true);
    expect(status).toBe(200);
    expect(data).toMatchObject({ id, name, isActive: false, memberIds: [] });
    expect(await teamRow(id)).toBeUndefined();
    expect(await contradictions(members, [parent.id, ...below.map((team) => team.id)])).toEqual([]);
    expect(await userRow(members[0] ?? "")).toMatchObject({ version: 2 });
    expect(await userRow(members[0] ?? "")).not.toHaveProperty("teamId");
    for (const team of below) {
      expect((await call(getTeam, admin, { path: { id: team.id } })).data).not.toHaveProperty("parentTeamId");
      expect((await recordsOf(team.id)).at(-1)).toMatchObject({
        activityType: "team.updated",
        changes: [{ field: "parentTeamId", before: id }],
      });
    }
    const [record] = await recordsOf(members[119] ?? "");
    expect(record).toMatchObject({ activityType: "user.updated", changes: [{ field: "teamId", before: id }] });
    expect((await recordsOf(id)).map(({ activityType }) => activityType).sort()).toEqual([
      "team.created",
      "team.deactivated",
      "team.deleted",
      ...Array.from({ length: 4 }, () => "team.updated"),
    ]);
  });

  it("by force goes on where it was interrupted before the end", async () => {
    const { id } = await newTeam();
    const members = await fill(id, 70);
    const child = await newTeam({ parentTeamId: id });
    const interrupted = await remove(id, true, { "x-fault": "before-commit=throw" });
    expect(interrupted.status).toBe(500);
    const left = await teamRow(id);
    expect(left).toMatchObject({ isActive: false });
    expect(await contradictions(members, [id, child.id])).toEqual([]);
    expect((await remove(id, true)).status).toBe(200);
    expect(await teamRow(id)).toBeUndefined();
    for (const member of members.slice(0, 3)) expect(await recordsOf(member)).toHaveLength(1);
  });

  it("by force goes on where it was interrupted in the middle, with those who are left", async () => {
    const { id } = await newTeam();
    const left = await fill(id, 45);
    const gone = await newUserRows(30);
    const [elsewhere = "", nobody] = [await newUser(), randomUUID()];
    const other = await newTeam({ memberIds: [elsewhere] });
    const set = new Set([...left, elsewhere, nobody]);
    await tables.send(
      new UpdateCommand({
        TableName: tableOf("Teams"),
        Key: { id },
        UpdateExpression: "SET isActive = :false, memberIds = :members, version = :version",
        ExpressionAttributeValues: { ":false": false, ":members": set, ":version": 7 },
      }),
    );
    expect((await remove(id, true)).status).toBe(200);
    expect(await contradictions([...left, ...gone, elsewhere], [id, other.id])).toEqual([]);
    expect(await userRow(elsewhere)).toMatchObject({ teamId: other.id, version: 2 });
    expect(await userRow(nobody)).toBeUndefined();
    expect(await userRow(gone[0] ?? "")).toMatchObject({ version: 1 });
    expect((await recordsOf(id)).map(({ activityType }) => activityType)).not.toContain("team.deactivated");
  });

  it("by force twice at once ends in one deletion", async () => {
    const { id } = await newTeam();
    const members = await fill(id, 65);
    const answers = await Promise.all([remove(id, true), remove(id, true), remove(id, true)]);
    for (const { status } of answers) expect([200, 404, 409]).toContain(status);
    if (!answers.some(({ status }) => status === 200)) expect((await remove(id, true)).status).toBe(200);
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect(await teamRow(id)).toBeUndefined();
    expect(await contradictions(members, [])).toEqual([]);
  });

  it("either comes before somebody joins, or is refused", async () => {
    for (let round = 0; round < 10; round += 1) {
      const [member, { id }, child] = await Promise.all([newUser(), newTeam(), newTeam()]);
      const force = round % 2 === 1;
      const answers = await Promise.all([
        remove(id, force),
        call(updateTeam, admin, { path: { id }, body: { memberIds: [member] } }),
        call(updateTeam, admin, { path: { id: child.id }, body: { parentTeamId: id } }),
      ]);
      for (const { status, error } of answers) {
        expect([
          [200, undefined],
          [404, "TEAM_NOT_FOUND"],
          [409, "CONFLICT"],
          [409, "TEAM_NOT_EMPTY"],
          [422, "TEAM_INACTIVE"],
        ]).toContainEqual([status, error?.code]);
      }
      expect(await contradictions([member], [id, child.id])).toEqual([]);
    }
  });
});

describe("the audit trail of teams", () => {
  it("has who, what, before and after of every change, and nothing of refused ones", async () => {
    const lead = await newUser({ role: "manager" });
    const [first = "", second = ""] = (await newUserRows(2)).sort();
    const { id, name } = await newTeam({ memberIds: [second] });
    await change(id, { memberIds: [second, first], managerId: lead });
    await refusal(id, { memberIds: [randomUUID()] });
    await change(id, { isActive: false, memberIds: [] });
    await change(id, { isActive: true });
    await call(deleteTeam, admin, { path: { id } });
    const records = await recordsOf(id);
    expect(records.map(({ activityType, userId, actorRole }) => [activityType, userId, actorRole])).toEqual(
      ["created", "updated", "deactivated", "updated", "deleted"].map((what) => [`team.${what}`, admin.id, "admin"]),
    );
    expect(records[1]?.changes).toEqual([
      { field: "managerId", before: admin.id, after: lead },
      { field: "memberIds", before: [second], after: [first, second] },
    ]);
    expect(records[2]?.changes).toEqual([
      { field: "isActive", before: true, after: false },
      { field: "memberIds", before: [first, second], after: [] },
    ]);
    expect(records.map(({ events }) => events)).toMatchObject(
      [
        ["team.created", admin.id, true],
        ["team.updated", lead, true],
        ["team.deactivated", lead, false],
        ["team.updated", lead, true],
        ["team.deleted", lead, false],
      ].map(([type, managerId, isActive]) => [{ type, version: 1, data: { teamId: id, name, managerId, isActive } }]),
    );
  });
});

describe("changes at once", () => {
  it("lose none: each is either applied or refused", async () => {
    const { id } = await newTeam();
    const people = await newUserRows(12);
    const answers = await Promise.all(people.map((member) => refusalOrVersion(id, [member])));
    const applied = answers.filter((answer) => typeof answer === "number");
    expect(applied.length).toBeGreaterThan(0);
    expect(new Set(applied).size).toBe(applied.length);
    expect(answers.filter((answer) => typeof answer !== "number" && answer !== "409 CONFLICT")).toEqual([]);
    expect(await teamRow(id)).toMatchObject({ version: 1 + applied.length });
    expect(await contradictions(people, [id])).toEqual([]);
  });

  async function refusalOrVersion(id: string, memberIds: readonly string[]): Promise<number | string> {
    const { status, data, error } = await call(updateTeam, admin, { path: { id }, body: { memberIds } });
    return status === 200 ? data.version : `${status} ${error.code}`;
  }

  it("never make two teams each other's parent", async () => {
    for (let round = 0; round < 15; round += 1) {
      const [a, b] = await Promise.all([newTeam(), newTeam()]);
      const answers = await Promise.all([refusal(a.id, { parentTeamId: b.id }), refusal(b.id, { parentTeamId: a.id })]);
      for (const answer of answers) {
        expect([
          [200, undefined],
          [409, "CONFLICT"],
          [422, "TEAM_CYCLE"],
        ]).toContainEqual(answer);
      }
      expect(answers.filter(([status]) => status === 200).length).toBeLessThanOrEqual(1);
      expect(await contradictions([], [a.id, b.id])).toEqual([]);
    }
  });

  it("never make a cycle of four teams, each put below the next", async () => {
    for (let round = 0; round < 8; round += 1) {
      const ids = (await Promise.all([newTeam(), newTeam(), newTeam(), newTeam()])).map(({ id }) => id);
      const answers = await Promise.all(ids.map((id, index) => refusal(id, { parentTeamId: ids[(index + 1) % 4] })));
      for (const [status] of answers) expect([200, 409, 422]).toContain(status);
      expect(await contradictions([], ids)).toEqual([]);
    }
  });

  it("never put somebody into two teams", async () => {
    for (let round = 0; round < 10; round += 1) {
      const member = await newUser();
      const from = await newTeam(round % 2 === 0 ? {} : { memberIds: [member] });
      const ids = (await Promise.all([newTeam(), newTeam(), newTeam()])).map(({ id }) => id);
      const answers = await Promise.all(ids.map((id) => refusal(id, { memberIds: [member] })));
      for (const answer of answers) {
        expect([
          [200, undefined],
          [409, "CONFLICT"],
        ]).toContainEqual(answer);
      }
      expect(answers).toContainEqual([200, undefined]);
      expect(await contradictions([member], [from.id, ...ids])).toEqual([]);
    }
  });

  it("of three teams' members by several callers leave everybody in at most one, on both sides", async () => {
    const people = await newUserRows(9);
    const ids = (await Promise.all([newTeam(), newTeam(), newTeam()])).map(({ id }) => id);
    const callers = await Promise.all([admin, newCaller("admin"), newCaller("admin")]);
    const moves = fc.sample(fc.tuple(fc.constantFrom(...ids), fc.subarray(people, { maxLength: 4 })), {
      numRuns: 60,
      seed: 20261124,
    });
    const statuses = await Promise.all(
      callers.map(async (caller, index) => {
        const seen: (number | undefined)[] = [];
        for (const [id, memberIds] of moves.slice(index * 20, index * 20 + 20)) {
          const [status, code] = await refusal(id, { memberIds }, caller);
          expect([undefined, "CONFLICT"]).toContain(code);
          seen.push(Number(status));
        }
        return seen;
      }),
    );
    expect(statuses.flat()).toContain(200);
    expect(statuses.flat()).toContain(409);
    const rows = await Promise.all(ids.map(teamRow));
    const memberships = rows.flatMap((row) => [...(row?.memberIds ?? [])]);
    expect(new Set(memberships).size).toBe(memberships.length);
    expect(await contradictions(people, ids)).toEqual([]);
  });
});

describe("any sequence of changes", () => {
  const place = fc.nat(7);
  const fields = fc.record(
    {
      managerId: fc.nat(3),
      memberIds: fc.uniqueArray(fc.nat(7), { maxLength: 5 }),
      parentTeamId: fc.option(place),
      isActive: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    },
    { requiredKeys: [] },
  );
  const step = fc.oneof(
    fc.record({ kind: fc.constant("create" as const), fields }),
    fc.record({ kind: fc.constant("update" as const), at: place, fields }),
    fc.record({ kind: fc.constant("update" as const), at: place, fields }),
    fc.record({ kind: fc.constant("delete" as const), at: place, force: fc.boolean() }),
  );

  it("leaves both sides of membership, of leading and of lying below equal after each step", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 30 }), async (steps) => {
        const leads = await newUserRows(4, { role: "manager" });
        const people = [...leads, ...(await newUserRows(4))];
        const ids: string[] = [];
        const bodyOf = ({
          managerId,
          memberIds,
          parentTeamId,
          isActive,
        }: (typeof steps)[number] extends infer S ? (S extends { fields: infer F } ? F : never) : never) => ({
          ...(managerId !== undefined && { managerId: leads[managerId] }),
          ...(memberIds !== undefined && { memberIds: memberIds.map((index) => people[index]) }),
          ...(parentTeamId !== undefined && {
            parentTeamId: parentTeamId === null ? null : (ids[parentTeamId % Math.max(ids.length, 1)] ?? null),
          }),
          ...(isActive !== undefined && { isActive }),
        });
        for (const one of steps) {
          const id = one.kind === "create" ? "" : (ids[one.at % Math.max(ids.length, 1)] ?? "");
          if (one.kind !== "create" && id === "") continue;
          const answer =
            one.kind === "create"
              ? await call(createTeam, admin, { body: { name: uniqueName(), ...bodyOf(one.fields) } })
              : one.kind === "update"
                ? await call(updateTeam, admin, { path: { id }, body: bodyOf(one.fields) })
                : await call(deleteTeam, admin, { path: { id }, ...(one.force && { query: { force: "true" } }) });
          seen.add(`${one.kind} ${answer.status}`);
          if (answer.status >= 400) expect([404, 409, 422]).toContain(answer.status);
          if (one.kind === "create" && answer.status === 201) ids.push(answer.data.id);
          expect(await contradictions(people, ids)).toEqual([]);
        }
      }),
      { numRuns: 4, seed: 20261124, endOnFailure: true },
    );
    expect([...seen]).toEqual(expect.arrayContaining(["create 201", "update 200", "update 422", "delete 200"]));
  }, 120_000);
});
