import { ApiError, conflict } from "@aerotage/core/contract/errors";
import { nextVersion } from "@aerotage/core/contract/versions";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { route } from "@aerotage/kernel/http-handler";
import { approveEmailChange, rejectEmailChange } from "../contract/email-changes.js";
import { approvedEmailChange, rejectedEmailChange, toEmailChangeResponse } from "../domain/email-change.js";
import { emailChangeActivity, getEmailChange, updateEmailChange } from "../persistence/email-changes.js";
import { getUser } from "../persistence/users.js";
import { changeUser } from "../use-cases/change-user.js";

export const handler = httpRoutes(
  route(approveEmailChange, async ({ path, body, caller, unitOfWork, now }) => {
    const before = await getEmailChange(path.id);
    const after = approvedEmailChange(before, caller, body.approvalNotes ?? undefined, now);
    const user = await getUser(before.userId);
    if (user.email !== before.currentEmail)
      throw new ApiError(conflict, `The address has become ${user.email} in the meantime. Reject the request.`);
    updateEmailChange(unitOfWork, before, after);
    unitOfWork.audit(emailChangeActivity("approved", before, after));
    await changeUser(unitOfWork, user, nextVersion({ ...user, email: after.newEmail, emailChangeId: after.id }, now));
    return { data: toEmailChangeResponse(after), version: after.version };
  }),
  route(rejectEmailChange, async ({ path, body, caller, unitOfWork, now }) => {
    const before = await getEmailChange(path.id);
    const after = rejectedEmailChange(before, caller, body.rejectionReason, now);
    updateEmailChange(unitOfWork, before, after);
    unitOfWork.audit(emailChangeActivity("rejected", before, after));
    return { data: toEmailChangeResponse(after), version: after.version };
  }),
);
