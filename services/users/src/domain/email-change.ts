/** How an e-mail address changes: pure rules. */

import { ApiError } from "@aerotage/core/contract/errors";
import { nextVersion } from "@aerotage/core/contract/versions";
import type { Caller } from "@aerotage/core/lambda/caller";
import { newId } from "@aerotage/core/runtime/ids";
import {
  type EmailChangeInput,
  type EmailChangeResponse,
  type EmailChangeStatus,
  type EmailType,
  emailAlreadyVerified,
  invalidVerificationToken,
  maxVerificationResends,
  requestNotOpen,
  requestNotPendingApproval,
  verificationLimitReached,
  verificationTokenExpired,
} from "../contract/email-changes.js";

/** How long a verification link is good. */
const linkHours = 24;
const millisecondsPerHour = 3_600_000;

/** One of the two addresses of a request. */
interface Verification {
  /** Of the token in the link that was mailed last. */
  readonly tokenHash: string;
  readonly validUntil: string;
  readonly resent: number;
  readonly verifiedAt?: string;
}

/** A request as it is stored. */
export interface EmailChange {
  readonly id: string;
  readonly userId: string;
  readonly currentEmail: string;
  readonly newEmail: string;
  readonly state: EmailChangeStatus;
  readonly reason: EmailChangeResponse["reason"];
  readonly customReason?: string;
  readonly current: Verification;
  readonly new: Verification;
  readonly approvedAt?: string;
  readonly approvedBy?: string;
  readonly approvalNotes?: string;
  readonly completedAt?: string;
  readonly rejectedAt?: string;
  readonly rejectedBy?: string;
  readonly rejectionReason?: string;
  readonly cancelledAt?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
}

/** A new request; both addresses are to be verified. */
export function newEmailChange(
  input: EmailChangeInput,
  hashes: Readonly<Record<EmailType, string>>,
  caller: Pick<Caller, "id" | "email">,
  now: Date,
): EmailChange {
  const at = now.toISOString();
  return {
    id: newId(now),
    userId: caller.id,
    currentEmail: caller.email,
    newEmail: input.newEmail,
    state: "pending_verification",
    reason: input.reason,
    ...(input.customReason && { customReason: input.customReason }),
    current: verification(hashes.current, now),
    new: verification(hashes.new, now),
    createdAt: at,
    updatedAt: at,
    version: 1,
  };
}

/** True while a person may not make another request. */
export function isOpen({ state }: Pick<EmailChange, "state">): boolean {
  return state === "pending_verification" || state === "pending_approval" || state === "approved";
}

/**
 * A request one of whose addresses was verified by its link; with both, it waits for a decision. The desktop client sends a link
 * twice: a valid link that has verified its address returns the request unchanged, also after a decision for it.
 * @throws `INVALID_VERIFICATION_TOKEN`, `VERIFICATION_TOKEN_EXPIRED`, `EMAIL_ALREADY_VERIFIED`
 */
export function verifiedEmailChange(change: EmailChange, type: EmailType, tokenHash: string, now: Date): EmailChange {
  const address = change[type];
  if (address.tokenHash !== tokenHash || change.state === "cancelled" || change.state === "rejected")
    throw new ApiError(invalidVerificationToken, "This link is not one of an open request, or there is a newer one.");
  const isExpired = Date.parse(address.validUntil) <= now.getTime();
  if (address.verifiedAt !== undefined) {
    if (isExpired) throw new ApiError(emailAlreadyVerified, "This address has been verified already.");
    return change;
  }
  if (isExpired) throw new ApiError(verificationTokenExpired, "This link has expired. Ask for a new one.");
  const after = { ...change, [type]: { ...address, verifiedAt: now.toISOString() } };
  const both = after.current.verifiedAt !== undefined && after.new.verifiedAt !== undefined;
  return nextVersion({ ...after, state: both ? "pending_approval" : "pending_verification" }, now);
}

/** A request one of whose mails is sent again with a new link. @throws if the address needs none, or had enough */
export function resentVerification(change: EmailChange, type: EmailType, tokenHash: string, now: Date): EmailChange {
  if (change.state !== "pending_verification" && change.state !== "pending_approval") throw notOpen(change);
  const address = change[type];
  if (address.verifiedAt !== undefined)
    throw new ApiError(emailAlreadyVerified, "This address has been verified already.");
  if (address.resent >= maxVerificationResends)
    throw new ApiError(verificationLimitReached, `The mail was sent again ${maxVerificationResends} times already.`);
  return nextVersion(
    {
      ...change,
      [type]: { ...verification(tokenHash, now), resent: address.resent + 1 },
    },
    now,
  );
}

/** A request that an administrator granted. @throws `REQUEST_NOT_PENDING_APPROVAL` */
export function approvedEmailChange(
  change: EmailChange,
  approver: Pick<Caller, "id">,
  notes: string | undefined,
  now: Date,
): EmailChange {
  requirePendingApproval(change);
  return nextVersion(
    {
      ...change,
      state: "approved",
      approvedAt: now.toISOString(),
      approvedBy: approver.id,
      ...(notes !== undefined && { approvalNotes: notes }),
    },
    now,
  );
}

/** A request whose address is the account's and the record's now. */
export function completedEmailChange(change: EmailChange, now: Date): EmailChange {
  return nextVersion({ ...change, state: "completed", completedAt: now.toISOString() }, now);
}

/** An approved request that came to nothing, since the address was changed once more before the account had followed. */
export function supersededEmailChange(change: EmailChange, now: Date): EmailChange {
  return nextVersion({ ...change, state: "cancelled", cancelledAt: now.toISOString() }, now);
}

/** A request that an administrator refused. @throws `REQUEST_NOT_PENDING_APPROVAL` */
export function rejectedEmailChange(
  change: EmailChange,
  approver: Pick<Caller, "id">,
  reason: string,
  now: Date,
): EmailChange {
  // A request that nobody verifies can be refused too: else it would block the person's next one.
  if (change.state !== "pending_verification") requirePendingApproval(change);
  return nextVersion(
    {
      ...change,
      state: "rejected",
      rejectedAt: now.toISOString(),
      rejectedBy: approver.id,
      rejectionReason: reason,
    },
    now,
  );
}

/** A request that its person took back. @throws `REQUEST_NOT_OPEN` */
export function cancelledEmailChange(change: EmailChange, now: Date): EmailChange {
  if (change.state !== "pending_verification" && change.state !== "pending_approval") throw notOpen(change);
  return nextVersion({ ...change, state: "cancelled", cancelledAt: now.toISOString() }, now);
}

/** A request as it is answered. */
export function toEmailChangeResponse(change: EmailChange): EmailChangeResponse {
  const { state, current, new: next_, createdAt, ...plain } = change;
  const verificationStatus = verificationStatusOf(change);
  const verifiedAt =
    current.verifiedAt !== undefined && next_.verifiedAt !== undefined
      ? [current.verifiedAt, next_.verifiedAt].sort()[1]
      : undefined;
  return {
    ...plain,
    status: state,
    ...verificationStatus,
    verificationStatus,
    requestedAt: createdAt,
    ...(verifiedAt !== undefined && { verifiedAt }),
  };
}

/** Which of the two addresses are verified. */
export function verificationStatusOf(change: EmailChange): EmailChangeResponse["verificationStatus"] {
  return {
    currentEmailVerified: change.current.verifiedAt !== undefined,
    newEmailVerified: change.new.verifiedAt !== undefined,
  };
}

function requirePendingApproval({ state }: EmailChange): void {
  if (state !== "pending_approval")
    throw new ApiError(requestNotPendingApproval, `The request is ${state}, not waiting for a decision.`);
}

function notOpen({ state }: EmailChange): ApiError {
  return new ApiError(requestNotOpen, `The request is ${state}.`);
}

function verification(tokenHash: string, now: Date): Verification {
  return {
    tokenHash,
    validUntil: new Date(now.getTime() + linkHours * millisecondsPerHour).toISOString(),
    resent: 0,
  };
}
