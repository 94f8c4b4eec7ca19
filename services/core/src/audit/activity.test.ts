import { describe, expect, it } from "vitest";
import { newId } from "../runtime/ids.js";
import { canonicalJson } from "../text/canonical-json.js";
import { monthShardOf, monthShardsOf } from "../time/month-shards.js";
import { type ActivityContext, activityItem, changedFields } from "./activity.js";

const context: ActivityContext = {
  actor: { id: "user-1", role: "admin" },
  now: new Date("2026-11-23T08:00:00.000Z"),
  requestId: "request-1",
  sourceIp: "192.0.2.1",
  activityRetentionDays: 30,
};

describe("the activity record", () => {
  it("names the fields that changed, before and after, and no bookkeeping", () => {
    const before = { id: "1", version: 1, name: "Old", notes: "gone", same: { a: 1, b: 2 } };
    const after = { id: "1", version: 2, name: "New", currency: "EUR", same: { b: 2, a: 1 } };
    expect(changedFields(before, after)).toEqual([
      { field: "currency", after: "EUR" },
      { field: "name", before: "Old", after: "New" },
      { field: "notes", before: "gone" },
    ]);
  });

  it("carries who, what, when and from where, and the end of its time", () => {
    const item = activityItem(
      { type: "client.created", entityType: "client", entityId: "c1", after: { name: "A" } },
      context,
    );
    expect(item).toMatchObject({
      userId: "user-1",
      timestamp: "2026-11-23T08:00:00.000Z",
      activityType: "client.created",
      entityId: "c1",
      requestId: "request-1",
      sourceIp: "192.0.2.1",
      changes: [{ field: "name", after: "A" }],
      expiresAt: 1_795_420_800 + 30 * 86_400,
    });
    expect(item.sortKey).toMatch(/^2026-11-23T08:00:00\.000Z#[0-9A-Z]{26}$/);
    expect(item).not.toHaveProperty("outbox");
  });

  it("lies in one of its month's partitions, and many records of one moment in all of them", () => {
    const items = Array.from({ length: 200 }, () =>
      activityItem({ type: "x", entityType: "client", entityId: "c1" }, context),
    );
    const counts = monthShardsOf("2026-11").map(
      (shard) => items.filter(({ monthShard }) => monthShard === shard).length,
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(200);
    // Each has 50 on average; fewer than 20 happen once in a million runs.
    for (const count of counts) expect(count).toBeGreaterThan(20);
    const id = newId(context.now);
    expect(monthShardOf("2026-12-31T23:59:59.999Z", id)).toMatch(/^2026-12#[0-3]$/);
    expect(monthShardOf("2026-12-31T23:59:59.999Z", id)).toBe(monthShardOf("2026-12-01T00:00:00.000Z", id));
  });

  it("marks records with events for the publisher and gives each event an id of its own", () => {
    const event = { type: "client.created", version: 1, data: {} };
    const item = activityItem({ type: "x", entityType: "client", entityId: "c1", events: [event, event] }, context);
    expect(item.outbox).toBe(true);
    const ids = (item.events as { id: string }[]).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });

  it("writes equal values as equal text", () => {
    expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: undefined })).toBe(
      canonicalJson({ a: undefined, b: [1, { c: 2, d: 1 }] }),
    );
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });
});
