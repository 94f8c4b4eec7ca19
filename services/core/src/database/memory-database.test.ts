import { GetCommand, PutCommand, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { tableNames } from "../contract/tables.js";
import { tableVariable } from "../runtime/environment.js";
import { MemoryDatabase } from "./memory-database.js";
import { databaseCases } from "./memory-database-cases.js";

let database: MemoryDatabase;
beforeEach(() => {
  for (const table of tableNames) vi.stubEnv(tableVariable(table), table);
  database = new MemoryDatabase();
});

describe("the tables in memory", () => {
  databaseCases(() => database);

  it("refuses a command that it does not know", async () => {
    await expect(database.send(new ScanCommand({ TableName: "Users" }))).rejects.toThrow("ScanCommand");
  });

  it("refuses a table that does not exist", async () => {
    await expect(database.send(new GetCommand({ TableName: "Other", Key: { id: "a" } }))).rejects.toThrow("Other");
  });

  // AWS refuses these. The local emulator does not, so they are no shared cases.
  it.each([
    ["an unknown function", "SET n = :one", "matches(n, :one)"],
    ["two changes of one attribute", "SET n = :one REMOVE n", "attribute_not_exists(n)"],
  ])("refuses an update with %s", async (_title, UpdateExpression, ConditionExpression) => {
    const update = {
      TableName: "Clients",
      Key: { id: "a" },
      UpdateExpression,
      ConditionExpression,
      ExpressionAttributeValues: { ":one": 1 },
    };
    await expect(database.send(new UpdateCommand(update))).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("gives back any item as it was stored", async () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string()));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), value), async (map) => {
        await database.send(new PutCommand({ TableName: "Clients", Item: { id: "a", map } }));
        const { Item } = await database.send(new GetCommand({ TableName: "Clients", Key: { id: "a" } }));
        expect(Item).toEqual({ id: "a", map: { ...map } });
      }),
    );
  });

  it("counts to the sum of all that is added, in any order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), async (numbers) => {
        database = new MemoryDatabase();
        const add = (n: number) => ({
          TableName: "Clients",
          Key: { id: "a" },
          UpdateExpression: "ADD n :n",
          ExpressionAttributeValues: { ":n": n },
        });
        await Promise.all(numbers.map((n) => database.send(new UpdateCommand(add(n)))));
        expect(database.items("Clients")).toEqual([{ id: "a", n: numbers.reduce((sum, n) => sum + n, 0) }]);
      }),
    );
  });
});
