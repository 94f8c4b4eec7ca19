/**
 * Lists. With `limit` or `cursor` a list is paged: full pages until the last. Without both it answers up to 1,000 items, newest
 * first, for callers that never page. Filters without an index are applied while reading on.
 */
import type { QueryCommandOutput } from "@aws-sdk/lib-dynamodb";
import { fieldError } from "../errors.js";
import { compareText } from "../order.js";
import { decodeCursor, encodeCursor, type Position } from "./cursor.js";

/** The most items of an answer without paging, and the most that are sorted by a field without an index. */
export const maxUnpagedItems = 1000;
/** The most bytes of an answer: a function's answer may have 6 MB, the envelope and headers included. */
export const maxAnswerBytes = 4 * 1024 * 1024;
/** Items read at once when a filter may drop many. */
const readAheadItems = 200;

/** How the pages of an index are read. */
export type ReadPage = (request: {
  startKey: Position | undefined;
  pageSize: number;
}) => Promise<Pick<QueryCommandOutput, "Items" | "LastEvaluatedKey">>;

export interface ListRequest<Stored, Answer> {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** Everything that the cursor is bound to. */
  readonly query: unknown;
  /** Reads the index that serves the list, in the order asked for. */
  readonly readPage: ReadPage;
  /** The key attributes of an item in that index and its table. */
  readonly position: (item: Stored) => Position;
  readonly keep?: ((item: Stored) => boolean) | undefined;
  /** How many items are read at once at least where `keep` may drop some: 0 where it drops few. @default 200 */
  readonly readAhead?: number | undefined;
  /** An order that the index doesn't have. */
  readonly unindexedSort?: { readonly name: string; readonly compare: (a: Stored, b: Stored) => number } | undefined;
  /** When a record was made, for the order without paging. */
  readonly createdAt: (item: Stored) => string;
  readonly answer: (item: Stored) => Answer | Promise<Answer>;
  /** Skips so many items from the start; for callers that count instead of following a cursor. Needs `unindexedSort`. */
  readonly offset?: number | undefined;
  /** How often the items stand in the answer. @default 1 */
  readonly copies?: number | undefined;
}

export interface ListAnswer<Answer> {
  readonly items: Answer[];
  readonly pagination: { limit: number; hasMore: boolean; nextCursor?: string; total?: number };
}

/** The list of somebody who may see none of what they ask for. */
export function emptyList(limit: number = maxUnpagedItems): ListAnswer<never> {
  return { items: [], pagination: { limit, hasMore: false, total: 0 } };
}

/** Answers a list as the contract's rules say. */
export async function list<Stored, Answer>(request: ListRequest<Stored, Answer>): Promise<ListAnswer<Answer>> {
  if (request.unindexedSort !== undefined) return sortedList(request, request.unindexedSort);
  const paged = request.limit !== undefined || request.cursor !== undefined;
  const limit = request.limit ?? (paged ? 100 : maxUnpagedItems);
  const start = request.cursor === undefined ? undefined : decodeCursor(request.cursor, request.query);
  const found = await read(request, start, limit + 1);
  const page = found.slice(0, limit);
  const fitting = await cut(page, request);
  const last = page[fitting.length - 1];
  const hasMore = fitting.length < found.length;
  const entries = page.slice(0, fitting.length).map((stored, index) => ({ stored, answer: fitting[index] as Answer }));
  if (!paged) entries.sort((a, b) => compareText(request.createdAt(b.stored), request.createdAt(a.stored)));
  return {
    items: entries.map((entry) => entry.answer),
    pagination: {
      limit,
      hasMore,
      ...(hasMore && last !== undefined && { nextCursor: encodeCursor(request.position(last), request.query) }),
      ...(!hasMore && start === undefined && { total: fitting.length }),
    },
  };
}

/** A list in an order without an index: all of it is read and sorted, so it must be short. */
async function sortedList<Stored, Answer>(
  request: ListRequest<Stored, Answer>,
  sort: { readonly name: string; readonly compare: (a: Stored, b: Stored) => number },
): Promise<ListAnswer<Answer>> {
  const found = await read(request, undefined, maxUnpagedItems + 1);
  if (found.length > maxUnpagedItems) {
    const message = `can order at most ${maxUnpagedItems} items by ${sort.name}; narrow the list with filters`;
    throw fieldError("sortBy", message);
  }
  const sorted = found.sort(sort.compare);
  const offset =
    request.cursor === undefined ? (request.offset ?? 0) : Number(decodeCursor(request.cursor, request.query).offset);
  const limit = request.limit ?? (request.cursor === undefined ? maxUnpagedItems : 100);
  const items = await cut(sorted.slice(offset, offset + limit), request);
  const next = offset + items.length;
  const hasMore = next < sorted.length;
  return {
    items,
    pagination: {
      limit,
      hasMore,
      total: sorted.length,
      ...(hasMore && { nextCursor: encodeCursor({ offset: next }, request.query) }),
    },
  };
}

/** Reads on until enough items are found or the index ends. */
async function read<Stored, Answer>(
  request: ListRequest<Stored, Answer>,
  start: Position | undefined,
  wanted: number,
): Promise<Stored[]> {
  const found: Stored[] = [];
  let startKey = start;
  do {
    const missing = wanted - found.length;
    const pageSize = request.keep === undefined ? missing : Math.max(missing, request.readAhead ?? readAheadItems);
    const page = await request.readPage({ startKey, pageSize });
    const items = (page.Items ?? []) as Stored[];
    found.push(...(request.keep === undefined ? items : items.filter(request.keep)));
    startKey = page.LastEvaluatedKey as Position | undefined;
  } while (startKey !== undefined && found.length < wanted);
  return found.slice(0, wanted);
}

/** As many answers as fit, from the start. */
async function cut<Stored, Answer>(
  items: readonly Stored[],
  { answer, copies = 1 }: Pick<ListRequest<Stored, Answer>, "answer" | "copies">,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let bytes = 0;
  for (const item of items) {
    const next = await answer(item);
    bytes += (Buffer.byteLength(JSON.stringify(next)) + 1) * copies;
    if (bytes > maxAnswerBytes) break;
    answers.push(next);
  }
  return answers;
}
