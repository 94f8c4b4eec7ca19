import { ApiError } from "@aerotage/core/contract/errors";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ActivityRecord,
  exactTypeOf,
  monthlyPeriodOf,
  periodOf,
  recordFilter,
  toActivityResponse,
} from "./activity.js";

const record: ActivityRecord = {
  userId: "u1",
  sortKey: "2026-11-24T08:00:00.000Z#01KARQ6Z3T9C5B7R8W2Y4M6N0P",
  timestamp: "2026-11-24T08:00:00.000Z",
  monthShard: "2026-11#0",
  activityType: "client.updated",
  actorRole: "admin",
  entityType: "client",
  entityId: "c1",
  changes: [
    { field: "defaultHourlyRate", before: { minor: 5000, currency: "USD" } },
    { field: "name", before: "Old", after: "New" },
  ],
  requestId: "request-1",
};
const now = new Date("2026-11-24T08:00:00Z");

/** The path at which a question is refused. */
function refusedAt(ask: () => unknown): string | undefined {
  try {
    ask();
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    expect(error.definition.code).toBe("VALIDATION_ERROR");
    return error.details?.[0]?.path;
  }
}

describe("a record as it is answered", () => {
  it("says who did what, with an id of its own", () => {
    expect(toActivityResponse({ ...record, reason: "As agreed", sourceIp: "192.0.2.1" }, "admin")).toEqual({
      id: "01KARQ6Z3T9C5B7R8W2Y4M6N0P",
      timestamp: "2026-11-24T08:00:00.000Z",
      actorId: "u1",
      actorRole: "admin",
      type: "client.updated",
      entityType: "client",
      entityId: "c1",
      changes: record.changes,
      reason: "As agreed",
      requestId: "request-1",
      sourceIp: "192.0.2.1",
    });
  });

  it("has sets as sorted lists, however deep they lie", () => {
    const changes = [{ field: "memberIds", before: new Set(["b", "a"]), after: { all: [new Set([10, 9])] } }];
    expect(toActivityResponse({ ...record, changes }, "admin").changes).toEqual([
      { field: "memberIds", before: ["a", "b"], after: { all: [[9, 10]] } },
    ]);
  });

  it.each(["manager", "employee"] as const)("shows a %s no rate", (role) => {
    const dated = (minor: number) => [{ effectiveFrom: "1970-01-01", rate: { minor, currency: "USD" } }];
    const members = (hourlyRate: number, more: object[] = []) => [
      { userId: "u2", role: "lead", hourlyRate, rates: dated(hourlyRate) },
      ...more,
    ];
    const joined = [{ userId: "u3", role: "member", hourlyRate: 7, rates: dated(7) }];
    const changes = [
      ...record.changes,
      { field: "hourlyRate", after: 50 },
      { field: "rates", after: [{ effectiveFrom: "1970-01-01", rate: { minor: 5000, currency: "USD" } }] },
      { field: "rateOnly", before: members(1), after: members(2) },
      { field: "teamMembers", before: members(1), after: members(2, joined) },
    ];
    expect(toActivityResponse({ ...record, changes }, role).changes).toEqual([
      { field: "name", before: "Old", after: "New" },
      {
        field: "teamMembers",
        before: [{ userId: "u2", role: "lead" }],
        after: [
          { userId: "u2", role: "lead" },
          { userId: "u3", role: "member" },
        ],
      },
    ]);
    expect(toActivityResponse({ ...record, changes }, "admin").changes).toEqual(changes);
  });

  it("shows settings that are not public to administrators alone", () => {
    const changes = [
      { field: "bankDetails", after: { iban: "DE89370400440532013000" } },
      { field: "legalName", before: "Acme", after: "Acme GmbH" },
      { field: "vatId", after: "DE1" },
    ];
    const settings = { ...record, entityType: "settings", changes };
    expect(toActivityResponse(settings, "employee").changes.map(({ field }) => field)).toEqual(["legalName"]);
    expect(toActivityResponse(settings, "admin").changes).toEqual(changes);
    expect(toActivityResponse({ ...record, changes }, "employee").changes).toEqual(changes);
  });
});

describe("the filter of records", () => {
  it.each([
    [{ entityType: "client" }, true],
    [{ entityType: "team" }, false],
    [{ entityId: "c2" }, false],
    [{ userId: "u2" }, false],
    [{ type: "client.updated" }, true],
    [{ type: "client.created" }, false],
    [{ type: "client.*" }, true],
    [{ type: "cli.*" }, false],
    [{ type: "client.*", entityId: "c2" }, false],
  ])("with %o lets a client's update by u1 pass: %s", (filter, expected) => {
    expect(recordFilter(filter, "monthShard")?.(record)).toBe(expected);
  });

  it("leaves out what the records are read by", () => {
    expect(recordFilter({ userId: "u1" }, "userId")).toBeUndefined();
    expect(recordFilter({ type: "client.updated" }, "activityType")).toBeUndefined();
    expect(recordFilter({}, "monthShard")).toBeUndefined();
    expect(recordFilter({ userId: "u1", entityId: "c2" }, "userId")?.(record)).toBe(false);
  });

  it("knows an exact type from a group", () => {
    expect([exactTypeOf({ type: "client.updated" }), exactTypeOf({ type: "client.*" })]).toEqual([
      "client.updated",
      undefined,
    ]);
  });
});

describe("a period", () => {
  it("has days as a whole and instants in milliseconds", () => {
    expect(periodOf({ from: "2026-11-01", to: "2026-11-30" })).toEqual({
      from: "2026-11-01T00:00:00.000Z",
      to: "2026-11-30T23:59:59.999Z",
    });
    expect(periodOf({ from: "2026-11-24T08:00:00Z", to: "2026-11-24T08:00:00Z" })).toEqual({
      from: "2026-11-24T08:00:00.000Z",
      to: "2026-11-24T08:00:00.000Z",
    });
    const { from, to } = periodOf({});
    expect(from < record.timestamp && record.timestamp < to).toBe(true);
  });

  it("does not end before it begins", () => {
    expect(refusedAt(() => periodOf({ from: "2026-11-25", to: "2026-11-24" }))).toBe("from");
    expect(refusedAt(() => monthlyPeriodOf({ from: "2026-11-25", to: "2026-11-24" }, now))).toBe("from");
  });

  it("begins 90 days before its end, or before now, where it is read by months", () => {
    const { months, ...period } = monthlyPeriodOf({}, now);
    expect(period.from).toBe("2026-08-26T08:00:00.000Z");
    expect(period.to > "2100").toBe(true);
    expect(months).toEqual(["2026-11", "2026-10", "2026-09", "2026-08"]);
    expect(monthlyPeriodOf({ to: "2026-03-31" }, now)).toEqual({
      from: "2025-12-31T23:59:59.999Z",
      to: "2026-03-31T23:59:59.999Z",
      months: ["2026-03", "2026-02", "2026-01", "2025-12"],
    });
  });

  it("is at most ten years long where it is read by months", () => {
    expect(monthlyPeriodOf({ from: "2016-11-01" }, now).months).toHaveLength(121);
    expect(refusedAt(() => monthlyPeriodOf({ from: "2016-10-31" }, now))).toBe("from");
    expect(refusedAt(() => monthlyPeriodOf({ from: "2026-11-24", to: "9999-12-31" }, now))).toBe("from");
  });

  it("has no months while it is still to come", () => {
    expect(monthlyPeriodOf({ from: "2026-12-01" }, now).months).toEqual([]);
  });

  it("touches each month of its days once, newest first", () => {
    const day = fc.date({ min: new Date("2018-01-01"), max: new Date("2027-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(day, day, day, (a, b, within) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const { months } = monthlyPeriodOf({ from: from.toISOString(), to: to.toISOString() }, now);
        expect(months).toEqual([...new Set(months)].sort().reverse());
        expect(months.includes(within.toISOString().slice(0, 7))).toBe(
          within.toISOString().slice(0, 7) >= from.toISOString().slice(0, 7) &&
            within.toISOString().slice(0, 7) <= to.toISOString().slice(0, 7),
        );
      }),
    );
  });
});
