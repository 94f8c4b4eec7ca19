/**
 * The unit of work: everything that a request changes, its activity record with the events to publish, and the answer kept for
 * its idempotency key are one DynamoDB transaction. A crash before it leaves nothing, a crash after it loses nothing.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { TransactWriteCommand, type TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { type ActivityContext, type ActivityInput, activityItem } from "../activity.js";
import { tableName } from "../environment.js";
import { ApiError, conflict, preconditionFailed, unavailable } from "../errors.js";
import type { TableName } from "../manifest.js";
import type { Database } from "./client.js";

/** One write of a transaction, as the document client takes it. */
export type TransactItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** An item as it lies in a table. */
export type Item = Record<string, unknown>;

/** Makes the error of a refused condition; it is given the item that was in the way, where there was one. */
export type Refusal = (existing: Item | undefined) => Error;

/** A stored record with a version. */
export interface Versioned {
  readonly version: number;
}

/** DynamoDB's limit for one transaction. */
export const maxTransactionActions = 100;

/** Tries of a transaction that collides with others, and the longest first pause between them in milliseconds. */
const commitAttempts = 6;
const basePauseMilliseconds = 25;

/** The partition key attribute of each table that has a simple key named otherwise than `id`. */
const keyNames: Partial<Record<TableName, string>> = {
  UserSessions: "sessionId",
  UserActivity: "userId",
  Requests: "requestKey",
};

/** A write and what its refusal means. */
export interface PlannedWrite {
  readonly item: TransactItem;
  readonly refused: Refusal;
}

export interface UnitOfWorkOptions extends ActivityContext {
  readonly database: Database;
  /** The version that `If-Match` asks for. */
  readonly ifMatch?: number | undefined;
  /** After this moment (epoch milliseconds) nothing is written any more: the caller has already been answered. */
  readonly deadline?: number | undefined;
  /** Pause before a retry, in milliseconds; tests replace it. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/** Collects the writes of one request and commits them together. */
export class UnitOfWork {
  readonly #options: UnitOfWorkOptions;
  readonly #writes: PlannedWrite[] = [];
  #committed = false;

  constructor(options: UnitOfWorkOptions) {
    this.#options = options;
  }

  /** The moment that every record of this unit of work carries. */
  get now(): Date {
    return this.#options.now;
  }

  /** How many actions it holds so far. */
  get size(): number {
    return this.#writes.length;
  }

  /** Adds a write of any kind. */
  add(item: TransactItem, refused: Refusal = () => this.staleVersion()): void {
    this.#writes.push({ item, refused });
  }

  /** Puts an item that must not exist yet. */
  insert(table: TableName, item: Item, refused: Refusal): void {
    this.add(
      {
        Put: {
          TableName: tableName(table),
          Item: item,
          ConditionExpression: "attribute_not_exists(#key)",
          ExpressionAttributeNames: { "#key": keyNames[table] ?? "id" },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
      refused,
    );
  }

  /** Puts a record in the place of its earlier version; refused if that version is no longer the stored one. */
  replace(table: TableName, before: Versioned, after: Item & Versioned): void {
    this.add({
      Put: {
        TableName: tableName(table),
        Item: after,
        ConditionExpression: "#version = :version",
        ExpressionAttributeNames: { "#version": "version" },
        ExpressionAttributeValues: { ":version": before.version },
      },
    });
  }

  /** Deletes a record of a known version. */
  remove(table: TableName, before: Versioned & { readonly id: string }): void {
    this.add({
      Delete: {
        TableName: tableName(table),
        Key: { id: before.id },
        ConditionExpression: "#version = :version",
        ExpressionAttributeNames: { "#version": "version" },
        ExpressionAttributeValues: { ":version": before.version },
      },
    });
  }

  /** Writes the activity record of a change, with the events that follow from it. */
  record(activity: ActivityInput): void {
    this.insert(
      "UserActivity",
      activityItem(activity, this.#options),
      () => new Error("Two activity records have the same key."),
    );
  }

  /** The error of a write that lost against another: 412 where the caller named a version, else 409. */
  staleVersion(): ApiError {
    return this.#options.ifMatch === undefined
      ? new ApiError(
          conflict,
          "The record was changed by somebody else in the meantime. Read it again and repeat the change.",
        )
      : new ApiError(
          preconditionFailed,
          `The record no longer has version ${this.#options.ifMatch}. Read it again and repeat the change.`,
        );
  }

  /**
   * Writes everything, together with `last` (the idempotency record). Does nothing if there is nothing to write.
   * @throws the refusal of the first condition that did not hold, in the order of the writes, `last` first;
   * `SERVICE_UNAVAILABLE` if the tables stay contended.
   */
  async commit(last?: PlannedWrite): Promise<void> {
    if (this.#committed) throw new Error("A unit of work commits once.");
    this.#committed = true;
    const writes = last === undefined ? this.#writes : [last, ...this.#writes];
    if (writes.length === 0) return;
    if (writes.length > maxTransactionActions) {
      throw new RangeError(
        `A transaction holds at most ${maxTransactionActions} actions; this one has ${writes.length}.`,
      );
    }
    await commitTransaction(this.#options.database, writes, this.#options);
  }
}

/** Sends a transaction, again with jitter as long as it only collides with others. */
export async function commitTransaction(
  database: Database,
  writes: readonly PlannedWrite[],
  options: Pick<UnitOfWorkOptions, "deadline" | "pause"> = {},
): Promise<void> {
  const pause = options.pause ?? sleep;
  for (let attempt = 1; ; attempt += 1) {
    if (options.deadline !== undefined && Date.now() >= options.deadline) {
      throw new ApiError(unavailable, "The request took too long; nothing was written.", { retryAfterSeconds: 1 });
    }
    try {
      await database.send(new TransactWriteCommand({ TransactItems: writes.map((write) => write.item) }));
      return;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const refusal = refusalOf(error, writes);
      if (refusal !== undefined) throw refusal;
      if (attempt === commitAttempts) {
        throw new ApiError(unavailable, "Too many changes at once touch the same records.", {
          retryAfterSeconds: 1,
          cause: error,
        });
      }
      await pause(Math.random() * basePauseMilliseconds * 2 ** attempt);
    }
  }
}

/** Reasons for which the same transaction may succeed a moment later. */
const passingReasons = new Set(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]);

/** The error of the first refused condition; undefined if the transaction may be sent again. */
function refusalOf(error: TransactionCanceledException, writes: readonly PlannedWrite[]): Error | undefined {
  const reasons = error.CancellationReasons ?? [];
  let passing = false;
  for (const [index, reason] of reasons.entries()) {
    if (reason.Code === "ConditionalCheckFailed")
      return writes[index]?.refused(reason.Item && unmarshall(reason.Item)) ?? error;
    if (reason.Code !== undefined && passingReasons.has(reason.Code)) passing = true;
    else if (reason.Code !== undefined && reason.Code !== "None") return error;
  }
  return passing ? undefined : error;
}
