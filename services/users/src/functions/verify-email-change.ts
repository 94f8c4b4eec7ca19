import { httpHandler } from "@aerotage/core/lambda/http";
import { hashOfToken } from "@aerotage/core/tokens";
import { verificationStatusOf, verifiedEmailChange } from "../domain/email-change.js";
import { verifyEmailChange } from "../email-change/contract.js";
import { emailChangeActivity, getEmailChangeByTokenHash, updateEmailChange } from "../email-change/repository.js";
import { planMailRecovery } from "../note-mail-failure.js";
import { getUser } from "../repository.js";

export const handler = httpHandler(verifyEmailChange, async ({ body, work, now }) => {
  const tokenHash = hashOfToken(body.token);
  const before = await getEmailChangeByTokenHash(tokenHash);
  const after = verifiedEmailChange(before, body.emailType, tokenHash, now);
  const user = await getUser(after.userId);
  work.actAs({ id: user.id, role: user.role });
  updateEmailChange(work, before, after);
  work.record(emailChangeActivity("verified", before, after));
  const hasArrived = body.emailType === "current" && before.currentEmail === user.email;
  if (hasArrived && user.mailStatus !== undefined) planMailRecovery(work, user);
  const isPending = after.state === "pending_approval";
  return {
    data: {
      requestId: after.id,
      emailType: body.emailType,
      verified: true,
      verificationStatus: verificationStatusOf(after),
      nextStep: isPending ? ("pending_approval" as const) : ("verify_other_email" as const),
      message: isPending
        ? "Both addresses are verified. An administrator decides now."
        : "The address is verified. Open the link in the mail to the other address too.",
    },
  };
});
