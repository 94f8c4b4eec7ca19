import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Database } from "./client.js";
import { Reservation, reserve } from "./reservation.js";

interface Command {
  readonly input: { readonly ExpressionAttributeValues: Readonly<Record<string, unknown>> };
}

function refusedFor(item: object): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({ message: "refused", $metadata: {}, Item: marshall(item) });
}

const request = {
  table: "Users",
  id: "email#a@example.com",
  now: new Date("2026-11-24T10:00:00Z"),
  taken: (existing: object) => new Error(`taken by ${JSON.stringify(existing)}`),
} as const;

describe("a reservation", () => {
  beforeEach(() => {
    vi.stubEnv("TABLE_USERS", "users");
  });

  it("is refused while somebody else has the item", async () => {
    const database = { send: () => Promise.reject(refusedFor({ id: "x", reservation: "theirs" })) };
    await expect(reserve(database as unknown as Database, request)).rejects.toThrow('"reservation":"theirs"');
  });

  it("that the SDK made twice, since its first answer was lost, is this request's all the same", async () => {
    const send = async (command: Command) => {
      throw refusedFor({
        id: "x",
        reservation: command.input.ExpressionAttributeValues[":u0"] as string,
        made: true,
      });
    };
    const reservation = await reserve({ send } as unknown as Database, request);
    expect(reservation).toBeInstanceOf(Reservation);
    expect(reservation.leftBehind?.made).toBe(true);
  });

  it("knows whether it is still held", async () => {
    const held = vi.fn(async () => ({ Attributes: {} }));
    expect(await (await reserve({ send: held } as unknown as Database, request)).hold()).toBe(true);
    const lost = vi
      .fn()
      .mockResolvedValueOnce({})
      .mockRejectedValueOnce(refusedFor({ id: "x" }));
    expect(await (await reserve({ send: lost } as unknown as Database, request)).hold()).toBe(false);
  });
});
