import { ApiError } from "@aerotage/core/contract/errors";
import type { TeamItem } from "@aerotage/kernel/domain/teams";
import type { UserItem } from "@aerotage/kernel/domain/users";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Effects, effectsOf, isEligibleManager, isPerson, maxTeamsAbove, type RelatedRecords } from "./effects.js";
import { changedTeam, newTeam, subjectOf, type Team, type Transition, teamWithout } from "./team.js";

const now = new Date("2026-11-24T08:00:00Z");
const admin = { id: "root", role: "admin" } as const;

function team(id: string, fields: Partial<Team> = {}): Team {
  return { ...newTeam({ name: `Team ${id}` }, { caller: admin, now }), id, ...fields };
}

function user(id: string, fields: Partial<UserItem> = {}): UserItem {
  const at = now.toISOString();
  return {
    id,
    kind: "user",
    email: `${id}@example.com`,
    name: `User ${id}`,
    role: "employee",
    isActive: true,
    startDate: "2026-01-01",
    createdAt: at,
    updatedAt: at,
    createdBy: "system",
    version: 1,
    ...fields,
  };
}

function around(users: readonly UserItem[] = [], path: readonly Team[] = []): RelatedRecords {
  return { users: new Map(users.map((row) => [row.id, row])), path: path.map(itemOf) };
}

function itemOf(team: Team): TeamItem {
  return { ...team, kind: "team" };
}

describe("a change of members", () => {
  it("moves the person: their row, and the team that they were in", () => {
    const before = team("t");
    const after = { ...before, memberIds: new Set(["a"]) };
    const { users, teams } = effectsOf({ before, after }, around([user("a", { teamId: "o" })]), now);
    expect(users).toMatchObject([{ id: "a", move: { before: { teamId: "o" }, after: { teamId: "t", version: 2 } } }]);
    expect(teams).toEqual([{ id: "o", leaverIds: ["a"] }]);
  });

  it("takes the team from who leaves, and touches no other", () => {
    const before = team("t", { memberIds: new Set(["a"]) });
    const { users, teams } = effectsOf(
      { before, after: teamWithout(before, ["a"], now) },
      around([user("a", { teamId: "t" })]),
      now,
    );
    expect(users[0]?.move?.after).not.toHaveProperty("teamId");
    expect(teams).toEqual([]);
  });

  it("refuses who is no user, an item of another kind, a tombstone, and who is not active, naming all of them", () => {
    const before = team("t");
    const join = (...ids: string[]) => ({ before, after: { ...before, memberIds: new Set(ids) } });
    const guard = { id: "guard#admins", adminIds: new Set(["x"]) } as unknown as UserItem;
    const rows = around([guard, user("gone", { erasedAt: now.toISOString() }), user("off", { isActive: false })]);
    expect(() => effectsOf(join("guard#admins", "gone", "none"), rows, now)).toThrow(
      "gone is no user, guard#admins is no user, none is no user",
    );
    expect(() => effectsOf(join("off"), rows, now)).toThrow("off is not active");
  });

  it("puts nobody into a team that is not active, but takes people out", () => {
    const before = team("t", { isActive: false, memberIds: new Set(["a"]) });
    const rows = around([user("a", { teamId: "t" }), user("b")]);
    const join = { before, after: { ...before, memberIds: new Set(["a", "b"]) } };
    expect(() => effectsOf(join, rows, now)).toThrow("Team t is not active");
    expect(effectsOf({ before, after: teamWithout(before, ["a"], now) }, rows, now).users).toHaveLength(1);
    expect(effectsOf({ before, after: { ...join.after, isActive: true } }, rows, now).users).toHaveLength(1);
  });

  it("leaves a row alone that says otherwise than the list", () => {
    const before = team("t", { memberIds: new Set(["moved", "missing"]) });
    const rows = around([user("moved", { teamId: "o" }), user("back", { teamId: "t" })]);
    const after = { ...before, memberIds: new Set(["back"]) };
    expect(effectsOf({ before, after }, rows, now)).toEqual({ users: [], teams: [] });
  });

  it("is refused if its people come from more teams than a transaction holds", () => {
    const before = team("t");
    const people = Array.from({ length: 40 }, (_, index) => user(`p${index}`, { teamId: `o${index % 17}` }));
    const after = { ...before, memberIds: new Set(people.map(({ id }) => id)) };
    expect(effectsOf({ before, after }, around(people), now).teams).toHaveLength(17);
    const more = people.map((row, index) => ({ ...row, teamId: `o${index % 18}` }));
    expect(() => effectsOf({ before, after }, around(more), now)).toThrow("too many teams");
  });
});

describe("a change of the manager", () => {
  it("ends with one and begins with the other", () => {
    const before = team("t", { managerId: "m" });
    const { users } = effectsOf({ before, after: { ...before, managerId: "n" } }, around(), now);
    expect(users).toEqual([
      { id: "m", leading: "ends" },
      { id: "n", leading: "begins" },
    ]);
  });

  it("is one effect with their own move", () => {
    const before = team("t", { managerId: "m", memberIds: new Set(["m"]) });
    const after = { ...before, managerId: "n", memberIds: new Set(["n"]) };
    const { users } = effectsOf({ before, after }, around([user("m", { teamId: "t" }), user("n")]), now);
    expect(users.map(({ id, leading, move }) => [id, leading, move?.after.teamId]).sort()).toEqual([
      ["m", "ends", undefined],
      ["n", "begins", "t"],
    ]);
  });

  it("is for active managers and administrators", () => {
    expect(isEligibleManager({ role: "manager", isActive: true })).toBe(true);
    expect(isEligibleManager({ role: "admin", isActive: true })).toBe(true);
    expect(isEligibleManager({ role: "employee", isActive: true })).toBe(false);
    expect(isEligibleManager({ role: "admin", isActive: false })).toBe(false);
    expect([isPerson(undefined), isPerson(user("a")), isPerson(user("a", { erasedAt: "x" }))]).toEqual([
      false,
      true,
      false,
    ]);
  });
});

describe("a change of the parent", () => {
  const before = team("t", { parentTeamId: "old" });
  const move = (parentTeamId: string) => ({ before, after: { ...before, parentTeamId } });

  it("leaves one, joins the other, and holds every team above to what it was", () => {
    const path = [team("new", { parentTeamId: "mid" }), team("mid", { parentTeamId: "top" }), team("top")];
    expect(effectsOf(move("new"), around([], path), now).teams).toEqual([
      { id: "new", leaverIds: [], above: { parentTeamId: "mid" }, child: "joins" },
      { id: "mid", leaverIds: [], above: { parentTeamId: "top" } },
      { id: "top", leaverIds: [], above: { parentTeamId: undefined } },
      { id: "old", leaverIds: [], child: "leaves" },
    ]);
  });

  it("is one effect a team, whatever else happens to it", () => {
    const path = [team("new", { parentTeamId: "old" }), team("old")];
    const after = { ...before, parentTeamId: "new", memberIds: new Set(["a", "b", "c"]) };
    const people = [user("a", { teamId: "old" }), user("b", { teamId: "new" }), user("c", { teamId: "old" })];
    expect(effectsOf({ before, after }, around(people, path), now).teams).toEqual([
      { id: "old", leaverIds: ["a", "c"], above: { parentTeamId: undefined }, child: "leaves" },
      { id: "new", leaverIds: ["b"], above: { parentTeamId: "old" }, child: "joins" },
    ]);
  });

  it("refuses a parent that is not there, not active, itself, below it, or too deep", () => {
    expect(() => effectsOf(move("none"), around(), now)).toThrow("There is no team none");
    expect(() => effectsOf(move("off"), around([], [team("off", { isActive: false })]), now)).toThrow("is not active");
    expect(() => effectsOf(move("t"), around([], [before]), now)).toThrow("below itself");
    const below = [team("b", { parentTeamId: "c" }), team("c", { parentTeamId: "t" }), before];
    expect(() => effectsOf(move("b"), around([], below), now)).toThrow("Team b, which lies below it");
    const chain = Array.from({ length: maxTeamsAbove + 1 }, (_, index) => team(`c${index}`));
    expect(() => effectsOf(move("c0"), around([], chain), now)).toThrow("more than 10 teams above");
    expect(effectsOf(move("c0"), around([], chain.slice(1)), now).teams).toHaveLength(maxTeamsAbove + 2);
  });

  it("is none if the whole form sends the stored one back", () => {
    expect(effectsOf(move("old"), around(), now)).toEqual({ users: [], teams: [] });
  });
});

describe("any changes, one after another", () => {
  const userIds = ["u0", "u1", "u2", "u3", "u4", "u5"];
  const teamIds = ["t0", "t1", "t2", "t3"];

  interface World {
    readonly users: Map<string, UserItem>;
    readonly teams: Map<string, Team>;
    readonly led: Map<string, Set<string>>;
  }

  /** Writes a transition and its effects, as the repository does. */
  function write(world: World, transition: Transition, effects: Effects): void {
    const subject = subjectOf(transition);
    if (transition.after === undefined) world.teams.delete(subject.id);
    else world.teams.set(subject.id, transition.after);
    for (const { id, move, leading } of effects.users) {
      if (move !== undefined) world.users.set(id, move.after);
      const led = world.led.get(id) ?? new Set();
      world.led.set(id, led);
      if (leading === "begins") led.add(subject.id);
      if (leading === "ends") led.delete(subject.id);
    }
    for (const { id, leaverIds, child, above } of effects.teams) {
      const other = world.teams.get(id);
      if (other === undefined) throw new Error(`There is an effect on ${id}, which is not there.`);
      if (above !== undefined) expect(above.parentTeamId).toBe(other.parentTeamId);
      const childTeamIds = new Set(other.childTeamIds);
      if (child === "joins") childTeamIds.add(subject.id);
      if (child === "leaves") childTeamIds.delete(subject.id);
      const memberIds = new Set([...other.memberIds].filter((member) => !leaverIds.includes(member)));
      world.teams.set(id, { ...other, memberIds, childTeamIds });
    }
  }

  function pathOf(world: World, id: string | undefined): Team[] {
    const path: Team[] = [];
    for (let next = id; next !== undefined && path.length <= maxTeamsAbove; ) {
      const above = world.teams.get(next);
      if (above !== undefined) path.push(above);
      next = above?.parentTeamId;
    }
    return path;
  }

  const step = fc.record({
    id: fc.constantFrom(...teamIds),
    remove: fc.boolean(),
    managerId: fc.option(fc.constantFrom(...userIds), { nil: undefined }),
    memberIds: fc.option(fc.uniqueArray(fc.constantFrom(...userIds)), { nil: undefined }),
    parentTeamId: fc.option(fc.option(fc.constantFrom(...teamIds)), { nil: undefined }),
  });

  function transitionOf(world: World, { id, remove, ...input }: typeof step extends fc.Arbitrary<infer S> ? S : never) {
    const before = world.teams.get(id);
    if (before === undefined) {
      const made = newTeam({ name: id, ...input }, { caller: { id: "u0", role: "admin" }, now });
      return { before, after: { ...made, id } };
    }
    if (remove)
      return before.childTeamIds.size > 0 || before.memberIds.size > 0 ? undefined : { before, after: undefined };
    return { before, after: changedTeam(before, input, now) };
  }

  it("keep both sides of membership, of leading and of lying below equal, and the teams a forest", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const world: World = {
          users: new Map(userIds.map((id) => [id, user(id)])),
          teams: new Map(),
          led: new Map(),
        };
        for (const one of steps) {
          const transition = transitionOf(world, one);
          if (transition === undefined) continue;
          let effects: Effects;
          try {
            const relatedRecords = {
              users: world.users,
              path: pathOf(world, transition.after?.parentTeamId).map(itemOf),
            };
            effects = effectsOf(transition, relatedRecords, now);
          } catch (error) {
            // A cycle, or a parent that is not there.
            if (error instanceof ApiError) continue;
            throw error;
          }
          for (const rows of [effects.users, effects.teams]) {
            expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
          }
          expect(effects.teams.map(({ id }) => id)).not.toContain(one.id);
          write(world, transition, effects);
        }
        for (const id of userIds) {
          const memberships = [...world.teams.values()].filter(({ memberIds }) => memberIds.has(id));
          expect(memberships.map((of) => of.id)).toEqual([world.users.get(id)?.teamId].filter(Boolean));
          const leads = [...world.teams.values()].filter(({ managerId }) => managerId === id);
          expect([...(world.led.get(id) ?? [])].sort()).toEqual(leads.map((of) => of.id).sort());
        }
        for (const { id, childTeamIds } of world.teams.values()) {
          const below = [...world.teams.values()].filter(({ parentTeamId }) => parentTeamId === id);
          expect([...childTeamIds].sort()).toEqual(below.map((of) => of.id).sort());
          expect(pathOf(world, id).length).toBeLessThanOrEqual(teamIds.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
