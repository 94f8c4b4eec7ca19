import type { Database } from "@aerotage/core/database/client";
import { GetCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { followTeam } from "./follow-team.js";

beforeEach(() => {
  vi.stubEnv("TABLE_TIME_ENTRIES", "entries");
  vi.stubEnv("TABLE_USERS", "users");
});

/** Ada, in the team `new`, with entries in the queue of the team `old`, which the index lists one read later. */
function tables() {
  const lagging = [
    [],
    [
      { id: "e1", userId: "ada" },
      { id: "e2", userId: "bob" },
    ],
  ];
  const moved: unknown[] = [];
  const database = {
    async send(command: unknown) {
      if (command instanceof GetCommand) return { Item: { id: "ada", teamId: "new" } };
      if (command instanceof QueryCommand) return { Items: lagging.shift() ?? [] };
      if (command instanceof UpdateCommand)
        moved.push([command.input.Key?.id, command.input.ExpressionAttributeValues]);
      return {};
    },
  } as unknown as Database;
  return { database, moved };
}

describe("what somebody has submitted", () => {
  it("follows them to their new team, also where the index lists it late", async () => {
    const { database, moved } = tables();
    const pause = vi.fn(async () => undefined);
    await followTeam({ userId: "ada", previousTeamId: "old" }, database, pause);
    expect(pause).toHaveBeenCalledTimes(1);
    expect(moved).toEqual([["e1", { ":from": "old", ":u0": "new" }]]);
  });

  it("stays where they are in the same team again, and where the team did not change", async () => {
    const { database, moved } = tables();
    const pause = vi.fn(async () => undefined);
    await followTeam({ userId: "ada", previousTeamId: "new" }, database, pause);
    await followTeam({ userId: "ada" }, database, pause);
    expect(pause).not.toHaveBeenCalled();
    expect(moved).toEqual([]);
  });
});
