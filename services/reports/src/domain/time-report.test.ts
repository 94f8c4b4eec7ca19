import { ApiError } from "@aerotage/core/contract/errors";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { Grouping } from "../contract/time-report.js";
import { cell } from "./test-cells.js";
import { type GroupingOptions, groupsOf, levelsOf, summaryOf } from "./time-report.js";

const options: GroupingOptions = { levels: [], weekStart: "monday", names: {}, withAmounts: true };
const nobody = { userIds: new Set<string>(), minutes: 0 };
const by = (...levels: Grouping[]): GroupingOptions => ({ ...options, levels });

test.each([
  [undefined, []],
  [["project,user"], ["project", "user"]],
  [
    ["user", "date"],
    ["user", "day"],
  ],
  [["day,date"], ["day"]],
] as const)("the levels of %j are %j", (groupBy, levels) => {
  expect(levelsOf(groupBy)).toEqual(levels);
});

describe("the summary", () => {
  const cells = [
    cell({ minutes: 90 }),
    cell({ userId: "bob", kind: { status: "approved", currency: "EUR" }, minutes: 20, minor: 3333 }),
    cell({ kind: { status: "invoiced", currency: "JPY", projectId: "app" }, minutes: 60, minor: 9000 }),
    cell({ kind: { isBillable: false, clientId: "own" }, minutes: 1 }),
  ];

  it("sums hours exactly, and amounts by currency", () => {
    expect(summaryOf(cells, { userIds: new Set(["ada"]), minutes: 302 }, true)).toEqual({
      totalHours: 2.85,
      billableHours: 2.8333,
      nonBillableHours: 0.0167,
      unapprovedBillableHours: 1.5,
      amounts: [
        { currency: "EUR", amount: 33.33 },
        { currency: "JPY", amount: 9000 },
      ],
      entryCount: 4,
      // Ada's 151 minutes of 302.
      utilizationRate: 0.5,
      userCount: 2,
      projectCount: 2,
      clientCount: 2,
    });
  });

  it("has no amount for those who may see none", () => {
    expect(summaryOf(cells, nobody, false)).not.toHaveProperty("amounts");
    expect(JSON.stringify(groupsOf(cells, { ...by("client", "user"), withAmounts: false }))).not.toMatch(/amount/);
  });
});

describe("groups", () => {
  it("of dates are sorted by date, others by hours and then by name", () => {
    const cells = [
      cell({ date: "2026-11-06", kind: { projectId: "a" }, minutes: 30 }),
      cell({ date: "2026-11-05", kind: { projectId: "b" }, minutes: 30 }),
      cell({ date: "2026-11-07", kind: { projectId: "c" }, minutes: 90 }),
    ];
    const names = { project: new Map([["a", "Zebra"], ["b", "Apple"], ["c", "Mango"]]) }; // biome-ignore format: a table
    expect(groupsOf(cells, by("day")).map(({ key }) => key)).toEqual(["2026-11-05", "2026-11-06", "2026-11-07"]);
    expect(groupsOf(cells, { ...by("project"), names }).map(({ name }) => name)).toEqual(["Mango", "Apple", "Zebra"]);
  });

  it("of tags have an entry under each of its tags, once where they differ in case alone, and without tags under null", () => {
    const cells = [
      cell({ kind: { tags: ["Support", "support", "night"] }, minutes: 60 }),
      cell({ kind: { tags: ["support"] }, minutes: 30 }),
      cell({ minutes: 5 }),
    ];
    expect(groupsOf(cells, by("tag")).map(({ key, name, totalHours }) => [key, name, totalHours])).toEqual([
      ["support", "Support", 1.5],
      ["night", "night", 1],
      [null, undefined, 0.0833],
    ]);
  });

  it("of teams have time without a team under null", () => {
    const cells = [cell({ kind: { teamId: "red" }, minutes: 90 }), cell()];
    expect(groupsOf(cells, by("team")).map(({ key }) => key)).toEqual(["red", null]);
  });

  it("add up to the summary on both levels, unless they are tags", () => {
    const some = fc
      .record({
        userId: fc.constantFrom("ada", "bob"),
        date: fc.constantFrom("2026-11-01", "2026-11-02", "2026-12-31"),
        minutes: fc.integer({ min: 1, max: 1440 }),
        projectId: fc.constantFrom("web", "app"),
        teamId: fc.constantFrom("red", undefined),
        status: fc.constantFrom("draft", "approved"),
      })
      .map(({ projectId, teamId, status, ...fields }) => {
        const currency = status === "approved" ? "EUR" : undefined;
        const kind = { projectId, status, ...(teamId !== undefined && { teamId }), ...(currency && { currency }) };
        return cell({ ...fields, minor: currency === undefined ? 0 : fields.minutes, kind });
      });
    const level = fc.constantFrom<Grouping>("day", "week", "month", "user", "project", "client", "team", "status");
    fc.assert(
      fc.property(fc.array(some, { maxLength: 30 }), level, level, (cells, first, second) => {
        const minutes = (groups: readonly { readonly totalHours: number }[]) =>
          groups.reduce((sum, { totalHours }) => sum + Math.round(totalHours * 60), 0);
        const groups = groupsOf(cells, by(first, second));
        expect(minutes(groups)).toBe(minutes([summaryOf(cells, nobody, true)]));
        for (const group of groups) expect(minutes(group.groups ?? [])).toBe(minutes([group]));
      }),
    );
  });

  it("are refused above 5,000", () => {
    const cells = Array.from({ length: 2501 }, (_, index) => cell({ userId: `user-${index}` }));
    expect(groupsOf(cells, by("user"))).toHaveLength(2501);
    expect(() => groupsOf(cells, by("user", "day"))).toThrow(ApiError);
  });
});
