import { conflict, type ErrorDefinition } from "@aerotage/core/contract/errors";
import { defineOperation, roles } from "@aerotage/core/contract/operation";
import {
  clearable,
  emailSchema,
  instantSchema,
  listParameters,
  multilineText,
  offsetParameter,
  paginationSchema,
  ulidSchema,
  userIdSchema,
} from "@aerotage/core/contract/schemas";
import { tokenSchema } from "@aerotage/core/runtime/tokens";
import { userNotFound } from "@aerotage/kernel/contract/errors";
import * as z from "zod/mini";
import { invalidCurrentPassword, tooManyAttempts } from "./sign-in.js";
import { accountEmailSchema, userAlreadyExists } from "./users.js";

export const emailChangeNotFound = {
  status: 404,
  code: "EMAIL_CHANGE_REQUEST_NOT_FOUND",
  description: "There is no such request, or the caller may not know of it.",
} as const satisfies ErrorDefinition;

export const activeRequestExists = {
  status: 409,
  code: "ACTIVE_REQUEST_EXISTS",
  description: "The person has asked for an e-mail change that is not decided yet.",
} as const satisfies ErrorDefinition;

export const emailAlreadyExists = {
  status: 409,
  code: "EMAIL_ALREADY_EXISTS",
  description: "Somebody has an account with the new address already.",
} as const satisfies ErrorDefinition;

export const sameAsCurrentEmail = {
  status: 422,
  code: "SAME_AS_CURRENT_EMAIL",
  description: "The new address is the current one.",
} as const satisfies ErrorDefinition;

export const invalidVerificationToken = {
  status: 404,
  code: "INVALID_VERIFICATION_TOKEN",
  description: "The link is not one of an open request, or an old one.",
} as const satisfies ErrorDefinition;

export const verificationTokenExpired = {
  status: 410,
  code: "VERIFICATION_TOKEN_EXPIRED",
  description: "The link has expired. A new one can be sent.",
} as const satisfies ErrorDefinition;

export const emailAlreadyVerified = {
  status: 409,
  code: "EMAIL_ALREADY_VERIFIED",
  description: "This address has been verified already, and the link is no longer valid.",
} as const satisfies ErrorDefinition;

export const requestNotPendingApproval = {
  status: 409,
  code: "REQUEST_NOT_PENDING_APPROVAL",
  description: "The request is not waiting for a decision.",
} as const satisfies ErrorDefinition;

export const requestNotOpen = {
  status: 409,
  code: "REQUEST_NOT_OPEN",
  description: "The request has been decided or cancelled.",
} as const satisfies ErrorDefinition;

export const verificationLimitReached = {
  status: 422,
  code: "VERIFICATION_RATE_LIMITED",
  description: "The mail has been sent again as often as it may. Cancel the request and make a new one.",
} as const satisfies ErrorDefinition;

/** How often each of the two mails may be sent again. */
export const maxVerificationResends = 5;

const statusSchema = z.enum([
  "pending_verification",
  "pending_approval",
  "approved",
  "completed",
  "rejected",
  "cancelled",
]);
export type EmailChangeStatus = z.infer<typeof statusSchema>;
const emailTypeSchema = z.enum(["current", "new"]);
export type EmailType = z.infer<typeof emailTypeSchema>;
const reasonSchema = z.enum(["name_change", "company_change", "personal_preference", "security_concern", "other"]);

const verificationSchema = z.strictObject({ currentEmailVerified: z.boolean(), newEmailVerified: z.boolean() });

/** A request to change an address, as it is answered. */
export const emailChangeSchema = z
  .strictObject({
    id: ulidSchema,
    userId: userIdSchema,
    currentEmail: emailSchema,
    newEmail: emailSchema,
    status: statusSchema,
    reason: reasonSchema,
    customReason: z.optional(multilineText(1, 500)),
    currentEmailVerified: z.boolean(),
    newEmailVerified: z.boolean(),
    verificationStatus: verificationSchema,
    requestedAt: instantSchema,
    verifiedAt: z.optional(instantSchema),
    approvedAt: z.optional(instantSchema),
    approvedBy: z.optional(userIdSchema),
    approvalNotes: z.optional(multilineText(1, 1000)),
    completedAt: z.optional(instantSchema),
    rejectedAt: z.optional(instantSchema),
    rejectedBy: z.optional(userIdSchema),
    rejectionReason: z.optional(multilineText(1, 500)),
    cancelledAt: z.optional(instantSchema),
    updatedAt: instantSchema,
    version: z.int(),
  })
  .register(z.globalRegistry, { id: "EmailChange", description: "A request to change one's e-mail address." });
export type EmailChangeResponse = z.infer<typeof emailChangeSchema>;

const createSchema = z.object({
  newEmail: accountEmailSchema,
  reason: reasonSchema,
  customReason: clearable(multilineText(1, 500)),
  currentPassword: z.string().check(z.minLength(1), z.maxLength(256)),
});
export type EmailChangeInput = z.output<typeof createSchema>;

const common = { token: "access", roles, tag: "E-mail change" } as const;
const idPath = z.object({ id: ulidSchema });

export const requestEmailChange = defineOperation({
  ...common,
  id: "requestEmailChange",
  method: "POST",
  path: "/email-change",
  summary: "Ask to change one's e-mail address",
  description:
    "Mails a link to the current and to the new address. When both were opened, an administrator decides; then the account and the record change together.",
  request: { body: createSchema },
  response: { status: 201, description: "The request.", data: emailChangeSchema, etag: true },
  errors: [activeRequestExists, emailAlreadyExists, sameAsCurrentEmail, invalidCurrentPassword, tooManyAttempts],
});

export const listEmailChanges = defineOperation({
  ...common,
  id: "listEmailChanges",
  method: "GET",
  path: "/email-change",
  summary: "List e-mail changes",
  description:
    "People list their own, administrators everybody's. Newest first. `requests` is the same array as `items`.",
  request: {
    query: z.object({
      ...listParameters,
      status: z.optional(statusSchema),
      offset: offsetParameter,
      sortBy: z.optional(z.enum(["requestedAt", "status", "reason"])),
    }),
  },
  response: {
    status: 200,
    description: "Requests.",
    data: z.strictObject({
      items: z.array(emailChangeSchema),
      requests: z.array(emailChangeSchema),
      pagination: paginationSchema,
    }),
  },
  errors: [],
  list: { index: "UserInvitations.ListIndex" },
});

export const getEmailChange = defineOperation({
  ...common,
  id: "getEmailChange",
  method: "GET",
  path: "/email-change/{id}",
  summary: "Get an e-mail change",
  request: { path: idPath },
  response: { status: 200, description: "The request.", data: emailChangeSchema, etag: true },
  errors: [emailChangeNotFound],
});

export const verifyEmailChange = defineOperation({
  id: "verifyEmailChange",
  method: "POST",
  path: "/email-change/verify",
  token: "none",
  roles: [],
  tag: "E-mail change",
  summary: "Verify an address",
  description:
    "By the token of the link that was mailed to it. While the link is valid, a repetition has the same result.",
  request: { body: z.object({ token: tokenSchema, emailType: emailTypeSchema }) },
  response: {
    status: 200,
    description: "The address is verified.",
    data: z.strictObject({
      requestId: ulidSchema,
      emailType: emailTypeSchema,
      verified: z.boolean(),
      verificationStatus: verificationSchema,
      nextStep: z.enum(["verify_other_email", "pending_approval"]),
      message: z.string(),
    }),
  },
  errors: [invalidVerificationToken, verificationTokenExpired, emailAlreadyVerified, conflict],
});

export const resendEmailVerification = defineOperation({
  ...common,
  id: "resendEmailVerification",
  method: "POST",
  path: "/email-change/{id}/resend",
  summary: "Send a verification mail again",
  description: `With a new link; the old one opens nothing any more. At most ${maxVerificationResends} times an address.`,
  request: { path: idPath, body: z.object({ emailType: emailTypeSchema }) },
  response: { status: 200, description: "It is sent.", data: emailChangeSchema, etag: true },
  errors: [emailChangeNotFound, requestNotOpen, emailAlreadyVerified, verificationLimitReached, conflict],
});

export const approveEmailChange = defineOperation({
  ...common,
  id: "approveEmailChange",
  method: "POST",
  path: "/email-change/{id}/approve",
  roles: ["admin"],
  summary: "Approve an e-mail change",
  description: "The record changes at once; the request is `completed` when the account has followed, a moment later.",
  request: { path: idPath, body: z.object({ approvalNotes: clearable(multilineText(1, 1000)) }) },
  response: { status: 200, description: "The request as it is now.", data: emailChangeSchema, etag: true },
  errors: [emailChangeNotFound, requestNotPendingApproval, userAlreadyExists, userNotFound, conflict],
});

export const rejectEmailChange = defineOperation({
  ...common,
  id: "rejectEmailChange",
  method: "POST",
  path: "/email-change/{id}/reject",
  roles: ["admin"],
  summary: "Reject an e-mail change",
  request: { path: idPath, body: z.object({ rejectionReason: multilineText(1, 500) }) },
  response: { status: 200, description: "The request as it is now.", data: emailChangeSchema, etag: true },
  errors: [emailChangeNotFound, requestNotPendingApproval, conflict],
});

export const cancelEmailChange = defineOperation({
  ...common,
  id: "cancelEmailChange",
  method: "DELETE",
  path: "/email-change/{id}",
  summary: "Cancel one's e-mail change",
  request: { path: idPath },
  response: { status: 200, description: "The request as it is now.", data: emailChangeSchema },
  errors: [emailChangeNotFound, requestNotOpen, conflict],
});
