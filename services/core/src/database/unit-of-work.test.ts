import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../contract/errors.js";
import type { Database } from "./client.js";
import { OptimisticLockError } from "./optimistic-lock.js";
import { maxTransactionActions, UnitOfWork, type UnitOfWorkOptions } from "./unit-of-work.js";

type Reason = { Code: string; Item?: Record<string, { S: string }> };

function cancelled(...reasons: Reason[]): TransactionCanceledException {
  return new TransactionCanceledException({ message: "cancelled", $metadata: {}, CancellationReasons: reasons });
}

/** A database that answers each transaction by the next of these, then accepts. */
function databaseResponding(...responses: Error[]): { database: Database; send: ReturnType<typeof vi.fn> } {
  const send = vi.fn(async () => {
    const next = responses.shift();
    if (next !== undefined) throw next;
    return {};
  });
  return { database: { send } as unknown as Database, send };
}

const defaults = {
  actor: { id: "u", role: "admin" },
  now: new Date(),
  requestId: "r",
  activityRetentionDays: 1,
  pause: async () => undefined,
} as const;

function unitOfWork(database: Database, options: Partial<UnitOfWorkOptions> = {}): UnitOfWork {
  const unit = new UnitOfWork({ ...defaults, database, ...options });
  unit.insert("Clients", { id: "a" }, (existing) => new Error(`taken by ${JSON.stringify(existing)}`));
  unit.update("Clients", { id: "b", name: "B", gone: 1, version: 3 }, { id: "b", name: "C", version: 4 });
  return unit;
}

const conflictReason: Reason = { Code: "TransactionConflict" };
const none: Reason = { Code: "None" };
const refused: Reason = { Code: "ConditionalCheckFailed", Item: { id: { S: "a" } } };

describe("the unit of work", () => {
  beforeEach(() => {
    vi.stubEnv("TABLE_CLIENTS", "clients");
  });

  it("writes everything in one transaction", async () => {
    const { database, send } = databaseResponding();
    await unitOfWork(database).commit();
    expect(send).toHaveBeenCalledTimes(1);
    expect(send.mock.calls[0]?.[0].input.TransactItems).toHaveLength(2);
  });

  it("repeats a transaction that collided with another", async () => {
    const { database, send } = databaseResponding(cancelled(conflictReason, none), cancelled(none, conflictReason));
    await unitOfWork(database).commit();
    expect(send).toHaveBeenCalledTimes(3);
  });

  it("decides again at once where an item that it collided on must be what was read", async () => {
    const { database, send } = databaseResponding(cancelled(conflictReason, none));
    const unit = new UnitOfWork({ ...defaults, database });
    unit.insert("Clients", { id: "a" }, () => new OptimisticLockError());
    await expect(unit.commit()).rejects.toBeInstanceOf(OptimisticLockError);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it("tries again where the first item that it collided on answers for itself", async () => {
    const { database, send } = databaseResponding(cancelled(conflictReason, conflictReason));
    const unit = new UnitOfWork({ ...defaults, database });
    unit.insert("Clients", { id: "a" }, () => new Error("taken"));
    unit.insert("Clients", { id: "b" }, () => new OptimisticLockError());
    await unit.commit();
    expect(send).toHaveBeenCalledTimes(2);
  });

  it("goes on after collisions until its deadline, then gives up with a 503 that may be retried", async () => {
    const { database, send } = databaseResponding(
      ...Array.from({ length: 1000 }, () => cancelled(conflictReason, none)),
    );
    vi.useFakeTimers({ toFake: ["Date"] });
    const pause = async (milliseconds: number) => vi.advanceTimersByTime(milliseconds);
    const error = await unitOfWork(database, { deadline: Date.now() + 9000, pause })
      .commit()
      .catch((caught: unknown) => caught);
    vi.useRealTimers();
    expect(send.mock.calls.length).toBeGreaterThan(15);
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).definition.status).toBe(503);
    expect((error as ApiError).retryAfterSeconds).toBe(1);
  });

  it("gives a refused write its own error, with the item that was in the way", async () => {
    const { database, send } = databaseResponding(cancelled(refused, none));
    await expect(unitOfWork(database).commit()).rejects.toThrow('taken by {"id":"a"}');
    expect(send).toHaveBeenCalledTimes(1);
  });

  it("prefers a refusal to a collision in the same answer", async () => {
    const { database } = databaseResponding(cancelled(conflictReason, refused));
    await expect(unitOfWork(database).commit()).rejects.toMatchObject({ definition: { code: "CONFLICT" } });
  });

  it("answers a lost race with 409, and with 412 where the caller named a version", async () => {
    const without = unitOfWork(databaseResponding(cancelled(none, refused)).database).commit();
    await expect(without).rejects.toMatchObject({ definition: { status: 409, code: "CONFLICT" } });
    const named = unitOfWork(databaseResponding(cancelled(none, refused)).database, { ifMatch: 3 }).commit();
    await expect(named).rejects.toMatchObject({ definition: { status: 412, code: "PRECONDITION_FAILED" } });
  });

  it("passes on what is neither refusal nor collision", async () => {
    const { database } = databaseResponding(cancelled({ Code: "ValidationError" }, none));
    await expect(unitOfWork(database).commit()).rejects.toBeInstanceOf(TransactionCanceledException);
  });

  it("writes nothing after its deadline", async () => {
    const { database, send } = databaseResponding();
    await expect(unitOfWork(database, { deadline: Date.now() - 1 }).commit()).rejects.toMatchObject({
      definition: { status: 503 },
    });
    expect(send).not.toHaveBeenCalled();
  });

  it("writes what differs between two versions, and leaves alone what neither shows", async () => {
    const { database, send } = databaseResponding();
    await unitOfWork(database).commit();
    const [command] = send.mock.calls[0] as unknown as [{ input: { TransactItems: { Update?: object }[] } }];
    expect(command.input.TransactItems[1]?.Update).toEqual({
      TableName: "clients",
      Key: { id: "b" },
      UpdateExpression: "SET #u0 = :u0, #u1 = :u1 REMOVE #u2",
      ConditionExpression: "#version = :version",
      ExpressionAttributeNames: { "#version": "version", "#u0": "version", "#u1": "name", "#u2": "gone" },
      ExpressionAttributeValues: { ":version": 3, ":u0": 4, ":u1": "C" },
    });
  });

  it("takes effects outside back, last first, if it is certain that nothing was written", async () => {
    const { database } = databaseResponding(cancelled(refused, none));
    const unit = unitOfWork(database);
    const done: string[] = [];
    unit.compensate(async () => done.push("first"));
    unit.compensate(async () => done.push("last"));
    await unit.commit().catch(() => undefined);
    await unit.undo();
    expect(done).toEqual(["last", "first"]);
  });

  it("ends at an effect that cannot be taken back, so that what it rests on stays", async () => {
    const unit = unitOfWork(databaseResponding(cancelled(refused, none)).database);
    const release = vi.fn(async () => undefined);
    unit.compensate(release);
    unit.compensate(() => Promise.reject(new Error("cannot be taken back")));
    await unit.commit().catch(() => undefined);
    await expect(unit.undo()).resolves.toBeUndefined();
    expect(release).not.toHaveBeenCalled();
  });

  it("takes nothing back that was written, or may have been", async () => {
    const undo = vi.fn(async () => undefined);
    const written = unitOfWork(databaseResponding().database);
    written.compensate(undo);
    await written.commit();
    await written.undo();
    const unknown = unitOfWork(databaseResponding(new Error("the connection broke")).database);
    unknown.compensate(undo);
    await expect(unknown.commit()).rejects.toThrow("the connection broke");
    await unknown.undo();
    expect(undo).not.toHaveBeenCalled();
    // A handler that fails before its commit has written nothing.
    const failed = unitOfWork(databaseResponding().database);
    failed.compensate(undo);
    await failed.undo();
    expect(undo).toHaveBeenCalledTimes(1);
  });

  it("goes through what follows the commit even if a part of it fails", async () => {
    const unit = unitOfWork(databaseResponding().database);
    const followed = vi.fn(async () => undefined);
    unit.afterCommit(() => Promise.reject(new Error("later")));
    unit.afterCommit(followed);
    await unit.commit();
    await expect(unit.finish()).resolves.toBeUndefined();
    expect(followed).toHaveBeenCalledTimes(1);
  });

  it("refuses an effect after its deadline", () => {
    const { database } = databaseResponding();
    expect(() => unitOfWork(database, { deadline: Date.now() - 1 }).requireTime()).toThrow(ApiError);
    expect(() => unitOfWork(database, { deadline: Date.now() + 1000 }).requireTime()).not.toThrow();
  });

  it("refuses more than a transaction holds, and a second commit", async () => {
    const { database } = databaseResponding();
    const unit = unitOfWork(database);
    for (let index = 0; index < maxTransactionActions; index += 1)
      unit.add({ Delete: { TableName: "clients", Key: { id: String(index) } } });
    await expect(unit.commit()).rejects.toThrow("at most 100 actions");
    await expect(unit.commit()).rejects.toThrow("commits once");
  });
});
