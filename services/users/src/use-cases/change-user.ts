/** A change of a user with all that follows from it: the account moves along, and what is recorded says what happened. */

import { readAccount, userIdOf } from "@aerotage/core/aws/cognito";
import { invokeFunction } from "@aerotage/core/aws/invoke";
import { ApiError } from "@aerotage/core/contract/errors";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { canonicalJson } from "@aerotage/core/text/canonical-json";
import { userActivity } from "@aerotage/kernel/domain/users";
import { userAlreadyExists } from "../contract/users.js";
import { withoutMailFailure } from "../domain/mail-status.js";
import { isChange, type User } from "../domain/user.js";
import { updateUser } from "../persistence/users.js";
import type { SyncAccountRequest } from "./sync-account.js";

/**
 * Plans the next version of a user, and returns it; the one before, if nothing differs. The account follows after the commit, and
 * again with the event.
 * @throws `USER_ALREADY_EXISTS` if a new address belongs to another account
 */
export async function changeUser(unitOfWork: UnitOfWork, before: User, next: User, reason?: string): Promise<User> {
  if (!isChange(before, next)) return before;
  const after = before.email === next.email ? next : withoutMailFailure(next);
  if (before.email !== after.email) await requireFreeAddress(after);
  if (!before.isActive && after.isActive) await endOfSignIns(before);
  updateUser(unitOfWork, before, after);
  unitOfWork.audit(userActivity(changeOf(before, after), before, after, reason));
  if (concernsAccount(before, after)) unitOfWork.afterCommit(() => syncAccountNow(after.id));
  return after;
}

/** Lets the account follow at once; its function hears of the change by the event too, should this fail. */
export function syncAccountNow(userId: string): Promise<void> {
  const request: SyncAccountRequest = { userId };
  return invokeFunction("users-mirror-account", request);
}

/** True if a change concerns the account. */
function concernsAccount(before: User, after: User): boolean {
  const { role, isActive, email, name, teamId, department, rates } = after;
  return (
    role !== before.role ||
    isActive !== before.isActive ||
    email !== before.email ||
    name !== before.name ||
    teamId !== before.teamId ||
    department !== before.department ||
    canonicalJson(rates) !== canonicalJson(before.rates)
  );
}

function changeOf(before: User, after: User): "updated" | "deactivated" | "reactivated" {
  if (before.isActive === after.isActive) return "updated";
  return after.isActive ? "reactivated" : "deactivated";
}

/** The records' own guard knows no account that an operator made and nobody used yet. */
async function requireFreeAddress({ id, email }: User): Promise<void> {
  const account = await readAccount(email);
  if (account !== undefined && userIdOf(account) !== id)
    throw new ApiError(userAlreadyExists, `${email} belongs to another account.`);
}

/** Sign-ins are told apart by the second: the first one after an end must not fall into the second that is ended. */
export async function endOfSignIns(user: Pick<User, "sessionsEndedThrough">): Promise<void> {
  const milliseconds = ((user.sessionsEndedThrough ?? 0) + 1) * 1000 - Date.now();
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(milliseconds, 1000)));
}
