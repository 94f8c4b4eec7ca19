import type { ProjectMember } from "@aerotage/kernel/domain/projects";
import type { UserItem } from "@aerotage/kernel/domain/users";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MemberInput, maxMemberChanges } from "../contract.js";
import {
  addedMembersOf,
  changedMembers,
  maxMemberRates,
  membershipChanges,
  refuseAddedMembers,
  refuseManyChanges,
  withLead,
} from "./members.js";

const money = { currency: "EUR", today: "2026-11-24" };
const rate = (minor: number, effectiveFrom = "1970-01-01") => ({ effectiveFrom, rate: { minor, currency: "EUR" } });
const member = (userId: string, fields: Partial<ProjectMember> = {}): ProjectMember => ({
  userId,
  role: "member",
  ...fields,
});
const ids = fc.uniqueArray(fc.constantFrom(..."abcdefgh"), { maxLength: 8 });
const optionalId = fc.option(fc.constantFrom(..."abcdefgh"), { nil: undefined });
const team = (userIds: readonly string[], leadId?: string) => ({
  teamMembers: userIds.map((userId) => member(userId)),
  ...(leadId !== undefined && { leadId }),
});

function user(id: string, fields: Partial<UserItem> = {}): UserItem {
  const at = "2026-11-24T08:00:00.000Z";
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

describe("a list of members", () => {
  it("gives a new member the role member and no rate, unless it says otherwise", () => {
    const inputs = [{ userId: "a" }, { userId: "b", role: "designer", hourlyRate: 80.5 }];
    expect(changedMembers([], inputs, money)).toEqual([
      { userId: "a", role: "member" },
      { userId: "b", role: "designer", rates: [rate(8050)] },
    ]);
  });

  it("lets who stays keep role and rates, and takes from nobody else", () => {
    const before = [member("a", { role: "lead", rates: [rate(100)] }), member("b", { role: "tester" })];
    expect(changedMembers(before, [{ userId: "a" }], money)).toEqual([before[0]]);
    expect(changedMembers(before, [{ userId: "b", role: "member" }], money)).toEqual([member("b")]);
  });

  it("gives who stays another rate from today, or from the date that comes with it", () => {
    const before = [member("a", { rates: [rate(100)] })];
    const changed = (input: Partial<MemberInput>) =>
      changedMembers(before, [{ userId: "a", ...input }], money)[0]?.rates;
    expect(changed({ hourlyRate: 2 })).toEqual([rate(100), rate(200, "2026-11-24")]);
    expect(changed({ hourlyRate: 2, effectiveFrom: "2026-12-01" })).toEqual([rate(100), rate(200, "2026-12-01")]);
    expect(changed({ hourlyRate: 1 })).toEqual([rate(100)]);
    expect(changed({ hourlyRate: null })).toBeUndefined();
  });

  it("has a member once, who is named twice", () => {
    expect(changedMembers([], [{ userId: "a", role: "x" }, { userId: "a" }], money)).toEqual([
      member("a", { role: "x" }),
    ]);
  });

  it("names the rate that is none of the currency", () => {
    const inputs = [{ userId: "a" }, { userId: "b", hourlyRate: 1.005 }];
    expect(() => changedMembers([], inputs, money)).toThrow("teamMembers.1.hourlyRate must have at most 2");
  });

  it("has a bounded number of rates, all members together", () => {
    const rates = Array.from({ length: 100 }, (_, day) => rate(100, `20${10 + day}-01-01`));
    const before = Array.from({ length: maxMemberRates / 100 }, (_, index) => member(`m${index}`, { rates }));
    const inputs: MemberInput[] = before.map(({ userId }) => ({ userId }));
    expect(changedMembers(before, inputs, money)).toHaveLength(before.length);
    expect(() => changedMembers(before, [...inputs, { userId: "new", hourlyRate: 1 }], money)).toThrow("1001 rates");
  });

  it("holds the manager who creates the project, unless it is open", () => {
    expect(withLead([], "boss")).toEqual([]);
    expect(withLead([member("a")], "boss")).toEqual([member("a"), { userId: "boss", role: "manager" }]);
    expect(withLead([member("boss")], "boss")).toEqual([member("boss")]);
  });
});

describe("who is new in a list of members", () => {
  it("is whom it did not hold before, with the place in the request", () => {
    const addedMembers = addedMembersOf(
      [member("a")],
      [{ userId: "a" }, { userId: "b" }, { userId: "b" }, { userId: "c" }],
    );
    expect(addedMembers).toEqual([
      { userId: "b", path: "teamMembers.1" },
      { userId: "c", path: "teamMembers.3" },
    ]);
    expect(addedMembersOf([member("a")])).toEqual([]);
  });

  it("must be an active user: all others are named", () => {
    const guard = { id: "guard#admins", adminIds: new Set(["x"]) } as unknown as UserItem;
    const rows = [user("ok"), user("off", { isActive: false }), user("gone", { erasedAt: "2026-11-01" }), guard];
    const users = new Map(rows.map((row) => [row.id, row]));
    const refused = (...userIds: string[]) => {
      try {
        refuseAddedMembers(
          userIds.map((userId, index) => ({ userId, path: `teamMembers.${index}` })),
          users,
        );
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(refused("ok")).toBeUndefined();
    expect(refused("ok", "none", "gone", "guard#admins")).toMatchObject({
      definition: { status: 404, code: "USER_NOT_FOUND" },
      details: [
        { path: "teamMembers.1", message: "none is no user" },
        { path: "teamMembers.2", message: "gone is no user" },
        { path: "teamMembers.3", message: "guard#admins is no user" },
      ],
    });
    expect(refused("off")).toMatchObject({ definition: { status: 422, code: "USER_INACTIVE" } });
  });
});

describe("a change of memberships", () => {
  it("makes the later ones of the earlier ones, the lead's among them, and nobody both comes and goes", () => {
    fc.assert(
      fc.property(ids, optionalId, ids, (was, lead, is) => {
        const { added, removed } = membershipChanges(team(was, lead), team(is, lead));
        const before = new Set([...was, ...(lead === undefined ? [] : [lead])]);
        const after = new Set([...is, ...(lead === undefined ? [] : [lead])]);
        expect(new Set([...before, ...added].filter((id) => !removed.includes(id)))).toEqual(after);
        expect(added.some((id) => before.has(id))).toBe(false);
        expect(removed.every((id) => before.has(id) && !after.has(id))).toBe(true);
      }),
    );
  });

  it("is all of them at a creation and at a deletion", () => {
    expect(membershipChanges(undefined, team(["a"], "b"))).toEqual({ added: ["a", "b"], removed: [] });
    expect(membershipChanges(team(["a"], "b"), undefined)).toEqual({ added: [], removed: ["a", "b"] });
  });

  it("has a bounded size, comers and goers together", () => {
    const people = Array.from({ length: maxMemberChanges + 1 }, (_, index) => `p${index}`);
    expect(() => refuseManyChanges(undefined, team(people.slice(1)))).not.toThrow();
    expect(() => refuseManyChanges(undefined, team(people))).toThrow("91 members would come and go");
    expect(() => refuseManyChanges(undefined, team(people.slice(1), "lead"))).toThrow("91 members");
    expect(() => refuseManyChanges(team(people.slice(0, 46)), team(people.slice(46)))).toThrow("91 members");
  });
});
