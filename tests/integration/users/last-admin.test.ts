/**
 * The last active administrator stays. The stack's tests have many administrators at once, so the guard is tried on a table of its
 * own: the same transactions, against the same database.
 */
import { randomUUID } from "node:crypto";
import { commitTransaction, UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { adminsKey, joinAdmins, leaveAdmins } from "@aerotage/kernel/persistence/users";
import { CreateTableCommand, DeleteTableCommand, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { tables } from "../../support/api.js";

const TableName = `last-admin-${randomUUID()}`;

beforeAll(async () => {
  vi.stubEnv("TABLE_USERS", TableName);
  await tables.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  await waitUntilTableExists({ client: tables as never, maxWaitTime: 30 }, { TableName });
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await tables.send(new DeleteTableCommand({ TableName }));
});

async function change(plan: (unitOfWork: UnitOfWork) => void): Promise<string> {
  const unitOfWork = new UnitOfWork({
    actor: { id: "u", role: "admin" },
    now: new Date(),
    requestId: "r",
    activityRetentionDays: 1,
    database: tables,
  });
  plan(unitOfWork);
  try {
    await unitOfWork.commit();
    return "done";
  } catch (error) {
    return (error as { definition?: { code: string } }).definition?.code ?? String(error);
  }
}

async function admins(): Promise<string[]> {
  const { Item } = await tables.send(new GetCommand({ TableName, Key: { id: adminsKey }, ConsistentRead: true }));
  return [...((Item?.adminIds as Set<string> | undefined) ?? [])].sort();
}

async function setAdmins(...ids: string[]): Promise<void> {
  const Item = { id: adminsKey, adminIds: new Set(ids) };
  await commitTransaction(tables, [{ item: { Put: { TableName, Item } }, refused: () => new Error("never") }]);
}

describe("the last administrator", () => {
  it("cannot leave; one of two can", async () => {
    await setAdmins("a", "b");
    expect(await change((unitOfWork) => leaveAdmins(unitOfWork, "a"))).toBe("done");
    expect(await change((unitOfWork) => leaveAdmins(unitOfWork, "b"))).toBe("LAST_ADMIN");
    expect(await admins()).toEqual(["b"]);
  });

  it("is left by every race of all at once, twenty times", async () => {
    for (let round = 0; round < 20; round += 1) {
      const ids = ["a", "b", "c"];
      await setAdmins(...ids);
      const outcomes = await Promise.all(ids.map((id) => change((unitOfWork) => leaveAdmins(unitOfWork, id))));
      expect(outcomes.toSorted()).toEqual(["LAST_ADMIN", "done", "done"]);
      expect(await admins()).toHaveLength(1);
    }
  });

  it("may go once another has come, and whoever is none may leave any time", async () => {
    await setAdmins("a");
    expect(await change((unitOfWork) => leaveAdmins(unitOfWork, "stranger"))).toBe("done");
    expect(await change((unitOfWork) => joinAdmins(unitOfWork, "b"))).toBe("done");
    expect(await change((unitOfWork) => leaveAdmins(unitOfWork, "a"))).toBe("done");
    expect(await admins()).toEqual(["b"]);
  });
});
