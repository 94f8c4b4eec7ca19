import { ApiError } from "@aerotage/core/contract/errors";
import { httpRoutes } from "@aerotage/core/lambda/routes";
import { requiredVariable, signInVariables } from "@aerotage/core/runtime/environment";
import { route } from "@aerotage/kernel/http-handler";
import {
  confirmTwoFactor,
  disableTwoFactor,
  invalidCurrentPassword,
  startTwoFactor,
  twoFactorUnavailable,
} from "../contract/sign-in.js";
import {
  associateAuthenticator,
  confirmAuthenticator,
  disableAuthenticator,
  verifyPassword,
} from "../persistence/accounts.js";
import { getUser } from "../persistence/users.js";
import { requireSelf, requireSelfOrAdmin } from "../use-cases/check-access.js";

/** Under this name authenticator apps show the account. */
const issuer = "Aerotage Time";

function requireMode(...admitted: readonly string[]): void {
  const mode = requiredVariable(signInVariables.mfa);
  if (!admitted.includes(mode))
    throw new ApiError(twoFactorUnavailable, `The second factor is ${mode} in this environment.`);
}

export const handler = httpRoutes(
  route(startTwoFactor, async ({ path, caller, bearer }) => {
    requireSelf(caller, path.id);
    requireMode("optional", "required");
    const secretCode = await associateAuthenticator(bearer);
    const label = encodeURIComponent(`${issuer}:${caller.email}`);
    const query = new URLSearchParams({ secret: secretCode, issuer });
    return { data: { secretCode, otpauthUri: `otpauth://totp/${label}?${query}` } };
  }),
  route(confirmTwoFactor, async ({ path, body, caller, unitOfWork, bearer }) => {
    requireSelf(caller, path.id);
    requireMode("optional", "required");
    await confirmAuthenticator(bearer, body.code, body.deviceName);
    unitOfWork.audit({ type: "user.twoFactorEnabled", entityType: "user", entityId: path.id });
    return { data: { twoFactorEnabled: true } };
  }),
  route(disableTwoFactor, async ({ path, body, caller, unitOfWork }) => {
    requireSelfOrAdmin(caller, path.id);
    requireMode("optional");
    if (caller.id === path.id) {
      if (body.currentPassword === undefined)
        throw new ApiError(invalidCurrentPassword, "Give your current password to turn your second factor off.");
      await verifyPassword(caller.id, body.currentPassword);
    }
    const user = await getUser(path.id);
    await disableAuthenticator(user.id);
    unitOfWork.audit({ type: "user.twoFactorDisabled", entityType: "user", entityId: user.id });
    return { data: { twoFactorEnabled: false } };
  }),
);
