/**
 * Lists. With `limit` or `cursor`, a list has pages, and each page but the last is full. Without both, it returns up to 5,000 items, newest
 * first, for callers that never page. Filters without an index are applied while the list reads on.
 *
 * A cursor is the position of the last item, never a count. So pages miss and repeat nothing while other items come and go.
 */
import { fieldError } from "../contract/errors.js";
import { compareText, type SortPosition, sortComparison } from "../text/order.js";
import { decodeCursor, encodeCursor, type Position } from "./cursor.js";

/** The most items of a response without paging. */
export const maxUnpagedItems = 5000;
/** The most items that are sorted by a field without an index: each page reads all of them. */
export const maxSortedItems = 1000;
/** Items of a page unless its `limit` is given. */
const defaultPageItems = 100;
/** The most bytes of a response. Lambda allows 6 MB with envelope and headers. */
export const maxResponseBytes = 4 * 1024 * 1024;
/** Items read at once when a filter may drop many. */
const readAheadItems = 200;

/** A page of an index: its items, and where the next page begins. */
export interface Page<Stored> {
  readonly Items?: readonly Stored[] | undefined;
  readonly LastEvaluatedKey?: Readonly<Record<string, unknown>> | undefined;
}

/** Reads a page of an index. */
export type ReadPage<Stored> = (request: {
  readonly startKey: Position | undefined;
  readonly pageSize: number;
}) => Promise<Page<Stored>>;

export interface ListRequest<Stored, Result> {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** Everything that the cursor is bound to. */
  readonly query: unknown;
  /** Reads the index that serves the list, in the requested order. */
  readonly readPage: ReadPage<Stored>;
  /** The key attributes of an item in that index and its table. */
  readonly position: (item: Stored) => Position;
  readonly filter?: ((item: Stored) => boolean) | undefined;
  /** The fewest items per read if `filter` may drop some: 0 if it drops few. @default 200 */
  readonly readAhead?: number | undefined;
  /** An order that the index doesn't have. */
  readonly unindexedSort?: UnindexedSort<Stored> | undefined;
  /** When a record was made, for the order without paging. */
  readonly createdAt: (item: Stored) => string;
  /** The order of a response without paging, if `unindexedSort` gives none. @default newest first */
  readonly unpagedOrder?: ((a: Stored, b: Stored) => number) | undefined;
  readonly toResponse: (item: Stored) => Result | Promise<Result>;
  /** Skips so many items from the start; for callers that count instead of following a cursor. Needs `unindexedSort`. */
  readonly offset?: number | undefined;
  /** How often the response contains the items. @default 1 */
  readonly copies?: number | undefined;
}

/** An order that is made in memory. */
export interface UnindexedSort<Stored> {
  /** The value of `sortBy`, for the error of a list that is too long. */
  readonly name: string;
  readonly descending: boolean;
  /** The position of an item. It must stay the same while the item does not change. */
  readonly position: (item: Stored) => SortPosition;
}

export interface ListResponse<Result> {
  readonly items: Result[];
  readonly pagination: { limit: number; hasMore: boolean; nextCursor?: string; total?: number };
}

/** The list of a caller who may see none of the requested items. */
export function emptyList(limit: number = maxUnpagedItems): ListResponse<never> {
  return { items: [], pagination: { limit, hasMore: false, total: 0 } };
}

/** Reads a list by the rules of the contract. */
export async function list<Stored, Result>(request: ListRequest<Stored, Result>): Promise<ListResponse<Result>> {
  if (request.unindexedSort !== undefined) return sortedList(request, request.unindexedSort);
  const paged = request.limit !== undefined || request.cursor !== undefined;
  const limit = limitOf(request);
  const start = request.cursor === undefined ? undefined : decodeCursor(request.cursor, request.query);
  const { entries, hasMore } = await fitting(read(request, start, limit + 1), limit, request);
  const last = entries.at(-1)?.stored;
  const { unpagedOrder = (a, b) => compareText(request.createdAt(b), request.createdAt(a)) } = request;
  if (!paged) entries.sort((a, b) => unpagedOrder(a.stored, b.stored));
  return {
    items: entries.map(({ response }) => response),
    pagination: {
      limit,
      hasMore,
      ...(hasMore && last !== undefined && { nextCursor: encodeCursor(request.position(last), request.query) }),
      ...(!hasMore && start === undefined && { total: entries.length }),
    },
  };
}

/** A list in an order without an index: all of it is read and sorted, so it must be short. */
async function sortedList<Stored, Result>(
  request: ListRequest<Stored, Result>,
  { name, descending, position }: UnindexedSort<Stored>,
): Promise<ListResponse<Result>> {
  const found: { readonly stored: Stored; readonly at: SortPosition }[] = [];
  for await (const stored of read(request, undefined, maxSortedItems + 1)) found.push({ stored, at: position(stored) });
  if (found.length > maxSortedItems) {
    const message = `can order at most ${maxSortedItems} items by ${name}; narrow the list with filters`;
    throw fieldError("sortBy", message);
  }
  const compare = sortComparison(descending);
  const sorted = found.sort((a, b) => compare(a.at, b.at));
  // The list in memory and one by an index may have the same query: the cursor of one is none of the other.
  const query = { query: request.query, sortedBy: name };
  const { cursor, offset = 0 } = request;
  const after = cursor === undefined ? undefined : sortPositionOf(decodeCursor(cursor, query));
  const rest = after === undefined ? sorted.slice(offset) : sorted.filter(({ at }) => compare(at, after) > 0);
  const limit = limitOf(request);
  const { entries, hasMore } = await fitting(
    rest.map(({ stored }) => stored),
    limit,
    request,
  );
  const last = entries.at(-1)?.stored;
  return {
    items: entries.map(({ response }) => response),
    pagination: {
      limit,
      hasMore,
      total: sorted.length,
      ...(hasMore && last !== undefined && { nextCursor: encodeCursor(cursorPosition(position(last)), query) }),
    },
  };
}

function cursorPosition({ key, id }: SortPosition): Position {
  return { id, ...(key !== undefined && { key }) };
}

function sortPositionOf({ key, id }: Position): SortPosition {
  return { key, id: String(id) };
}

function limitOf({ limit, cursor }: Pick<ListRequest<unknown, unknown>, "limit" | "cursor">): number {
  return limit ?? (cursor === undefined ? maxUnpagedItems : defaultPageItems);
}

/** Reads on until enough items are found or the index ends. */
async function* read<Stored, Result>(
  request: ListRequest<Stored, Result>,
  start: Position | undefined,
  wanted: number,
): AsyncGenerator<Stored, void, undefined> {
  let missing = wanted;
  let startKey = start;
  do {
    const pageSize = request.filter === undefined ? missing : Math.max(missing, request.readAhead ?? readAheadItems);
    const page = await request.readPage({ startKey, pageSize });
    const items = (page.Items ?? []) as Stored[];
    const matching = (request.filter === undefined ? items : items.filter(request.filter)).slice(0, missing);
    yield* matching;
    missing -= matching.length;
    startKey = page.LastEvaluatedKey as Position | undefined;
  } while (startKey !== undefined && missing > 0);
}

/** As many items as fit into the response, from the start; `hasMore` if an item is left. It reads no more than that needs. */
async function fitting<Stored, Result>(
  items: Iterable<Stored> | AsyncIterable<Stored>,
  limit: number,
  { toResponse, copies = 1 }: Pick<ListRequest<Stored, Result>, "toResponse" | "copies">,
): Promise<{ entries: { readonly stored: Stored; readonly response: Result }[]; hasMore: boolean }> {
  const entries: { readonly stored: Stored; readonly response: Result }[] = [];
  let bytes = 0;
  for await (const stored of items) {
    if (entries.length === limit) return { entries, hasMore: true };
    const next = await toResponse(stored);
    bytes += (Buffer.byteLength(JSON.stringify(next)) + 1) * copies;
    if (bytes > maxResponseBytes) return { entries, hasMore: true };
    entries.push({ stored, response: next });
  }
  return { entries, hasMore: false };
}
