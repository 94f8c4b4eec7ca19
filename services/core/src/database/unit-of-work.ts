/**
 * The unit of work: everything that a request changes, its activity record with the events to publish, and the response stored for
 * its idempotency key are one DynamoDB transaction. A crash before it leaves nothing, a crash after it loses nothing.
 */
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { TransactWriteCommand, type TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { type ActivityContext, type ActivityInput, type Actor, activityItem } from "../audit/activity.js";
import { ApiError, conflict, preconditionFailed, unavailable } from "../contract/errors.js";
import { type TableName, tables } from "../contract/tables.js";
import { tableName } from "../runtime/environment.js";
import { logger } from "../runtime/logger.js";
import { canonicalJson } from "../text/canonical-json.js";
import type { Database } from "./client.js";
import { OptimisticLockError, Retries, type RetryOptions } from "./optimistic-lock.js";
import { type Changes, conditionOf, updateExpression, type Where } from "./update-expression.js";

/** One write of a transaction, as the document client takes it. */
export type TransactItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** An item of a table. */
export type Item = Record<string, unknown>;

/** Makes the error of a refused condition; it is given the item that was in the way, where there was one. */
export type Refusal = (existing: Item | undefined) => Error;

/** A stored record with a version. */
export interface Versioned {
  readonly version: number;
}

/** DynamoDB's limit for one transaction. */
export const maxTransactionActions = 100;

/** A write and what its refusal means. */
export interface PlannedWrite {
  readonly item: TransactItem;
  readonly refused: Refusal;
}

export interface UnitOfWorkOptions extends ActivityContext {
  readonly database: Database;
  /** The version that `If-Match` asks for. */
  readonly ifMatch?: number | undefined;
  /** Nothing is written after this moment (epoch milliseconds), because the caller already has a response. */
  readonly deadline?: number | undefined;
  /** Pause before a retry, in milliseconds; tests replace it. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/** On which condition an item is changed, and what a refusal means. */
export interface ChangeOptions {
  readonly where?: Where | undefined;
  /** @default the error of a record that was changed by another request */
  readonly refused?: Refusal | undefined;
  /** True to give the stored item to `refused`. @default false */
  readonly existing?: boolean | undefined;
}

function versionIs(version: number): Where {
  return { condition: "#version = :version", names: { "#version": "version" }, values: { ":version": version } };
}

/** Collects the writes of one request and commits them together. */
export class UnitOfWork {
  readonly #options: UnitOfWorkOptions;
  readonly #writes: PlannedWrite[] = [];
  readonly #undoSteps: Step[] = [];
  readonly #finalSteps: Step[] = [];
  #actor: Actor;
  #state: "open" | "refused" | "unknown" | "committed" = "open";

  constructor(options: UnitOfWorkOptions) {
    this.#options = options;
    this.#actor = options.actor;
  }

  /** Sets the actor, if only the handler can find it: the user behind a mailed link. */
  actAs(actor: Actor): void {
    this.#actor = actor;
  }

  /**
   * Another unit of work for the same request. The handler commits it before its own: a reservation, or a part of a change that is too large
   * for one transaction. Its writes stay, also if the request fails.
   * @param deadline an earlier deadline, epoch milliseconds; the deadline of the request without it
   */
  separateTransaction(deadline = this.#options.deadline): UnitOfWork {
    return new UnitOfWork({ ...this.#options, actor: this.#actor, deadline });
  }

  /** Adds a step that takes back an effect outside the tables. Steps run in reverse order if it is certain that nothing was written. */
  compensate(undo: Step): void {
    this.#undoSteps.push(undo);
  }

  /** Adds a step that follows the commit. Another process must also do it if it fails, because the change is already written. */
  afterCommit(step: Step): void {
    this.#finalSteps.push(step);
  }

  /** The time of every record of this unit of work. */
  get now(): Date {
    return this.#options.now;
  }

  /** The last moment for writes, epoch milliseconds. */
  get deadline(): number | undefined {
    return this.#options.deadline;
  }

  /** The number of planned actions. */
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
          ExpressionAttributeNames: { "#key": tables[table].key.partition },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
      refused,
    );
  }

  /**
   * Writes the differences between two versions of a record. Refused if the stored record no longer has the earlier version. Attributes
   * that neither version has stay as they are: other code owns them.
   */
  update(table: TableName, before: Item & Versioned, after: Item & Versioned, refused?: Refusal): void {
    const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      (name) => name !== "version" && canonicalJson(before[name]) !== canonicalJson(after[name]),
    );
    const set = { version: after.version, ...Object.fromEntries(changed.map((name) => [name, after[name]])) };
    this.change(table, String(before.id), { set }, { where: versionIs(before.version), refused });
  }

  /**
   * Changes attributes of an item, which is made if it does not exist and no condition asks for it.
   * @param key the value of the partition key
   */
  change(
    table: TableName,
    key: string,
    changes: Changes,
    { where, refused, existing = false }: ChangeOptions = {},
  ): void {
    this.add(
      {
        Update: {
          TableName: tableName(table),
          Key: { [tables[table].key.partition]: key },
          ...updateExpression(changes, where),
          ...(existing && { ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
        },
      },
      refused,
    );
  }

  /** Deletes a record of a known version. */
  remove(table: TableName, before: Versioned & { readonly id: string }): void {
    this.add({
      Delete: {
        TableName: tableName(table),
        Key: { id: before.id },
        ...conditionOf(versionIs(before.version)),
      },
    });
  }

  /** Plans the activity record of a change, with its events. */
  audit(activity: ActivityInput): void {
    this.insert(
      "UserActivity",
      activityItem(activity, { ...this.#options, actor: this.#actor }),
      () => new Error("Two activity records have the same key."),
    );
  }

  /** The error of a write that lost a race: 412 if the caller sent `If-Match`, else 409. */
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

  /** The error of a write that lost a race and may be decided again: 412 if the caller sent `If-Match`, else an optimistic lock error. */
  lostRace(): Error {
    return this.#options.ifMatch === undefined ? new OptimisticLockError() : this.staleVersion();
  }

  /**
   * Writes everything, together with `last` (the idempotency record). Does nothing if no write is planned.
   * @throws the refusal of the first condition that did not hold, in the order of the writes, `last` first;
   * `SERVICE_UNAVAILABLE` if the tables stay contended.
   */
  async commit(last?: PlannedWrite): Promise<void> {
    if (this.#state !== "open") throw new Error("A unit of work commits once.");
    const writes = last === undefined ? this.#writes : [last, ...this.#writes];
    if (writes.length > maxTransactionActions) {
      this.#state = "refused";
      throw new RangeError(
        `A transaction holds at most ${maxTransactionActions} actions; this one has ${writes.length}.`,
      );
    }
    this.#state = "unknown";
    const refusal = writes.length > 0 ? await attempt(this.#options.database, writes, this.#options) : undefined;
    this.#state = refusal === undefined ? "committed" : "refused";
    if (refusal !== undefined) throw refusal;
  }

  /**
   * Refuses an effect outside the tables after the deadline of the request. A frozen sandbox may continue much later, when another request
   * has taken over.
   * @throws `SERVICE_UNAVAILABLE`
   */
  requireTime(): void {
    const { deadline } = this.#options;
    if (deadline !== undefined && Date.now() >= deadline) throw tooLate();
  }

  /**
   * Runs the steps that follow the commit, within the time of the request: the change is written, and the caller waits for the response. A
   * step that fails or takes too long is logged, and another process does it.
   */
  async finish(): Promise<void> {
    for (const step of this.#finalSteps) {
      try {
        await this.#withinTime(step());
      } catch (error) {
        logger.warn("A step after the commit failed; it is done later", error as Error);
      }
    }
  }

  async #withinTime(step: Promise<unknown>): Promise<void> {
    const { deadline } = this.#options;
    if (deadline === undefined) return void (await step);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error("There was no time left for it.")), Math.max(deadline - Date.now(), 0));
    });
    try {
      await Promise.race([step, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Takes back effects outside the tables, unless a write was or may have been done. It stops at a step that fails. The reservation of that
   * step stays, and a sweep finds it.
   */
  async undo(): Promise<void> {
    if (this.#state === "unknown" || this.#state === "committed") return;
    try {
      for (const step of [...this.#undoSteps].reverse()) await step();
    } catch (error) {
      logger.warn("A step could not be taken back; the sweep does it", error as Error);
    }
  }
}

/** Something outside the tables that a unit of work does or takes back. */
export type Step = () => Promise<unknown>;

/** Sends a transaction, again with jitter as long as it only collides with others. @throws as `UnitOfWork.commit` */
export async function commitTransaction(
  database: Database,
  writes: readonly PlannedWrite[],
  options: CommitOptions = {},
): Promise<void> {
  const refusal = await attempt(database, writes, options);
  if (refusal !== undefined) throw refusal;
}

type CommitOptions = RetryOptions;

/** The reason for which it is certain that nothing was written; nothing where all was. Throws where neither is known. */
async function attempt(
  database: Database,
  writes: readonly PlannedWrite[],
  options: CommitOptions,
): Promise<Error | undefined> {
  const { deadline } = options;
  const tries = new Retries(options);
  for (;;) {
    if (deadline !== undefined && Date.now() >= deadline) return tooLate();
    try {
      await database.send(new TransactWriteCommand({ TransactItems: writes.map((write) => write.item) }));
      return undefined;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const refusal = refusalOf(error, writes) ?? (await tries.next(error));
      if (refusal !== undefined) return refusal;
    }
  }
}

function tooLate(): ApiError {
  return new ApiError(unavailable, "The request took too long and was given up.", { retryAfterSeconds: 1 });
}

/** Reasons for which the same transaction may succeed a moment later. */
const conflictReason = "TransactionConflict";
const passingReasons = new Set([conflictReason, "ThrottlingError", "ProvisionedThroughputExceeded"]);

/**
 * The error of the first refused condition; undefined if the transaction may be sent again. An item that another transaction was
 * writing is no longer what was read. Where that makes its write `OptimisticLockError`, the decision is made again at once: sent again, the
 * transaction would be refused. Only the first such item counts: where it is a record whose writer answers for itself, the next try
 * tells whether that record was changed.
 */
function refusalOf(error: TransactionCanceledException, writes: readonly PlannedWrite[]): Error | undefined {
  const reasons = error.CancellationReasons ?? [];
  for (const [index, reason] of reasons.entries())
    if (reason.Code === "ConditionalCheckFailed")
      return writes[index]?.refused(reason.Item && unmarshall(reason.Item)) ?? error;
  const codes = reasons.flatMap(({ Code }) => (Code === undefined || Code === "None" ? [] : Code));
  if (codes.length === 0 || codes.some((code) => !passingReasons.has(code))) return error;
  const collided = writes[reasons.findIndex(({ Code }) => Code === conflictReason)]?.refused(undefined);
  return collided instanceof OptimisticLockError ? collided : undefined;
}
