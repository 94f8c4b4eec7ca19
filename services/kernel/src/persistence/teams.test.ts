import type { Database } from "@aerotage/core/database/client";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { scopeOf } from "./teams.js";

interface Team {
  readonly id: string;
  readonly memberIds?: Set<string>;
  readonly childTeamIds?: Set<string>;
}

/** Answers batches of keys from some teams, and counts the calls. */
function tablesWith(teams: readonly Team[]) {
  const send = vi.fn(async (command: { input: { RequestItems: Record<string, { Keys: { id: string }[] }> } }) => {
    const { Keys } = command.input.RequestItems.teams ?? { Keys: [] };
    return { Responses: { teams: teams.filter(({ id }) => Keys.some((key) => key.id === id)) } };
  });
  return { database: { send } as unknown as Database, send };
}

const manager = (...ids: string[]) => ({ role: "manager", managedTeamIds: new Set(ids) }) as const;

describe("a manager's scope", () => {
  beforeEach(() => {
    vi.stubEnv("TABLE_TEAMS", "teams");
  });

  it("is the teams that they lead, all below, and the members of these; a call a level", async () => {
    const { database, send } = tablesWith([
      { id: "a", memberIds: new Set(["1"]), childTeamIds: new Set(["b", "c"]) },
      { id: "b", memberIds: new Set(["2", "3"]) },
      { id: "c", childTeamIds: new Set(["d"]) },
      { id: "d", memberIds: new Set(["4"]) },
      { id: "other", memberIds: new Set(["9"]) },
    ]);
    const scope = await scopeOf(manager("a"), database);
    expect([[...scope.teamIds].sort(), [...scope.memberIds].sort()]).toEqual([
      ["a", "b", "c", "d"],
      ["1", "2", "3", "4"],
    ]);
    expect(send).toHaveBeenCalledTimes(3);
  });

  it("costs nobody else anything", async () => {
    const { database, send } = tablesWith([{ id: "a", memberIds: new Set(["1"]) }]);
    for (const role of ["admin", "employee"] as const) {
      const scope = await scopeOf({ role, managedTeamIds: new Set(["a"]) }, database);
      expect(scope.teamIds.size + scope.memberIds.size).toBe(0);
    }
    await scopeOf(manager(), database);
    expect(send).not.toHaveBeenCalled();
  });

  it("ends, whatever the records say: circles and teams that are gone", async () => {
    const graph = fc.array(fc.array(fc.nat(7), { maxLength: 3 }), { minLength: 8, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(graph, async (children) => {
        const teams = children.map((below, index) => ({
          id: String(index),
          memberIds: new Set([`m${index}`]),
          childTeamIds: new Set([...below.map(String), "gone"]),
        }));
        const { teamIds, memberIds } = await scopeOf(manager("0"), tablesWith(teams).database);
        expect(teamIds.has("0")).toBe(true);
        expect(memberIds.size).toBe(teamIds.size);
        for (const id of teamIds)
          for (const below of children[Number(id)] ?? []) expect(teamIds.has(String(below))).toBe(true);
      }),
    );
  });
});
