/**
 * The tables in memory, for unit tests. One object stands for all tables: it reads keys and indexes from tables.ts and follows the
 * conditions, transactions and limits of DynamoDB. The cases in memory-database-cases.ts run on it and on a real DynamoDB.
 */
import { ConditionalCheckFailedException, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { type TableDescription, type TableName, tableNames, tables } from "../contract/tables.js";
import { tableName } from "../runtime/environment.js";
import type { Database } from "./client.js";
import {
  compare,
  type ExpressionInput,
  ExpressionScope,
  type MemoryItem,
  parseCondition,
  parseProjection,
  parseUpdate,
  ValidationException,
} from "./memory-expressions.js";
import { maxTransactionActions } from "./unit-of-work.js";

/** DynamoDB's limit for one item, in bytes. */
const maxItemBytes = 400 * 1024;
/** DynamoDB's limit for one call of BatchGetItem. */
const maxBatchKeys = 100;
/** DynamoDB's limit for one page of a query, in bytes. */
const maxPageBytes = 1024 * 1024;

/** A write, as a command of its own or an action of a transaction. */
interface Write extends ExpressionInput {
  readonly TableName?: string | undefined;
  readonly Item?: MemoryItem | undefined;
  readonly Key?: MemoryItem | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
  readonly ReturnValues?: string | undefined;
}

type WriteKind = "Put" | "Update" | "Delete" | "ConditionCheck";

/** A write that was checked, and is not stored yet. */
interface Prepared {
  readonly rows: Map<string, MemoryItem>;
  readonly id: string;
  readonly before: MemoryItem | undefined;
  readonly holds: boolean;
  /** The item after the write; undefined where there is none. */
  readonly after: () => MemoryItem | undefined;
}

const messageOfCondition = "The conditional request failed";

/** All tables of the product, in memory. */
export class MemoryDatabase {
  readonly #rows = new Map<TableName, Map<string, MemoryItem>>();
  readonly #nameOf: (table: TableName) => string;

  /** @param nameOf the name by which commands call a table */
  constructor(nameOf: (table: TableName) => string = tableName) {
    this.#nameOf = nameOf;
  }

  /** Runs a command, as the document client does. It waits one turn, so that requests can overtake each other. */
  readonly send: Database["send"] = async (command: object): Promise<never> => {
    await Promise.resolve();
    return this.#run(command) as never;
  };

  /** The items of a table, copied. */
  items(table: TableName): MemoryItem[] {
    return [...this.#rowsOf(table).values()].map(copied);
  }

  /** Stores items without a condition. */
  put(table: TableName, ...items: readonly object[]): void {
    for (const item of items) {
      const stored = asStored(item);
      this.#rowsOf(table).set(keyOf(table, stored, false), stored);
    }
  }

  #run(command: object): object {
    if (command instanceof GetCommand) {
      const { table, rows } = this.#table(command.input.TableName);
      const scope = new ExpressionScope(command.input);
      const { ProjectionExpression } = command.input;
      const project = ProjectionExpression === undefined ? copied : parseProjection(ProjectionExpression, scope);
      scope.requireAllUsed();
      const item = rows.get(keyOf(table, command.input.Key ?? {}, true));
      return item === undefined ? {} : { Item: project(copied(item)) };
    }
    if (command instanceof BatchGetCommand) return this.#batchGet(command.input);
    if (command instanceof QueryCommand) return this.#query(command.input);
    if (command instanceof PutCommand) return this.#write("Put", command.input);
    if (command instanceof UpdateCommand) return this.#write("Update", command.input);
    if (command instanceof DeleteCommand) return this.#write("Delete", command.input);
    if (command instanceof TransactWriteCommand) return this.#transact(command.input.TransactItems ?? []);
    throw new TypeError(`The tables in memory do not know the command ${command.constructor.name}.`);
  }

  #rowsOf(table: TableName): Map<string, MemoryItem> {
    const rows = this.#rows.get(table) ?? new Map<string, MemoryItem>();
    this.#rows.set(table, rows);
    return rows;
  }

  #table(name: string | undefined): { table: TableName; rows: Map<string, MemoryItem> } {
    const table = tableNames.find((one) => this.#nameOf(one) === name);
    if (table === undefined) throw new Error(`ResourceNotFoundException: there is no table ${name}`);
    return { table, rows: this.#rowsOf(table) };
  }

  #batchGet(input: BatchGetCommandInput): object {
    const requests = Object.entries(input.RequestItems ?? {});
    const count = requests.reduce((sum, [, { Keys = [] }]) => sum + Keys.length, 0);
    if (count === 0 || count > maxBatchKeys)
      throw new ValidationException(`A batch has 1 to ${maxBatchKeys} keys, not ${count}`);
    const Responses = Object.fromEntries(
      requests.map(([name, { Keys = [] }]) => {
        const { table, rows } = this.#table(name);
        const ids = Keys.map((key) => keyOf(table, key, true));
        if (new Set(ids).size < ids.length)
          throw new ValidationException("Provided list of item keys contains duplicates");
        return [
          name,
          ids.flatMap((id): MemoryItem[] => {
            const item = rows.get(id);
            return item === undefined ? [] : [copied(item)];
          }),
        ];
      }),
    );
    return { Responses, UnprocessedKeys: {} };
  }

  #query(input: QueryCommandInput): object {
    const { table, rows } = this.#table(input.TableName);
    const description: TableDescription = tables[table];
    const index = input.IndexName === undefined ? undefined : indexOf(table, input.IndexName);
    if (index !== undefined && input.ConsistentRead === true)
      throw new ValidationException("Consistent reads are not supported on global secondary indexes");
    const { partition, sort } = index ?? description.key;
    const scope = new ExpressionScope(input);
    const isInRange = parseCondition(requireKeyCondition(input.KeyConditionExpression, scope, partition, sort), scope);
    const isWanted = input.FilterExpression === undefined ? () => true : parseCondition(input.FilterExpression, scope);
    const project =
      input.ProjectionExpression === undefined ? copied : parseProjection(input.ProjectionExpression, scope);
    scope.requireAllUsed();
    if (input.Limit !== undefined && input.Limit < 1) throw new ValidationException("Limit must be at least 1");
    const direction = input.ScanIndexForward === false ? -1 : 1;
    const keys = [...(sort === undefined ? [] : [sort]), description.key.partition, description.key.sort ?? []].flat();
    const inOrder = (a: MemoryItem, b: MemoryItem) => {
      for (const key of keys) {
        const order = compare(a[key], b[key]) ?? 0;
        if (order !== 0) return order * direction;
      }
      return 0;
    };
    const start = input.ExclusiveStartKey;
    const found = [...rows.values()]
      // An index holds the items that have both of its key attributes.
      .filter((item) => [partition, sort].every((key) => key === undefined || typeof item[key] === "string"))
      .filter(isInRange)
      .sort(inOrder)
      .filter((item) => start === undefined || inOrder(item, start) > 0);
    const page: MemoryItem[] = [];
    let bytes = 0;
    for (const item of found) {
      if (page.length === input.Limit || bytes >= maxPageBytes) break;
      bytes += bytesOf(item);
      page.push(item);
    }
    const last = page.at(-1);
    const isCut = page.length < found.length || page.length === input.Limit;
    const shown = page
      .filter(isWanted)
      .map((item) => (index?.keysOnly === true ? only(item, [partition, ...keys]) : copied(item)))
      .map(project);
    return {
      Items: shown,
      Count: shown.length,
      ScannedCount: page.length,
      ...(isCut && last !== undefined && { LastEvaluatedKey: only(last, [partition, ...keys]) }),
    };
  }

  #prepare(kind: WriteKind, write: Write): Prepared {
    const { table, rows } = this.#table(write.TableName);
    const scope = new ExpressionScope(write);
    const condition =
      write.ConditionExpression === undefined ? undefined : parseCondition(write.ConditionExpression, scope);
    const update = write.UpdateExpression === undefined ? undefined : parseUpdate(write.UpdateExpression, scope);
    scope.requireAllUsed();
    const put = kind === "Put" ? asStored(write.Item ?? {}) : undefined;
    const id = put === undefined ? keyOf(table, write.Key ?? {}, true) : keyOf(table, put, false);
    const before = rows.get(id);
    const after = () => {
      if (kind === "Delete") return undefined;
      if (kind === "ConditionCheck") return before;
      const item = put ?? asStored(update?.(before ?? copied(write.Key ?? {})) ?? before ?? write.Key ?? {});
      if (keyOf(table, item, false) !== id)
        throw new ValidationException("Cannot update an attribute that is part of the key");
      requireIndexKeys(table, item);
      if (bytesOf(item) > maxItemBytes)
        throw new ValidationException("Item size has exceeded the maximum allowed size");
      return item;
    };
    return { rows, id, before, holds: condition?.(before ?? {}) ?? true, after };
  }

  #write(kind: WriteKind, write: Write): object {
    const { rows, id, before, holds, after } = this.#prepare(kind, write);
    if (!holds) {
      throw new ConditionalCheckFailedException({
        message: messageOfCondition,
        $metadata: {},
        ...itemOnFailure(write, before),
      });
    }
    const item = after();
    store(rows, id, item);
    const returned = write.ReturnValues === "ALL_NEW" ? item : write.ReturnValues === "ALL_OLD" ? before : undefined;
    if (!["ALL_NEW", "ALL_OLD", "NONE", undefined].includes(write.ReturnValues))
      throw new ValidationException(`The tables in memory do not know ReturnValues ${write.ReturnValues}`);
    return returned === undefined ? {} : { Attributes: copied(returned) };
  }

  #transact(actions: readonly Partial<Record<WriteKind, object | undefined>>[]): object {
    if (actions.length === 0 || actions.length > maxTransactionActions)
      throw new ValidationException(`A transaction has 1 to ${maxTransactionActions} actions, not ${actions.length}`);
    const prepared = actions.map((action) => {
      const [[kind, write] = [], ...more] = Object.entries(action) as [WriteKind, Write][];
      if (kind === undefined || write === undefined || more.length > 0)
        throw new ValidationException("An action of a transaction is one write");
      return { write, ...this.#prepare(kind, write) };
    });
    const targets = new Set(prepared.map(({ write, id }) => `${write.TableName}\n${id}`));
    if (targets.size < prepared.length)
      throw new ValidationException("Transaction request cannot include multiple operations on one item");
    let isRefused = false;
    const results = prepared.map(({ write, rows, id, before, holds, after }) => {
      if (!holds) {
        isRefused = true;
        const reason = { Code: "ConditionalCheckFailed", Message: messageOfCondition, ...itemOnFailure(write, before) };
        return { reason, apply: () => {} };
      }
      try {
        const item = after();
        return { reason: { Code: "None" }, apply: () => store(rows, id, item) };
      } catch (error) {
        if (!(error instanceof ValidationException)) throw error;
        isRefused = true;
        return { reason: { Code: "ValidationError", Message: error.message }, apply: () => {} };
      }
    });
    if (isRefused) {
      const CancellationReasons = results.map(({ reason }) => reason);
      const codes = CancellationReasons.map(({ Code }) => Code).join(", ");
      const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
      throw new TransactionCanceledException({ message, $metadata: {}, CancellationReasons });
    }
    for (const { apply } of results) apply();
    return {};
  }
}

function store(rows: Map<string, MemoryItem>, id: string, item: MemoryItem | undefined): void {
  if (item === undefined) rows.delete(id);
  else rows.set(id, item);
}

/** The item as the client gives it in an error: not converted. */
function itemOnFailure(write: Write, before: MemoryItem | undefined) {
  return write.ReturnValuesOnConditionCheckFailure === "ALL_OLD" && before !== undefined
    ? { Item: marshall(before) }
    : {};
}

/** An item as a table holds it: without undefined values, and with the types that DynamoDB knows. */
function asStored(item: object): MemoryItem {
  return unmarshall(marshall(item, { removeUndefinedValues: true }));
}

function copied(item: MemoryItem): MemoryItem {
  return structuredClone(item);
}

function only(item: MemoryItem, names: readonly string[]): MemoryItem {
  return Object.fromEntries(names.map((name) => [name, item[name]]));
}

/** The key of an item as one text. @param isWhole true if the item is a key and must have no other attribute */
function keyOf(table: TableName, item: MemoryItem, isWhole: boolean): string {
  const { partition, sort }: TableDescription["key"] = tables[table].key;
  const names = sort === undefined ? [partition] : [partition, sort];
  if (isWhole && Object.keys(item).length !== names.length)
    throw new ValidationException("The provided key element does not match the schema");
  return JSON.stringify(
    names.map((name) => {
      const value = item[name];
      if (typeof value !== "string")
        throw new ValidationException(`The key attribute ${name} of ${table} is missing or no text`);
      if (value === "") throw new ValidationException(`The key attribute ${name} of ${table} is an empty text`);
      return value;
    }),
  );
}

/** Key attributes of indexes are texts that are not empty, where they exist. */
function requireIndexKeys(table: TableName, item: MemoryItem): void {
  const { indexes }: TableDescription = tables[table];
  for (const { name, partition, sort } of indexes)
    for (const key of sort === undefined ? [partition] : [partition, sort])
      if (item[key] !== undefined && (typeof item[key] !== "string" || item[key] === ""))
        throw new ValidationException(`The key attribute ${key} of the index ${name} must be a text that is not empty`);
}

function indexOf(table: TableName, name: string) {
  const { indexes }: TableDescription = tables[table];
  const index = indexes.find((one) => one.name === name);
  if (index === undefined) throw new ValidationException(`The table ${table} does not have the index ${name}`);
  return index;
}

/** Checks that a key condition is an equation of the partition key, and at most one comparison of the sort key. */
function requireKeyCondition(
  text: string | undefined,
  scope: ExpressionScope,
  partition: string,
  sort: string | undefined,
): string {
  const name = (word = "") => (word.startsWith("#") ? scope.name(word) : word);
  const match =
    /^\s*([#\w]+)\s*=\s*:\w+(?:\s+AND\s+(?:([#\w]+)\s*(?:(?:=|<=?|>=?)\s*:\w+|BETWEEN\s+:\w+\s+AND\s+:\w+)|begins_with\s*\(\s*([#\w]+)\s*,\s*:\w+\s*\)))?\s*$/.exec(
      text ?? "",
    );
  const compared = match?.[2] ?? match?.[3];
  if (text === undefined || match === null || name(match[1]) !== partition)
    throw new ValidationException(`Query condition missed key schema element: ${partition} (${text})`);
  if (compared !== undefined && name(compared) !== sort)
    throw new ValidationException(`Query condition missed key schema element: ${sort} (${text})`);
  return text;
}

/** The bytes of a value, about as DynamoDB counts them. */
function bytesOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number") return Math.ceil(String(value).replace(/\D/g, "").length / 2) + 1;
  if (value instanceof Uint8Array) return value.byteLength;
  if (value instanceof Set || Array.isArray(value))
    return 3 + [...value].reduce<number>((sum, one) => sum + 1 + bytesOf(one), 0);
  if (typeof value !== "object" || value === null) return 1;
  return Object.entries(value).reduce((sum, [name, one]) => sum + Buffer.byteLength(name) + bytesOf(one), 0);
}
