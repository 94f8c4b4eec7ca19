/** A person's sign-ins, and their rules for them: pure rules. */
import { isEndedSignIn, pausesOf, type SessionItem } from "@aerotage/kernel/domain/users";
import type { SessionResponse } from "../contract/sign-in.js";
import type { User } from "./user.js";

const millisecondsPerDay = 86_400_000;

/** Cognito's own rules for wrong passwords: five are free, then people wait, up to a quarter of an hour. */
const maxFailedLoginAttempts = 5;
const accountLockoutMinutes = 15;

/** True while a sign-in is admitted. `maxSessionSeconds` is the longest that one lasts in this environment. */
export function isOpenSession(session: SessionItem, user: User, now: Date, maxSessionSeconds: number): boolean {
  const pauseMinutes = (now.getTime() - Date.parse(session.lastActivity)) / 60_000;
  return (
    session.terminatedAt === undefined &&
    !isEndedSignIn(user, session) &&
    now.getTime() <= (session.authTime + maxSessionSeconds) * 1000 &&
    pauseMinutes <= pausesOf(user).limitMinutes
  );
}

/** A sign-in as it is answered. */
export function sessionResponse(session: SessionItem, currentSessionId: string): SessionResponse {
  return {
    id: session.sessionId,
    ipAddress: session.ipAddress ?? "",
    userAgent: session.userAgent ?? "",
    loginTime: new Date(session.authTime * 1000).toISOString(),
    lastActivity: session.lastActivity,
    isCurrent: session.sessionId === currentSessionId,
  };
}

/** A person's rules for their sign-ins as they are answered, with the environment's in place of those that they have not set. */
export function securityResponse(user: User, twoFactorEnabled: boolean, now: Date, maxSessionSeconds: number) {
  const every = user.security?.requirePasswordChangeEvery ?? 0;
  const changed = user.passwordChangedAt ?? user.createdAt;
  const expires = new Date(Date.parse(changed) + every * millisecondsPerDay);
  return {
    twoFactorEnabled,
    sessionTimeout: user.security?.sessionTimeout ?? Math.floor(maxSessionSeconds / 60),
    allowMultipleSessions: user.security?.allowMultipleSessions ?? true,
    passwordChangeRequired: every > 0 && expires.getTime() <= now.getTime(),
    passwordLastChanged: changed,
    ...(every > 0 && { passwordExpiresAt: expires.toISOString() }),
    securitySettings: {
      requirePasswordChangeEvery: every,
      maxFailedLoginAttempts,
      accountLockoutDuration: accountLockoutMinutes,
    },
  };
}
