/** What follows for the person to whose address a mail failed: pure rules. */
import type { MailFailure } from "@aerotage/core/aws/mail-failures";
import { nextVersion } from "@aerotage/core/contract/versions";
import type { User } from "./user.js";

/** A user's next version after a mail to them failed for good. Undefined where the user is marked with this or a later failure already. */
export function withMailFailure(user: User, { status, at }: MailFailure, now: Date): User | undefined {
  if (user.mailStatusAt !== undefined && user.mailStatusAt >= at) return undefined;
  return nextVersion({ ...user, mailStatus: status, mailStatusAt: at }, now);
}

/** A user whose address is another one, or has been verified anew: what failed before says nothing any more. */
export function withoutMailFailure(user: User): User {
  const { mailStatus: _status, mailStatusAt: _at, ...rest } = user;
  return rest;
}
