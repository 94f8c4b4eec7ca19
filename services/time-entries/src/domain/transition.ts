/** How an entry passes from one state to the next: pure rules. */

import { nextVersion } from "@aerotage/core/contract/versions";
import type { Caller } from "@aerotage/core/lambda/caller";
import type { BulkFailureCode, EntryStatus } from "../contract/time-entries.js";
import { type Entry, type FrozenRate, isLocked, noTeam, periodLocked } from "./entry.js";

export type TransitionName = "submit" | "withdraw" | "approve" | "reject" | "reopen";

/** From which states a transition leads, and where to. */
export const transitions: Readonly<
  Record<TransitionName, { readonly from: readonly EntryStatus[]; readonly to: EntryStatus; readonly done: string }>
> = {
  submit: { from: ["draft", "rejected"], to: "submitted", done: "submitted" },
  withdraw: { from: ["submitted"], to: "draft", done: "withdrawn" },
  approve: { from: ["submitted"], to: "approved", done: "approved" },
  reject: { from: ["submitted"], to: "rejected", done: "rejected" },
  reopen: { from: ["approved"], to: "draft", done: "reopened" },
};

/** Why an entry is not moved. */
export interface Obstacle {
  readonly code: BulkFailureCode;
  readonly message: string;
}

/** Who asks for a transition. */
export interface Asking {
  readonly transition: TransitionName;
  readonly caller: Pick<Caller, "id" | "role">;
  /** True for who decides on the entry's person or project. */
  readonly isInScope: (entry: Entry) => boolean;
  readonly lockedUntil: string | undefined;
  readonly selfApproval: boolean;
}

/** What keeps somebody from moving an entry, if anything does. */
export function obstacleOf(entry: Entry, asking: Asking): Obstacle | undefined {
  return forbiddenTo(entry, asking) ?? wrongState(entry, asking.transition) ?? closedPeriod(entry, asking);
}

function forbiddenTo(entry: Entry, { transition, caller, isInScope, selfApproval }: Asking): Obstacle | undefined {
  const own = entry.userId === caller.id;
  const admin = caller.role === "admin";
  const known = own || admin || isInScope(entry);
  if (!known) return notFound(entry.id);
  if (transition === "submit")
    return own || admin ? undefined : forbidding("Only its owner or an administrator may submit it.");
  if (transition === "withdraw")
    return own ? undefined : forbidding(`Only its owner may withdraw it.${admin ? " Reject it instead." : ""}`);
  if (own && !admin && !selfApproval) return forbidding("Nobody decides on their own time here; somebody else must.");
  return undefined;
}

/** The obstacle of an entry that the caller may not know of. */
export function notFound(id: string): Obstacle {
  return { code: "TIME_ENTRY_NOT_FOUND", message: `There is no time entry ${id}.` };
}

function forbidding(message: string): Obstacle {
  return { code: "FORBIDDEN", message };
}

function wrongState({ status }: Entry, transition: TransitionName): Obstacle | undefined {
  const { from, done } = transitions[transition];
  if (from.includes(status)) return undefined;
  return {
    code: "INVALID_STATUS_TRANSITION",
    message: `It is ${status}; only ${from.join(" or ")} entries can be ${done}.`,
  };
}

/** Administrators still decide on what was submitted before its period was closed. */
function closedPeriod({ date }: Entry, { transition, caller, lockedUntil }: Asking): Obstacle | undefined {
  if (!isLocked(date, lockedUntil)) return undefined;
  const decides = transition === "approve" || transition === "reject";
  if (decides && caller.role === "admin") return undefined;
  const message = decides
    ? `Time until ${lockedUntil} is locked. An administrator can still decide on it.`
    : periodLocked(lockedUntil as string, caller);
  return { code: "TIME_ENTRY_LOCKED", message };
}

/** What a transition writes beside the new state. */
export interface MoveContext {
  readonly caller: Pick<Caller, "id">;
  readonly now: Date;
  /** The team of the entry's owner. */
  readonly teamId: string | undefined;
  readonly frozen: FrozenRate | undefined;
  readonly reason: string | undefined;
  readonly comments: string | undefined;
  readonly idempotencyFingerprint: string | undefined;
}

/** An entry in its next state. */
export function moved(entry: Entry, transition: TransitionName, context: MoveContext): Entry {
  const { approvalTeamId: _team, approvalProjectId: _project, repetition: _earlier, ...rest } = entry;
  const at = context.now.toISOString();
  const base: Entry = {
    ...rest,
    status: transitions[transition].to,
    ...(context.idempotencyFingerprint !== undefined && { repetition: context.idempotencyFingerprint }),
  };
  return nextVersion({ ...undecided(base, transition), ...said(transition, context, entry, at) }, context.now);
}

/** Without what an earlier decision said. A withdrawn entry was decided on by nobody. */
function undecided(entry: Entry, transition: TransitionName): Entry {
  const { rejectedAt: _a, rejectedBy: _b, rejectionReason: _c, ...unrejected } = entry;
  const { approvedAt: _d, approvedBy: _e, comments: _f, frozen: _g, submittedAt, ...blank } = unrejected;
  const keepsSubmission = transition === "approve" || transition === "reject";
  return { ...blank, ...(keepsSubmission && submittedAt !== undefined && { submittedAt }) };
}

function said(
  transition: TransitionName,
  { caller, teamId, frozen, reason, comments }: MoveContext,
  entry: Entry,
  at: string,
): Partial<Entry> {
  switch (transition) {
    case "submit":
      return { submittedAt: at, approvalTeamId: teamId ?? noTeam, approvalProjectId: entry.projectId };
    case "approve":
      return {
        approvedAt: at,
        approvedBy: caller.id,
        ...(comments !== undefined && { comments }),
        ...(frozen !== undefined && { frozen }),
      };
    case "reject":
      return { rejectedAt: at, rejectedBy: caller.id, ...(reason !== undefined && { rejectionReason: reason }) };
    default:
      return {};
  }
}

/** True for a rejected entry that was changed since: a whole range submits no other rejected ones again. */
export function wasChangedSinceRejection({ rejectedAt, updatedAt }: Pick<Entry, "rejectedAt" | "updatedAt">): boolean {
  return rejectedAt !== undefined && updatedAt > rejectedAt;
}
