import { randomUUID } from "node:crypto";
import { createClient, deleteClient, updateClient } from "@aerotage/clients/contract";
import { newId } from "@aerotage/core/runtime/ids";
import { monthShardOf } from "@aerotage/core/time/month-shards";
import { listActivity, listUserActivity } from "@aerotage/organization/contract/organization";
import { BatchWriteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import { call, newPerson, type Person, tableOf, tables } from "../../support/api.js";

let admin: Person;
let manager: Person;
let employee: Person;

beforeAll(async () => {
  // People of this test alone: what they did is what is asked for.
  [admin, manager, employee] = await Promise.all([newPerson("admin"), newPerson("manager"), newPerson("employee")]);
});

type Query = Readonly<Record<string, string>>;

async function found(query: Query, caller = admin) {
  const { status, data } = await call(listActivity, caller, { query });
  expect(status).toBe(200);
  return data.items;
}

/** All pages of a list. */
async function pages(query: Query, limit: number) {
  const all: Awaited<ReturnType<typeof found>>[] = [];
  for (let cursor: string | undefined; ; ) {
    const { status, data } = await call(listActivity, admin, {
      query: { ...query, limit: String(limit), ...(cursor !== undefined && { cursor }) },
    });
    expect(status).toBe(200);
    all.push(data.items);
    cursor = data.pagination.nextCursor;
    expect(data.pagination.hasMore).toBe(cursor !== undefined);
    if (cursor === undefined) return all;
  }
}

/** A record as services write them. */
function recordOf(timestamp: Date, id: string, attributes: object) {
  const at = timestamp.toISOString();
  return {
    userId: admin.id,
    sortKey: `${at}#${id}`,
    timestamp: at,
    monthShard: monthShardOf(at, id),
    activityType: "thing.done",
    actorRole: "admin",
    entityType: "thing",
    entityId: "thing-1",
    changes: [],
    requestId: "request-1",
    expiresAt: 4_000_000_000,
    ...attributes,
  };
}

/** Puts a record, and returns its id. */
async function record(timestamp: Date, attributes: object): Promise<string> {
  const id = newId(timestamp);
  const Item = recordOf(timestamp, id, attributes);
  await tables.send(new PutCommand({ TableName: tableOf("UserActivity"), Item }));
  return id;
}

const days = (count: number) => count * 86_400_000;

describe("the activity of a client's life", () => {
  let clientId: string;
  let name: string;

  beforeAll(async () => {
    name = `Client ${randomUUID()}`;
    const created = await call(createClient, admin, { body: { name, notes: "old", defaultHourlyRate: 80 } });
    clientId = created.data.id;
    const path = { id: clientId };
    await call(updateClient, manager, { path, body: { notes: "new", vatId: "DE1" } });
    await call(updateClient, admin, { path, body: { notes: "refused" }, headers: { "if-match": '"1"' } });
    await call(deleteClient, admin, { path });
  });

  const told = (items: Awaited<ReturnType<typeof found>>) => items.map(({ type, actorId }) => [type, actorId]);

  it("is found by entity, newest first, with who, what, before and after", async () => {
    const items = await found({ entityId: clientId });
    expect(items).toMatchObject([
      {
        type: "client.deactivated",
        actorId: admin.id,
        changes: [{ field: "isActive", before: true, after: false }],
      },
      {
        type: "client.updated",
        actorId: manager.id,
        actorRole: "manager",
        entityType: "client",
        entityId: clientId,
        requestId: expect.stringMatching(/.+/),
        sourceIp: expect.stringMatching(/.+/),
        changes: [
          { field: "notes", before: "old", after: "new" },
          { field: "vatId", after: "DE1" },
        ],
      },
      { type: "client.created", actorId: admin.id, actorRole: "admin" },
    ]);
    expect(items[2]?.changes).toContainEqual({ field: "name", after: name });
    const rates = [{ effectiveFrom: "1970-01-01", rate: { minor: 8000, currency: "USD" } }];
    expect(items[2]?.changes).toContainEqual({ field: "rates", after: rates });
    expect(new Set(items.map(({ id }) => id)).size).toBe(3);
  });

  it("is found by person", async () => {
    expect(told(await found({ userId: manager.id, entityId: clientId }))).toEqual([["client.updated", manager.id]]);
    expect(told(await found({ userId: admin.id, entityType: "client", type: "client.*", entityId: clientId }))).toEqual(
      [
        ["client.deactivated", admin.id],
        ["client.created", admin.id],
      ],
    );
    expect(await found({ userId: employee.id })).toEqual([]);
  });

  it("is found by type, and by a group of types", async () => {
    const [last, , first] = await found({ entityId: clientId });
    const period = { from: first?.timestamp ?? "", to: last?.timestamp ?? "" };
    const ofClient = async (query: Query) =>
      (await found({ ...period, ...query })).filter(({ entityId }) => entityId === clientId).map(({ type }) => type);
    expect(await ofClient({ type: "client.updated" })).toEqual(["client.updated"]);
    expect(await ofClient({ type: "client.*" })).toEqual(["client.deactivated", "client.updated", "client.created"]);
    expect(await ofClient({ type: "clie.*" })).toEqual([]);
    expect(await ofClient({ entityType: "client" })).toHaveLength(3);
    expect(await ofClient({})).toHaveLength(3);
    expect(await found({ entityId: clientId, entityType: "team" })).toEqual([]);
  });

  it("is found by time, both ends included, in instants and days", async () => {
    const [last, middle, first] = await found({ entityId: clientId });
    const at = middle?.timestamp ?? "";
    const types = async (query: Query) => (await found({ entityId: clientId, ...query })).map(({ type }) => type);
    expect(await types({ from: at, to: at })).toEqual(["client.updated"]);
    expect(await types({ from: at })).toEqual(["client.deactivated", "client.updated"]);
    expect(await types({ to: at })).toEqual(["client.updated", "client.created"]);
    const [day, lastDay] = [first?.timestamp.slice(0, 10) ?? "", last?.timestamp.slice(0, 10) ?? ""];
    expect(await types({ from: day, to: lastDay })).toHaveLength(3);
    expect(await types({ to: "2026-01-01" })).toEqual([]);
    const own = await call(listUserActivity, manager, { path: { id: manager.id }, query: { from: at, to: at } });
    expect(own.data.items.map(({ type }) => type)).toEqual(["client.updated"]);
  });

  it("is paged through without gaps or repeats", async () => {
    const all = await found({ entityId: clientId });
    const paged = await pages({ entityId: clientId }, 2);
    expect(paged.map(({ length }) => length)).toEqual([2, 1]);
    expect(paged.flat()).toEqual(all);
  });
});

describe("paging", () => {
  // Long ago, at a time of this run alone: nothing else lies in these months.
  const start = Date.UTC(1975, 0, 10) + Math.floor(Math.random() * days(8000));
  const mark = randomUUID();
  const [actor, entity, type] = [`actor-${mark}`, `entity-${mark}`, `marked.${mark}`];
  const period = { from: new Date(start).toISOString(), to: new Date(start + days(92)).toISOString() };
  /** Two at the same moment, some in one month, and months without any. */
  const offsets = [0, 0, 1, 2, 3, 25, 90, 91, 92];
  const ids: string[] = [];

  beforeAll(async () => {
    for (const [index, offset] of offsets.entries()) {
      const attributes = { userId: actor, entityId: entity, activityType: type, entityType: `kind-${index % 2}` };
      ids.push(await record(new Date(start + days(offset)), attributes));
    }
  });

  const sources: readonly (readonly [string, Query])[] = [
    ["a person", { userId: actor }],
    ["an entity", { entityId: entity }],
    ["a type", { type }],
    ["everything of some months", period],
    ["a group of types of some months", { ...period, type: "marked.*" }],
  ];

  it.each(sources)(
    "through %s gives each record once, in both orders, pages full but the last",
    async (_what, query) => {
      for (const limit of [1, 2, 4]) {
        for (const order of ["desc", "asc"]) {
          const paged = await pages({ ...query, sortOrder: order }, limit);
          expect(paged.slice(0, -1).every(({ length }) => length === limit)).toBe(true);
          const times = paged.flat().map(({ timestamp }) => timestamp);
          expect(times).toEqual(order === "asc" ? times.toSorted() : times.toSorted().reverse());
          const given = paged.flat().map(({ id }) => id);
          expect(given.toSorted()).toEqual(ids.toSorted());
        }
      }
    },
  );

  it.each(sources)("through %s fills pages past what a filter drops", async (_what, query) => {
    const paged = await pages({ ...query, entityType: "kind-1" }, 3);
    expect(paged.map((page) => page.map(({ entityType }) => entityType))).toEqual([
      ["kind-1", "kind-1", "kind-1"],
      ["kind-1"],
    ]);
  });

  it("is not needed: without it the newest come first, whatever their order", async () => {
    for (const [, query] of sources) {
      const items = await found({ ...query, sortOrder: "asc" });
      expect(items).toHaveLength(offsets.length);
      expect(items[0]?.id).toBe(ids.at(-1));
    }
  });

  it("is offered where there is more than one answer holds: the newest 4 MB first, then the rest", async () => {
    const userId = `busy-${mark}`;
    const oldest = Date.UTC(2026, 0, 1);
    const changes = [{ field: "notes", after: "x".repeat(50_000) }];
    const all = Array.from({ length: 90 }, (_, index) => {
      const timestamp = new Date(oldest + index * 1000);
      return recordOf(timestamp, newId(timestamp), { userId, changes });
    });
    const parts = Array.from({ length: Math.ceil(all.length / 25) }, (_, index) =>
      all.slice(index * 25, index * 25 + 25),
    );
    await Promise.all(
      parts.map((part) => {
        const puts = part.map((Item) => ({ PutRequest: { Item } }));
        return tables.send(new BatchWriteCommand({ RequestItems: { [tableOf("UserActivity")]: puts } }));
      }),
    );
    const query = { userId, sortOrder: "asc" };
    const first = await call(listActivity, admin, { query });
    const { hasMore, nextCursor = "" } = first.data.pagination;
    expect(hasMore).toBe(true);
    expect(Buffer.byteLength(first.text)).toBeGreaterThan(4_000_000);
    const rest = await call(listActivity, admin, { query: { ...query, cursor: nextCursor } });
    expect(rest.data.pagination.hasMore).toBe(false);
    expect([...first.data.items, ...rest.data.items].map(({ timestamp }) => timestamp)).toEqual(
      all.map(({ timestamp }) => timestamp).reverse(),
    );
  });

  it("refuses the cursor of another question, order or person", async () => {
    const query = { userId: actor, limit: "2" };
    const cursor = (await call(listActivity, admin, { query })).data.pagination.nextCursor ?? "";
    expect((await call(listActivity, admin, { query: { ...query, cursor } })).status).toBe(200);
    const other = await newPerson("admin");
    for (const [caller, refused] of [
      [admin, { ...query, type, cursor }],
      [admin, { ...query, sortOrder: "asc", cursor }],
      [admin, { ...query, to: "2026-01-01", cursor }],
      [other, { ...query, cursor }],
    ] as const) {
      const { status, error } = await call(listActivity, caller, { query: refused });
      expect([status, error.details?.[0]?.path]).toEqual([400, "cursor"]);
    }
  });
});

describe("a list of everything", () => {
  it("goes back 90 days unless it is asked for more", async () => {
    const group = `recent-${randomUUID()}`;
    const at = (age: number) => record(new Date(Date.now() - days(age)), { activityType: `${group}.done` });
    const [recent, old] = [await at(89), await at(91)];
    const idsOf = async (query: Query) => (await found({ type: `${group}.*`, ...query })).map(({ id }) => id);
    expect(await idsOf({})).toEqual([recent]);
    const from = new Date(Date.now() - days(100)).toISOString();
    expect(await idsOf({ from })).toEqual([recent, old]);
    const before = new Date(Date.now() - days(90)).toISOString();
    expect(await idsOf({ to: before })).toEqual([old]);
    expect(await idsOf({ from: "2300-01-01" })).toEqual([]);
  });

  it.each([
    { from: "2026-11-02", to: "2026-11-01" },
    { from: "2010-01-01", to: "2026-11-01" },
    { from: "soon" },
    { to: "2026-02-30" },
    { type: "*" },
    { limit: "101" },
    { sortOrder: "newest" },
  ])("refuses the question %o", async (query) => {
    const { status, error } = await call(listActivity, admin, { query: query as Query });
    expect([status, error.details?.[0]?.path]).toEqual([400, Object.keys(query)[0]]);
  });

  it.each([
    ["manager", () => manager],
    ["employee", () => employee],
  ])("is refused to a %s, who reads their own", async (_role, caller) => {
    const { status, error } = await call(listActivity, caller());
    expect([status, error.code]).toEqual([403, "FORBIDDEN"]);
    const own = await call(listUserActivity, caller(), { path: { id: caller().id } });
    expect(own.status).toBe(200);
    expect(own.data.items.every(({ actorId }) => actorId === caller().id)).toBe(true);
  });
});

describe("the activity of a person", () => {
  it("is known to the person and to administrators", async () => {
    const id = await record(new Date(), { userId: employee.id, actorRole: "employee", activityType: "thing.seen" });
    await call(listUserActivity, employee, { path: { id: employee.id } });
    for (const caller of [employee, admin]) {
      const query = { type: "thing.*", entityType: "thing", entityId: "thing-1", limit: "1" };
      const { status, data } = await call(listUserActivity, caller, { path: { id: employee.id }, query });
      expect([status, data.items.map((item) => item.id)]).toEqual([200, [id]]);
    }
    const others = await call(listUserActivity, manager, { path: { id: employee.id } });
    expect([others.status, others.error.code]).toEqual([404, "USER_NOT_FOUND"]);
    expect((await call(listUserActivity, employee, { path: { id: admin.id } })).status).toBe(404);
  });

  it.each(["01ARZ3NDEKTSV4RRFFQ69G5FAV", "guard#admins", "system"])("is not there for %s", async (id) => {
    const { status, error } = await call(listUserActivity, admin, { path: { id } });
    expect([status, error.code]).toEqual([404, "USER_NOT_FOUND"]);
  });

  it("shows rates to administrators alone, and sets as sorted lists", async () => {
    const dated = (minor: number) => [{ effectiveFrom: "1970-01-01", rate: { minor, currency: "USD" } }];
    const member = (minor: number) => ({ userId: "u2", role: "lead", rates: dated(minor) });
    const changes = [
      { field: "managerIds", before: new Set(["b", "a"]), after: new Set(["c", "b", "a"]) },
      { field: "rates", before: dated(80), after: dated(90) },
      { field: "teamMembers", before: [member(1)], after: [member(2), { ...member(3), userId: "u3" }] },
    ];
    const entityId = `project-${randomUUID()}`;
    await record(new Date(), { userId: manager.id, actorRole: "manager", entityId, changes });
    const path = { id: manager.id };
    const managers = { field: "managerIds", before: ["a", "b"], after: ["a", "b", "c"] };
    const own = await call(listUserActivity, manager, { path, query: { entityId } });
    expect(own.data.items[0]?.changes).toEqual([
      managers,
      {
        field: "teamMembers",
        before: [{ userId: "u2", role: "lead" }],
        after: [
          { userId: "u2", role: "lead" },
          { userId: "u3", role: "lead" },
        ],
      },
    ]);
    const byAdmin = await call(listUserActivity, admin, { path, query: { entityId } });
    expect(byAdmin.data.items[0]?.changes).toEqual([managers, changes[1], changes[2]]);
  });
});
