import * as fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type SortPosition, sortComparison } from "../text/order.js";
import {
  type ListRequest,
  list,
  maxResponseBytes,
  maxSortedItems,
  maxUnpagedItems,
  type UnindexedSort,
} from "./list.js";

interface Thing {
  readonly id: string;
  readonly createdAt: string;
  readonly even: boolean;
  /** What some lists are sorted by; missing of some things. */
  readonly rank?: number;
}

function things(count: number): Thing[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(index).padStart(6, "0"),
    createdAt: new Date(1_700_000_000_000 + ((index * 7919) % 10_007) * 1000).toISOString(),
    even: index % 2 === 0,
  }));
}

/**
 * An index over these things, which answers as DynamoDB does: it goes on after a key whether or not its item is still there, and gives a
 * last key even where the end has been reached exactly.
 */
function request(
  all: readonly Thing[],
  options: Partial<ListRequest<Thing, unknown>> = {},
): ListRequest<Thing, Thing> & { reads: number } {
  const made = {
    query: { list: "things" },
    reads: 0,
    readPage: async ({
      startKey,
      pageSize,
    }: {
      startKey: Readonly<Record<string, string | number>> | undefined;
      pageSize: number;
    }) => {
      made.reads += 1;
      const left = all.filter(({ id }) => startKey === undefined || id > String(startKey.id));
      const page = left.slice(0, pageSize);
      const last = page.at(-1);
      return {
        Items: page as unknown as Record<string, unknown>[],
        LastEvaluatedKey: page.length === pageSize && last ? { id: last.id } : undefined,
      };
    },
    position: ({ id }: Thing) => ({ id }),
    createdAt: (thing: Thing) => thing.createdAt,
    toResponse: (thing: Thing) => thing,
    ...options,
  };
  return made as ListRequest<Thing, Thing> & { reads: number };
}

async function walk(
  all: readonly Thing[],
  limit: number,
  options: Partial<ListRequest<Thing, unknown>> = {},
): Promise<Thing[][]> {
  const pages: Thing[][] = [];
  let cursor: string | undefined;
  do {
    const { items, pagination } = await list(request(all, { ...options, limit, cursor }));
    expect(pagination.hasMore).toBe(pagination.nextCursor !== undefined);
    pages.push(items);
    cursor = pagination.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

const byRank = (descending: boolean): UnindexedSort<Thing> => ({
  name: "rank",
  descending,
  position: ({ rank, id }): SortPosition => ({ key: rank, id }),
});

/** Ids of things that come or go after each page. */
const changes = fc.array(
  fc.record({ come: fc.array(fc.nat(60), { maxLength: 6 }), go: fc.array(fc.nat(60), { maxLength: 6 }) }),
  { minLength: 1, maxLength: 12 },
);

describe("a list", () => {
  beforeEach(() => {
    vi.stubEnv("CURSOR_SECRET", "a secret of a test");
  });

  it("gives every item once over its pages, all full but the last", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(450), fc.integer({ min: 1, max: 100 }), fc.boolean(), async (count, limit, filtered) => {
        const all = things(count);
        const wanted = filtered ? all.filter(({ even }) => even) : all;
        const pages = await walk(all, limit, filtered ? { filter: ({ even }) => even } : {});
        expect(pages.flat()).toEqual(wanted);
        expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("without paging answers up to 5,000 items, newest first", async () => {
    const few = await list(request(things(30)));
    expect(few.items.map(({ createdAt }) => createdAt)).toEqual(
      few.items
        .map(({ createdAt }) => createdAt)
        .toSorted()
        .reverse(),
    );
    expect(few.pagination).toEqual({ limit: maxUnpagedItems, hasMore: false, total: 30 });
    const all = await list(request(things(5000)));
    expect(all.pagination).toEqual({ limit: 5000, hasMore: false, total: 5000 });
    const many = await list(request(things(5200)));
    expect(many.items).toHaveLength(5000);
    expect(many.pagination.hasMore).toBe(true);
    const { items: rest } = await list(request(things(5200), { cursor: many.pagination.nextCursor }));
    expect(new Set([...many.items, ...rest].map(({ id }) => id)).size).toBe(5100);
  });

  it("without paging has another order if the request says so", async () => {
    const unpagedOrder = (a: Thing, b: Thing) => Number(b.id) - Number(a.id);
    const { items } = await list(request(things(20), { unpagedOrder }));
    expect(items.map(({ id }) => Number(id))).toEqual(Array.from({ length: 20 }, (_, index) => 19 - index));
  });

  it("is cut where the answer would grow too large, and goes on from there", async () => {
    const all = things(10);
    const toResponse = (thing: Thing) => ({ ...thing, text: "x".repeat(maxResponseBytes / 4) });
    const first = await list(request(all, { toResponse }));
    expect(first.items).toHaveLength(3);
    expect(first.pagination.hasMore).toBe(true);
    const second = await list(request(all, { toResponse, cursor: first.pagination.nextCursor }));
    expect((second.items[0] as Thing).id).toBe("000003");
  });

  it("reads no further than an answer may be large", async () => {
    const toResponse = (thing: Thing) => ({ ...thing, text: "x".repeat(maxResponseBytes / 10) });
    const one = request(things(3000), { toResponse, filter: () => true });
    const { readPage } = one;
    const cut = await list({ ...one, readPage: ({ startKey }) => readPage({ startKey, pageSize: 50 }) });
    expect([cut.items.length, one.reads]).toEqual([9, 1]);
  });

  it("in an order without an index sorts all, by pages too, those without a key last", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.nat(5), { nil: undefined }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        async (ranks, limit, descending) => {
          const all = things(ranks.length).map((thing, index): Thing => {
            const rank = ranks[index];
            return { ...thing, ...(rank !== undefined && { rank }) };
          });
          const unindexedSort = byRank(descending);
          const pages = await walk(all, limit, { unindexedSort });
          const compare = sortComparison(descending);
          const { position } = unindexedSort;
          expect(pages.flat()).toEqual(all.toSorted((a, b) => compare(position(a), position(b))));
          expect(pages.flat().map(({ rank }) => rank)).toEqual([
            ...ranks.filter((rank) => rank !== undefined).sort((a, b) => (descending ? b - a : a - b)),
            ...ranks.filter((rank) => rank === undefined),
          ]);
          expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
        },
      ),
    );
  });

  it.each([
    ["of an index", undefined],
    ["in memory", byRank(false)],
    ["in memory, descending", byRank(true)],
  ])("%s misses and repeats nothing while items come and go between its pages", async (_, unindexedSort) => {
    const thing = (number: number): Thing => ({
      id: String(number).padStart(6, "0"),
      createdAt: new Date(1_700_000_000_000 + number).toISOString(),
      even: number % 2 === 0,
      ...(number % 7 !== 0 && { rank: (number * 13) % 5 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(60), { maxLength: 40 }),
        changes,
        fc.integer({ min: 1, max: 7 }),
        async (first, between, limit) => {
          const present = new Set(first);
          const throughout = new Set(first);
          const seen: string[] = [];
          let cursor: string | undefined;
          let page = 0;
          do {
            const all = [...present].sort((a, b) => a - b).map(thing);
            const { items, pagination } = await list(request(all, { unindexedSort, limit, cursor }));
            seen.push(...items.map(({ id }) => id));
            cursor = pagination.nextCursor;
            const { come, go } = between[page % between.length] ?? { come: [], go: [] };
            for (const number of come) present.add(number);
            for (const number of go) {
              present.delete(number);
              throughout.delete(number);
            }
            page += 1;
          } while (cursor !== undefined);
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen).toEqual(expect.arrayContaining([...throughout].map((number) => thing(number).id)));
        },
      ),
    );
  });

  it("skips items at its start only: a cursor goes on after the last item", async () => {
    const unindexedSort = byRank(false);
    const options = { unindexedSort, limit: 2, offset: 1 };
    const first = await list(request(things(6), options));
    expect(first.items.map(({ id }) => Number(id))).toEqual([1, 2]);
    const second = await list(request(things(6), { ...options, cursor: first.pagination.nextCursor }));
    expect(second.items.map(({ id }) => Number(id))).toEqual([3, 4]);
    const byIndex = list(request(things(6), { limit: 2, cursor: first.pagination.nextCursor }));
    await expect(byIndex).rejects.toMatchObject({ details: [{ path: "cursor" }] });
  });

  it("refuses an order without an index over more than 1,000 items", async () => {
    await expect(list(request(things(maxSortedItems + 1), { unindexedSort: byRank(false) }))).rejects.toMatchObject({
      definition: { status: 400 },
      details: [{ path: "sortBy" }],
    });
  });

  it("reads no more pages than it needs", async () => {
    const one = request(things(300), { limit: 10 });
    await list(one);
    expect(one.reads).toBe(1);
  });
});
