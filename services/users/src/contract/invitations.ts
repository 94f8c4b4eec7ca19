import { conflict, type ErrorDefinition } from "@aerotage/core/contract/errors";
import { defineOperation, type Operation } from "@aerotage/core/contract/operation";
import {
  amountSchema,
  clearable,
  emailSchema,
  instantSchema,
  listOf,
  listParameters,
  multilineText,
  offsetParameter,
  recordFields,
  text,
  ulidSchema,
  userIdSchema,
} from "@aerotage/core/contract/schemas";
import { tokenSchema } from "@aerotage/core/runtime/tokens";
import { teamInactive, teamNotFound } from "@aerotage/kernel/contract/errors";
import * as z from "zod/mini";
import {
  accountEmailSchema,
  contactInfoInput,
  permissionsInput,
  permissionsSchema,
  preferencesInput,
  roleSchema,
  userAlreadyExists,
  userSchema,
} from "./users.js";

export const invitationNotFound = {
  status: 404,
  code: "INVITATION_NOT_FOUND",
  description: "There is no such invitation, or the link is an old one.",
} as const satisfies ErrorDefinition;

export const invitationAlreadyExists = {
  status: 409,
  code: "INVITATION_ALREADY_EXISTS",
  description: "Somebody with this e-mail address has a pending invitation.",
} as const satisfies ErrorDefinition;

export const invitationAlreadyAccepted = {
  status: 409,
  code: "INVITATION_ALREADY_ACCEPTED",
  description: "The invitation was already accepted.",
} as const satisfies ErrorDefinition;

export const invitationExpired = {
  status: 410,
  code: "INVITATION_EXPIRED",
  description: "The invitation has expired.",
} as const satisfies ErrorDefinition;

export const invitationCancelled = {
  status: 410,
  code: "INVITATION_CANCELLED",
  description: "The invitation was cancelled.",
} as const satisfies ErrorDefinition;

export const resendLimitReached = {
  status: 422,
  code: "RESEND_LIMIT_REACHED",
  description: "The mail has been sent again as often as it may. Cancel the invitation and make a new one.",
} as const satisfies ErrorDefinition;

/** How often an invitation's mail may be sent again. */
export const maxResends = 3;

const statusSchema = z.enum(["pending", "accepted", "expired", "cancelled"]);
export type InvitationStatus = z.infer<typeof statusSchema>;

/** An invitation as it is answered. */
export const invitationSchema = z
  .strictObject({
    id: ulidSchema,
    email: emailSchema,
    role: roleSchema,
    teamId: z.optional(ulidSchema),
    department: z.optional(text(1, 100)),
    jobTitle: z.optional(text(1, 100)),
    /** Major units of the company's currency; administrators alone see it. */
    hourlyRate: z.optional(amountSchema),
    permissions: permissionsSchema,
    personalMessage: z.optional(multilineText(1, 1000)),
    status: statusSchema,
    isExpired: z.boolean(),
    expiresAt: instantSchema,
    invitedBy: userIdSchema,
    emailSentAt: instantSchema,
    resentCount: z.int(),
    lastResentAt: z.optional(instantSchema),
    acceptedAt: z.optional(instantSchema),
    onboardingCompleted: z.boolean(),
    ...recordFields,
  })
  .register(z.globalRegistry, {
    id: "Invitation",
    description: "An invitation to open an account, good for seven days.",
  });
export type InvitationResponse = z.infer<typeof invitationSchema>;

const createSchema = z
  .object({
    email: accountEmailSchema,
    role: roleSchema,
    teamId: clearable(ulidSchema),
    department: clearable(text(1, 100)),
    jobTitle: clearable(text(1, 100)),
    hourlyRate: clearable(amountSchema),
    permissions: z.optional(permissionsInput),
    personalMessage: clearable(multilineText(1, 1000)),
  })
  .register(z.globalRegistry, { id: "InvitationCreate", description: "Whom to invite, and as what." });
export type InvitationInput = z.output<typeof createSchema>;

const idPath = z.object({ id: ulidSchema });

const invite = {
  method: "POST",
  token: "access",
  roles: ["admin"],
  tag: "Invitations",
  summary: "Invite somebody",
  description: "Mails a link by which the person opens their account. It is good for seven days.",
  request: { body: createSchema },
  response: { status: 201, description: "The invitation.", data: invitationSchema, etag: true },
  errors: [userAlreadyExists, invitationAlreadyExists, teamNotFound, teamInactive],
} as const satisfies Omit<Operation, "id" | "path">;

export const inviteUser = defineOperation({ ...invite, id: "inviteUser", path: "/users/invite" });
export const createInvitation = defineOperation({ ...invite, id: "createInvitation", path: "/user-invitations" });

export const listInvitations = defineOperation({
  id: "listInvitations",
  method: "GET",
  path: "/user-invitations",
  token: "access",
  roles: ["admin"],
  tag: "Invitations",
  summary: "List invitations",
  description: "Newest first. `offset` skips some, for callers that count instead of following a cursor.",
  request: {
    query: z.object({
      ...listParameters,
      status: z.optional(statusSchema),
      offset: offsetParameter,
      sortBy: z.optional(z.enum(["createdAt", "expiresAt", "email"])),
    }),
  },
  response: { status: 200, description: "Invitations.", data: listOf(invitationSchema) },
  errors: [],
  list: { index: "UserInvitations.ListIndex" },
});

export const getInvitation = defineOperation({
  id: "getInvitation",
  method: "GET",
  path: "/user-invitations/{id}",
  token: "access",
  roles: ["admin"],
  tag: "Invitations",
  summary: "Get an invitation",
  request: { path: idPath },
  response: { status: 200, description: "The invitation.", data: invitationSchema, etag: true },
  errors: [invitationNotFound],
});

export const cancelInvitation = defineOperation({
  id: "cancelInvitation",
  method: "DELETE",
  path: "/user-invitations/{id}",
  token: "access",
  roles: ["admin"],
  tag: "Invitations",
  summary: "Cancel an invitation",
  description: "Its link opens nothing any more, and the address may be invited anew.",
  request: { path: idPath },
  response: { status: 200, description: "The invitation as it is now.", data: invitationSchema },
  errors: [invitationNotFound, invitationAlreadyAccepted, conflict],
});

export const resendInvitation = defineOperation({
  id: "resendInvitation",
  method: "POST",
  path: "/user-invitations/{id}/resend",
  token: "access",
  roles: ["admin"],
  tag: "Invitations",
  summary: "Send an invitation again",
  description: `With a new link, good for seven days from now; the old one opens nothing any more. At most ${maxResends} times.`,
  request: {
    path: idPath,
    body: z.object({ extendExpiration: z.optional(z.boolean()), personalMessage: clearable(multilineText(1, 1000)) }),
  },
  response: { status: 200, description: "The invitation as it is now.", data: invitationSchema, etag: true },
  errors: [
    invitationNotFound,
    invitationAlreadyAccepted,
    invitationAlreadyExists,
    invitationCancelled,
    resendLimitReached,
    conflict,
  ],
});

/** What somebody with the link sees of the invitation. */
const validatedSchema = z
  .strictObject({
    id: ulidSchema,
    email: emailSchema,
    role: roleSchema,
    teamId: z.optional(ulidSchema),
    department: z.optional(text(1, 100)),
    jobTitle: z.optional(text(1, 100)),
    permissions: permissionsSchema,
    personalMessage: z.optional(multilineText(1, 1000)),
    expiresAt: instantSchema,
    isExpired: z.boolean(),
  })
  .register(z.globalRegistry, { id: "ValidatedInvitation", description: "An invitation as its link shows it." });

export const validateInvitation = defineOperation({
  id: "validateInvitation",
  method: "GET",
  path: "/user-invitations/validate/{token}",
  token: "none",
  roles: [],
  tag: "Invitations",
  summary: "Look at an invitation",
  description: "By the token of its link. An expired invitation is answered with `isExpired: true`.",
  request: { path: z.object({ token: tokenSchema }) },
  response: {
    status: 200,
    description: "The invitation.",
    data: z.strictObject({ invitation: validatedSchema }),
    beside: z.strictObject({ invitation: validatedSchema }),
  },
  errors: [invitationNotFound, invitationAlreadyAccepted, invitationCancelled],
});

const acceptedSchema = z.strictObject({ user: userSchema, invitation: validatedSchema });

export const acceptInvitation = defineOperation({
  id: "acceptInvitation",
  method: "POST",
  path: "/user-invitations/accept",
  token: "none",
  roles: [],
  tag: "Invitations",
  summary: "Accept an invitation",
  description: "Opens the account: the person can sign in with this password from then on.",
  request: {
    body: z.object({
      token: tokenSchema,
      userData: z.object({
        name: text(2, 100),
        password: z.string().check(z.minLength(1), z.maxLength(256)),
        contactInfo: z.optional(z.nullable(contactInfoInput)),
        preferences: z.optional(preferencesInput),
      }),
    }),
  },
  response: {
    status: 201,
    description: "The new user.",
    data: acceptedSchema,
    beside: acceptedSchema,
  },
  errors: [
    invitationNotFound,
    invitationAlreadyAccepted,
    invitationExpired,
    invitationCancelled,
    userAlreadyExists,
    conflict,
  ],
});
