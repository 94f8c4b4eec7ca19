import { ApiError } from "@aerotage/core/contract/errors";
import { describe, expect, it, test } from "vitest";
import type { ConfigInput } from "../contract/configs.js";
import { changedConfig, configResponse, mayChange, mayRead, newConfig, type ReportConfig } from "./report-config.js";

const now = new Date("2026-11-27T12:00:00Z");
const ada = { id: "ada", role: "employee" } as const;
const mia = { id: "mia", role: "manager" } as const;
const anna = { id: "anna", role: "admin" } as const;

const schedule = { frequency: "daily", hour: 6, timezone: "UTC", recipients: ["mia@example.com"] } as const;
const input = (more: Partial<ConfigInput> = {}): ConfigInput => ({ name: "Hours", type: "time", ...more });
const saved = (more: Partial<ConfigInput> = {}, owner: typeof mia | typeof ada | typeof anna = mia): ReportConfig =>
  newConfig(input(more), { id: "c1", owner, now, recipients: ["mia"] });
const scheduled = () => saved({ schedule: { ...schedule, recipients: [...schedule.recipients] } });
const changed = (before: ReportConfig, change: object, at = now) =>
  changedConfig(before, change, { caller: mia, now: at, recipients: ["mia", "ada"] });

describe("a saved report", () => {
  it("is private CSV of everything unless it says otherwise", () => {
    expect(saved()).toMatchObject({ format: "csv", filters: {}, visibility: "private", version: 1 });
    expect(saved()).not.toHaveProperty("nextRunAt");
  });

  it("runs next at its hour, by the recipients' ids", () => {
    expect(scheduled()).toMatchObject({
      nextRunAt: "2026-11-28T06:00:00.000Z",
      schedule: { frequency: "daily", hour: 6, timezone: "UTC", recipients: ["mia"] },
    });
  });

  it("keeps its next run through every change but one of its times", () => {
    const later = new Date("2026-11-29T00:00:00Z");
    const before = scheduled();
    expect(changed(before, { name: "Renamed" }, later)).toMatchObject({
      name: "Renamed",
      version: 2,
      nextRunAt: before.nextRunAt,
    });
    const toOthers = changed(before, { schedule }, later);
    expect(toOthers).toMatchObject({ nextRunAt: before.nextRunAt, schedule: { recipients: ["mia", "ada"] } });
    const hour = changed(before, { schedule: { ...schedule, hour: 7 } }, later);
    expect(hour.nextRunAt).toBe("2026-11-29T07:00:00.000Z");
    expect(changed(before, { schedule: null }, later)).not.toHaveProperty("nextRunAt");
  });

  it("never plans a moment again that it has run for", () => {
    const lastRun = { at: "2026-11-28T06:00:00.000Z", status: "running", deliveries: [] } as const;
    const other = changed({ ...scheduled(), lastRun }, { schedule: { ...schedule, timezone: "Africa/Abidjan" } });
    expect(other.nextRunAt).toBe("2026-11-29T06:00:00.000Z");
  });

  it("clears what is null, and replaces filters as a whole", () => {
    const before = saved({ filters: { preset: "month", isBillable: true }, csv: { separator: ";" } });
    expect(changed(before, { filters: { preset: "year" } }).filters).toEqual({ preset: "year" });
    const cleared = changed(before, { filters: null, csv: null });
    expect(cleared.filters).toEqual({});
    expect(cleared).not.toHaveProperty("csv");
  });

  it("is refused where its type is not for the caller, or its filters do not fit", () => {
    expect(() => saved({ type: "users" }, ada)).toThrow(ApiError);
    expect(() => saved({ filters: { startDate: "2026-01-01" } })).toThrow("filters.endDate is missing");
    expect(() => changed(saved({ filters: { tag: ["a"] } }), { type: "invoices" })).toThrow("does not apply");
  });
});

test.each([
  ["private", "time", [true, false, false]],
  ["shared", "time", [true, true, true]],
  ["shared", "projects", [true, true, false]],
] as const)(
  "a %s report of %s is read by its owner, an administrator, an employee: %j",
  (visibility, type, readers) => {
    const config = saved({ visibility, type });
    expect([mia, anna, ada].map((viewer) => mayRead(config, viewer))).toEqual(readers);
    expect([mia, anna, ada].map((viewer) => mayChange(config, viewer))).toEqual([true, true, false]);
  },
);

test("whom a report is mailed to is for its owner and administrators, and a file for its recipient", () => {
  const deliveries = [{ userId: "mia", status: "sent", exportId: "e1" } as const];
  const config: ReportConfig = {
    ...scheduled(),
    faults: "x",
    lastRun: { at: "2026-11-26T06:00:00.000Z", status: "completed", deliveries },
  };
  expect(configResponse(config, mia).lastRun).toEqual({
    at: "2026-11-26T06:00:00.000Z",
    status: "completed",
    exportId: "e1",
    deliveries: [{ userId: "mia", status: "sent" }],
  });
  expect(configResponse(config, anna).lastRun).not.toHaveProperty("exportId");
  for (const field of ["schedule", "nextRunAt", "lastRun", "faults"])
    expect(configResponse(config, ada)).not.toHaveProperty(field);
});
