/** What a time entry is, and who may see and change it: pure rules. */
import { changedFields } from "@aerotage/core/audit/activity";
import { ApiError, forbidden } from "@aerotage/core/contract/errors";
import { mergePatch } from "@aerotage/core/contract/merge-patch";
import { nextVersion } from "@aerotage/core/contract/versions";
import type { Caller } from "@aerotage/core/lambda/caller";
import { newId } from "@aerotage/core/runtime/ids";
import { type Money, toMajor } from "@aerotage/kernel/domain/money";
import {
  type EntryStatus,
  type entrySources,
  type rateOrigins,
  type TimeEntryCreate,
  type TimeEntryResponse,
  type TimeEntryUpdate,
  timeEntryLocked,
} from "../contract/time-entries.js";

/** When something was worked. The times are there together or not at all. */
export interface Timing {
  /** Local calendar date on which it begins. */
  readonly date: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** `HH:MM` in `timezone`: kept beside the instants, so that reading needs no calendar. */
  readonly startTime?: string;
  readonly endTime?: string;
  /** IANA. */
  readonly timezone: string;
  /** Whole minutes. */
  readonly duration: number;
}

/** The billing rate of an approved entry; no rate where none was found. */
export interface FrozenRate {
  readonly rate: Money;
  readonly origin: (typeof rateOrigins)[number];
}

/** A time entry as it is stored. */
export interface Entry extends Timing {
  readonly id: string;
  readonly userId: string;
  readonly projectId: string;
  readonly clientId: string;
  /** The owner's team when they recorded it: reports count it there, wherever the owner is now. */
  readonly teamId?: string;
  readonly description: string;
  readonly isBillable: boolean;
  /** What an administrator set for this entry alone. */
  readonly hourlyRate?: Money;
  readonly frozen?: FrozenRate;
  readonly tags: readonly string[];
  readonly notes?: string;
  readonly status: EntryStatus;
  readonly submittedAt?: string;
  readonly approvedAt?: string;
  readonly approvedBy?: string;
  readonly rejectedAt?: string;
  readonly rejectedBy?: string;
  readonly rejectionReason?: string;
  readonly comments?: string;
  readonly invoiceId?: string;
  readonly source: (typeof entrySources)[number];
  /** The team whose manager decides, while it is submitted; `noTeam` where the person has none. */
  readonly approvalTeamId?: string;
  /** The same as `projectId`, while it is submitted. */
  readonly approvalProjectId?: string;
  /** The request that last moved it to another state, where that can be repeated. */
  readonly repetition?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly createdBy: string;
  readonly version: number;
}

/** The partition of the queue of people without a team: administrators decide. */
export const noTeam = "none";

/** What a new entry is made of. */
export interface NewEntry {
  readonly userId: string;
  readonly teamId: string | undefined;
  readonly project: { readonly id: string; readonly clientId: string; readonly defaultBillable: boolean };
  readonly timing: Timing;
  readonly input: Pick<TimeEntryCreate, "description" | "isBillable" | "tags" | "notes">;
  readonly hourlyRate?: Money | undefined;
  readonly source: Entry["source"];
  readonly createdBy: string;
  readonly now: Date;
  /** @default a new one */
  readonly id?: string | undefined;
}

/** A new draft. */
export function newEntry(parts: NewEntry): Entry {
  const { project, input, hourlyRate } = parts;
  const at = parts.now.toISOString();
  return {
    id: parts.id ?? newId(parts.now),
    userId: parts.userId,
    projectId: project.id,
    clientId: project.clientId,
    ...(parts.teamId !== undefined && { teamId: parts.teamId }),
    ...parts.timing,
    description: input.description,
    isBillable: input.isBillable ?? project.defaultBillable,
    ...(hourlyRate !== undefined && { hourlyRate }),
    tags: [...new Set(input.tags ?? [])],
    ...(typeof input.notes === "string" && { notes: input.notes }),
    status: "draft",
    source: parts.source,
    createdAt: at,
    updatedAt: at,
    createdBy: parts.createdBy,
    version: 1,
  };
}

/** What of an entry a change has settled already. */
export interface EntryChange {
  readonly timing: Timing;
  readonly project: { readonly id: string; readonly clientId: string };
  readonly hourlyRate: Money | undefined;
  readonly now: Date;
}

/** An entry after a change: its next version; the same one if nothing differs. */
export function changedEntry(entry: Entry, input: TimeEntryUpdate, change: EntryChange): Entry {
  const { startedAt: _s, endedAt: _e, startTime: _st, endTime: _et, hourlyRate: _rate, ...rest } = entry;
  const { description, isBillable, tags, notes } = input;
  const next: Entry = {
    ...mergePatch(rest, {
      description,
      isBillable: isBillable ?? undefined,
      tags: tags === undefined ? undefined : [...new Set(tags ?? [])],
      notes,
    }),
    ...change.timing,
    projectId: change.project.id,
    clientId: change.project.clientId,
    ...(change.hourlyRate !== undefined && { hourlyRate: change.hourlyRate }),
  };
  return changedFields({ ...entry }, { ...next }).length === 0 ? entry : nextVersion(next, change.now);
}

/** When an entry was worked. */
export function timingOf({ date, startedAt, endedAt, startTime, endTime, timezone, duration }: Entry): Timing {
  return {
    date,
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(startTime !== undefined && { startTime }),
    ...(endTime !== undefined && { endTime }),
    timezone,
    duration,
  };
}

/** True while an entry's owner may change it. */
export function isEditable(entry: Pick<Entry, "status">): boolean {
  return entry.status === "draft" || entry.status === "rejected";
}

/** True for a date in a period that is closed. */
export function isLocked(date: string, lockedUntil: string | undefined): boolean {
  return lockedUntil !== undefined && date <= lockedUntil;
}

/** @throws `TIME_ENTRY_LOCKED` for a date in a closed period */
export function requireOpenPeriod(date: string, lockedUntil: string | undefined, caller: Pick<Caller, "role">): void {
  if (isLocked(date, lockedUntil)) throw new ApiError(timeEntryLocked, periodLocked(lockedUntil as string, caller));
}

/** What is said of a closed period to somebody. */
export function periodLocked(lockedUntil: string, { role }: Pick<Caller, "role">): string {
  const remedy =
    role === "admin" ? "Set an earlier lockedUntil in the settings first." : "Ask an administrator to open it.";
  return `Time until ${lockedUntil} is locked. ${remedy}`;
}

/** @throws `TIME_ENTRY_LOCKED` for an entry that is submitted, decided on in favour, or in a closed period */
export function requireEditable(
  entry: Entry,
  lockedUntil: string | undefined,
  caller: Pick<Caller, "id" | "role">,
): void {
  if (!isEditable(entry))
    throw new ApiError(timeEntryLocked, `The entry is ${entry.status}. ${editRemedy(entry, caller)}`);
  requireOpenPeriod(entry.date, lockedUntil, caller);
}

/** What somebody can do so that an entry may be changed: only its owner withdraws, only who decides rejects and re-opens. */
function editRemedy({ userId, status }: Entry, caller: Pick<Caller, "id" | "role">): string {
  if (status === "submitted") return userId === caller.id ? "Withdraw it first." : "Reject it first.";
  if (status === "approved")
    return caller.role === "admin" ? "Re-open it first." : "Ask whoever decides on it to re-open it.";
  return "It stays as it is while its invoice stands.";
}

/** @throws `FORBIDDEN` if somebody who is no administrator changes what only others may, or anybody its state or owner */
export function requireUnprotected(
  entry: Pick<Entry, "status" | "userId" | "hourlyRate">,
  input: TimeEntryUpdate,
  caller: Pick<Caller, "role">,
): void {
  const refused: string[] = [];
  if ((input.status ?? entry.status) !== entry.status) refused.push("status");
  if ((input.userId ?? entry.userId) !== entry.userId) refused.push("userId");
  const rate = entry.hourlyRate && toMajor(entry.hourlyRate);
  if (input.hourlyRate !== undefined && (input.hourlyRate ?? undefined) !== rate && caller.role !== "admin")
    refused.push("hourlyRate");
  if (refused.length === 0) return;
  throw new ApiError(forbidden, `You may not set ${refused.join(" and ")} of a time entry.`);
}

/** What somebody may see of other people's time. */
export interface Visibility {
  readonly memberIds: ReadonlySet<string>;
  /** The projects whose time a manager sees. */
  readonly projectIds: ReadonlySet<string>;
}

/** True if somebody may see an entry: their own, what is in a manager's sight, everything for administrators. */
export function isVisible(
  entry: Pick<Entry, "userId" | "projectId">,
  caller: Pick<Caller, "id" | "role">,
  visibility: Visibility,
): boolean {
  if (caller.role === "admin" || entry.userId === caller.id) return true;
  if (caller.role !== "manager") return false;
  return visibility.memberIds.has(entry.userId) || visibility.projectIds.has(entry.projectId);
}

/** An entry as somebody of a role may see it: rates are the administrators'. */
export function toEntryResponse(entry: Entry, { role }: Pick<Caller, "role">): TimeEntryResponse {
  const { hourlyRate, frozen, teamId: _team, tags, ...stored } = entry;
  const { approvalTeamId: _t, approvalProjectId: _p, repetition: _r, ...visible } = stored;
  const rate = frozen?.rate ?? hourlyRate;
  const approverId = entry.approvedBy ?? entry.rejectedBy;
  const comment = entry.comments ?? entry.rejectionReason;
  return {
    ...visible,
    tags: [...tags],
    submittedBy: entry.userId,
    ...(approverId !== undefined && { approverId }),
    ...(comment !== undefined && { comment }),
    ...(role === "admin" && rate !== undefined && { hourlyRate: toMajor(rate) }),
    ...(role === "admin" && frozen !== undefined && { rateOrigin: frozen.origin }),
  };
}
