/**
 * Reservations: an item that is taken before steps outside the tables are done for it (an account made, a mail sent), and becomes
 * what it stands for in the transaction of the change. Of several requests at once one gets it. One that died leaves it behind: it
 * may be taken over after its time, and whoever does so finds what the first one left.
 */
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { TableName } from "../contract/tables.js";
import { tableName } from "../runtime/environment.js";
import { newId } from "../runtime/ids.js";
import type { Database } from "./client.js";
import type { Item, PlannedWrite, Refusal } from "./unit-of-work.js";
import { conditionOf, updateExpression, type Where } from "./update-expression.js";
import { updateWhere } from "./update-where.js";

/** After this long a reservation counts as left behind: longer than any function runs behind the gateway. */
export const reservationSeconds = 30;

/** What is to be reserved. */
export interface ReservationRequest {
  readonly table: TableName;
  readonly id: string;
  readonly now: Date;
  /** Attributes that the item has while it is reserved. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Makes the error if the item is there: reserved by a request that still runs, or what it stands for. */
  readonly taken: (existing: Item) => Error;
}

/** An item that this request holds. */
export class Reservation {
  readonly #database: Database;
  readonly #table: TableName;
  readonly #id: string;
  readonly #attempt: string;
  /** The attributes that an earlier request, which died, left with the item. */
  readonly leftBehind: Item | undefined;

  constructor(database: Database, request: ReservationRequest, attempt: string, leftBehind: Item | undefined) {
    this.#database = database;
    this.#table = request.table;
    this.#id = request.id;
    this.#attempt = attempt;
    this.leftBehind = leftBehind;
  }

  /** The write that makes the item what it stands for. Refused if another request took it over. */
  complete(item: Readonly<Record<string, unknown>>, refused: Refusal): PlannedWrite {
    return {
      item: {
        Put: { TableName: tableName(this.#table), Item: { ...item, id: this.#id }, ...conditionOf(this.#mine()) },
      },
      refused,
    };
  }

  /** Stores an attribute that a request needs if it takes over the reservation. */
  async note(attribute: string, value: string | number | boolean): Promise<void> {
    await this.#database.send(
      new UpdateCommand({
        TableName: tableName(this.#table),
        Key: { id: this.#id },
        ...updateExpression({ set: { [attribute]: value } }, this.#mine()),
      }),
    );
  }

  /** True if this request still has the item; it then keeps it for the full time from now on. */
  async hold(): Promise<boolean> {
    const reservedAt = Math.floor(Date.now() / 1000);
    return (
      (await updateWhere(this.#database, this.#table, this.#id, { set: { reservedAt } }, this.#mine())) !== undefined
    );
  }

  /** Frees the item, unless another request has it by now. */
  async release(): Promise<void> {
    try {
      await this.#database.send(
        new DeleteCommand({ TableName: tableName(this.#table), Key: { id: this.#id }, ...conditionOf(this.#mine()) }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  #mine(): Where {
    return { condition: "reservation = :mine", values: { ":mine": this.#attempt } };
  }
}

/**
 * Reserves an item that is not there, that was left behind, or whose `heldUntil` (epoch seconds) has passed.
 * @throws what `taken` makes of the item that is in the way
 */
export async function reserve(database: Database, request: ReservationRequest): Promise<Reservation> {
  const { table, id, now, attributes = {}, taken } = request;
  const attempt = newId(now);
  const seconds = Math.floor(now.getTime() / 1000);
  try {
    const { Attributes } = await database.send(
      new UpdateCommand({
        TableName: tableName(table),
        Key: { id },
        // What an earlier request noted stays: this one may die before it has noted it again.
        ...updateExpression(
          { set: { reservation: attempt, reservedAt: seconds, ...attributes }, remove: ["heldUntil"] },
          {
            condition: "attribute_not_exists(id) OR heldUntil < :now OR reservedAt < :dead",
            values: { ":now": seconds, ":dead": seconds - reservationSeconds },
          },
        ),
        ReturnValues: "ALL_OLD",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
    return new Reservation(database, request, attempt, Attributes?.reservation === undefined ? undefined : Attributes);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException) || error.Item === undefined) throw error;
    const existing = unmarshall(error.Item);
    // The SDK sent the update again because the first response was lost. The item belongs to this request.
    if (existing.reservation === attempt) return new Reservation(database, request, attempt, existing);
    throw taken(existing);
  }
}
