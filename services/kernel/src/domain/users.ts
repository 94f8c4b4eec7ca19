/** Users and sign-ins as other services see them. The users service owns the rest. */
import type { ActivityInput } from "@aerotage/core/audit/activity";
import type { Role } from "@aerotage/core/contract/operation";
import { defaultTimezone } from "@aerotage/core/time/zones";
import type { RateHistory } from "./rates.js";

/** A user's item in the Users table. */
export interface UserItem {
  /** The `sub` of the Cognito account. */
  readonly id: string;
  readonly kind: "user";
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly teamId?: string;
  /** The teams that the person leads, the same as those teams' `managerId`: written in the teams' transactions. */
  readonly managedTeamIds?: ReadonlySet<string>;
  readonly isActive: boolean;
  /** When the person was deactivated, in order. Nothing is expected of them then. */
  readonly inactivePeriods?: readonly InactivePeriod[];
  /** Set on the tombstone of an erased person. */
  readonly erasedAt?: string;
  /** Calendar date. */
  readonly startDate: string;
  /** What the person's hour costs where nothing nearer says so, in the company's currency of the time. */
  readonly rates?: RateHistory;
  /** What everybody asks of a person's preferences; the users service keeps more. */
  readonly preferences?: { readonly timezone?: string | undefined; readonly notifications?: boolean | undefined };
  /** The last sign-in that called the API; written by the pipeline. */
  readonly lastLogin?: string;
  /** What the person asks of their sign-ins. */
  readonly security?: SecurityRules;
  /** Sign-ins up to this moment (epoch seconds, inclusive) are ended, but for `keptSessionId`. */
  readonly sessionsEndedThrough?: number;
  readonly keptSessionId?: string | undefined;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly createdBy: string;
  readonly version: number;
}

/** A time in which a person is inactive. */
export interface InactivePeriod {
  /** Calendar date in the person's zone, the first one. */
  readonly from: string;
  /** The first date after it; missing while it lasts. */
  readonly until?: string;
}

/** True for a date on which somebody works for the company: since their start date, and not while they are inactive. */
export function isEmployedOn(user: Pick<UserItem, "startDate" | "inactivePeriods">, date: string): boolean {
  const isInactive = user.inactivePeriods?.some(
    ({ from, until }) => from <= date && (until === undefined || date < until),
  );
  return date >= user.startDate && isInactive !== true;
}

/** A person's own rules for their sign-ins; each is off while it is missing. */
export interface SecurityRules {
  /** Minutes without a request after which a sign-in is ended. */
  readonly sessionTimeout?: number;
  /** False ends all other sign-ins when a new one first calls. */
  readonly allowMultipleSessions?: boolean;
  /** Days after which the password counts as expired; 0 is never. */
  readonly requirePasswordChangeEvery?: number;
}

/** The zone in which a person's days begin and end. */
export function timezoneOf(user: Pick<UserItem, "preferences">): string {
  return user.preferences?.timezone ?? defaultTimezone;
}

/** What can happen to a user. */
export type UserChange = "created" | "updated" | "deactivated" | "reactivated";

/** Attributes of a user's item that are the system's own, or others keep, and no change of the user. */
const unaudited = new Set([
  "kind",
  "managedTeamIds",
  "lastLogin",
  "sessionsEndedThrough",
  "keptSessionId",
  "emailChangeId",
  "inactivePeriods",
  "welcomeSentAt",
]);

/** The activity record of a user's change, and the event that tells others of it. Rates are not in the event. */
export function userActivity(
  change: UserChange,
  before: UserItem | undefined,
  after: UserItem,
  reason?: string,
): ActivityInput {
  const { id: userId, name, role, isActive } = after;
  const type = `user.${change}`;
  return {
    type,
    entityType: "user",
    entityId: userId,
    before: before && auditedFields(before),
    after: auditedFields(after),
    ...(reason !== undefined && { reason }),
    events: [{ type, version: 1, data: { userId, name, role, isActive, ...teams(before, after) } }],
  };
}

/** The team, and where it is another one, the one before; null where that was none. */
function teams(before: UserItem | undefined, { teamId }: UserItem): Readonly<Record<string, unknown>> {
  const changed = before !== undefined && before.teamId !== teamId;
  return {
    ...(teamId !== undefined && { teamId }),
    ...(changed && { previousTeamId: before.teamId ?? null }),
  };
}

function auditedFields(user: UserItem): Record<string, unknown> {
  return Object.fromEntries(Object.entries(user).filter(([name]) => !unaudited.has(name)));
}

/** One sign-in. */
export interface SessionItem {
  /** The `origin_jti` of its tokens. */
  readonly sessionId: string;
  readonly userId: string;
  readonly createdAt: string;
  /** Epoch seconds of the sign-in. */
  readonly authTime: number;
  readonly lastActivity: string;
  readonly ipAddress?: string;
  readonly userAgent?: string;
  readonly terminatedAt?: string;
  /** Epoch seconds; TTL. */
  readonly expiresAt: number;
}

/** True if a sign-in is among those that were ended together: by a new password, a deactivation, or a later sign-in. */
export function isEndedSignIn(
  user: Pick<UserItem, "sessionsEndedThrough" | "keptSessionId">,
  signIn: { readonly sessionId: string; readonly authTime: number },
): boolean {
  return (
    user.sessionsEndedThrough !== undefined &&
    signIn.authTime <= user.sessionsEndedThrough &&
    signIn.sessionId !== user.keptSessionId
  );
}

/** A sign-in's last activity is noted again after this many minutes, sooner where a short pause ends it. */
const activityMinutes = 15;

/** How many times within the pause that ends a sign-in its activity is noted: the end comes at most a tenth late, never early. */
const notesWithinTimeout = 10;

/** After which pauses, in minutes, a sign-in's activity is noted again, and the sign-in is ended. */
export function pausesOf({ security }: Pick<UserItem, "security">): {
  readonly noteMinutes: number;
  readonly limitMinutes: number;
} {
  const timeout = security?.sessionTimeout ?? Number.POSITIVE_INFINITY;
  const noteMinutes = Math.min(activityMinutes, timeout / notesWithinTimeout);
  return { noteMinutes, limitMinutes: timeout + noteMinutes };
}
