import { OptimisticLockError } from "@aerotage/core/database/optimistic-lock";
import { hashOfToken } from "@aerotage/core/runtime/tokens";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { verifyEmailChange } from "../contract/email-changes.js";
import { verificationStatusOf, verifiedEmailChange } from "../domain/email-change.js";
import { emailChangeActivity, getEmailChangeByTokenHash, updateEmailChange } from "../persistence/email-changes.js";
import { getUser } from "../persistence/users.js";
import { planMailRecovery } from "../use-cases/record-mail-failure.js";

export const handler = httpHandler(verifyEmailChange, async ({ body, unitOfWork, now }) => {
  const tokenHash = hashOfToken(body.token);
  const before = await getEmailChangeByTokenHash(tokenHash);
  const after = verifiedEmailChange(before, body.emailType, tokenHash, now);
  if (after !== before) {
    const user = await getUser(after.userId);
    unitOfWork.actAs({ id: user.id, role: user.role });
    // The same link or the other address's link may be sent at the same time: the loser reads the request again.
    updateEmailChange(unitOfWork, before, after, () => new OptimisticLockError());
    unitOfWork.audit(emailChangeActivity("verified", before, after));
    const hasArrived = body.emailType === "current" && before.currentEmail === user.email;
    if (hasArrived && user.mailStatus !== undefined) planMailRecovery(unitOfWork, user);
  }
  const bothVerified = after.state !== "pending_verification";
  return {
    data: {
      requestId: after.id,
      emailType: body.emailType,
      verified: true,
      verificationStatus: verificationStatusOf(after),
      nextStep: bothVerified ? ("pending_approval" as const) : ("verify_other_email" as const),
      message: bothVerified
        ? "Both addresses are verified. An administrator decides on the request."
        : "The address is verified. Open the link in the mail to the other address too.",
    },
  };
});
