import { activityItem } from "@aerotage/core/audit/activity";
import { companyDefaults } from "@aerotage/kernel/domain/organization";
import { describe, expect, it } from "vitest";
import type { Settings } from "./settings.js";
import { settingsActivity } from "./settings-activity.js";

const context = {
  actor: { id: "u1", role: "admin" },
  now: new Date("2026-11-24T08:00:00Z"),
  requestId: "request-1",
  activityRetentionDays: 90,
} as const;
const before: Settings = { ...companyDefaults, legalName: "Acme", version: 1, updatedAt: "then", updatedBy: "u0" };
const locked: Settings = { ...before, lockedUntil: "2026-10-31", lockReason: "October is closed", version: 2 };
const changed = { updatedAt: "now", updatedBy: "u1" };

describe("the activity of a change of the settings", () => {
  it("names the changed fields in record and event, and no bookkeeping", () => {
    const item = activityItem(settingsActivity(before, { ...before, ...changed, currency: "EUR" }, undefined), context);
    expect(item).toMatchObject({
      activityType: "settings.updated",
      entityType: "settings",
      entityId: "organization",
      changes: [{ field: "currency", before: "USD", after: "EUR" }],
      events: [{ type: "settings.updated", version: 1, data: { changed: ["currency"] } }],
    });
    expect(item).not.toHaveProperty("reason");
  });

  it("has the reason of another lock, also where the settings lose it", () => {
    const set = activityItem(settingsActivity(before, { ...locked, ...changed }, "October is closed"), context);
    expect(set).toMatchObject({
      reason: "October is closed",
      events: [{ data: { changed: ["lockReason", "lockedUntil"], lockedUntil: "2026-10-31" } }],
    });
    const cleared = activityItem(settingsActivity(locked, { ...before, ...changed }, "Late entries"), context);
    expect(cleared).toMatchObject({
      reason: "Late entries",
      changes: [
        { field: "lockReason", before: "October is closed" },
        { field: "lockedUntil", before: "2026-10-31" },
      ],
      events: [{ data: { changed: ["lockReason", "lockedUntil"] } }],
    });
    expect((cleared.events as { data: object }[])[0]?.data).not.toHaveProperty("lockedUntil");
  });

  it("has no reason where a form sends the stored one along", () => {
    const item = activityItem(
      settingsActivity(locked, { ...locked, ...changed, legalName: "A" }, "October is closed"),
      context,
    );
    expect(item).not.toHaveProperty("reason");
  });
});
