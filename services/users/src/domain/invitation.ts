/** What an invitation is and how it changes: pure rules. */

import { ApiError } from "@aerotage/core/contract/errors";
import type { Role } from "@aerotage/core/contract/operation";
import { nextVersion } from "@aerotage/core/contract/versions";
import type { Caller } from "@aerotage/core/lambda/caller";
import { newId } from "@aerotage/core/runtime/ids";
import { hourlyRate, type Money, toMajor } from "@aerotage/kernel/domain/money";
import {
  type InvitationInput,
  type InvitationResponse,
  type InvitationStatus,
  invitationAlreadyAccepted,
  invitationCancelled,
  invitationExpired,
  maxResends,
  resendLimitReached,
} from "../contract/invitations.js";
import type { Permissions } from "./user.js";

/** How long an invitation is good for. */
export const validDays = 7;
const millisecondsPerDay = 86_400_000;

/** An invitation as it is stored. */
export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly teamId?: string;
  readonly department?: string;
  readonly jobTitle?: string;
  readonly hourlyRate?: Money;
  readonly permissions: Permissions;
  readonly personalMessage?: string;
  /** Of the token in the link that was mailed last. It stays after the invitation has ended, so that the link can say so. */
  readonly tokenHash: string;
  /** `expired` is not stored: it is a pending one whose time has passed. */
  readonly state: "pending" | "accepted" | "cancelled";
  readonly validUntil: string;
  readonly emailSentAt: string;
  readonly resentCount: number;
  readonly lastResentAt?: string;
  readonly acceptedAt?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly createdBy: string;
  /** Who sent it last, if that was not who made it. */
  readonly sentBy?: string;
  readonly version: number;
}

/** A new invitation. @throws `VALIDATION_ERROR` for a rate that is not one of the company's currency */
export function newInvitation(
  input: InvitationInput,
  tokenHash: string,
  context: { readonly caller: Pick<Caller, "id">; readonly now: Date; readonly companyCurrency?: string | undefined },
): Invitation {
  const now = context.now.toISOString();
  const { email, role, teamId, department, jobTitle, personalMessage, permissions } = input;
  const rate = input.hourlyRate ?? undefined;
  if (rate !== undefined && context.companyCurrency === undefined)
    throw new TypeError("An invitation with a rate needs the company's currency.");
  return {
    id: newId(context.now),
    email,
    role,
    ...(teamId && { teamId }),
    ...(department && { department }),
    ...(jobTitle && { jobTitle }),
    ...(rate !== undefined && { hourlyRate: hourlyRate(rate, context.companyCurrency ?? "", "hourlyRate") }),
    permissions: { features: permissions?.features ?? [], projects: permissions?.projects ?? [] },
    ...(personalMessage && { personalMessage }),
    tokenHash,
    state: "pending",
    validUntil: validFrom(context.now),
    emailSentAt: now,
    resentCount: 0,
    createdAt: now,
    updatedAt: now,
    createdBy: context.caller.id,
    version: 1,
  };
}

/** An invitation that is mailed again with a new link. @throws for one that has ended, or was sent again often enough */
export function resentInvitation(
  invitation: Invitation,
  tokenHash: string,
  sender: Pick<Caller, "id">,
  now: Date,
  personalMessage?: string,
): Invitation {
  requireNotEnded(invitation);
  if (invitation.resentCount >= maxResends)
    throw new ApiError(resendLimitReached, `The mail was sent again ${maxResends} times already.`);
  return nextVersion(
    {
      ...invitation,
      ...(personalMessage !== undefined && { personalMessage }),
      tokenHash,
      sentBy: sender.id,
      validUntil: validFrom(now),
      emailSentAt: now.toISOString(),
      resentCount: invitation.resentCount + 1,
      lastResentAt: now.toISOString(),
    },
    now,
  );
}

/** An invitation whose link opens nothing any more. @throws `INVITATION_ALREADY_ACCEPTED` */
export function cancelledInvitation(invitation: Invitation, now: Date): Invitation {
  if (invitation.state === "accepted") throw accepted();
  return nextVersion({ ...invitation, state: "cancelled" }, now);
}

/** An invitation by which somebody has opened an account. @throws unless it is pending and its time has not passed */
export function acceptedInvitation(invitation: Invitation, now: Date): Invitation {
  requireNotEnded(invitation);
  if (isExpired(invitation, now))
    throw new ApiError(invitationExpired, `The invitation has expired on ${invitation.validUntil.slice(0, 10)}.`);
  return nextVersion({ ...invitation, state: "accepted", acceptedAt: now.toISOString() }, now);
}

/** Refuses an invitation that was accepted or cancelled. */
export function requireNotEnded({ state }: Pick<Invitation, "state">): void {
  if (state === "accepted") throw accepted();
  if (state === "cancelled") throw new ApiError(invitationCancelled, "The invitation was cancelled.");
}

/** True for a pending invitation whose time has passed. */
export function isExpired({ state, validUntil }: Pick<Invitation, "state" | "validUntil">, now: Date): boolean {
  return state === "pending" && Date.parse(validUntil) <= now.getTime();
}

/** Where an invitation stands. */
export function statusOf(invitation: Invitation, now: Date): InvitationStatus {
  return isExpired(invitation, now) ? "expired" : invitation.state;
}

/** An invitation as administrators see it. */
export function toInvitationResponse(invitation: Invitation, now: Date): InvitationResponse {
  const { tokenHash: _hash, sentBy: _sender, state, validUntil, hourlyRate: rate, permissions, ...plain } = invitation;
  return {
    ...plain,
    ...(rate !== undefined && { hourlyRate: toMajor(rate) }),
    permissions: { features: [...permissions.features], projects: [...permissions.projects] },
    status: statusOf(invitation, now),
    isExpired: isExpired(invitation, now),
    expiresAt: validUntil,
    invitedBy: invitation.createdBy,
    onboardingCompleted: state === "accepted",
  };
}

/** An invitation as whoever has its link sees it: without rate and inviter. */
export function linkResponseOf(invitation: Invitation, now: Date) {
  const { id, email, role, teamId, department, jobTitle, permissions, personalMessage, validUntil } = invitation;
  return {
    id,
    email,
    role,
    ...(teamId !== undefined && { teamId }),
    ...(department !== undefined && { department }),
    ...(jobTitle !== undefined && { jobTitle }),
    permissions: { features: [...permissions.features], projects: [...permissions.projects] },
    ...(personalMessage !== undefined && { personalMessage }),
    expiresAt: validUntil,
    isExpired: isExpired(invitation, now),
  };
}

function accepted(): ApiError {
  return new ApiError(invitationAlreadyAccepted, "The invitation was already accepted.");
}

function validFrom(now: Date): string {
  return new Date(now.getTime() + validDays * millisecondsPerDay).toISOString();
}
