/**
 * Accounts in Cognito. The user's record is the authority; an account is what somebody signs in with, and mirrors the record: its
 * role as a group and attributes, its activity as enabled, its address.
 */

import { ApiError, unavailable, validationError } from "@aerotage/core/contract/errors";
import { type Role, roles } from "@aerotage/core/contract/operation";
import {
  callerName,
  httpVariables,
  requiredNumber,
  requiredVariable,
  signInVariables,
} from "@aerotage/core/runtime/environment";
import { toMajor } from "@aerotage/kernel/domain/money";
import { rateOn } from "@aerotage/kernel/domain/rates";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  AssociateSoftwareTokenCommand,
  type AttributeType,
  CognitoIdentityProviderClient,
  NotAuthorizedException,
  SetUserMFAPreferenceCommand,
  TooManyRequestsException,
  UserNotFoundException,
  UsernameExistsException,
  VerifySoftwareTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { invalidCurrentPassword, invalidTwoFactorCode, tooManyAttempts } from "../contract/sign-in.js";
import { passwordProblems } from "../domain/password.js";
import type { User } from "../domain/user.js";

/** How long a call may take before it is tried again, in milliseconds. */
const requestTimeout = 3000;
const connectionTimeout = 1000;

const client = new CognitoIdentityProviderClient({
  maxAttempts: 4,
  requestHandler: { requestTimeout, connectionTimeout, throwOnRequestTimeout: true },
  ...callerName(),
});

/** An account as Cognito knows it. */
export interface Account {
  /** The user id. */
  readonly sub: string;
  readonly isEnabled: boolean;
  /** True while the next sign-in, with a temporary password, must choose another one. */
  readonly mustChangePassword: boolean;
  readonly attributes: ReadonlyMap<string, string>;
  readonly twoFactorEnabled: boolean;
}

/** What an account mirrors of a user: of the rates the one of the day. */
export type SyncedAttributes = Pick<User, "email" | "name" | "role" | "teamId" | "department" | "rates">;

const pool = () => requiredVariable(httpVariables.userPoolId);

/** The characters that a password has at least in this environment. */
export function passwordLength(): number {
  return requiredNumber(signInVariables.passwordLength);
}

/** Refuses a password that is too weak for this environment. @throws `VALIDATION_ERROR` with what it lacks at `path` */
export function requirePassword(password: string, path: string): void {
  const problems = passwordProblems(password, passwordLength());
  if (problems.length > 0) {
    const details = problems.map((message) => ({ path, message }));
    throw new ApiError(validationError, `The password ${problems.join(", ")}.`, { details });
  }
}

/** The account under an id or e-mail address. */
export async function findAccount(username: string): Promise<Account | undefined> {
  try {
    const response = await client.send(new AdminGetUserCommand({ UserPoolId: pool(), Username: username }));
    const attributes = new Map((response.UserAttributes ?? []).map(({ Name = "", Value = "" }) => [Name, Value]));
    return {
      sub: attributes.get("sub") ?? response.Username ?? "",
      isEnabled: response.Enabled !== false,
      mustChangePassword: response.UserStatus === "FORCE_CHANGE_PASSWORD",
      attributes,
      twoFactorEnabled: (response.UserMFASettingList ?? []).includes("SOFTWARE_TOKEN_MFA"),
    };
  } catch (error) {
    if (error instanceof UserNotFoundException) return undefined;
    throw error;
  }
}

/**
 * Makes an account without a mail of Cognito's own, and returns its id. Undefined if the address has one already. Its role and the
 * rest follow from the record: see `syncAccount`.
 */
export async function makeAccount(
  { email, name }: Pick<User, "email" | "name">,
  temporaryPassword: string,
): Promise<string | undefined> {
  try {
    const { User: made } = await client.send(
      new AdminCreateUserCommand({
        UserPoolId: pool(),
        Username: email,
        MessageAction: "SUPPRESS",
        TemporaryPassword: temporaryPassword,
        UserAttributes: [{ Name: "email", Value: email }, emailIsVerified, { Name: "name", Value: name }],
      }),
    );
    const sub = made?.Attributes?.find(({ Name }) => Name === "sub")?.Value;
    if (sub === undefined) throw new Error("Cognito made an account without an id.");
    return sub;
  } catch (error) {
    if (error instanceof UsernameExistsException) return undefined;
    throw error;
  }
}

/**
 * Sets a password: a temporary one must be replaced at the next sign-in, and is valid for the pool's days from now on, also where an
 * earlier one has expired (API reference, AdminSetUserPassword).
 */
export async function setPassword(id: string, password: string, permanent: boolean): Promise<void> {
  await client.send(
    new AdminSetUserPasswordCommand({ UserPoolId: pool(), Username: id, Password: password, Permanent: permanent }),
  );
}

/** Deletes an account; one that is not there is no error. */
export async function deleteAccount(id: string): Promise<void> {
  try {
    await client.send(new AdminDeleteUserCommand({ UserPoolId: pool(), Username: id }));
  } catch (error) {
    if (!(error instanceof UserNotFoundException)) throw error;
  }
}

/** Writes what differs between an account's attributes and what they should mirror on a date of the company. */
export async function syncAttributes(
  user: SyncedAttributes & Pick<User, "id">,
  account: Account,
  today: string,
): Promise<void> {
  const differing = attributesOf(user, today).filter(
    ({ Name = "", Value = "" }) => (account.attributes.get(Name) ?? "") !== Value,
  );
  if (differing.length === 0) return;
  // Without this in the same call Cognito would keep the old address and mail a code to the new one.
  if (differing.some(({ Name }) => Name === "email") && !differing.includes(emailIsVerified))
    differing.push(emailIsVerified);
  await client.send(
    new AdminUpdateUserAttributesCommand({ UserPoolId: pool(), Username: user.id, UserAttributes: differing }),
  );
}

/** Puts an account into the group of its role and out of those of other roles. */
export async function syncGroup(id: string, role: Role): Promise<void> {
  const account = { UserPoolId: pool(), Username: id };
  const { Groups = [] } = await client.send(new AdminListGroupsForUserCommand(account));
  const present = Groups.map(({ GroupName = "" }) => GroupName);
  if (!present.includes(role)) await client.send(new AdminAddUserToGroupCommand({ ...account, GroupName: role }));
  for (const GroupName of present.filter((name) => name !== role && (roles as readonly string[]).includes(name)))
    await client.send(new AdminRemoveUserFromGroupCommand({ ...account, GroupName }));
}

/** Admits sign-ins, or refuses them and revokes the refresh tokens there are. */
export async function syncEnabled(id: string, isActive: boolean): Promise<void> {
  const account = { UserPoolId: pool(), Username: id };
  if (isActive) {
    await client.send(new AdminEnableUserCommand(account));
    return;
  }
  await client.send(new AdminDisableUserCommand(account));
  await client.send(new AdminUserGlobalSignOutCommand(account));
}

/**
 * Verifies a person's password, as Cognito would at a sign-in: wrong ones count towards its lockout.
 * @throws `INVALID_CURRENT_PASSWORD`; `ACCOUNT_LOCKED`
 */
export async function verifyPassword(id: string, password: string): Promise<void> {
  try {
    // A challenge that follows (a second factor, a new password) comes after the password was right.
    await client.send(
      new AdminInitiateAuthCommand({
        UserPoolId: pool(),
        ClientId: requiredVariable(signInVariables.verificationClientId),
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: id, PASSWORD: password },
      }),
    );
  } catch (error) {
    if (error instanceof TooManyRequestsException)
      throw new ApiError(unavailable, "Cognito is busy. Repeat the request in a moment.", {
        retryAfterSeconds: 1,
        cause: error,
      });
    if (isLockout(error)) {
      throw new ApiError(tooManyAttempts, "Too many wrong passwords. Try again later.", {
        retryAfterSeconds: lockoutSeconds,
        cause: error,
      });
    }
    if (error instanceof NotAuthorizedException)
      throw new ApiError(invalidCurrentPassword, "The current password is another one.", { cause: error });
    throw error;
  }
}

/** Cognito answers a lockout like a wrong password, with this text. */
function isLockout(error: unknown): boolean {
  return error instanceof NotAuthorizedException && /attempts exceeded/i.test(error.message);
}

/** Cognito makes people wait from a second up to a quarter of an hour. */
const lockoutSeconds = 60;

/** Sets up an authenticator for the person of an access token, and returns its secret. */
export async function associateAuthenticator(accessToken: string): Promise<string> {
  const { SecretCode } = await client.send(new AssociateSoftwareTokenCommand({ AccessToken: accessToken }));
  if (SecretCode === undefined) throw new Error("Cognito set up an authenticator without a secret.");
  return SecretCode;
}

/** Turns the second factor on with a code of the authenticator. @throws `INVALID_TWO_FACTOR_CODE` */
export async function confirmAuthenticator(accessToken: string, code: string, deviceName?: string): Promise<void> {
  try {
    await client.send(
      new VerifySoftwareTokenCommand({
        AccessToken: accessToken,
        UserCode: code,
        ...(deviceName !== undefined && { FriendlyDeviceName: deviceName }),
      }),
    );
  } catch (error) {
    if (!codeErrors.has((error as Error).name)) throw error;
    throw new ApiError(invalidTwoFactorCode, "This is not the code that the authenticator shows now.", {
      cause: error,
    });
  }
  await client.send(
    new SetUserMFAPreferenceCommand({
      AccessToken: accessToken,
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
    }),
  );
}

const codeErrors = new Set([
  "CodeMismatchException",
  "EnableSoftwareTokenMFAException",
  "SoftwareTokenMFANotFoundException",
]);

/** Turns the second factor off. */
export async function disableAuthenticator(id: string): Promise<void> {
  await client.send(
    new AdminSetUserMFAPreferenceCommand({
      UserPoolId: pool(),
      Username: id,
      SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false },
    }),
  );
}

const emailIsVerified: AttributeType = { Name: "email_verified", Value: "true" };

function attributesOf(
  { email, name, role, teamId, department, rates }: SyncedAttributes,
  today: string,
): AttributeType[] {
  const rate = rateOn(rates, today);
  return [
    { Name: "email", Value: email },
    emailIsVerified,
    { Name: "name", Value: name },
    { Name: "custom:role", Value: role },
    { Name: "custom:teamId", Value: teamId ?? "" },
    { Name: "custom:department", Value: department ?? "" },
    { Name: "custom:hourlyRate", Value: rate === undefined ? "" : String(toMajor(rate)) },
  ];
}
