import type { Database } from "@aerotage/core/database/client";
import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { areNumbersGiven, planNumberStart } from "./invoice-numbers.js";

function databaseWith(response: () => object) {
  const send = vi.fn(async (_command: { readonly input: object }) => response());
  return { database: { send } as unknown as Database, send };
}

function unitOf(database: Database): UnitOfWork {
  return new UnitOfWork({
    actor: { id: "u", role: "admin" },
    now: new Date(),
    requestId: "r",
    activityRetentionDays: 1,
    database,
  });
}

describe("the numbers of a year", () => {
  beforeEach(() => {
    vi.stubEnv("TABLE_INVOICES", "invoices");
  });

  it.each([
    ["without any invoice", undefined, false],
    ["of another year", { y2025: 7 }, false],
    ["of the year", { y2025: 7, y2026: 1 }, true],
  ])("are given or not: %s", async (_what, Item, given) => {
    const { database, send } = databaseWith(() => ({ Item }));
    expect(await areNumbersGiven(2026, database)).toBe(given);
    expect(send.mock.calls[0]?.[0].input).toMatchObject({
      TableName: "invoices",
      Key: { id: "numbers#invoice" },
      ConsistentRead: true,
      ExpressionAttributeNames: { "#year": "y2026" },
    });
  });

  it.each([
    [
      "is set while the year has none",
      undefined,
      { year: 2026, number: 100 },
      {
        UpdateExpression: "SET #u0 = :u0",
        ConditionExpression: "attribute_not_exists(#year)",
        ExpressionAttributeNames: { "#u0": "s2026", "#year": "y2026" },
        ExpressionAttributeValues: { ":u0": 100 },
      },
    ],
    [
      "becomes one of another year",
      { year: 2026, number: 100 },
      { year: 2027, number: 1 },
      {
        UpdateExpression: "SET #u0 = :u0 REMOVE #u1",
        ConditionExpression: "attribute_not_exists(#year)",
        ExpressionAttributeNames: { "#u0": "s2027", "#year": "y2027", "#u1": "s2026" },
        ExpressionAttributeValues: { ":u0": 1 },
      },
    ],
    [
      "is cleared, whatever was given",
      { year: 2026, number: 100 },
      undefined,
      { UpdateExpression: "REMOVE #u0", ExpressionAttributeNames: { "#u0": "s2026" } },
    ],
  ])("have a first one that %s, decided on again where that has changed", async (_what, before, after, update) => {
    const { database, send } = databaseWith(() => {
      const CancellationReasons = [{ Code: "ConditionalCheckFailed" }];
      throw new TransactionCanceledException({ message: "cancelled", $metadata: {}, CancellationReasons });
    });
    const unitOfWork = unitOf(database);
    planNumberStart(unitOfWork, before, after);
    await expect(unitOfWork.commit()).rejects.toThrow(OptimisticLockError);
    expect(send.mock.calls[0]?.[0].input).toEqual({
      TransactItems: [{ Update: { TableName: "invoices", Key: { id: "numbers#invoice" }, ...update } }],
    });
  });
});
