/**
 * Reading several partitions of an index, or of several indexes, as one list in the order of their sort key. No two items have the
 * same sort key, and an item has the same one wherever it stands: so a list reads on only until it is full.
 */
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { TableName } from "../contract/tables.js";
import { tableName } from "../runtime/environment.js";
import { compareText } from "../text/order.js";
import type { Database } from "./client.js";

/** A partition of an index. */
export interface Source {
  readonly table: TableName;
  readonly index: string;
  readonly attribute: string;
  readonly value: string;
}

/** What is read of each source, and in which order. */
export interface Range<SortKey extends string> {
  /** The attribute that is the sort key of all indexes. */
  readonly sortKey: SortKey;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly descending: boolean;
  /** Items that the first queries of all sources ask for together; each further query of a source asks for twice as many as its last. */
  readonly wanted: number;
}

/** The fewest items that are read of a source at once. */
const fewestAtOnce = 25;
/** The most items that the queries of a source grow to. */
const largestPage = 400;

/** An item of a list, with its sort key. */
export type Listed<SortKey extends string> = { readonly [name in SortKey]?: string | undefined };

/** The items of all sources, each once, in the order of their sort key. */
export async function* merged<SortKey extends string, Item extends Listed<SortKey>>(
  tables: Database,
  sources: readonly Source[],
  range: Range<SortKey>,
): AsyncGenerator<Item, void, undefined> {
  const compare = comparisonIn(range);
  const pageSize = Math.max(Math.ceil(range.wanted / Math.max(sources.length, 1)), fewestAtOnce);
  let readers = sources.map((source) => new Reader<SortKey, Item>(tables, source, range, pageSize));
  for (;;) {
    const dry = readers.filter(({ head }) => head === undefined);
    await Promise.all(dry.map((reader) => reader.fill()));
    if (dry.length > 0) readers = readers.filter(({ head }) => head !== undefined);
    let next: Item | undefined;
    for (const { head } of readers)
      if (head !== undefined && (next === undefined || compare(head, next) < 0)) next = head;
    if (next === undefined) return;
    // An item may stand in several sources.
    for (const reader of readers) if (reader.head?.[range.sortKey] === next[range.sortKey]) reader.advance();
    yield next;
  }
}

function comparisonIn<SortKey extends string>({ sortKey, descending }: Range<SortKey>) {
  const sign = descending ? -1 : 1;
  return (a: Listed<SortKey>, b: Listed<SortKey>) => sign * compareText(String(a[sortKey]), String(b[sortKey]));
}

/** One source, read page by page. */
class Reader<SortKey extends string, Item extends Listed<SortKey>> {
  readonly #tables: Database;
  readonly #source: Source;
  readonly #range: Range<SortKey>;
  #items: readonly Item[] = [];
  #position = 0;
  #startKey: Record<string, unknown> | undefined;
  #pageSize: number;
  readonly #largestPage: number;
  #ended = false;

  constructor(tables: Database, source: Source, range: Range<SortKey>, pageSize: number) {
    this.#tables = tables;
    this.#source = source;
    this.#range = range;
    this.#pageSize = pageSize;
    this.#largestPage = Math.max(largestPage, pageSize);
  }

  /** The next item; undefined where none has been read yet, or there is none. */
  get head(): Item | undefined {
    return this.#items[this.#position];
  }

  /** Reads on until there is an item, or nothing more. */
  async fill(): Promise<void> {
    while (this.head === undefined && !this.#ended) await this.#read();
  }

  /** Goes on behind the next item. */
  advance(): void {
    this.#position += 1;
  }

  async #read(): Promise<void> {
    const { table, index, attribute, value } = this.#source;
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
        TableName: tableName(table),
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
    this.#items = Items as Item[];
    this.#position = 0;
    // A source that is read on is read in ever larger parts: what is looked for may be far down.
    this.#pageSize = Math.min(2 * this.#pageSize, this.#largestPage);
    this.#startKey = LastEvaluatedKey;
    this.#ended = LastEvaluatedKey === undefined;
  }
}
