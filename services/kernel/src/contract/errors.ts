/** Errors about users, teams, clients and projects that several services throw. */
import type { ErrorDefinition } from "@aerotage/core/contract/errors";

export const teamNotFound = {
  status: 404,
  code: "TEAM_NOT_FOUND",
  description: "There is no such team, or the caller may not know of it.",
} as const satisfies ErrorDefinition;

export const teamInactive = {
  status: 422,
  code: "TEAM_INACTIVE",
  description: "The team is not active, so neither people nor teams can be put into it.",
} as const satisfies ErrorDefinition;

export const userNotFound = {
  status: 404,
  code: "USER_NOT_FOUND",
  description: "There is no such user, or the caller may not know of them.",
} as const satisfies ErrorDefinition;

export const clientNotFound = {
  status: 404,
  code: "CLIENT_NOT_FOUND",
  description: "There is no such client, or the caller may not know of it.",
} as const satisfies ErrorDefinition;

export const clientInactive = {
  status: 422,
  code: "CLIENT_INACTIVE",
  description: "The client is not active, so no new projects are made for it.",
} as const satisfies ErrorDefinition;

export const projectNotFound = {
  status: 404,
  code: "PROJECT_NOT_FOUND",
  description: "There is no such project, or the caller may not know of it.",
} as const satisfies ErrorDefinition;

export const userInactive = {
  status: 422,
  code: "USER_INACTIVE",
  description: "Somebody who is not active cannot become a member.",
} as const satisfies ErrorDefinition;

export const tooManyMemberChanges = {
  status: 422,
  code: "TOO_MANY_MEMBER_CHANGES",
  description: "More members come and go than one request can change; send several requests.",
} as const satisfies ErrorDefinition;

export const lastAdmin = {
  status: 409,
  code: "LAST_ADMIN",
  description: "The company would be left without an active administrator.",
} as const satisfies ErrorDefinition;
