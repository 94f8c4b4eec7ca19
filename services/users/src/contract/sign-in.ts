import { conflict, type ErrorDefinition } from "@aerotage/core/contract/errors";
import { defineOperation, roles } from "@aerotage/core/contract/operation";
import { instantSchema, numberInput, singleLine, text, userIdSchema } from "@aerotage/core/contract/schemas";
import { userNotFound } from "@aerotage/kernel/contract/errors";
import * as z from "zod/mini";
import { userPath } from "./users.js";

export const sessionNotFound = {
  status: 404,
  code: "SESSION_NOT_FOUND",
  description: "There is no such session, or it has ended already.",
} as const satisfies ErrorDefinition;

export const cannotTerminateCurrentSession = {
  status: 400,
  code: "CANNOT_TERMINATE_CURRENT_SESSION",
  description: "This is the session of the request itself. Log out instead.",
} as const satisfies ErrorDefinition;

export const invalidCurrentPassword = {
  status: 422,
  code: "INVALID_CURRENT_PASSWORD",
  description: "The current password is another one.",
} as const satisfies ErrorDefinition;

export const passwordPolicyViolation = {
  status: 422,
  code: "PASSWORD_POLICY_VIOLATION",
  description: "The new password is too weak; `details` names what it lacks.",
} as const satisfies ErrorDefinition;

export const tooManyAttempts = {
  status: 429,
  code: "ACCOUNT_LOCKED",
  description: "Too many wrong passwords. Try again after `Retry-After` seconds.",
} as const satisfies ErrorDefinition;

export const twoFactorUnavailable = {
  status: 422,
  code: "TWO_FACTOR_UNAVAILABLE",
  description: "This environment has no second factor, or requires one of everybody.",
} as const satisfies ErrorDefinition;

export const invalidTwoFactorCode = {
  status: 422,
  code: "INVALID_TWO_FACTOR_CODE",
  description: "The code is not the one that the authenticator shows, or none was set up.",
} as const satisfies ErrorDefinition;

/** A sign-in as it is answered. */
export const sessionSchema = z
  .strictObject({
    id: z.string(),
    ipAddress: z.string(),
    userAgent: z.string(),
    loginTime: instantSchema,
    lastActivity: instantSchema,
    isCurrent: z.boolean(),
  })
  .register(z.globalRegistry, { id: "Session", description: "A sign-in that has not ended." });
export type SessionResponse = z.infer<typeof sessionSchema>;

const messageSchema = z.strictObject({ message: z.string() });

export const listSessions = defineOperation({
  id: "listSessions",
  method: "GET",
  path: "/users/{id}/sessions",
  token: "id",
  roles,
  tag: "Sign-in",
  summary: "List a person's sessions",
  description: "Those that have not ended, the current one first. Everybody lists their own, administrators anybody's.",
  request: { path: userPath },
  response: { status: 200, description: "Sessions.", data: z.array(sessionSchema) },
  errors: [userNotFound],
});

export const createSession = defineOperation({
  id: "createSession",
  method: "POST",
  path: "/users/{id}/sessions",
  token: "id",
  roles,
  tag: "Sign-in",
  summary: "Tell of the program that signed in",
  description:
    "A session is there with the first request of a sign-in. This adds the name of the program; `loginTime` is the sign-in's own, whatever is sent.",
  request: {
    path: userPath,
    body: z.object({
      userAgent: z.optional(text(1, 500)),
      loginTime: z.optional(z.string().check(z.maxLength(40), singleLine)),
    }),
  },
  response: { status: 201, description: "The current session.", data: sessionSchema },
  errors: [conflict],
});

export const terminateSession = defineOperation({
  id: "terminateSession",
  method: "DELETE",
  path: "/users/{id}/sessions/{sessionId}",
  token: "id",
  roles,
  tag: "Sign-in",
  summary: "End a session",
  description: "Its tokens are refused from the next request on.",
  request: {
    path: z.object({ id: userIdSchema, sessionId: z.string().check(z.minLength(1), z.maxLength(128), singleLine) }),
  },
  response: { status: 200, description: "It has ended.", data: messageSchema },
  errors: [sessionNotFound, cannotTerminateCurrentSession],
});

export const logout = defineOperation({
  id: "logout",
  method: "POST",
  path: "/logout",
  token: "id",
  roles,
  tag: "Sign-in",
  summary: "Log out",
  description: "Ends the current session.",
  request: { body: z.object({}) },
  response: {
    status: 200,
    description: "It has ended.",
    data: z.strictObject({ message: z.string(), sessionId: z.string() }),
  },
  errors: [sessionNotFound],
});

export const changePassword = defineOperation({
  id: "changePassword",
  method: "PUT",
  path: "/users/{id}/password",
  token: "id",
  roles,
  tag: "Sign-in",
  summary: "Change one's password",
  description: "The current one is verified. All other sessions of the person end.",
  request: {
    path: userPath,
    body: z.object({
      currentPassword: z.string().check(z.minLength(1), z.maxLength(256)),
      newPassword: z.string().check(z.minLength(1), z.maxLength(256)),
    }),
  },
  response: { status: 200, description: "The password is changed.", data: messageSchema },
  errors: [invalidCurrentPassword, passwordPolicyViolation, tooManyAttempts],
});

/** Minutes: a quarter of an hour to 30 days. */
const sessionTimeoutSchema = z.int().check(z.minimum(15), z.maximum(43_200));
/** Days; 0 is never. */
const passwordChangeSchema = z.int().check(z.minimum(0), z.maximum(365));

const securitySettingsSchema = z
  .strictObject({
    twoFactorEnabled: z.boolean(),
    /** Minutes without a request that end a session; the environment's longest session unless the person chose less. */
    sessionTimeout: z.number(),
    allowMultipleSessions: z.boolean(),
    passwordChangeRequired: z.boolean(),
    passwordLastChanged: instantSchema,
    passwordExpiresAt: z.optional(instantSchema),
    securitySettings: z.strictObject({
      requirePasswordChangeEvery: passwordChangeSchema,
      /** Wrong passwords after which Cognito makes people wait. */
      maxFailedLoginAttempts: z.int(),
      /** Minutes that Cognito makes people wait at most. */
      accountLockoutDuration: z.int(),
    }),
  })
  .register(z.globalRegistry, { id: "SecuritySettings", description: "A person's rules for their own sign-ins." });

export const getSecuritySettings = defineOperation({
  id: "getSecuritySettings",
  method: "GET",
  path: "/users/{id}/security-settings",
  token: "id",
  roles,
  tag: "Sign-in",
  summary: "Get a person's security settings",
  request: { path: userPath },
  response: { status: 200, description: "The settings.", data: securitySettingsSchema },
  errors: [userNotFound],
});

export const updateSecuritySettings = defineOperation({
  id: "updateSecuritySettings",
  method: "PUT",
  path: "/users/{id}/security-settings",
  token: "id",
  roles,
  tag: "Sign-in",
  summary: "Change one's security settings",
  description:
    "`sessionTimeout` ends sessions after a pause, `allowMultipleSessions: false` ends all others now and at each new sign-in, `requirePasswordChangeEvery` (days) makes `passwordChangeRequired` true when the time has passed. Numbers may be sent as text.",
  request: {
    path: userPath,
    body: z.object({
      sessionTimeout: z.optional(numberInput(sessionTimeoutSchema)),
      allowMultipleSessions: z.optional(z.boolean()),
      requirePasswordChangeEvery: z.optional(numberInput(passwordChangeSchema)),
    }),
  },
  response: { status: 200, description: "The settings as they are now.", data: securitySettingsSchema },
  errors: [userNotFound, conflict],
});

export const startTwoFactor = defineOperation({
  id: "startTwoFactor",
  method: "POST",
  path: "/users/{id}/two-factor",
  token: "access",
  roles,
  tag: "Sign-in",
  summary: "Set up an authenticator",
  description:
    "Answers the secret for an authenticator app. Nothing changes until a code of it is confirmed. Takes the access token, since Cognito ties an authenticator to it.",
  request: { path: userPath },
  response: {
    status: 201,
    description: "The secret.",
    data: z.strictObject({ secretCode: z.string(), otpauthUri: z.string() }),
    secret: true,
  },
  errors: [twoFactorUnavailable],
});

export const confirmTwoFactor = defineOperation({
  id: "confirmTwoFactor",
  method: "PUT",
  path: "/users/{id}/two-factor",
  token: "access",
  roles,
  tag: "Sign-in",
  summary: "Turn the second factor on",
  description: "With a code of the authenticator that was set up. Sign-ins ask for one from then on.",
  request: {
    path: userPath,
    body: z.object({
      code: z.string().check(z.regex(/^\d{6}$/, "must have six digits")),
      deviceName: z.optional(text(1, 100)),
    }),
  },
  response: { status: 200, description: "It is on.", data: z.strictObject({ twoFactorEnabled: z.boolean() }) },
  errors: [twoFactorUnavailable, invalidTwoFactorCode],
});

export const disableTwoFactor = defineOperation({
  id: "disableTwoFactor",
  method: "POST",
  path: "/users/{id}/two-factor/disable",
  token: "access",
  roles,
  tag: "Sign-in",
  summary: "Turn the second factor off",
  description: "People give their password; administrators help others, who lost their authenticator, without.",
  request: {
    path: userPath,
    body: z.object({ currentPassword: z.optional(z.string().check(z.minLength(1), z.maxLength(256))) }),
  },
  response: { status: 200, description: "It is off.", data: z.strictObject({ twoFactorEnabled: z.boolean() }) },
  errors: [userNotFound, twoFactorUnavailable, invalidCurrentPassword, tooManyAttempts],
});
