/** The emulator cancels transactions that meet on one item, as DynamoDB does: races would not be races without it. */
import { randomUUID } from "node:crypto";
import { DynamoDBClient, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import { cloud, tableOf } from "../../support/api.js";

const times = <T>(count: number, make: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

describe("the emulator", () => {
  const once = DynamoDBDocumentClient.from(new DynamoDBClient({ ...cloud, maxAttempts: 1 }));
  const TableName = tableOf("Clients");

  it("cancels a transaction, and refuses a write, on an item of a transaction that is under way", async () => {
    const id = `conflict#${randomUUID()}`;
    const outcomes = await times(8, async (index) => {
      const put = { TableName, Item: { id, index } };
      const other = { Put: { TableName, Item: { id: `${id}#${index}` } } };
      const write =
        index === 7
          ? once.send(new PutCommand(put))
          : once.send(new TransactWriteCommand({ TransactItems: [other, { Put: put }] }));
      return write.then(
        () => "written",
        (error: Error) =>
          error instanceof TransactionCanceledException
            ? error.CancellationReasons?.map(({ Code }) => Code).join()
            : error.name,
      );
    });
    expect(outcomes).toContain("written");
    expect(outcomes).toContain("None,TransactionConflict");
    expect(new Set(outcomes).size).toBeLessThanOrEqual(3);
    for (const outcome of outcomes)
      expect(["written", "None,TransactionConflict", "TransactionConflictException"]).toContain(outcome);
  });
});
