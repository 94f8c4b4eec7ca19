import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { beforeEach, expect, it, vi } from "vitest";
import type { Database } from "./client.js";
import { updateWhere } from "./update-where.js";

beforeEach(() => {
  vi.stubEnv("TABLE_SETTINGS", "settings");
});

const changes = { set: { a: 1 } };
const where = { condition: "b = :b", values: { ":b": 2 } };
const answering = (send: () => Promise<unknown>) => ({ send }) as unknown as Database;

it("returns the item as it is then, undefined where the condition does not hold, and throws other errors", async () => {
  const changed = answering(() => Promise.resolve({ Attributes: { id: "x", a: 1 } }));
  expect(await updateWhere(changed, "Settings", "x", changes, where)).toEqual({ id: "x", a: 1 });
  const refused = new ConditionalCheckFailedException({ message: "refused", $metadata: {} });
  expect(
    await updateWhere(
      answering(() => Promise.reject(refused)),
      "Settings",
      "x",
      changes,
      where,
    ),
  ).toBeUndefined();
  const broken = answering(() => Promise.reject(new Error("broken")));
  await expect(updateWhere(broken, "Settings", "x", changes, where)).rejects.toThrow("broken");
});
