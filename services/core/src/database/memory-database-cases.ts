/**
 * What the product relies on of DynamoDB, as test cases for any implementation of it: the unit tests run them on the tables in memory,
 * an integration test runs them on a real DynamoDB. Each case has ids of its own.
 */
import { randomUUID } from "node:crypto";
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { expect, it } from "vitest";
import { tableName } from "../runtime/environment.js";
import type { Database } from "./client.js";

/** Defines the cases. @param databaseOf gives the implementation when a case runs; table variables are set by then */
export function databaseCases(databaseOf: () => Database): void {
  /** Uses the table of projects, since its index `MemberIndex` is sparse and no list of the API shows it whole. */
  const setup = async (...items: Record<string, unknown>[]) => {
    const database = databaseOf();
    const TableName = tableName("Projects");
    const partition = `cases-${randomUUID()}`;
    const id = (name: string) => `${partition}-${name}`;
    for (const item of items)
      await database.send(new PutCommand({ TableName, Item: { ...item, id: id(String(item.id)) } }));
    const get = async (name: string) =>
      (await database.send(new GetCommand({ TableName, Key: { id: id(name) }, ConsistentRead: true }))).Item;
    const update = (name: string, input: object) =>
      database.send(new UpdateCommand({ TableName, Key: { id: id(name) }, UpdateExpression: "", ...input }));
    return { database, TableName, partition, id, get, update };
  };
  const holds = async (item: Record<string, unknown>, ConditionExpression: string, values?: object, names?: object) => {
    const { database, TableName, id } = await setup({ id: "a", ...item });
    const check = database.send(
      new DeleteCommand({
        TableName,
        Key: { id: id("a") },
        ConditionExpression,
        ...(values !== undefined && { ExpressionAttributeValues: { ...values } }),
        ...(names !== undefined && { ExpressionAttributeNames: { ...names } }),
      }),
    );
    return check.then(
      () => true,
      (error: Error) => (error.name === "ConditionalCheckFailedException" ? false : error.name),
    );
  };

  it("stores what it is given, and copies it", async () => {
    const { get } = await setup({ id: "a", n: 1.5, list: [{ b: true }], map: { c: null }, set: new Set(["x"]) });
    expect(await get("a")).toMatchObject({ n: 1.5, list: [{ b: true }], map: { c: null }, set: new Set(["x"]) });
    expect(await get("b")).toBeUndefined();
  });

  it.each<[string, boolean | string, Record<string, unknown>, string, (object | undefined)?, (object | undefined)?]>([
    ["an attribute that exists", true, { a: 1 }, "attribute_exists(a)"],
    ["an attribute that is missing", false, {}, "attribute_exists(a)"],
    ["a nested attribute", true, { m: { a: 1 } }, "m.a = :one AND attribute_not_exists(m.b)", { ":one": 1 }],
    ["an index of a list", true, { l: [1, 2] }, "l[1] = :two", { ":two": 2 }],
    ["equal sets", true, { s: new Set(["a", "b"]) }, "s = :s", { ":s": new Set(["b", "a"]) }],
    ["equal maps", true, { m: { a: 1, b: 2 } }, "m = :m", { ":m": { b: 2, a: 1 } }],
    ["a number and a text", false, { a: 1 }, "a = :a", { ":a": "1" }],
    ["a missing attribute that differs", true, {}, "a <> :a", { ":a": 1 }],
    ["a missing attribute that is less", false, {}, "a < :a", { ":a": 1 }],
    ["a missing attribute that is not less", true, {}, "NOT a < :a", { ":a": 1 }],
    ["numbers by their value", true, { a: 9 }, "a < :a", { ":a": 10 }],
    ["texts by their characters", false, { a: "9" }, "a < :a", { ":a": "10" }],
    ["a text beyond the first plane", true, { a: "\u{1f600}" }, "a > :a", { ":a": "\uffee" }],
    ["bounds that are included", true, { a: 2 }, "a BETWEEN :from AND :to", { ":from": 2, ":to": 2 }],
    ["a value of a list", true, { a: 2 }, "a IN (:b, :c)", { ":b": 1, ":c": 2 }],
    ["AND before OR", true, { a: 1 }, "a = :one OR a = :two AND a = :three", { ":one": 1, ":two": 2, ":three": 3 }],
    ["parentheses", false, { a: 1 }, "(a = :one OR a = :two) AND a = :three", { ":one": 1, ":two": 2, ":three": 3 }],
    ["the start of a text", true, { a: "abc" }, "begins_with(a, :a)", { ":a": "ab" }],
    ["a part of a text", true, { a: "abc" }, "contains(a, :a)", { ":a": "bc" }],
    ["a member of a set", true, { a: new Set(["x"]) }, "contains(a, :a)", { ":a": "x" }],
    ["the size of a set", true, { a: new Set(["x", "y"]) }, "size(a) > :one", { ":one": 1 }],
    ["the size of a missing attribute", false, {}, "size(a) > :one", { ":one": 1 }],
    ["a name with an alias", true, { status: "a" }, "#s = :s", { ":s": "a" }, { "#s": "status" }],
    ["a reserved name", "ValidationException", { status: "a" }, "status = :s", { ":s": "a" }],
    ["a value that is not defined", "ValidationException", {}, "a = :a"],
    ["a value that is not used", "ValidationException", {}, "attribute_exists(id)", { ":a": 1 }],
    ["a name that is not used", "ValidationException", {}, "attribute_exists(id)", undefined, { "#a": "a" }],
    ["a name that is not defined", "ValidationException", {}, "attribute_exists(#a)"],
    ["a condition that ends too early", "ValidationException", {}, "a = :a AND", { ":a": 1 }],
  ])("decides a condition on %s", async (_title, expected, item, condition, values, names) => {
    expect(await holds(item, condition, values, names)).toBe(expected);
  });

  it("gives the stored item with a refused condition, not converted", async () => {
    const { database, TableName, id } = await setup({ id: "a", n: 1 });
    const Item = { id: id("a") };
    const ConditionExpression = "attribute_not_exists(id)";
    const put = (more: object) =>
      database.send(new PutCommand({ TableName, Item, ConditionExpression, ...more })).catch((error) => error);
    const refused = await put({ ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
    expect(refused.name).toBe("ConditionalCheckFailedException");
    expect(unmarshall(refused.Item)).toEqual({ id: id("a"), n: 1 });
    expect((await put({})).Item).toBeUndefined();
  });

  it("updates an item from what it was, and makes one that does not exist", async () => {
    const { get, update } = await setup({ id: "a", n: 1, m: 5, gone: 1, deep: { x: 1 }, set: new Set(["a", "b"]) });
    const UpdateExpression =
      "SET n = m, m = n + :one, deep.y = :one, made = if_not_exists(made, :one) REMOVE gone ADD number1 :one DELETE #set :b";
    const { Attributes } = await update("a", {
      UpdateExpression,
      ExpressionAttributeNames: { "#set": "set" },
      ExpressionAttributeValues: { ":one": 1, ":b": new Set(["b"]) },
      ReturnValues: "ALL_NEW",
    });
    const after = { n: 5, m: 2, deep: { x: 1, y: 1 }, made: 1, number1: 1, set: new Set(["a"]) };
    expect(Attributes).toMatchObject(after);
    expect(Attributes).not.toHaveProperty("gone");
    await update("b", { UpdateExpression: "ADD s :s", ExpressionAttributeValues: { ":s": new Set(["x"]) } });
    expect(await get("b")).toMatchObject({ s: new Set(["x"]) });
  });

  it("removes a set with its last member", async () => {
    const { get, update } = await setup({ id: "a", s: new Set(["x"]) });
    await update("a", { UpdateExpression: "DELETE s :s", ExpressionAttributeValues: { ":s": new Set(["x"]) } });
    expect(await get("a")).not.toHaveProperty("s");
  });

  it.each([
    ["a sum with a missing attribute", "SET n = missing + :one"],
    ["a copy of a missing attribute", "SET n = missing, m = :one"],
    ["an attribute below a missing one", "SET missing.x = :one"],
    ["a change of the key", "SET id = :one"],
    ["a text that ADD cannot add to", "ADD word :one"],
    ["an unknown clause", "CHANGE n = :one"],
  ])("refuses an update with %s", async (_title, UpdateExpression) => {
    const { update, get, id } = await setup({ id: "a", n: 1, word: "w" });
    const values = { ":one": 1 };
    const updating = update("a", { UpdateExpression, ExpressionAttributeValues: values });
    await expect(updating).rejects.toMatchObject({ name: "ValidationException" });
    expect(await get("a")).toEqual({ id: id("a"), n: 1, word: "w" });
  });

  it("writes all of a transaction or nothing, and says why", async () => {
    const { database, TableName, id, get } = await setup({ id: "a", n: 1 });
    const write = (n: number) =>
      database.send(
        new TransactWriteCommand({
          TransactItems: [
            { Put: { TableName, Item: { id: id("b") } } },
            {
              Update: {
                TableName,
                Key: { id: id("a") },
                UpdateExpression: "SET n = n + :one",
                ConditionExpression: "n = :n",
                ExpressionAttributeValues: { ":one": 1, ":n": n },
                ReturnValuesOnConditionCheckFailure: "ALL_OLD",
              },
            },
            { ConditionCheck: { TableName, Key: { id: id("c") }, ConditionExpression: "attribute_not_exists(id)" } },
          ],
        }),
      );
    const refused = await write(7).catch((error) => error);
    expect(refused.name).toBe("TransactionCanceledException");
    const reasons = refused.CancellationReasons;
    expect(reasons.map(({ Code }: { Code: string }) => Code)).toEqual(["None", "ConditionalCheckFailed", "None"]);
    expect(unmarshall(reasons[1].Item)).toEqual({ id: id("a"), n: 1 });
    expect(await get("b")).toBeUndefined();
    await write(1);
    expect(await get("a")).toMatchObject({ n: 2 });
    expect(await get("b")).toBeDefined();
  });

  it("lets one of two writes win that read the same state", async () => {
    const { database, TableName, id } = await setup({ id: "a", n: 1 });
    const write = () =>
      database.send(
        new UpdateCommand({
          TableName,
          Key: { id: id("a") },
          UpdateExpression: "SET n = :two",
          ConditionExpression: "n = :one",
          ExpressionAttributeValues: { ":one": 1, ":two": 2 },
        }),
      );
    const results = await Promise.allSettled([write(), write()]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it.each([
    ["two actions on one item", (key: string) => [key, key]],
    ["more than 100 actions", (key: string) => Array.from({ length: 101 }, (_, index) => `${key}${index}`)],
    ["no action", () => []],
    ["an empty key", () => [""]],
  ])("refuses a transaction with %s", async (_title, keysOf) => {
    const { database, TableName, id } = await setup();
    const TransactItems = keysOf(id("a")).map((key) => ({ Put: { TableName, Item: { id: key } } }));
    const sending = database.send(new TransactWriteCommand({ TransactItems }));
    await expect(sending).rejects.toMatchObject({
      name: expect.stringMatching(/^(ValidationException|TransactionCanceledException)$/),
    });
  });

  it.each([
    ["an empty key", { id: "" }],
    ["an empty key of an index", { memberId: "" }],
    ["a number as the key of an index", { memberId: 1 }],
    ["more than 400 KB", { text: "x".repeat(400 * 1024) }],
  ])("refuses an item with %s", async (_title, item) => {
    const { database, TableName, id } = await setup();
    const putting = database.send(new PutCommand({ TableName, Item: { id: id("a"), ...item } }));
    await expect(putting).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("queries an index in its order, page by page, in both directions", async () => {
    const { database, TableName, partition, id } = await setup();
    const sorts = ["B", "a", "\u{1f600}", "\uffee", "b", "c"];
    for (const [index, projectId] of sorts.entries())
      await database.send(new PutCommand({ TableName, Item: { id: id(`${index}`), memberId: partition, projectId } }));
    // Items without both key attributes are not in the index.
    await database.send(new PutCommand({ TableName, Item: { id: id("x"), memberId: partition } }));
    const pages = async (more: object) => {
      const read: unknown[][] = [];
      let startKey: Record<string, unknown> | undefined;
      do {
        const page = await database.send(
          new QueryCommand({
            TableName,
            IndexName: "MemberIndex",
            KeyConditionExpression: "memberId = :m",
            ExpressionAttributeValues: { ":m": partition },
            ExclusiveStartKey: startKey,
            ...more,
          }),
        );
        read.push((page.Items ?? []).map(({ projectId }) => projectId));
        startKey = page.LastEvaluatedKey;
      } while (startKey !== undefined);
      return read;
    };
    const sorted = ["B", "a", "b", "c", "\uffee", "\u{1f600}"];
    expect(await pages({})).toEqual([sorted]);
    expect((await pages({ Limit: 4, ScanIndexForward: false })).flat()).toEqual([...sorted].reverse());
    expect(await pages({ Limit: 3 })).toEqual([sorted.slice(0, 3), sorted.slice(3), []]);
    const values = { ":m": partition, ":from": "a", ":to": "b" };
    expect(
      await pages({
        KeyConditionExpression: "memberId = :m AND projectId BETWEEN :from AND :to",
        ExpressionAttributeValues: values,
      }),
    ).toEqual([["a", "b"]]);
    expect(
      (
        await pages({
          Limit: 2,
          FilterExpression: "projectId IN (:from, :to)",
          ExpressionAttributeValues: values,
          ProjectionExpression: "projectId",
        })
      ).flat(),
    ).toEqual(["a", "b"]);
  });

  it("reads a batch of keys without those that do not exist, and refuses the same key twice", async () => {
    const { database, TableName, id } = await setup({ id: "a" }, { id: "b" });
    const read = (...names: string[]) =>
      database.send(
        new BatchGetCommand({ RequestItems: { [TableName]: { Keys: names.map((n) => ({ id: id(n) })) } } }),
      );
    const { Responses } = await read("a", "b", "c");
    expect(Responses?.[TableName]?.map((item) => item.id).sort()).toEqual([id("a"), id("b")]);
    await expect(read("a", "a")).rejects.toMatchObject({ name: "ValidationException" });
  });
}
