import { describe, expect, it, vi } from "vitest";
import { batchGet, getMany } from "./batch.js";
import type { Database } from "./client.js";

/** A table that leaves keys for the next call so many times. */
function leaving(times: number) {
  const send = vi.fn(async ({ input }: { input: { RequestItems: Record<string, unknown> } }) => {
    times -= 1;
    return times >= 0
      ? { Responses: {}, UnprocessedKeys: input.RequestItems }
      : { Responses: { users: [{ id: "u" }] } };
  });
  return { database: { send } as unknown as Database, send };
}

describe("a read of many items", () => {
  it("asks again for keys that DynamoDB leaves, after a pause", async () => {
    vi.stubEnv("TABLE_USERS", "users");
    const { database, send } = leaving(2);
    const pause = vi.fn(async () => undefined);
    expect(await batchGet(database, { Users: [{ id: "u" }] }, pause)).toEqual({ Users: [{ id: "u" }] });
    expect(send).toHaveBeenCalledTimes(3);
    expect(pause).toHaveBeenCalledTimes(2);
  });

  it("ends with 503 if it leaves them again and again", async () => {
    vi.stubEnv("TABLE_USERS", "users");
    const read = batchGet(leaving(100).database, { Users: [{ id: "u" }] }, async () => undefined);
    await expect(read).rejects.toMatchObject({ definition: { status: 503 }, retryAfterSeconds: 1 });
  });

  it("of any number has at most forty calls under way, and each item once", async () => {
    vi.stubEnv("TABLE_USERS", "users");
    let [underWay, most] = [0, 0];
    const send = async ({ input }: { input: { RequestItems: { users: { Keys: { id: string }[] } } } }) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 1));
      underWay -= 1;
      return { Responses: { users: input.RequestItems.users.Keys } };
    };
    const ids = Array.from({ length: 10_050 }, (_, index) => `u${index}`);
    const items = await getMany({ send } as unknown as Database, "Users", [...ids, "u1"]);
    expect(items.map(({ id }) => id).sort()).toEqual(ids.toSorted());
    expect(most).toBe(40);
  });
});
