import {
  conflict,
  type ErrorDefinition,
  preconditionFailed,
  uploadNotFound,
  uploadRefused,
} from "@aerotage/core/contract/errors";
import { defineOperation, roles } from "@aerotage/core/contract/operation";
import {
  amountSchema,
  clearable,
  currencySchema,
  datedRatesSchema,
  effectiveWith,
  emailSchema,
  instantSchema,
  listOf,
  listParameters,
  numberInput,
  text,
  timeZoneSchema,
  ulidSchema,
  userIdSchema,
  wallClockSchema,
} from "@aerotage/core/contract/schemas";
import { uploadLinkSchema, uploadReferenceSchema } from "@aerotage/core/contract/upload-schemas";
import { userNotFound } from "@aerotage/kernel/contract/errors";
import * as z from "zod/mini";
import { contactInfoInput, contactInfoSchema, preferencesInput, rateInput, roleSchema, userPath } from "./users.js";

export const documentNotFound = {
  status: 404,
  code: "DOCUMENT_NOT_FOUND",
  description: "The person has no such document.",
} as const satisfies ErrorDefinition;

/** A person's own page. */
export const profileSchema = z
  .strictObject({
    id: userIdSchema,
    email: emailSchema,
    name: z.string(),
    jobTitle: z.optional(text(1, 100)),
    department: z.optional(text(1, 100)),
    /** The rate of today in major units; administrators alone see rates. */
    hourlyRate: z.optional(amountSchema),
    /** All rates that there were, are and will be, by date. */
    rates: z.optional(datedRatesSchema),
    role: roleSchema,
    contactInfo: contactInfoSchema,
    profilePicture: z.optional(z.string()),
    startDate: z.iso.date(),
    lastLogin: z.optional(instantSchema),
    isActive: z.boolean(),
    teamId: z.optional(ulidSchema),
    createdAt: instantSchema,
    updatedAt: instantSchema,
    version: z.int(),
  })
  .register(z.globalRegistry, { id: "Profile", description: "A person's own page." });
export type ProfileResponse = z.infer<typeof profileSchema>;

/** Each of these routes is for the person and for administrators. */
const profileRoute = { token: "id", roles, tag: "Profile" } as const;

export const getProfile = defineOperation({
  ...profileRoute,
  id: "getProfile",
  method: "GET",
  path: "/users/{id}/profile",
  summary: "Get a profile",
  request: { path: userPath },
  response: { status: 200, description: "The profile.", data: profileSchema, etag: true },
  errors: [userNotFound],
});

export const updateProfile = defineOperation({
  ...profileRoute,
  id: "updateProfile",
  method: "PUT",
  path: "/users/{id}/profile",
  summary: "Change a profile",
  description:
    "Another `hourlyRate` than the one that holds is refused to anybody but administrators. A sent `contactInfo` replaces the stored one.",
  request: {
    path: userPath,
    body: z
      .object({
        name: z.optional(text(2, 100)),
        jobTitle: clearable(text(1, 100)),
        department: clearable(text(1, 100)),
        ...rateInput,
        contactInfo: z.optional(z.nullable(contactInfoInput)),
      })
      .check(effectiveWith("hourlyRate")),
  },
  response: { status: 200, description: "The profile as it is now.", data: profileSchema, etag: true },
  errors: [userNotFound, conflict, preconditionFailed],
});

/** Hours of a day or week. */
const hours = (most: number) => numberInput(z.number().check(z.minimum(0), z.maximum(most)));

const preferencesSchema = z
  .strictObject({
    theme: z.enum(["light", "dark"]),
    notifications: z.boolean(),
    timezone: timeZoneSchema,
    timeTracking: z.strictObject({
      /** Minutes. */
      defaultTimeEntryDuration: z.number(),
      autoStartTimer: z.boolean(),
      showTimerInMenuBar: z.boolean(),
      defaultBillableStatus: z.boolean(),
      /** Minutes; 0 reminds of nothing. */
      reminderInterval: z.number(),
      workingHours: z.strictObject({ start: wallClockSchema, end: wallClockSchema }),
      /** Hours. */
      timeGoals: z.strictObject({ daily: z.number(), weekly: z.number(), notifications: z.boolean() }),
    }),
    formatting: z.strictObject({
      currency: currencySchema,
      dateFormat: text(1, 20),
      timeFormat: z.enum(["12h", "24h"]),
    }),
    updatedAt: instantSchema,
  })
  .register(z.globalRegistry, { id: "Preferences", description: "How a person likes the program." });

export const getPreferences = defineOperation({
  ...profileRoute,
  id: "getPreferences",
  method: "GET",
  path: "/users/{id}/preferences",
  summary: "Get preferences",
  description: "Defaults stand for what the person has not said.",
  request: { path: userPath },
  response: { status: 200, description: "The preferences.", data: preferencesSchema },
  errors: [userNotFound],
});

export const updatePreferences = defineOperation({
  ...profileRoute,
  id: "updatePreferences",
  method: "PUT",
  path: "/users/{id}/preferences",
  summary: "Change preferences",
  description: "What is left out stays, at every depth. Numbers may be sent as text.",
  request: {
    path: userPath,
    body: z.object({
      ...preferencesInput.shape,
      timeTracking: z.optional(
        z.object({
          defaultTimeEntryDuration: z.optional(numberInput(z.number().check(z.minimum(1), z.maximum(1440)))),
          autoStartTimer: z.optional(z.boolean()),
          showTimerInMenuBar: z.optional(z.boolean()),
          defaultBillableStatus: z.optional(z.boolean()),
          reminderInterval: z.optional(numberInput(z.number().check(z.minimum(0), z.maximum(1440)))),
          workingHours: z.optional(z.object({ start: z.optional(wallClockSchema), end: z.optional(wallClockSchema) })),
          timeGoals: z.optional(
            z.object({
              daily: z.optional(hours(24)),
              weekly: z.optional(hours(168)),
              notifications: z.optional(z.boolean()),
            }),
          ),
        }),
      ),
      formatting: z.optional(
        z.object({
          currency: z.optional(currencySchema),
          dateFormat: z.optional(text(1, 20)),
          timeFormat: z.optional(z.enum(["12h", "24h"])),
        }),
      ),
    }),
  },
  response: { status: 200, description: "The preferences as they are now.", data: preferencesSchema },
  errors: [userNotFound, conflict],
});

const notificationFields = {
  emailEnabled: z.boolean(),
  emailFrequency: z.enum(["immediate", "daily", "weekly", "never"]),
  timerReminders: z.boolean(),
  /** Minutes. */
  timerReminderInterval: z.int().check(z.minimum(1), z.maximum(1440)),
  goalNotifications: z.boolean(),
  systemNotifications: z.boolean(),
  timeEntrySubmissionReminders: z.boolean(),
  approvalNotifications: z.boolean(),
  projectDeadlineReminders: z.boolean(),
  invoiceStatusUpdates: z.boolean(),
  paymentReminders: z.boolean(),
  teamActivityUpdates: z.boolean(),
  userInvitationUpdates: z.boolean(),
};
const quietHours = { enabled: z.boolean(), start: wallClockSchema, end: wallClockSchema };

const notificationSettingsSchema = z
  .strictObject({ ...notificationFields, quietHours: z.strictObject(quietHours) })
  .register(z.globalRegistry, {
    id: "NotificationSettings",
    description: "What a person is told of, how often, and when not.",
  });

export const getNotificationSettings = defineOperation({
  ...profileRoute,
  id: "getNotificationSettings",
  method: "GET",
  path: "/users/{id}/notification-settings",
  summary: "Get notification settings",
  description: "Defaults stand for what the person has not said.",
  request: { path: userPath },
  response: { status: 200, description: "The settings.", data: notificationSettingsSchema },
  errors: [userNotFound],
});

export const updateNotificationSettings = defineOperation({
  ...profileRoute,
  id: "updateNotificationSettings",
  method: "PUT",
  path: "/users/{id}/notification-settings",
  summary: "Change notification settings",
  description: "What is left out stays. Numbers may be sent as text.",
  request: {
    path: userPath,
    body: z.partial(
      z.object({
        ...notificationFields,
        timerReminderInterval: numberInput(notificationFields.timerReminderInterval),
        quietHours: z.partial(z.object(quietHours)),
      }),
    ),
  },
  response: { status: 200, description: "The settings as they are now.", data: notificationSettingsSchema },
  errors: [userNotFound, conflict],
});

const purposeSchema = z.enum(["profilePicture", "document"]);
export type UploadPurpose = z.infer<typeof purposeSchema>;

/** A document as it is answered. */
export const documentSchema = z
  .strictObject({
    id: ulidSchema,
    fileName: text(1, 200),
    contentType: z.string(),
    sizeBytes: z.int(),
    createdAt: instantSchema,
    createdBy: userIdSchema,
    version: z.int(),
  })
  .register(z.globalRegistry, { id: "Document", description: "A file that is kept with a person." });
export type DocumentResponse = z.infer<typeof documentSchema>;

export const createUpload = defineOperation({
  ...profileRoute,
  id: "createUpload",
  method: "POST",
  path: "/users/{id}/uploads",
  summary: "Begin an upload",
  description:
    "Answers a link to which exactly this many bytes of this type may be sent for a quarter of an hour. Pictures: PNG, JPEG, WebP, GIF up to 5 MB; documents also PDF, Word and Excel up to 10 MB. `POST …/uploads/complete` takes it over; without that it is deleted after a day.",
  request: {
    path: userPath,
    body: z.object({
      purpose: purposeSchema,
      fileName: text(1, 200),
      contentType: text(1, 100),
      sizeBytes: z.int().check(z.minimum(1)),
    }),
  },
  response: {
    status: 201,
    description: "Where to send it.",
    data: uploadLinkSchema,
  },
  errors: [userNotFound],
});

export const completeUpload = defineOperation({
  ...profileRoute,
  id: "completeUpload",
  method: "POST",
  path: "/users/{id}/uploads/complete",
  summary: "Take over an upload",
  description: "Looks at what was really sent: its size, its type and its first bytes.",
  request: { path: userPath, body: uploadReferenceSchema },
  response: {
    status: 201,
    description: "The new picture or document.",
    data: z.strictObject({ profilePicture: z.optional(z.string()), document: z.optional(documentSchema) }),
  },
  errors: [userNotFound, uploadNotFound, uploadRefused, conflict],
});

export const deleteProfilePicture = defineOperation({
  ...profileRoute,
  id: "deleteProfilePicture",
  method: "DELETE",
  path: "/users/{id}/profile-picture",
  summary: "Delete a profile picture",
  request: { path: userPath },
  response: { status: 200, description: "The profile without it.", data: profileSchema },
  errors: [userNotFound, conflict],
});

export const listDocuments = defineOperation({
  ...profileRoute,
  id: "listDocuments",
  method: "GET",
  path: "/users/{id}/documents",
  summary: "List a person's documents",
  description: "Without `limit` and `cursor`: up to 5,000 or 4 MB, newest first. With them: pages by name.",
  request: { path: userPath, query: z.object(listParameters) },
  response: { status: 200, description: "Documents.", data: listOf(documentSchema) },
  errors: [userNotFound],
  list: { index: "Users.ListIndex" },
});

const documentPath = z.object({ id: userIdSchema, documentId: ulidSchema });

export const getDocument = defineOperation({
  ...profileRoute,
  id: "getDocument",
  method: "GET",
  path: "/users/{id}/documents/{documentId}",
  summary: "Get a document",
  description: "With a link to its content, good for a quarter of an hour.",
  request: { path: documentPath },
  response: {
    status: 200,
    description: "The document.",
    data: z.strictObject({ ...documentSchema.shape, downloadUrl: z.string(), downloadExpiresAt: instantSchema }),
  },
  errors: [userNotFound, documentNotFound],
});

export const deleteDocument = defineOperation({
  ...profileRoute,
  id: "deleteDocument",
  method: "DELETE",
  path: "/users/{id}/documents/{documentId}",
  summary: "Delete a document",
  request: { path: documentPath },
  response: { status: 200, description: "The document as it was.", data: documentSchema },
  errors: [userNotFound, documentNotFound, conflict],
});
