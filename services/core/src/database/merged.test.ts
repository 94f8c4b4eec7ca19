import type { QueryCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { compareText } from "../text/order.js";
import type { Database } from "./client.js";
import { merged, type Range } from "./merged.js";

interface Item {
  readonly id: string;
  /** The sort key. */
  readonly place: string;
}

beforeEach(() => {
  vi.stubEnv("TABLE_TIME_ENTRIES", "entries");
});

/** An index with some partitions, which may answer less than is asked for, as DynamoDB may. */
function indexOf(partitions: Readonly<Record<string, readonly Item[]>>, largestPage = Number.POSITIVE_INFINITY) {
  let queries = 0;
  const tables = {
    async send({ input }: QueryCommand) {
      queries += 1;
      const values = input.ExpressionAttributeValues ?? {};
      const [from, to] = [values[":from"] ?? "", values[":to"] ?? "~"].map(String) as [string, string];
      const found = (partitions[String(values[":value"])] ?? [])
        .filter(({ place }) => place >= from && place <= to)
        .toSorted((a, b) => compareText(a.place, b.place));
      if (input.ScanIndexForward === false) found.reverse();
      const start = (input.ExclusiveStartKey?.at as number | undefined) ?? 0;
      const end = start + Math.min(input.Limit ?? found.length, largestPage);
      return { Items: found.slice(start, end), ...(end < found.length && { LastEvaluatedKey: { at: end } }) };
    },
  };
  return { tables: tables as unknown as Database, queries: () => queries };
}

const source = (value: string) => ({ table: "TimeEntries", index: "Index", attribute: "partition", value }) as const;
const range = (more: Partial<Range<"place">>): Range<"place"> => ({
  sortKey: "place",
  descending: false,
  wanted: 10,
  ...more,
});

async function all(items: AsyncGenerator<Item>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of items) ids.push(id);
  return ids;
}

const two = (number: number) => String(number).padStart(2, "0");
const number = fc.integer({ min: 0, max: 60 });

describe("several partitions as one list", () => {
  it("has each item once, in the order of the sort key, whatever the pages", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uniqueArray(number, { maxLength: 25 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        number,
        number,
        async (lists, largestPage, descending, from, to) => {
          const partitions = Object.fromEntries(
            lists.map((list, index) => [`p${index}`, list.map((one) => ({ id: `e${one}`, place: two(one) }))]),
          );
          const { tables } = indexOf(partitions, largestPage);
          const sources = Object.keys(partitions).map(source);
          const found = await all(merged(tables, sources, range({ descending, from: two(from), to: two(to) })));
          const expected = [...new Set(lists.flat())]
            .filter((one) => one >= from && one <= to)
            .toSorted((a, b) => a - b)
            .map((one) => `e${one}`);
          expect(found).toEqual(descending ? expected.reverse() : expected);
        },
      ),
    );
  });

  it("reads no further than it is asked to", async () => {
    const items = Array.from({ length: 1000 }, (_, index) => ({ id: String(index), place: `${10_000 + index}` }));
    const { tables, queries } = indexOf({
      a: items,
      b: items.map((one) => ({ id: `b${one.id}`, place: `${one.place}b` })),
    });
    const list = merged(tables, [source("a"), source("b")], range({ wanted: 200 }));
    for (let index = 0; index < 150; index += 1) await list.next();
    expect(queries()).toBe(2);
  });
});
