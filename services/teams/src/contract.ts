import { conflict, type ErrorDefinition, preconditionFailed } from "@aerotage/core/contract/errors";
import { defineOperation, roles } from "@aerotage/core/contract/operation";
import {
  booleanParameter,
  clearable,
  listOf,
  listParameters,
  multilineText,
  recordFields,
  searchParameter,
  text,
  ulidSchema,
  userIdSchema,
} from "@aerotage/core/contract/schemas";
import {
  teamInactive,
  teamNotFound,
  tooManyMemberChanges,
  userInactive,
  userNotFound,
} from "@aerotage/kernel/contract/errors";
import * as z from "zod/mini";

export const teamNotEmpty = {
  status: 409,
  code: "TEAM_NOT_EMPTY",
  description: "The team has members or teams below it; `force=true` takes them out first.",
} as const satisfies ErrorDefinition;

export const teamCycle = {
  status: 422,
  code: "TEAM_CYCLE",
  description: "The parent is the team itself or a team below it.",
} as const satisfies ErrorDefinition;

export const teamTreeTooDeep = {
  status: 422,
  code: "TEAM_TREE_TOO_DEEP",
  description: "The team would have more than 10 teams above it.",
} as const satisfies ErrorDefinition;

export const managerNotEligible = {
  status: 422,
  code: "MANAGER_NOT_ELIGIBLE",
  description: "A team is led by somebody who is active and has the role manager or admin.",
} as const satisfies ErrorDefinition;

/** How many members may come and go in one request: each is two writes of a transaction, which holds 100. */
export const maxMemberChanges = 40;
/** The most members that a request may name. */
const maxNamedMembers = 500;

/** A team as it is answered. */
export const teamSchema = z
  .strictObject({
    id: ulidSchema,
    name: text(2, 100),
    description: z.optional(multilineText(1, 500)),
    managerId: userIdSchema,
    /** In alphabetical order. */
    memberIds: z.array(userIdSchema),
    parentTeamId: z.optional(ulidSchema),
    department: z.optional(text(1, 100)),
    isActive: z.boolean(),
    ...recordFields,
  })
  .register(z.globalRegistry, { id: "Team", description: "People who work together, and who leads them." });
export type TeamResponse = z.infer<typeof teamSchema>;

const writableFields = {
  description: clearable(multilineText(1, 500)),
  managerId: z.optional(userIdSchema),
  parentTeamId: clearable(ulidSchema),
  department: clearable(text(1, 100)),
  isActive: z.optional(z.boolean()),
};

const createSchema = z
  .object({
    name: text(2, 100),
    ...writableFields,
    memberIds: z.optional(z.array(userIdSchema).check(z.maxLength(maxMemberChanges))),
  })
  .register(z.globalRegistry, { id: "TeamCreate", description: "A new team." });
const updateSchema = z
  .object({
    name: z.optional(text(2, 100)),
    ...writableFields,
    /** All members from now on. */
    memberIds: z.optional(z.array(userIdSchema).check(z.maxLength(maxNamedMembers))),
  })
  .register(z.globalRegistry, { id: "TeamUpdate", description: "What to change; `null` clears a field." });
/** What may be written; a new team has a name, a change may. */
export type TeamInput = z.output<typeof updateSchema>;

const idPath = z.object({ id: ulidSchema });

/** What can be wrong with the people and teams that a written team names. */
const relationErrors = [
  teamNotFound,
  userNotFound,
  conflict,
  teamInactive,
  teamTreeTooDeep,
  managerNotEligible,
  userInactive,
  tooManyMemberChanges,
] as const;

export const listTeams = defineOperation({
  id: "listTeams",
  method: "GET",
  path: "/teams",
  token: "access",
  roles,
  tag: "Teams",
  summary: "List teams",
  description:
    "Administrators see all teams, managers those that they lead with all teams below, and everybody their own. Without `limit` and `cursor`: up to 5,000 or 4 MB, newest first. With them: pages in the order of the names. `search` looks into names, regardless of case, accents and spacing.",
  request: {
    query: z.object({
      ...listParameters,
      isActive: z.optional(booleanParameter),
      managerId: z.optional(userIdSchema),
      /** Text in the name. */
      search: searchParameter,
    }),
  },
  response: { status: 200, description: "Teams.", data: listOf(teamSchema) },
  errors: [],
  list: { index: "Teams.ListIndex" },
});

export const getTeam = defineOperation({
  id: "getTeam",
  method: "GET",
  path: "/teams/{id}",
  token: "access",
  roles,
  tag: "Teams",
  summary: "Get a team",
  description: "Whoever sees a team in the list gets it.",
  request: { path: idPath },
  response: { status: 200, description: "The team.", data: teamSchema, etag: true },
  errors: [teamNotFound],
});

export const createTeam = defineOperation({
  id: "createTeam",
  method: "POST",
  path: "/teams",
  token: "access",
  roles: ["admin", "manager"],
  tag: "Teams",
  summary: "Create a team",
  description:
    "Without `managerId` the caller leads it. Its members leave the teams that they were in. A manager leads what they create, and puts in themselves and people of their teams only, below a team of theirs.",
  request: { body: createSchema },
  response: { status: 201, description: "The new team.", data: teamSchema, etag: true },
  errors: [...relationErrors],
});

export const updateTeam = defineOperation({
  id: "updateTeam",
  method: "PUT",
  path: "/teams/{id}",
  token: "access",
  roles: ["admin", "manager"],
  tag: "Teams",
  summary: "Change a team",
  description:
    "Fields that are left out stay as they are. `memberIds` is the whole list from now on: who is new in it leaves the team that they were in, and at most 40 people come and go in one request. Managers change the teams that they lead and all teams below: they put in themselves and people of these teams, move a team from one of these below another, and leave `managerId` as it is.",
  request: { path: idPath, body: updateSchema },
  response: { status: 200, description: "The team as it is now.", data: teamSchema, etag: true },
  errors: [...relationErrors, preconditionFailed, teamCycle],
});

export const deleteTeam = defineOperation({
  id: "deleteTeam",
  method: "DELETE",
  path: "/teams/{id}",
  token: "access",
  roles: ["admin"],
  tag: "Teams",
  summary: "Delete a team",
  description:
    "Deletes a team without members and teams below. `force=true` deactivates any other first, takes its members out and puts the teams below it at the top, part by part. Where that was interrupted, the same call goes on with it.",
  request: { path: idPath, query: z.object({ force: z.optional(booleanParameter) }) },
  response: { status: 200, description: "The team as it was last.", data: teamSchema },
  errors: [teamNotFound, teamNotEmpty, conflict, preconditionFailed],
});
