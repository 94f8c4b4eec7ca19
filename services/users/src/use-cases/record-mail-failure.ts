/** Counts mails that failed, and marks the person whose address no longer takes mail, so that administrators see it. */
import type { ActivityInput } from "@aerotage/core/audit/activity";
import { type MailFailure, mailFailureOf } from "@aerotage/core/aws/mail-failures";
import { nextVersion } from "@aerotage/core/contract/versions";
import { systemWork } from "@aerotage/core/database/system-work";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { logger } from "@aerotage/core/runtime/logger";
import { count } from "@aerotage/core/runtime/metrics";
import { withMailFailure, withoutMailFailure } from "../domain/mail-status.js";
import type { User } from "../domain/user.js";
import { findUser, userIdOfEmail } from "../persistence/users.js";

/** Handles a message of SES. It may come more than once. */
export async function noteMailFailure(message: string, now: Date): Promise<void> {
  const failure = mailFailureOf(message);
  if (failure === undefined) {
    logger.info("SES tried the topic");
    return;
  }
  if (failure.isPermanent) for (const address of failure.addresses) await markOwner(address, failure, now);
  count(failure.status === "bounced" ? "MailBounces" : "MailComplaints", failure.addresses.length);
}

/** Marks the user who has an address. An address that is nobody's, such as that of an invitation, is counted alone. */
async function markOwner(address: string, failure: MailFailure, now: Date): Promise<void> {
  const userId = await userIdOfEmail(address);
  const before = userId === undefined ? undefined : await findUser(userId);
  const after = before && withMailFailure(before, failure, now);
  if (before === undefined || after === undefined) return;
  const unitOfWork = systemWork(now);
  planMailStatus(unitOfWork, before, after);
  await unitOfWork.commit();
}

/** Plans that a user is no longer marked: mail to them arrives. */
export function planMailRecovery(unitOfWork: UnitOfWork, user: User): void {
  planMailStatus(unitOfWork, user, nextVersion(withoutMailFailure(user), unitOfWork.now));
}

function planMailStatus(unitOfWork: UnitOfWork, before: User, after: User): void {
  unitOfWork.update("Users", { ...before }, { ...after });
  unitOfWork.audit(mailStatusActivity(before, after));
}

/** Nobody else acts on a mark that is set or taken away, so the record has no event. */
function mailStatusActivity(before: User, after: User): ActivityInput {
  const auditedFields = ({ mailStatus, mailStatusAt }: User) => ({ mailStatus, mailStatusAt });
  return {
    type: "user.mailStatusChanged",
    entityType: "user",
    entityId: after.id,
    before: auditedFields(before),
    after: auditedFields(after),
  };
}
