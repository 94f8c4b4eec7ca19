import {
  type Access,
  changeAccess,
  crudBudget,
  domainBudget,
  extendedBudget,
  httpFunction,
  mailBudget,
  mergeAccess,
  type ServiceManifest,
  scopeAccess,
  type TableAction,
} from "@aerotage/core/contract/manifest";
import {
  approveEmailChange,
  cancelEmailChange,
  getEmailChange,
  listEmailChanges,
  rejectEmailChange,
  requestEmailChange,
  resendEmailVerification,
  verifyEmailChange,
} from "./contract/email-changes.js";
import {
  acceptInvitation,
  cancelInvitation,
  createInvitation,
  getInvitation,
  inviteUser,
  listInvitations,
  resendInvitation,
  validateInvitation,
} from "./contract/invitations.js";
import {
  completeUpload,
  createUpload,
  deleteDocument,
  deleteProfilePicture,
  getDocument,
  getNotificationSettings,
  getPreferences,
  getProfile,
  listDocuments,
  updateNotificationSettings,
  updatePreferences,
  updateProfile,
} from "./contract/profiles.js";
import {
  changePassword,
  confirmTwoFactor,
  createSession,
  disableTwoFactor,
  getSecuritySettings,
  listSessions,
  logout,
  startTwoFactor,
  terminateSession,
  updateSecuritySettings,
} from "./contract/sign-in.js";
import { createUser, deleteUser, getUser, listUsers, resendWelcome, updateUser } from "./contract/users.js";

import {
  getOwnWorkSchedule,
  getWorkSchedule,
  updateOwnWorkSchedule,
  updateWorkSchedule,
} from "./contract/work-schedules.js";

const usersTable = (...actions: readonly TableAction[]): Access => ({ tables: { Users: { actions } } });
const invitationsTable = (...actions: readonly TableAction[]): Access => ({ tables: { UserInvitations: { actions } } });

/** To make an account and its record, or to take the account back: `openAccount` and `insertUser`. */
const openAccountAccess: Access = {
  tables: {
    Users: { actions: ["GetItem", "PutItem", "UpdateItem", "DeleteItem"] },
    Teams: { actions: ["GetItem", "UpdateItem"] },
  },
  userPool: ["AdminCreateUser", "AdminDeleteUser", "AdminGetUser", "AdminSetUserPassword"],
  functions: ["users-mirror-account"],
};

/** To make an account what its record says, and to say so of an e-mail change: `syncAccount`. */
const mirrorAccess: Access = {
  mail: true,
  tables: {
    Users: { actions: ["GetItem", "UpdateItem"] },
    Settings: { actions: ["GetItem"] },
    UserInvitations: { actions: ["GetItem", "UpdateItem", "DeleteItem"] },
    UserActivity: { actions: ["PutItem"] },
  },
  userPool: [
    "AdminAddUserToGroup",
    "AdminDisableUser",
    "AdminEnableUser",
    "AdminGetUser",
    "AdminListGroupsForUser",
    "AdminRemoveUserFromGroup",
    "AdminUpdateUserAttributes",
    "AdminUserGlobalSignOut",
  ],
};

/** To let the account follow a change at once: `changeUser`. */
const syncAccountNowAccess: Access = { functions: ["users-mirror-account"] };

/** To know in which currency and from which date a rate holds. */
const companyAccess: Access = { tables: { Settings: { actions: ["GetItem"] } } };
const pictureAccess: Access = { buckets: { general: ["GetObject"] } };

/** Who works here: accounts, invitations, sign-ins, profiles. */
export const users: ServiceManifest = {
  name: "users",
  functions: {
    list: httpFunction(listUsers, {
      entry: "src/functions/list.ts",
      access: mergeAccess(scopeAccess, pictureAccess, {
        tables: { Users: { actions: ["GetItem", "Query"], indexes: ["ListIndex", "TeamIndex"] } },
      }),
    }),
    get: httpFunction(getUser, {
      entry: "src/functions/get.ts",
      access: mergeAccess(scopeAccess, pictureAccess, usersTable("GetItem")),
    }),
    create: httpFunction([createUser, resendWelcome], {
      description: "Create a user; mail a new temporary password",
      entry: "src/functions/create.ts",
      access: mergeAccess(openAccountAccess, companyAccess, { mail: true }),
      budget: mailBudget,
    }),
    update: httpFunction(updateUser, {
      entry: "src/functions/update.ts",
      access: mergeAccess(syncAccountNowAccess, companyAccess, pictureAccess, {
        tables: {
          Users: { actions: ["GetItem", "PutItem", "UpdateItem", "DeleteItem"] },
          Teams: { actions: ["UpdateItem"] },
        },
        userPool: ["AdminGetUser"],
      }),
      budget: domainBudget,
    }),
    delete: httpFunction(deleteUser, {
      entry: "src/functions/delete.ts",
      access: mergeAccess(syncAccountNowAccess, pictureAccess, usersTable("GetItem", "UpdateItem")),
    }),
    invite: httpFunction([inviteUser, createInvitation, resendInvitation], {
      description: "Invite somebody; send an invitation again",
      entry: "src/functions/invite.ts",
      access: mergeAccess(
        usersTable("GetItem", "ConditionCheckItem"),
        invitationsTable("GetItem", "PutItem", "UpdateItem", "DeleteItem"),
        companyAccess,
        { tables: { Teams: { actions: ["GetItem", "ConditionCheckItem"] } }, mail: true },
      ),
      budget: extendedBudget,
    }),
    invitations: httpFunction([listInvitations, getInvitation, cancelInvitation], {
      entry: "src/functions/invitations.ts",
      access: {
        tables: {
          UserInvitations: {
            actions: ["Query", "GetItem", "UpdateItem", "DeleteItem"],
            indexes: ["ListIndex", "StatusIndex"],
          },
        },
      },
    }),
    "validate-invitation": httpFunction(validateInvitation, {
      entry: "src/functions/validate-invitation.ts",
      access: {
        tables: {
          Users: { actions: ["GetItem"] },
          UserInvitations: { actions: ["Query", "GetItem"], indexes: ["TokenIndex"] },
        },
      },
    }),
    "accept-invitation": httpFunction(acceptInvitation, {
      entry: "src/functions/accept-invitation.ts",
      access: mergeAccess(openAccountAccess, {
        tables: {
          UserInvitations: { actions: ["Query", "GetItem", "UpdateItem", "DeleteItem"], indexes: ["TokenIndex"] },
        },
      }),
      budget: extendedBudget,
    }),
    sessions: httpFunction([listSessions, createSession, terminateSession, logout], {
      entry: "src/functions/sessions.ts",
      access: {
        tables: {
          Users: { actions: ["GetItem"] },
          UserSessions: { actions: ["Query", "GetItem", "UpdateItem"], indexes: ["UserIndex"] },
        },
      },
    }),
    security: httpFunction([getSecuritySettings, updateSecuritySettings, changePassword], {
      entry: "src/functions/security.ts",
      access: mergeAccess(usersTable("GetItem", "UpdateItem"), {
        userPool: ["AdminGetUser", "AdminInitiateAuth", "AdminSetUserPassword"],
      }),
      budget: extendedBudget,
    }),
    "two-factor": httpFunction([startTwoFactor, confirmTwoFactor, disableTwoFactor], {
      entry: "src/functions/two-factor.ts",
      access: mergeAccess(usersTable("GetItem"), {
        userPool: ["AdminInitiateAuth", "AdminSetUserMFAPreference"],
      }),
      budget: extendedBudget,
    }),
    profile: httpFunction(
      [
        getProfile,
        updateProfile,
        getPreferences,
        updatePreferences,
        getNotificationSettings,
        updateNotificationSettings,
      ],
      {
        description: "Read and change a profile, preferences and notification settings",
        entry: "src/functions/profile.ts",
        access: mergeAccess(syncAccountNowAccess, companyAccess, pictureAccess, usersTable("GetItem", "UpdateItem")),
        budget: extendedBudget,
      },
    ),
    "work-schedule": httpFunction([getOwnWorkSchedule, updateOwnWorkSchedule, getWorkSchedule, updateWorkSchedule], {
      description: "Read and change when people are meant to work",
      entry: "src/functions/work-schedule.ts",
      access: mergeAccess(scopeAccess, usersTable("GetItem", "PutItem", "UpdateItem")),
    }),
    uploads: httpFunction([createUpload, completeUpload, deleteProfilePicture], {
      entry: "src/functions/uploads.ts",
      access: mergeAccess(usersTable("GetItem", "PutItem", "UpdateItem"), {
        buckets: { general: ["GetObject", "PutObject", "DeleteObject"] },
      }),
      budget: extendedBudget,
    }),
    documents: httpFunction([listDocuments, getDocument, deleteDocument], {
      entry: "src/functions/documents.ts",
      access: {
        tables: { Users: { actions: ["Query", "GetItem", "DeleteItem"], indexes: ["ListIndex"] } },
        buckets: { general: ["GetObject", "DeleteObject"] },
      },
      budget: extendedBudget,
    }),
    "email-change": httpFunction(
      [requestEmailChange, listEmailChanges, getEmailChange, resendEmailVerification, cancelEmailChange],
      {
        description: "Ask for another e-mail address; read, resend and cancel such requests",
        entry: "src/functions/email-change.ts",
        access: mergeAccess(usersTable("GetItem"), {
          tables: {
            UserInvitations: {
              actions: ["Query", "GetItem", "PutItem", "UpdateItem", "DeleteItem"],
              indexes: ["ListIndex", "StatusIndex"],
            },
          },
          userPool: ["AdminGetUser", "AdminInitiateAuth"],
          mail: true,
        }),
        budget: mailBudget,
      },
    ),
    "verify-email-change": httpFunction(verifyEmailChange, {
      entry: "src/functions/verify-email-change.ts",
      access: mergeAccess(usersTable("GetItem", "UpdateItem"), invitationsTable("GetItem", "PutItem", "UpdateItem")),
    }),
    "decide-email-change": httpFunction([approveEmailChange, rejectEmailChange], {
      entry: "src/functions/decide-email-change.ts",
      access: mergeAccess(
        syncAccountNowAccess,
        usersTable("GetItem", "PutItem", "UpdateItem", "DeleteItem"),
        invitationsTable("GetItem", "PutItem", "UpdateItem", "DeleteItem"),
        { userPool: ["AdminGetUser"] },
      ),
      budget: extendedBudget,
    }),
    "mirror-account": {
      description: "Make an account what its record says, after each change of the record",
      entry: "src/functions/mirror-account.ts",
      triggers: [
        {
          type: "queue",
          // Four messages at once. Each takes some ten calls of Cognito one after another, of which at most three change the account: about 15
          // changes per second. Cognito allows 25 per second in an account, and the requests that change people need the rest.
          batchSize: 2,
          maximumConcurrency: 2,
          maxReceives: 5,
          subscribe: {
            topic: "events",
            eventTypes: ["user.created", "user.updated", "user.deactivated", "user.reactivated"],
          },
        },
      ],
      access: mirrorAccess,
      timeoutSeconds: 30,
      budget: extendedBudget,
    },
    "follow-mail": {
      description: "Count mails that bounced or that people complained about, and mark whose address it was",
      entry: "src/functions/follow-mail.ts",
      triggers: [
        { type: "queue", batchSize: 10, maximumConcurrency: 2, maxReceives: 5, subscribe: { topic: "mailEvents" } },
      ],
      access: mergeAccess(changeAccess, usersTable("GetItem", "UpdateItem")),
      budget: crudBudget,
    },
    "sweep-accounts": {
      description: "Take back accounts that were begun and have no record",
      entry: "src/functions/sweep-accounts.ts",
      triggers: [{ type: "schedule", expression: "rate(5 minutes)" }],
      access: mergeAccess(
        {
          tables: { Users: { actions: ["Query", "GetItem", "UpdateItem", "DeleteItem"], indexes: ["ListIndex"] } },
        },
        { userPool: ["AdminGetUser", "AdminDeleteUser"] },
      ),
      timeoutSeconds: 60,
      budget: crudBudget,
    },
  },
};
