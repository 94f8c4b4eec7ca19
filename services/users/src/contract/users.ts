import { conflict, type ErrorDefinition, preconditionFailed } from "@aerotage/core/contract/errors";
import { defineOperation, roles } from "@aerotage/core/contract/operation";
import {
  amountSchema,
  booleanParameter,
  clearable,
  datedRatesSchema,
  dateSchema,
  effectiveWith,
  emailSchema,
  instantSchema,
  listParameters,
  multilineText,
  paginationSchema,
  recordFields,
  searchParameter,
  text,
  timeZoneSchema,
  ulidSchema,
  userIdSchema,
} from "@aerotage/core/contract/schemas";
import { lastAdmin, teamInactive, teamNotFound, userNotFound } from "@aerotage/kernel/contract/errors";
import * as z from "zod/mini";

export const userAlreadyExists = {
  status: 409,
  code: "USER_ALREADY_EXISTS",
  description: "Somebody has an account with this e-mail address already.",
} as const satisfies ErrorDefinition;

export const userHasSignedIn = {
  status: 409,
  code: "USER_HAS_SIGNED_IN",
  description: "The user has chosen a password, so a temporary one would only lock them out.",
} as const satisfies ErrorDefinition;

export const userInactive = {
  status: 409,
  code: "USER_INACTIVE",
  description: "The user is deactivated and cannot sign in.",
} as const satisfies ErrorDefinition;

/** An address that one can sign in with: Cognito's user names have at most 128 characters. */
export const accountEmailSchema = emailSchema.check(z.maxLength(128));

/** The roles by name, as they are answered and asked for. */
export const roleSchema = z.enum(roles);

/** How to reach a person; each part may be missing. */
export const contactInfoSchema = z.strictObject({
  phone: z.optional(text(1, 50)),
  address: z.optional(multilineText(1, 500)),
  emergencyContact: z.optional(multilineText(1, 500)),
});

/** A person's contact info as it is written. */
export const contactInfoInput = z.object({
  phone: clearable(text(1, 50)),
  address: clearable(multilineText(1, 500)),
  emergencyContact: clearable(multilineText(1, 500)),
});

/** Names of features. */
const featuresSchema = z.array(text(1, 100)).check(z.maxLength(200));
/** Ids of projects. */
const projectsSchema = z.array(text(1, 100)).check(z.maxLength(1000));

/** Kept for the client, which shows and hides by it. Nothing on this side is allowed or refused because of it. */
export const permissionsSchema = z.strictObject({ features: featuresSchema, projects: projectsSchema });

/**
 * The most bytes of permissions as JSON, for 1,000 ids of projects. A change keeps them twice in an item of 400 KB, and the response to an
 * accepted invitation has them four times in the 350 KB that are kept for its idempotency key.
 */
const maxPermissionsBytes = 64 * 1024;

/** Permissions as they are written. */
export const permissionsInput = z
  .object({ features: z.optional(featuresSchema), projects: z.optional(projectsSchema) })
  .check(
    z.refine((permissions) => new TextEncoder().encode(JSON.stringify(permissions)).length <= maxPermissionsBytes, {
      error: `must have at most ${maxPermissionsBytes} bytes as JSON`,
    }),
  );

const themeSchema = z.enum(["light", "dark"]);

/** A person's preferences as far as everybody who sees the person sees them. */
export const preferencesSchema = z.strictObject({
  theme: themeSchema,
  notifications: z.boolean(),
  timezone: timeZoneSchema,
});

/** Preferences as they are written; what is left out stays. */
export const preferencesInput = z.object({
  theme: z.optional(themeSchema),
  notifications: z.optional(z.boolean()),
  timezone: z.optional(timeZoneSchema),
});

/** What became of the last mail to a person that failed for good. */
const mailStatusSchema = z.enum(["bounced", "complained"]).register(z.globalRegistry, {
  id: "MailStatus",
  description:
    "`bounced`: the mail server of the address refused a mail for good. `complained`: the person called a mail unwanted. Missing while mails arrive, as far as is known; a new address, or the current one verified anew, takes it away. Administrators alone see it.",
});

/** A user as it is answered. */
export const userSchema = z
  .strictObject({
    id: userIdSchema,
    email: emailSchema,
    name: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    role: roleSchema,
    department: z.optional(text(1, 100)),
    jobTitle: z.optional(text(1, 100)),
    /** The rate of today: major units of the currency that the company had when it was set. Administrators alone see and set rates. */
    hourlyRate: z.optional(amountSchema),
    /** All rates that there were, are and will be, by date. */
    rates: z.optional(datedRatesSchema),
    teamId: z.optional(ulidSchema),
    isActive: z.boolean(),
    startDate: z.iso.date(),
    contactInfo: contactInfoSchema,
    /** A link to the picture, good for an hour. */
    profilePicture: z.optional(z.string()),
    permissions: permissionsSchema,
    preferences: preferencesSchema,
    lastLogin: z.optional(instantSchema),
    mailStatus: z.optional(mailStatusSchema),
    /** When the mail failed. */
    mailStatusAt: z.optional(instantSchema),
    ...recordFields,
  })
  .register(z.globalRegistry, { id: "User", description: "A person who works here." });
export type UserResponse = z.infer<typeof userSchema>;

/** A calendar date; of an instant, which some forms send, the date counts. */
const startDateInput = z.pipe(
  z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}(?:T.{0,30})?$/, "must be a date such as 2026-11-24")),
  z.transform((value, context) => {
    const date = value.slice(0, 10);
    const parsed = new Date(`${date}T00:00:00Z`);
    if (Number.isNaN(parsed.getTime()) || !parsed.toISOString().startsWith(date))
      context.issues.push({ code: "custom", message: "must be a date of the calendar", input: value });
    return date;
  }),
);

/** A person's rate as it is written. */
export const rateInput = {
  hourlyRate: clearable(amountSchema),
  /** From when on the rate holds. Without it a first one holds for all time, any other from today in the company's zone. */
  effectiveFrom: z.optional(dateSchema),
};

const writableFields = {
  role: z.optional(roleSchema),
  department: clearable(text(1, 100)),
  jobTitle: clearable(text(1, 100)),
  ...rateInput,
  teamId: clearable(ulidSchema),
  startDate: z.optional(startDateInput),
  contactInfo: z.optional(z.nullable(contactInfoInput)),
  permissions: z.optional(permissionsInput),
  preferences: z.optional(preferencesInput),
};

const nameSchema = text(2, 100);

const createSchema = z
  .object({
    email: accountEmailSchema,
    name: nameSchema,
    ...writableFields,
    isActive: z.optional(z.boolean()),
    invite: z.optional(z.boolean()),
  })
  .check(effectiveWith("hourlyRate"))
  .register(z.globalRegistry, { id: "UserCreate", description: "A new user." });

const updateSchema = z
  .object({
    email: z.optional(accountEmailSchema),
    name: z.optional(nameSchema),
    ...writableFields,
    isActive: z.optional(z.boolean()),
  })
  .check(effectiveWith("hourlyRate"))
  .register(z.globalRegistry, { id: "UserUpdate", description: "What to change; `null` clears a field." });
export type UserInput = z.output<typeof updateSchema>;

/** A user's id in a path. */
export const userPath = z.object({ id: userIdSchema });

export const listUsers = defineOperation({
  id: "listUsers",
  method: "GET",
  path: "/users",
  token: "access",
  roles,
  tag: "Users",
  summary: "List users",
  description:
    "Employees see themselves alone, managers also the members of their teams and of all teams below. Without `limit` and `cursor`: up to 5,000 or 4 MB, newest first. With them: pages in the order of `sortBy`, by name unless given. `search` looks into name and e-mail address, regardless of case, accents and spacing. `users` is the same array as `items`.",
  request: {
    query: z.object({
      ...listParameters,
      role: z.optional(roleSchema),
      teamId: z.optional(ulidSchema),
      isActive: z.optional(booleanParameter),
      /** Text in the name or the e-mail address. */
      search: searchParameter,
      sortBy: z.optional(z.enum(["name", "createdAt"])),
    }),
  },
  response: {
    status: 200,
    description: "Users.",
    data: z.strictObject({ items: z.array(userSchema), users: z.array(userSchema), pagination: paginationSchema }),
  },
  errors: [],
  list: { index: "Users.ListIndex" },
});

/** A user under its own name, as the desktop client looks for it. */
const namedUser = z.strictObject({ user: userSchema });

export const getUser = defineOperation({
  id: "getUser",
  method: "GET",
  path: "/users/{id}",
  token: "access",
  roles,
  tag: "Users",
  summary: "Get a user",
  description: "Everybody gets themselves, managers the people of their scope, administrators everybody.",
  request: { path: userPath },
  response: { status: 200, description: "The user.", data: namedUser, etag: true },
  errors: [userNotFound],
});

export const createUser = defineOperation({
  id: "createUser",
  method: "POST",
  path: "/users",
  token: "access",
  roles: ["admin"],
  tag: "Users",
  summary: "Create a user",
  description:
    "Makes an account that can sign in: a mail brings a temporary password, which the first sign-in replaces. `invite: false` sends none.",
  request: { body: createSchema },
  response: { status: 201, description: "The new user.", data: userSchema, etag: true },
  errors: [userAlreadyExists, conflict, teamNotFound, teamInactive],
});

export const updateUser = defineOperation({
  id: "updateUser",
  method: "PUT",
  path: "/users/{id}",
  token: "access",
  roles,
  tag: "Users",
  summary: "Change a user",
  description:
    "Administrators change everybody and everything, others their own name, preferences and contact info; another value of a protected field is refused. A sent `contactInfo` replaces the stored one. An `hourlyRate` holds from `effectiveFrom` on, else from today, and `null` without a date forgets all rates. A new role, e-mail address or `isActive` moves the account along, and `isActive: false` ends all sign-ins at once.",
  request: { path: userPath, body: updateSchema },
  response: { status: 200, description: "The user as it is now.", data: userSchema, etag: true },
  errors: [userNotFound, userAlreadyExists, lastAdmin, teamNotFound, teamInactive, conflict, preconditionFailed],
});

export const deleteUser = defineOperation({
  id: "deleteUser",
  method: "DELETE",
  path: "/users/{id}",
  token: "access",
  roles: ["admin"],
  tag: "Users",
  summary: "Deactivate a user",
  description: "Ends all sign-ins and admits no new one. The record and the person's time stay.",
  request: { path: userPath },
  response: { status: 200, description: "The user as it is now.", data: userSchema },
  errors: [userNotFound, lastAdmin, conflict, preconditionFailed],
});

export const resendWelcome = defineOperation({
  id: "resendWelcome",
  method: "POST",
  path: "/users/{id}/resend-welcome",
  token: "access",
  roles: ["admin"],
  tag: "Users",
  summary: "Mail a new temporary password",
  description:
    "For a user who never signed in: the mail of a new user is sent again with another temporary password, and the earlier one no longer works. At most once a minute per user: 429 with `Retry-After`.",
  request: { path: userPath },
  response: { status: 200, description: "The mail is sent.", data: userSchema, etag: true },
  errors: [userNotFound, userHasSignedIn, userInactive, conflict],
});
