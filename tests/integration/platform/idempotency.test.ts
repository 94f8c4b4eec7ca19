import { randomUUID } from "node:crypto";
import { createClient, listClients } from "@aerotage/clients/contract";
import { beginRequest, RunningRequest, takeoverSeconds } from "@aerotage/core/database/idempotency";
import { commitTransaction } from "@aerotage/core/database/unit-of-work";
import { GetCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { call, eventually, type Person, person, send, tableOf, tables } from "../../support/api.js";

let admin: Person;
let manager: Person;

beforeAll(async () => {
  [admin, manager] = await Promise.all([person("admin"), person("manager")]);
});

const uniqueName = () => `Once ${randomUUID()}`;

function create(name: string, key: string, caller = admin) {
  return call(createClient, caller, { body: { name }, headers: { "idempotency-key": key } });
}

async function countNamed(name: string): Promise<number> {
  return (await call(listClients, admin, { query: { search: name } })).data.items.length;
}

/** A call that ends in an injected crash: the platform answers for it, without the envelope. */
async function crash(name: string, key: string, fault: string): Promise<number> {
  const headers = { "idempotency-key": key, "x-fault": fault };
  return (await send(createClient, admin, { headers, body: { name } })).status;
}

const requestKey = (key: string, caller = admin) => ({ requestKey: `${caller.id}#createClient#${key}` });

describe("an idempotency key", () => {
  it("gives the first answer again, to the letter, and does nothing twice", async () => {
    const [name, key] = [uniqueName(), randomUUID()];
    const first = await create(name, key);
    const second = await create(name, key);
    expect(first.status).toBe(201);
    expect([second.status, second.text, second.headers.get("etag")]).toEqual([
      201,
      first.text,
      first.headers.get("etag"),
    ]);
    expect(await countNamed(name)).toBe(1);
  });

  it("is the same for a body with other spacing and order", async () => {
    const [name, key] = [uniqueName(), randomUUID()];
    const headers = { "idempotency-key": key };
    const first = await call(createClient, admin, { rawBody: JSON.stringify({ name, notes: "n" }), headers });
    const second = await call(createClient, admin, { rawBody: `{ "notes": "n",\n "name": "${name}" }`, headers });
    expect(second.text).toBe(first.text);
  });

  it("is refused for another body", async () => {
    const key = randomUUID();
    await create(uniqueName(), key);
    const { status, error } = await create(uniqueName(), key);
    expect([status, error.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
  });

  it("belongs to one person", async () => {
    const key = randomUUID();
    const [mine, theirs] = [uniqueName(), uniqueName()];
    expect((await create(mine, key)).status).toBe(201);
    expect((await create(theirs, key, manager)).status).toBe(201);
  });

  it("is free again after an error: the corrected request goes through", async () => {
    const [name, key] = [uniqueName(), randomUUID()];
    await create(name, randomUUID());
    expect((await create(name, key)).status).toBe(409);
    expect((await create(uniqueName(), key)).status).toBe(201);
  });

  it("makes one client of ten requests at once", async () => {
    const [name, key] = [uniqueName(), randomUUID()];
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(name, key)));
    for (const { status, error, headers } of answers) {
      if (status === 201) continue;
      expect([status, error.code, headers.get("retry-after")]).toEqual([409, "REQUEST_IN_PROGRESS", "2"]);
    }
    const ids = new Set(answers.filter(({ status }) => status === 201).map(({ data }) => data.id));
    expect(ids.size).toBe(1);
    expect(await countNamed(name)).toBe(1);
  });

  it("is remembered for 24 hours", async () => {
    const key = randomUUID();
    const before = Math.floor(Date.now() / 1000);
    await create(uniqueName(), key);
    const { Item } = await tables.send(new GetCommand({ TableName: tableOf("Requests"), Key: requestKey(key) }));
    expect(Number(Item?.expiresAt) - before).toBeGreaterThanOrEqual(24 * 3600);
    expect(Number(Item?.expiresAt) - before).toBeLessThan(24 * 3600 + 60);
    await tables.send(
      new UpdateCommand({
        TableName: tableOf("Requests"),
        Key: requestKey(key),
        UpdateExpression: "SET expiresAt = :past",
        ExpressionAttributeValues: { ":past": before - 1 },
      }),
    );
    expect((await create(uniqueName(), key)).status).toBe(201);
  });

  it.each(["with space", "x".repeat(256)])("is refused as %s", async (key) => {
    const { status, error } = await create(uniqueName(), key);
    expect([status, error.details?.[0]?.path]).toEqual([400, "Idempotency-Key"]);
  });
});

describe("a crash", () => {
  it("between the write and the answer: the repeated request gets the answer, done once", async () => {
    const [name, key] = [uniqueName(), randomUUID()];
    expect(await crash(name, key, "after-commit=exit")).toBeGreaterThanOrEqual(500);
    const again = await create(name, key);
    expect(again.status).toBe(201);
    expect(await countNamed(name)).toBe(1);
    expect((await create(name, key)).text).toBe(again.text);
  });

  it("before the write: nothing is there; the key counts as running for a minute, then the request is taken up", async () => {
    const [name, key] = [uniqueName(), randomUUID()];
    expect(await crash(name, key, "before-commit=exit")).toBeGreaterThanOrEqual(500);
    expect(await countNamed(name)).toBe(0);
    const { status, error } = await create(name, key);
    expect([status, error.code]).toEqual([409, "REQUEST_IN_PROGRESS"]);
    await tables.send(
      new UpdateCommand({
        TableName: tableOf("Requests"),
        Key: requestKey(key),
        UpdateExpression: "SET startedAt = startedAt - :age",
        ExpressionAttributeValues: { ":age": 61 },
      }),
    );
    expect((await create(name, key)).status).toBe(201);
    expect(await countNamed(name)).toBe(1);
  });

  it("of the handler, answered as an error, changes nothing and frees the key", async () => {
    const [name, key] = [uniqueName(), randomUUID()];
    expect(await crash(name, key, "before-commit=throw")).toBe(500);
    expect(await countNamed(name)).toBe(0);
    expect((await create(name, key)).status).toBe(201);
  });

  it("leaves no audit record without its change, and no change without its record", async () => {
    const [lost, kept] = [uniqueName(), uniqueName()];
    await crash(lost, randomUUID(), "before-commit=exit");
    await crash(kept, randomUUID(), "after-commit=exit");
    const { data } = await call(listClients, admin, { query: { search: kept } });
    const [client] = data.items;
    const records = await eventually("the record of the kept client", async () => {
      const { Items = [] } = await tables.send(
        new QueryCommand({
          TableName: tableOf("UserActivity"),
          IndexName: "EntityIndex",
          KeyConditionExpression: "entityId = :id",
          ExpressionAttributeValues: { ":id": client?.id },
        }),
      );
      return Items.length > 0 ? Items : undefined;
    });
    expect(records.map(({ activityType }) => activityType)).toEqual(["client.created"]);
    expect(await countNamed(lost)).toBe(0);
  });
});

describe("an attempt that another has taken over", () => {
  it("can neither write nor free the key", async () => {
    vi.stubEnv("TABLE_REQUESTS", tableOf("Requests"));
    vi.stubEnv("CURSOR_SECRET", "of this test");
    const identity = {
      userId: admin.id,
      operationId: "createClient",
      idempotencyKey: randomUUID(),
      content: { body: { name: uniqueName() } },
    };
    const now = new Date();
    const overtaken = await beginRequest(tables, identity, new Date(now.getTime() - (takeoverSeconds + 1) * 1000));
    const later = await beginRequest(tables, identity, now);
    if (!(overtaken instanceof RunningRequest && later instanceof RunningRequest)) throw new Error("Both should run.");
    const answer = { status: 201, headers: {}, body: "{}" };
    await expect(commitTransaction(tables, [overtaken.keep({ ...answer, body: "late" })])).rejects.toMatchObject({
      definition: { code: "REQUEST_IN_PROGRESS" },
    });
    await overtaken.release();
    await commitTransaction(tables, [later.keep(answer)]);
    expect(await beginRequest(tables, identity, now)).toEqual(answer);
  });
});
