import { activityItem } from "@aerotage/core/audit/activity";
import { expect, it } from "vitest";
import { clientActivity } from "./activity.js";
import { changedClient, newClient } from "./client.js";

const now = new Date("2026-11-24T08:00:00Z");
const context = {
  actor: { id: "u1", role: "manager" },
  now,
  requestId: "request-1",
  activityRetentionDays: 90,
} as const;

it("the activity of a change has what invoices go by, before and after it", () => {
  const before = newClient({ name: "Acme", language: "de", purchaseOrder: "PO 1" }, { caller: context.actor, now });
  const input = {
    language: "fr",
    purchaseOrder: null,
    taxCategory: "exempt",
    taxReason: "Education",
    timeRounding: { mode: "up", minutes: 15 },
  } as const;
  const after = changedClient(before, input, { caller: context.actor, now });
  expect(activityItem(clientActivity("updated", before, after), context)).toMatchObject({
    activityType: "client.updated",
    changes: [
      { field: "language", before: "de", after: "fr" },
      { field: "purchaseOrder", before: "PO 1" },
      { field: "taxCategory", after: "exempt" },
      { field: "taxReason", after: "Education" },
      { field: "timeRounding", after: { mode: "up", minutes: 15 } },
    ],
  });
});
