import * as fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type ListRequest, list, maxAnswerBytes, maxUnpagedItems } from "./list.js";

interface Thing {
  readonly id: string;
  readonly createdAt: string;
  readonly even: boolean;
}

function things(count: number): Thing[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(index).padStart(6, "0"),
    createdAt: new Date(1_700_000_000_000 + ((index * 7919) % 10_007) * 1000).toISOString(),
    even: index % 2 === 0,
  }));
}

/** An index over these things, which answers as DynamoDB does: a last key even where the end has been reached exactly. */
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
      const from = startKey === undefined ? 0 : all.findIndex(({ id }) => id === startKey.id) + 1;
      const page = all.slice(from, from + pageSize);
      const last = page.at(-1);
      return {
        Items: page as unknown as Record<string, unknown>[],
        LastEvaluatedKey: page.length === pageSize && last ? { id: last.id } : undefined,
      };
    },
    position: ({ id }: Thing) => ({ id }),
    createdAt: (thing: Thing) => thing.createdAt,
    answer: (thing: Thing) => thing,
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

describe("a list", () => {
  beforeEach(() => {
    vi.stubEnv("CURSOR_SECRET", "a secret of a test");
  });

  it("gives every item once over its pages, all full but the last", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(450), fc.integer({ min: 1, max: 100 }), fc.boolean(), async (count, limit, filtered) => {
        const all = things(count);
        const wanted = filtered ? all.filter(({ even }) => even) : all;
        const pages = await walk(all, limit, filtered ? { keep: ({ even }) => even } : {});
        expect(pages.flat()).toEqual(wanted);
        expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("without paging answers up to 1,000 items, newest first", async () => {
    const few = await list(request(things(30)));
    expect(few.items.map(({ createdAt }) => createdAt)).toEqual(
      few.items
        .map(({ createdAt }) => createdAt)
        .toSorted()
        .reverse(),
    );
    expect(few.pagination).toEqual({ limit: maxUnpagedItems, hasMore: false, total: 30 });
    const many = await list(request(things(1200)));
    expect(many.items).toHaveLength(1000);
    expect(many.pagination.hasMore).toBe(true);
  });

  it("is cut where the answer would grow too large, and goes on from there", async () => {
    const all = things(10);
    const answer = (thing: Thing) => ({ ...thing, text: "x".repeat(maxAnswerBytes / 4) });
    const first = await list(request(all, { answer }));
    expect(first.items).toHaveLength(3);
    expect(first.pagination.hasMore).toBe(true);
    const second = await list(request(all, { answer, cursor: first.pagination.nextCursor }));
    expect((second.items[0] as Thing).id).toBe("000003");
  });

  it("in an order without an index sorts all, by pages too", async () => {
    const all = things(250);
    const compare = (a: Thing, b: Thing) => a.createdAt.localeCompare(b.createdAt);
    const pages = await walk(all, 100, { unindexedSort: { name: "createdAt", compare } });
    expect(pages.map((page) => page.length)).toEqual([100, 100, 50]);
    expect(pages.flat()).toEqual(all.toSorted(compare));
  });

  it("refuses an order without an index over more than 1,000 items", async () => {
    const sort = { name: "createdAt", compare: () => 0 };
    await expect(list(request(things(1001), { unindexedSort: sort }))).rejects.toMatchObject({
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
