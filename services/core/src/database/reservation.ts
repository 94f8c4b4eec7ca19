/**
 * Reservations. A request reserves an item before it does steps outside the tables, such as making an account or sending a mail. The
 * transaction of the change turns the reservation into the final item. Of several concurrent requests, one gets the item. A request that
 * dies leaves the reservation behind. After its time another request may take it over, with the attributes that the first one stored.
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

/** The age after which a reservation counts as left behind, in seconds: longer than any function behind the gateway runs. */
export const reservationSeconds = 30;

/** The item to reserve. */
export interface ReservationRequest {
  readonly table: TableName;
  readonly id: string;
  readonly now: Date;
  /** Attributes that the item has while it is reserved. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Makes the error if the item exists: a reservation of a running request, or the final item. */
  readonly taken: (existing: Item) => Error;
}

/** A reserved item of this request. */
export class Reservation {
  readonly #database: Database;
  readonly #table: TableName;
  readonly #id: string;
  readonly #attempt: string;
  /** The attributes of the item that an earlier request left behind when it died. */
  readonly leftBehind: Item | undefined;

  constructor(database: Database, request: ReservationRequest, attempt: string, leftBehind: Item | undefined) {
    this.#database = database;
    this.#table = request.table;
    this.#id = request.id;
    this.#attempt = attempt;
    this.leftBehind = leftBehind;
  }

  /** The write of the final item. Refused if another request took over the reservation. */
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

  /** Renews the reservation for its full time. False if another request took it over. */
  async hold(): Promise<boolean> {
    const reservedAt = Math.floor(Date.now() / 1000);
    return (
      (await updateWhere(this.#database, this.#table, this.#id, { set: { reservedAt } }, this.#mine())) !== undefined
    );
  }

  /** Frees the item, unless another request took it over. */
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
 * Reserves an item that does not exist, that was left behind, or whose `heldUntil` (epoch seconds) has passed.
 * @throws the error that `taken` makes of the existing item
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
        // Attributes of an earlier request stay: this request may die before it stores them again.
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
