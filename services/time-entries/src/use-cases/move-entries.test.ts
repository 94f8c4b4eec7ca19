import { ApiError } from "@aerotage/core/contract/errors";
import { database } from "@aerotage/core/database/client";
import { maxResponseBytes } from "@aerotage/core/database/idempotency";
import { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { describe, expect, it, vi } from "vitest";
import { type BulkResponse, entryStatuses, maxBulkEntries } from "../contract/time-entries.js";
import type { Entry } from "../domain/entry.js";
import { obstacleOf, type TransitionName, transitions } from "../domain/transition.js";
import { bulkStatus, moveEntries } from "./move-entries.js";

const now = new Date("2026-11-24T10:00:00Z");
const admin = { id: "admin", role: "admin", managedTeamIds: new Set<string>() } as Partial<Caller> as Caller;

function entryOf(id: string, userId: string, status: Entry["status"] = "submitted"): Entry {
  return {
    id,
    userId,
    projectId: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    clientId: "01ARZ3NDEKTSV4RRFFQ69G5FAW",
    date: "2026-11-23",
    timezone: "UTC",
    duration: 60,
    description: "Work",
    isBillable: true,
    tags: [],
    status,
    source: "manual",
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    createdBy: userId,
    version: 1,
  };
}

function workUntil(deadline: number): UnitOfWork {
  return new UnitOfWork({ actor: admin, now, requestId: "r", activityRetentionDays: 1, database, deadline });
}

describe("entries for which there is no time", () => {
  it("are named as failed, in the order of the request, and nothing is written", async () => {
    vi.stubEnv("TABLE_SETTINGS", "settings");
    const send = vi.spyOn(database, "send").mockImplementation(async () => ({}));
    const entries = Array.from({ length: 60 }, (_, index) => entryOf(`entry-${index}`, `user-${index % 3}`));
    const ids = entries.map(({ id }) => id);
    const unitOfWork = workUntil(Date.now() + 4_000);
    const request = { transition: "approve", caller: admin, unitOfWork, idempotencyFingerprint: undefined } as const;
    const result = await moveEntries(ids, entries, request);
    expect([result.successful, result.failed.map(({ id }) => id)]).toEqual([[], ids]);
    for (const { code, message } of result.failed)
      expect([code, message]).toEqual(["SERVICE_UNAVAILABLE", expect.stringContaining("no time left")]);
    // The company's settings alone are read.
    expect(send).toHaveBeenCalledTimes(1);
  });
});

describe("the response to a bulk request", () => {
  const response = (parts: Partial<BulkResponse>): BulkResponse => ({ successful: [], failed: [], ...parts });
  const unavailable = { id: "b", code: "SERVICE_UNAVAILABLE", message: "Repeat it." } as const;

  it("is 200 for all, 207 for some, and asks for a repetition where none was moved for want of time", () => {
    expect(bulkStatus(response({ successful: ["a"] }))).toBe(200);
    expect(bulkStatus(response({ successful: ["a"], failed: [unavailable] }))).toBe(207);
    const refusal = (failed: BulkResponse["failed"]) => {
      try {
        return bulkStatus(response({ failed }));
      } catch (error) {
        return error instanceof ApiError ? error.definition.code : error;
      }
    };
    expect(refusal([unavailable])).toBe("SERVICE_UNAVAILABLE");
    expect(refusal([{ ...unavailable, code: "FORBIDDEN" }])).toBe("NOTHING_CHANGED");
  });

  it("of the most entries fits into what is kept for an idempotency key, whatever their obstacles are", () => {
    const id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    const callers = [admin, { ...admin, role: "manager" }, { ...admin, id: "u" }] as const;
    const obstacles = (Object.keys(transitions) as TransitionName[]).flatMap((transition) =>
      entryStatuses.flatMap((status) =>
        callers.flatMap((caller) =>
          [undefined, "2026-11-24"].flatMap((lockedUntil) => {
            const asking = { transition, caller, isInScope: () => true, lockedUntil, selfApproval: false };
            return obstacleOf(entryOf(id, "u", status), asking) ?? [];
          }),
        ),
      ),
    );
    expect(new Set(obstacles.map(({ code }) => code)).size).toBeGreaterThan(2);
    for (const obstacle of obstacles) {
      const failed = Array.from({ length: maxBulkEntries }, () => ({ id, ...obstacle }));
      expect(JSON.stringify(response({ failed })).length).toBeLessThan(maxResponseBytes * 0.9);
    }
  });
});
