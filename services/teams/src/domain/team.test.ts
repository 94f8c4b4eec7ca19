import type { Role } from "@aerotage/core/contract/operation";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxMemberChanges } from "../contract.js";
import {
  changedTeam,
  deactivatedTeam,
  mayChange,
  memberChanges,
  newTeam,
  refuseBeyondScope,
  subjectOf,
  type Team,
  teamWithout,
  topTeam,
  toTeamResponse,
  visibleTeamIds,
} from "./team.js";

const now = new Date("2026-11-24T08:00:00Z");
const later = new Date("2026-11-25T08:00:00Z");
const admin = { id: "root", role: "admin" as Role };
const manager = { id: "mia", role: "manager" as Role };
const nobody = { teamIds: new Set<string>(), memberIds: new Set<string>() };

function team(fields: Partial<Team> = {}): Team {
  return { ...newTeam({ name: "Team" }, { caller: admin, now }), ...fields };
}

const ids = fc.uniqueArray(fc.constantFrom(..."abcdefgh"), { maxLength: 8 });

describe("a team", () => {
  it("starts active, without members, led by who creates it", () => {
    const created = newTeam({ name: "Team" }, { caller: manager, now });
    expect(created).toMatchObject({ managerId: "mia", createdBy: "mia", isActive: true, version: 1 });
    expect(toTeamResponse(created)).toMatchObject({ memberIds: [], createdAt: now.toISOString() });
  });

  it("is led by whom the request names, with each member once", () => {
    const created = newTeam({ name: "Team", managerId: "max", memberIds: ["b", "a", "b"] }, { caller: admin, now });
    expect(toTeamResponse(created)).toMatchObject({ managerId: "max", memberIds: ["a", "b"] });
  });

  it("answers its members in order and nothing of the teams below", () => {
    const response = toTeamResponse(team({ memberIds: new Set(["c", "a", "b"]), childTeamIds: new Set(["x"]) }));
    expect(response.memberIds).toEqual(["a", "b", "c"]);
    expect(response).not.toHaveProperty("childTeamIds");
  });

  it("keeps what a change leaves out and loses what it clears", () => {
    const before = team({ description: "old", department: "IT", parentTeamId: "p", memberIds: new Set(["a"]) });
    const after = changedTeam(before, { description: null, parentTeamId: null, name: "New" }, later);
    expect(after).toMatchObject({ name: "New", department: "IT", memberIds: new Set(["a"]), version: 2 });
    expect(after).not.toHaveProperty("description");
    expect(after).not.toHaveProperty("parentTeamId");
    expect([after.createdAt, after.updatedAt]).toEqual([now.toISOString(), later.toISOString()]);
  });

  it("loses all members by an empty list, none without a list", () => {
    const before = team({ memberIds: new Set(["a", "b"]) });
    expect(changedTeam(before, { memberIds: [] }, later).memberIds.size).toBe(0);
    expect(changedTeam(before, {}, later).memberIds.size).toBe(2);
  });

  it("changes 40 members at most at once, comers and goers together", () => {
    const people = Array.from({ length: maxMemberChanges + 1 }, (_, index) => `p${index}`);
    const before = team({ memberIds: new Set(people.slice(0, 20)) });
    const others = people.slice(20, 40).map((id) => `other-${id}`);
    expect(changedTeam(before, { memberIds: others }, later).memberIds.size).toBe(20);
    expect(() => changedTeam(before, { memberIds: [...others, "one more"] }, later)).toThrow("41 members");
  });

  it("is deactivated, thinned out and put at the top in its next version", () => {
    const before = team({ parentTeamId: "p", memberIds: new Set(["a", "b"]) });
    expect(deactivatedTeam(before, later)).toEqual({
      ...before,
      isActive: false,
      updatedAt: later.toISOString(),
      version: 2,
    });
    expect(teamWithout(before, ["a", "x"], later)).toMatchObject({ memberIds: new Set(["b"]), version: 2 });
    expect(topTeam(before, later)).not.toHaveProperty("parentTeamId");
  });
});

describe("the members who come and go", () => {
  it("make the later list of the earlier one, and nobody does both", () => {
    fc.assert(
      fc.property(ids, ids, (was, is) => {
        const change = { before: team({ memberIds: new Set(was) }), after: team({ memberIds: new Set(is) }) };
        const { added, removed } = memberChanges(change);
        const made = [...was.filter((id) => !removed.includes(id)), ...added];
        expect(made.sort()).toEqual([...is].sort());
        expect(added.filter((id) => removed.includes(id) || was.includes(id))).toEqual([]);
      }),
    );
  });

  it("are all at a creation and at a deletion", () => {
    const some = team({ memberIds: new Set(["a", "b"]) });
    expect(memberChanges({ before: undefined, after: some })).toEqual({ added: ["a", "b"], removed: [] });
    expect(memberChanges({ before: some, after: undefined })).toEqual({ added: [], removed: ["a", "b"] });
    expect([subjectOf({ before: undefined, after: some }), subjectOf({ before: some, after: undefined })]).toEqual([
      some,
      some,
    ]);
  });
});

describe("who knows of a team", () => {
  const scope = { teamIds: new Set(["led", "below"]) };

  it("is an administrator of any, a manager of their scope and their own, an employee of their own", () => {
    expect(visibleTeamIds({ role: "admin", teamId: "own" }, scope)).toBeUndefined();
    expect(visibleTeamIds({ role: "manager", teamId: "own" }, scope)).toEqual(new Set(["led", "below", "own"]));
    expect(visibleTeamIds({ role: "employee", teamId: "own" }, nobody)).toEqual(new Set(["own"]));
    expect(visibleTeamIds({ role: "employee", teamId: undefined }, nobody)).toEqual(new Set());
  });

  it("may not change it for that: managers change those of their scope", () => {
    expect(mayChange("any", { role: "admin" }, nobody)).toBe(true);
    expect(["led", "below", "own"].map((id) => mayChange(id, { role: "manager" }, scope))).toEqual([true, true, false]);
    expect(mayChange("led", { role: "employee" }, scope)).toBe(false);
  });
});

describe("a manager", () => {
  const scope = { teamIds: new Set(["led", "below"]), memberIds: new Set(["a", "b"]) };
  const led = team({ id: "led", managerId: manager.id, memberIds: new Set(["a", "stranger"]) });
  const creation = (fields: Partial<Team>) => () =>
    refuseBeyondScope({ before: undefined, after: team({ managerId: manager.id, ...fields }) }, manager, scope);
  const change = (fields: Partial<Team>, before = led) => {
    return () => refuseBeyondScope({ before, after: { ...before, ...fields } }, manager, scope);
  };

  it("leads what they create, with themselves and their people in it, at the top or below a team of theirs", () => {
    expect(creation({ memberIds: new Set(["a", "b", manager.id]) })).not.toThrow();
    expect(creation({ parentTeamId: "below" })).not.toThrow();
    expect(creation({ managerId: "max" })).toThrow("managerId must be yourself");
    expect(creation({ memberIds: new Set(["a", "x", "y"]) })).toThrow("names 2 who are in none of your teams");
    expect(creation({ parentTeamId: "foreign" })).toThrow("parentTeamId");
  });

  it("adds only their people, but keeps and removes anybody", () => {
    expect(change({ memberIds: new Set(["a", "b", "stranger"]) })).not.toThrow();
    expect(change({ memberIds: new Set() })).not.toThrow();
    expect(change({ memberIds: new Set(["a", "x"]) })).toThrow("names 1");
  });

  it("hands no team over, and sends the stored manager back without harm", () => {
    expect(change({ managerId: "max" })).toThrow("administrator only");
    const below = team({ id: "below", managerId: "max" });
    expect(change({ name: "New", managerId: "max" }, below)).not.toThrow();
    expect(change({ managerId: manager.id }, below)).toThrow("administrator only");
  });

  it("moves a team among their own only: neither to others nor away from those above", () => {
    expect(change({ parentTeamId: "below" })).not.toThrow();
    expect(change({ parentTeamId: "foreign" })).toThrow("parentTeamId");
    const belowForeign = { ...led, parentTeamId: "foreign" };
    expect(change({ name: "New" }, belowForeign)).not.toThrow();
    expect(change({ parentTeamId: "below" }, belowForeign)).toThrow("parentTeamId");
    const { parentTeamId: _parent, ...top } = belowForeign;
    expect(() => refuseBeyondScope({ before: belowForeign, after: top }, manager, scope)).toThrow("parentTeamId");
  });

  it("is told all that is refused at once, in words that sign nobody out", () => {
    const refused = creation({ managerId: "session", memberIds: new Set(["session"]), parentTeamId: "SESSION" });
    try {
      refused();
      expect.unreachable();
    } catch (error) {
      const { message, details, definition } = error as { message: string; details: object[]; definition: object };
      expect(definition).toMatchObject({ status: 403, code: "FORBIDDEN" });
      expect(details).toHaveLength(3);
      expect(JSON.stringify([message, details])).not.toMatch(/session/i);
    }
  });

  it("is the only one who is held to a scope", () => {
    const after = team({ managerId: "max", memberIds: new Set(["x"]), parentTeamId: "foreign" });
    expect(() => refuseBeyondScope({ before: undefined, after }, admin, nobody)).not.toThrow();
  });
});
