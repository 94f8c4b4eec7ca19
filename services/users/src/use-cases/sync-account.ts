/**
 * Keeps a person's account the same as their record: one function alone writes what an account mirrors. It is called after each change that
 * concerns the account, and again with the change's event, so that a process that died in between changes nothing: it reads what the
 * record says now, and writes what differs.
 */

import { sendMail } from "@aerotage/core/aws/mail";
import { systemWork } from "@aerotage/core/database/system-work";
import { logger } from "@aerotage/core/runtime/logger";
import { companyRates } from "@aerotage/kernel/persistence/organization";
import { emailChangedMail } from "../domain/mails.js";
import type { User } from "../domain/user.js";
import { findAccount, syncAttributes, syncEnabled, syncGroup } from "../persistence/accounts.js";
import { CompletedAlready, endApprovedChange } from "../persistence/email-changes.js";
import { findUser } from "../persistence/users.js";

/** The account of a record that was changed while it was mirrored is mirrored again, so often at most. */
const maxRounds = 5;

/** What the function is called with right after a change. */
export interface SyncAccountRequest {
  readonly userId: string;
}

/** Makes the account what the record says. Of several at once, the last one to finish has seen the last change. */
export async function syncAccount(userId: string): Promise<void> {
  for (let round = 1; round <= maxRounds; round += 1) {
    const user = await findUser(userId);
    if (user === undefined) return;
    await syncOnce(user);
    const now = await findUser(userId);
    if (now?.version === user.version) return;
  }
  throw new Error(`The user ${userId} changes faster than the account can follow.`);
}

async function syncOnce(user: User): Promise<void> {
  const account = await findAccount(user.id);
  if (account === undefined) {
    logger.warn("A user has no account any more", { userId: user.id });
    return;
  }
  const { today } = await companyRates(new Date());
  await syncAttributes(user, account, today);
  await syncGroup(user.id, user.role);
  if (account.isEnabled !== user.isActive) await syncEnabled(user.id, user.isActive);
  if (user.emailChangeId !== undefined) await completeChange(user, user.emailChangeId);
}

/** The request for the new address is done once the account has it too; the former address is told. */
async function completeChange(user: User, requestId: string): Promise<void> {
  const account = await findAccount(user.id);
  if (account?.attributes.get("email") !== user.email)
    throw new Error(`The account of ${user.id} did not take over its new address.`);
  const unitOfWork = systemWork(new Date());
  const ended = await endApprovedChange(unitOfWork, requestId, user);
  try {
    await unitOfWork.commit();
  } catch (error) {
    if (error instanceof CompletedAlready) return;
    throw error;
  }
  // After the commit, so that of two at once one mails.
  if (ended?.state === "completed") await sendMail(emailChangedMail(ended));
}
