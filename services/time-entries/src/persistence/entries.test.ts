import type { Database } from "@aerotage/core/database/client";
import type { QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Entry } from "../domain/entry.js";
import { orderKey } from "../domain/list-order.js";
import { type EntryListRequest, type ListSelection, listEntries } from "./entries.js";

beforeEach(() => {
  vi.stubEnv("TABLE_TIME_ENTRIES", "entries");
  vi.stubEnv("CURSOR_SECRET", "a secret of a test");
});

const two = (number: number) => String(number).padStart(2, "0");
const now = new Date("2026-12-01T12:00:00Z");

/** One of a hundred entries: its days, times and durations repeat. Some have no times. */
function entry(number: number): Entry {
  const date = `2026-11-${two(1 + (number % 4))}`;
  const hour = (number * 7) % 11;
  const createdAt = new Date(Date.UTC(2026, 10, 5, 0, (number * 31) % 100)).toISOString();
  const submittedAt = new Date(Date.UTC(2026, 10, 6, number % 3)).toISOString();
  return {
    id: `01E${two((number * 17) % 100)}`,
    userId: `u${number % 3}`,
    projectId: `p${number % 2}`,
    clientId: "c",
    date,
    ...(number % 5 !== 0 && { startedAt: `${date}T${two(hour)}:00:00.000Z`, startTime: `${two(hour)}:00` }),
    timezone: "UTC",
    duration: 1 + (number % 6),
    description: `Work ${number}`,
    isBillable: number % 2 === 0,
    tags: [],
    status: "submitted",
    submittedAt,
    source: "manual",
    createdAt,
    updatedAt: createdAt,
    createdBy: "u",
    version: 1,
  } as Entry;
}

/** The attributes by which indexes find an entry. */
function indexedAttributes(one: Entry): Record<string, unknown> {
  const shard = [...one.userId].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 65_536, 0) % 4;
  return {
    ...one,
    monthShard: `${one.date.slice(0, 7)}#${shard}`,
    dateOrder: orderKey(one, "date"),
    queueOrder: orderKey(one, "submittedAt"),
    approvalTeamId: "t",
    approvalProjectId: one.projectId,
  };
}

/** A table with entries, whose answers have at most 30 items. */
function tableOf(numbers: Iterable<number>): Database {
  const items = [...numbers].map((number) => indexedAttributes(entry(number)));
  return {
    async send({ input }: QueryCommand) {
      if (input.KeyConditionExpression === undefined) return { Item: { id: "months", earliest: "2026-10" } };
      const names = input.ExpressionAttributeNames ?? {};
      const values = input.ExpressionAttributeValues ?? {};
      const sort = input.IndexName?.includes("Approval") ? "queueOrder" : "dateOrder";
      const found = items
        .filter((item) => item[names["#partition"] ?? ""] === values[":value"])
        .filter((item) => String(item[sort]) >= String(values[":from"] ?? ""))
        .filter((item) => String(item[sort]) <= String(values[":to"] ?? "~"))
        .sort((a, b) => (String(a[sort]) < String(b[sort]) ? -1 : 1));
      if (input.ScanIndexForward === false) found.reverse();
      const start = (input.ExclusiveStartKey?.at as number | undefined) ?? 0;
      const end = start + Math.min(input.Limit ?? 1, 30);
      return { Items: found.slice(start, end), ...(end < found.length && { LastEvaluatedKey: { at: end } }) };
    },
  } as unknown as Database;
}

const places: readonly ListSelection[] = [
  { kind: "all" },
  { kind: "user", ids: ["u1"] },
  { kind: "scope", userIds: ["u0", "u1"], projectIds: ["p1"] },
  { kind: "queue", teamIds: ["t"], projectIds: ["p0"] },
];
const orders = fc.record(
  {
    sortBy: fc.constantFrom("date", "duration", "createdAt"),
    sortOrder: fc.constantFrom("asc", "desc"),
  },
  { requiredKeys: [] },
);

function isIn(place: ListSelection, { userId, projectId }: Entry): boolean {
  if (place.kind === "user") return place.ids.includes(userId);
  if (place.kind === "scope") return place.userIds.includes(userId) || place.projectIds.includes(projectId);
  return true;
}

type Asked = Partial<
  Pick<EntryListRequest<Entry>, "sortBy" | "sortOrder" | "limit" | "cursor" | "filter" | "selection">
>;
const listed = (numbers: Iterable<number>, asked: Asked) =>
  listEntries(
    {
      selection: { kind: "all" },
      filter: undefined,
      query: {},
      now,
      toResponse: (one: Entry) => one,
      ...asked,
    } as EntryListRequest<Entry>,
    tableOf(numbers),
  );

describe("a list of entries", () => {
  it("by pages misses and repeats nothing while entries come and go, in every order and place", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(99), { maxLength: 60 }),
        fc.array(
          fc.record({ come: fc.array(fc.nat(99), { maxLength: 8 }), go: fc.array(fc.nat(99), { maxLength: 8 }) }),
          {
            minLength: 1,
            maxLength: 10,
          },
        ),
        fc.constantFrom(...places),
        orders,
        fc.integer({ min: 1, max: 9 }),
        async (first, changes, place, order, limit) => {
          const present = new Set(first);
          const throughout = new Set(first.filter((number) => isIn(place, entry(number))));
          const seen: string[] = [];
          let cursor: string | undefined;
          let page = 0;
          do {
            const { items, pagination } = await listed(present, {
              selection: place,
              ...order,
              limit,
              ...(cursor && { cursor }),
            });
            if (pagination.hasMore) expect(items).toHaveLength(limit);
            seen.push(...items.map(({ id }) => id));
            cursor = pagination.nextCursor;
            const { come, go } = changes[page % changes.length] ?? { come: [], go: [] };
            for (const number of come) present.add(number);
            for (const number of go) {
              present.delete(number);
              throughout.delete(number);
            }
            page += 1;
          } while (cursor !== undefined);
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen).toEqual(expect.arrayContaining([...throughout].map((number) => entry(number).id)));
        },
      ),
    );
  });

  it("by date has each day by start time, entries without one at its end, equal ones by creation", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(99), { maxLength: 60 }),
        fc.constantFrom("asc", "desc"),
        fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
        async (numbers, sortOrder, limit) => {
          const items: Entry[] = [];
          let cursor: string | undefined;
          do {
            const page = await listed(numbers, { sortBy: "date", sortOrder, limit, cursor } as Asked);
            items.push(...page.items);
            cursor = page.pagination.nextCursor;
          } while (cursor !== undefined);
          if (sortOrder === "desc") items.reverse();
          const rows = items.map(({ date, startTime, createdAt }) => `${date} ${startTime ?? "24:00"} ${createdAt}`);
          expect(rows).toEqual(rows.toSorted());
          expect(items).toHaveLength(numbers.length);
        },
      ),
    );
  });

  it("without paging has all, newest first, and what is left out by a filter is not in it", async () => {
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    const all = await listed(numbers, {});
    const created = all.items.map(({ createdAt }) => createdAt);
    expect(created).toEqual(created.toSorted().reverse());
    expect(all.pagination).toEqual({ limit: 5000, hasMore: false, total: 100 });
    const some = await listed(numbers, { filter: ({ isBillable }) => isBillable });
    expect(some.pagination.total).toBe(50);
    const queue = await listed(numbers, {
      selection: { kind: "queue", teamIds: ["t"], projectIds: [] },
      sortBy: "date",
    });
    const dates = queue.items.map(({ date }) => date);
    expect(dates).toEqual(dates.toSorted());
  });
});
