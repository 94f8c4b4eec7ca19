import type { Database } from "@aerotage/core/database/client";
import { compareText } from "@aerotage/core/order";
import type { QueryCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { merged, type Range } from "./by-date.js";

interface Dated {
  readonly id: string;
  readonly date: string;
}

beforeEach(() => {
  vi.stubEnv("TABLE_TIME_ENTRIES", "entries");
});

/** An index with some partitions; equal sort keys are in no particular order, as in DynamoDB, which may also answer less than asked. */
function indexOf(
  partitions: Readonly<Record<string, readonly Dated[]>>,
  sortKey: keyof Dated,
  largestPage = Number.POSITIVE_INFINITY,
) {
  let queries = 0;
  const tables = {
    async send({ input }: QueryCommand) {
      queries += 1;
      const values = input.ExpressionAttributeValues ?? {};
      const [from, to] = [values[":from"] ?? "", values[":to"] ?? "~"].map(String) as [string, string];
      const found = (partitions[String(values[":value"])] ?? [])
        .filter((item) => String(item[sortKey]) >= from && String(item[sortKey]) <= to)
        .toSorted((a, b) => String(a[sortKey]).localeCompare(String(b[sortKey])));
      if (input.ScanIndexForward === false) found.reverse();
      const start = (input.ExclusiveStartKey?.place as number | undefined) ?? 0;
      const end = start + Math.min(input.Limit ?? found.length, largestPage);
      return { Items: found.slice(start, end), ...(end < found.length && { LastEvaluatedKey: { place: end } }) };
    },
  };
  return { tables: tables as unknown as Database, queries: () => queries };
}

const source = (value: string) => ({ index: "Index", attribute: "partition", value });
const range = (more: Partial<Range<Dated>>): Range<Dated> => ({
  sortKey: "date",
  descending: false,
  compareEquals: (a, b) => compareText(a.id, b.id),
  wanted: 10,
  ...more,
});

async function all(items: AsyncGenerator<Dated>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of items) ids.push(id);
  return ids;
}

const item = fc.record({
  id: fc.integer({ min: 0, max: 60 }).map((id) => `e${String(id).padStart(2, "0")}`),
  day: fc.integer({ min: 1, max: 9 }),
});

describe("several partitions as one list", () => {
  it("has each item once, in the order of sort key and of what decides between equal ones, whatever the pages", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(item, { maxLength: 25 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        async (lists, largestPage, descending, from, to) => {
          // An item is in the same state wherever it stands.
          const days = new Map(lists.flat().map(({ id, day }) => [id, day]));
          const partitions = Object.fromEntries(
            lists.map((list, index) => [
              `p${index}`,
              [...new Set(list.map(({ id }) => id))].map((id) => ({ id, date: `2026-11-0${days.get(id)}` })),
            ]),
          );
          const bounds = { from: `2026-11-0${from}`, to: `2026-11-0${to}` };
          const { tables } = indexOf(partitions, "date", largestPage);
          const sources = Object.keys(partitions).map(source);
          const found = await all(merged(tables, sources, range({ descending, ...bounds })));
          const expected = [...days]
            .filter(([, day]) => day >= from && day <= to)
            .map(([id, day]) => `${day} ${id}`)
            .sort()
            .map((text) => text.slice(2));
          expect(found).toEqual(descending ? expected.reverse() : expected);
        },
      ),
    );
  });

  it("reads no further than it is asked to", async () => {
    const items = Array.from({ length: 1000 }, (_, index) => ({
      id: String(index),
      date: String(10_000 + index),
    }));
    const { tables, queries } = indexOf({ a: items, b: items.map((one) => ({ ...one, id: `b${one.id}` })) }, "date");
    const list = merged(tables, [source("a"), source("b")], range({ wanted: 200 }));
    for (let index = 0; index < 150; index += 1) await list.next();
    expect(queries()).toBe(2);
  });
});
