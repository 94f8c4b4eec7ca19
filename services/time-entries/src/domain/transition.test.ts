import { describe, expect, it } from "vitest";
import { type EntryStatus, entryStatuses } from "../contract/time-entries.js";
import { type Entry, isVisible, noTeam, requireEditable, requireUnprotected } from "./entry.js";
import {
  type Asking,
  moved,
  obstacleOf,
  type TransitionName,
  transitions,
  wasChangedSinceRejection,
} from "./transition.js";

const at = "2026-11-20T10:00:00.000Z";
const entry = (status: EntryStatus, more: Partial<Entry> = {}): Entry => ({
  id: "entry",
  userId: "owner",
  projectId: "project",
  clientId: "client",
  date: "2026-11-19",
  timezone: "UTC",
  duration: 60,
  description: "Work",
  isBillable: true,
  tags: [],
  status,
  source: "manual",
  createdAt: at,
  updatedAt: at,
  createdBy: "owner",
  version: 3,
  ...more,
});
const admin = { id: "admin", role: "admin" } as const;
const manager = { id: "manager", role: "manager" } as const;
const owner = { id: "owner", role: "employee" } as const;
const names = Object.keys(transitions) as TransitionName[];

const asking = (transition: TransitionName, caller: Asking["caller"], more: Partial<Asking> = {}): Asking => ({
  transition,
  caller,
  isInScope: () => caller.role === "manager",
  lockedUntil: undefined,
  selfApproval: false,
  ...more,
});
const code = (status: EntryStatus, ask: Asking) => obstacleOf(entry(status), ask)?.code;

describe("a transition", () => {
  it("leads from its states only, whoever may ask for it", () => {
    const who = { submit: owner, withdraw: owner, approve: manager, reject: manager, reopen: manager };
    const table: Record<TransitionName, readonly EntryStatus[]> = {
      submit: ["draft", "rejected"],
      withdraw: ["submitted"],
      approve: ["submitted"],
      reject: ["submitted"],
      reopen: ["approved"],
    };
    for (const name of names)
      for (const status of entryStatuses)
        expect([name, status, code(status, asking(name, who[name]))]).toEqual([
          name,
          status,
          table[name].includes(status) ? undefined : "INVALID_STATUS_TRANSITION",
        ]);
  });

  it("is for the owner, an administrator, or a manager in scope, each where it is theirs", () => {
    const from = (name: TransitionName) => transitions[name].from[0] as EntryStatus;
    const codes = (caller: Asking["caller"], more: Partial<Asking> = {}) =>
      names.map((name) => code(from(name), asking(name, caller, more)));
    expect(codes(owner)).toEqual([undefined, undefined, "FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
    expect(codes(admin)).toEqual([undefined, "FORBIDDEN", undefined, undefined, undefined]);
    expect(codes(manager)).toEqual(["FORBIDDEN", "FORBIDDEN", undefined, undefined, undefined]);
    expect(codes(manager, { isInScope: () => false })).toEqual(Array(5).fill("TIME_ENTRY_NOT_FOUND"));
    const own = { id: "owner", role: "manager" } as const;
    expect(codes(own)).toEqual([undefined, undefined, "FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
    expect(codes(own, { selfApproval: true })).toEqual(Array(5).fill(undefined));
  });

  it("does not happen in a locked period, but that administrators decide on what was submitted before", () => {
    for (const name of names) {
      const decides = name === "approve" || name === "reject";
      const callers = name === "withdraw" ? [owner] : decides || name === "reopen" ? [admin, manager] : [admin, owner];
      const status = transitions[name].from[0] as EntryStatus;
      for (const caller of callers) {
        const closed = code(status, asking(name, caller, { lockedUntil: "2026-11-19" }));
        expect([name, caller.role, closed]).toEqual([
          name,
          caller.role,
          decides && caller === admin ? undefined : "TIME_ENTRY_LOCKED",
        ]);
        expect(code(status, asking(name, caller, { lockedUntil: "2026-11-18" }))).toBeUndefined();
      }
    }
  });
});

describe("a moved entry", () => {
  const context = {
    caller: manager,
    now: new Date("2026-11-21T08:00:00Z"),
    teamId: "team",
    frozen: { rate: { minor: 5000, currency: "EUR" }, origin: "user" } as const,
    reason: "A reason",
    comments: "Comments",
    idempotencyFingerprint: undefined,
  };
  const submitted = moved(entry("draft"), "submit", context);

  it("waits in the queue of its owner's team and of its project while it is submitted, and then no more", () => {
    expect(submitted).toMatchObject({ approvalTeamId: "team", approvalProjectId: "project", version: 4 });
    expect(moved(entry("draft"), "submit", { ...context, teamId: undefined }).approvalTeamId).toBe(noTeam);
    for (const name of ["withdraw", "approve", "reject"] as const) {
      const { approvalTeamId, approvalProjectId } = moved(submitted, name, context);
      expect([approvalTeamId, approvalProjectId]).toEqual([undefined, undefined]);
    }
  });

  it("says who decided, when and why, and nothing of an earlier decision", () => {
    const now = "2026-11-21T08:00:00.000Z";
    const rejected = moved(submitted, "reject", context);
    expect(rejected).toMatchObject({ rejectedBy: "manager", rejectedAt: now, rejectionReason: "A reason" });
    expect(rejected.submittedAt).toBe(now);
    const again = moved(rejected, "submit", context);
    expect([again.rejectedAt, again.rejectedBy, again.rejectionReason]).toEqual([undefined, undefined, undefined]);
    const approved = moved(again, "approve", context);
    expect(approved).toMatchObject({
      approvedBy: "manager",
      approvedAt: now,
      comments: "Comments",
      ...{ frozen: context.frozen },
    });
    const reopened = moved(approved, "reopen", context);
    expect(reopened).toEqual({ ...entry("draft"), version: 8, updatedAt: now });
  });

  it("remembers the request that can be repeated, until the next one", () => {
    const marked = moved(entry("draft"), "submit", { ...context, idempotencyFingerprint: "key" });
    expect(marked.repetition).toBe("key");
    expect(moved(marked, "approve", context).repetition).toBeUndefined();
  });

  it("counts as changed since its rejection only after that", () => {
    const rejected = moved(submitted, "reject", context);
    expect(wasChangedSinceRejection(rejected)).toBe(false);
    expect(wasChangedSinceRejection({ ...rejected, updatedAt: "2026-11-21T08:00:00.001Z" })).toBe(true);
    expect(wasChangedSinceRejection(entry("draft"))).toBe(false);
  });
});

describe("who may see and change an entry", () => {
  const visibility = { memberIds: new Set(["owner"]), projectIds: new Set<string>() };
  const none = { memberIds: new Set<string>(), projectIds: new Set<string>() };

  it("sees their own, managers that of their people and projects, administrators all", () => {
    expect(isVisible(entry("draft"), owner, none)).toBe(true);
    expect(isVisible(entry("draft"), { id: "other", role: "employee" }, visibility)).toBe(false);
    expect(isVisible(entry("draft"), manager, none)).toBe(false);
    expect(isVisible(entry("draft"), manager, visibility)).toBe(true);
    expect(isVisible(entry("draft"), manager, { ...none, projectIds: new Set(["project"]) })).toBe(true);
    expect(isVisible(entry("draft"), admin, none)).toBe(true);
  });

  it("changes drafts and rejected entries outside locked periods", () => {
    const refused = (status: EntryStatus, lockedUntil?: string) => {
      try {
        requireEditable(entry(status), lockedUntil, owner);
      } catch (error) {
        return (error as { definition: { code: string } }).definition.code;
      }
      return undefined;
    };
    expect(entryStatuses.filter((status) => refused(status) === undefined)).toEqual(["draft", "rejected"]);
    expect(refused("draft", "2026-11-19")).toBe("TIME_ENTRY_LOCKED");
  });

  it("is told a remedy that they have themselves, or whom to ask", () => {
    const told = (status: EntryStatus, caller: Asking["caller"], lockedUntil?: string) => {
      try {
        requireEditable(entry(status), lockedUntil, caller);
      } catch (error) {
        return (error as Error).message;
      }
      return undefined;
    };
    expect(told("submitted", owner)).toBe("The entry is submitted. Withdraw it first.");
    expect(told("submitted", admin)).toBe("The entry is submitted. Reject it first.");
    expect(told("approved", admin)).toBe("The entry is approved. Re-open it first.");
    expect(told("approved", owner)).toContain("Ask whoever decides on it");
    expect(told("draft", owner, "2026-11-19")).toContain("Ask an administrator");
    expect(told("draft", admin, "2026-11-19")).toContain("Set an earlier lockedUntil");
  });

  it("sets no state, owner or rate, but may send them back", () => {
    const stored = entry("draft", { hourlyRate: { minor: 5000, currency: "EUR" } });
    expect(() => requireUnprotected(stored, { status: "draft", userId: "owner", hourlyRate: 50 }, owner)).not.toThrow();
    for (const input of [
      { status: "approved" as const },
      { userId: "other" },
      { hourlyRate: 51 },
      { hourlyRate: null },
    ])
      expect(() => requireUnprotected(stored, input, owner)).toThrow();
    expect(() => requireUnprotected(stored, { hourlyRate: 51 }, admin)).not.toThrow();
  });
});
