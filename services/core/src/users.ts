/** The user's record as far as every service needs it: who somebody is, what they may do. The users service owns the rest. */
import type { Role } from "./operation.js";

/** A user's item in the Users table. */
export interface UserItem {
  /** The `sub` of the Cognito account. */
  readonly id: string;
  readonly kind: "user";
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly teamId?: string;
  readonly isActive: boolean;
  /** Set on the tombstone of an erased person. */
  readonly erasedAt?: string;
  /** Calendar date. */
  readonly startDate: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly createdBy: string;
  readonly version: number;
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
