/**
 * Reading several partitions of an index, or of several indexes, as one list in the order of their sort key. Equal sort keys have no
 * order of their own in DynamoDB: items with the same one are read together and sorted, so that a page can go on anywhere without
 * losing or repeating.
 */

import type { Database } from "@aerotage/core/database/client";
import { tableName } from "@aerotage/core/environment";
import { compareText } from "@aerotage/core/order";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";

/** A partition of an index of TimeEntries. */
export interface Source {
  readonly index: string;
  readonly attribute: string;
  readonly value: string;
}

/** What is read of each source, and in which order. */
export interface Range<Item extends Listed> {
  /** The indexes' sort key. */
  readonly sortKey: string & keyof Item;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly descending: boolean;
  /** The ascending order of items with the same sort key. */
  readonly compareEquals: (a: Item, b: Item) => number;
  /** Items that the first queries of all sources ask for together; each further query of a source asks for twice as many as its last. */
  readonly wanted: number;
}

/** The fewest items that are read of a source at once. */
const fewestAtOnce = 25;
/** The most items that the queries of a source grow to. */
const largestPage = 400;

/** An item of a list, which may stand in several sources. */
export interface Listed {
  readonly id: string;
}

/** The items of all sources, each once, in the order of their sort key, and of `compareEquals` where that is the same. */
export async function* merged<Item extends Listed>(
  tables: Database,
  sources: readonly Source[],
  range: Range<Item>,
): AsyncGenerator<Item, void, undefined> {
  const { sortKey, descending, compareEquals, wanted } = range;
  const sign = descending ? -1 : 1;
  const pageSize = Math.max(Math.ceil(wanted / Math.max(sources.length, 1)), fewestAtOnce);
  const readers = sources.map((source) => new Reader(tables, source, range, pageSize));
  for (;;) {
    await Promise.all(readers.map((reader) => reader.fill()));
    const heads = readers.flatMap((reader) => reader.head ?? []).map((item) => String(item[sortKey]));
    const [first] = heads;
    if (first === undefined) return;
    const next = heads.reduce((best, one) => (sign * compareText(one, best) < 0 ? one : best), first);
    const groups = await Promise.all(readers.map((reader) => reader.take(next)));
    const group = new Map(groups.flat().map((item) => [item.id, item]));
    yield* [...group.values()].sort((a, b) => sign * compareEquals(a, b));
  }
}

/** One source, read page by page. */
class Reader<Item extends Listed> {
  readonly #tables: Database;
  readonly #source: Source;
  readonly #range: Range<Item>;
  #items: Item[] = [];
  #startKey: Record<string, unknown> | undefined;
  #pageSize: number;
  readonly #largestPage: number;
  #ended = false;

  constructor(tables: Database, source: Source, range: Range<Item>, pageSize: number) {
    this.#tables = tables;
    this.#source = source;
    this.#range = range;
    this.#pageSize = pageSize;
    this.#largestPage = Math.max(largestPage, pageSize);
  }

  get head(): Item | undefined {
    return this.#items[0];
  }

  /** Reads on until there is an item, or nothing more. */
  async fill(): Promise<void> {
    while (this.#items.length === 0 && !this.#ended) await this.#read();
  }

  /** Takes the items with a sort key, which are the next ones if there are any. */
  async take(value: string): Promise<Item[]> {
    const { sortKey } = this.#range;
    while (!this.#ended && this.#items.every((item) => item[sortKey] === value) && this.#items.length > 0)
      await this.#read();
    const count = this.#items.findIndex((item) => item[sortKey] !== value);
    return this.#items.splice(0, count === -1 ? this.#items.length : count);
  }

  async #read(): Promise<void> {
    const { index, attribute, value } = this.#source;
    const { sortKey, from, to, descending } = this.#range;
    const bounds =
      from !== undefined && to !== undefined
        ? " AND #sort BETWEEN :from AND :to"
        : from !== undefined
          ? " AND #sort >= :from"
          : to !== undefined
            ? " AND #sort <= :to"
            : "";
    const { Items = [], LastEvaluatedKey } = await this.#tables.send(
      new QueryCommand({
        TableName: tableName("TimeEntries"),
        IndexName: index,
        KeyConditionExpression: `#partition = :value${bounds}`,
        ExpressionAttributeNames: { "#partition": attribute, ...(bounds !== "" && { "#sort": sortKey }) },
        ExpressionAttributeValues: {
          ":value": value,
          ...(from !== undefined && { ":from": from }),
          ...(to !== undefined && { ":to": to }),
        },
        ScanIndexForward: !descending,
        Limit: this.#pageSize,
        ExclusiveStartKey: this.#startKey,
      }),
    );
    this.#items.push(...(Items as unknown as Item[]));
    // A source that is read on is read in ever larger parts: what is looked for may be far down.
    this.#pageSize = Math.min(2 * this.#pageSize, this.#largestPage);
    this.#startKey = LastEvaluatedKey;
    this.#ended = LastEvaluatedKey === undefined;
  }
}
