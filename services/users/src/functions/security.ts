import { ApiError } from "@aerotage/core/contract/errors";
import { mergePatch } from "@aerotage/core/contract/merge-patch";
import { nextVersion } from "@aerotage/core/contract/versions";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { httpVariables, requiredNumber } from "@aerotage/core/runtime/environment";
import { route } from "@aerotage/kernel/http-handler";
import {
  changePassword,
  getSecuritySettings,
  passwordPolicyViolation,
  updateSecuritySettings,
} from "../contract/sign-in.js";
import { passwordProblems } from "../domain/password.js";
import { securityResponse } from "../domain/session.js";
import { endedSignIns, isChange, type User } from "../domain/user.js";
import { findAccount, passwordLength, setPassword, verifyPassword } from "../persistence/accounts.js";
import { getUser, markUser, updateUser } from "../persistence/users.js";
import { endOfSignIns } from "../use-cases/change-user.js";
import { requireSelf, requireSelfOrAdmin } from "../use-cases/check-access.js";

/** The settings as they are answered; whether there is a second factor is Cognito's to know. */
async function toSecurityResponse(user: User, now: Date) {
  const account = await findAccount(user.id);
  return securityResponse(
    user,
    account?.twoFactorEnabled === true,
    now,
    requiredNumber(httpVariables.maxSessionSeconds),
  );
}

export const handler = httpRoutes(
  route(getSecuritySettings, async ({ path, caller, now }) => {
    requireSelfOrAdmin(caller, path.id);
    return { data: await toSecurityResponse(await getUser(path.id), now) };
  }),
  route(updateSecuritySettings, async ({ path, body, caller, unitOfWork, now }) => {
    requireSelf(caller, path.id);
    const before = await getUser(path.id);
    const single = body.allowMultipleSessions === false && before.security?.allowMultipleSessions !== false;
    const ended = single && endedSignIns(now, caller.sessionId);
    const after: User = nextVersion({ ...before, security: mergePatch({ ...before.security }, body), ...ended }, now);
    if (isChange(before, after)) {
      updateUser(unitOfWork, before, after);
      const type = "user.securityChanged";
      unitOfWork.audit({
        type,
        entityType: "user",
        entityId: path.id,
        before: { ...before.security },
        after: { ...after.security },
      });
    }
    return { data: await toSecurityResponse(after, now) };
  }),
  route(changePassword, async ({ path, body, caller, unitOfWork }) => {
    requireSelf(caller, path.id);
    await verifyPassword(caller.id, body.currentPassword);
    refuseWeak(body.newPassword);
    // Other sessions end before the password changes, and those of the moment in between after it. Should this die in between, a
    // sign-in of that moment alone is left.
    const first = unitOfWork.separateTransaction();
    markUser(first, caller.id, endedSignIns(new Date(), caller.sessionId));
    await first.commit();
    unitOfWork.requireTime();
    await setPassword(caller.id, body.newPassword, true);
    const ended = endedSignIns(new Date(), caller.sessionId);
    markUser(unitOfWork, caller.id, { ...ended, passwordChangedAt: unitOfWork.now.toISOString() });
    unitOfWork.audit({ type: "user.passwordChanged", entityType: "user", entityId: caller.id });
    unitOfWork.afterCommit(() => endOfSignIns(ended));
    return { data: { message: "The password is changed. Your other sessions have ended." } };
  }),
);

function refuseWeak(password: string): void {
  const problems = passwordProblems(password, passwordLength());
  if (problems.length > 0) {
    throw new ApiError(passwordPolicyViolation, `The new password ${problems.join(", ")}.`, {
      details: problems.map((message) => ({ path: "newPassword", message })),
    });
  }
}
