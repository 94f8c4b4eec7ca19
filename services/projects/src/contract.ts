import { conflict, type ErrorDefinition, preconditionFailed } from "@aerotage/core/contract/errors";
import { defineOperation, roles } from "@aerotage/core/contract/operation";
import {
  amountSchema,
  clearable,
  datedRatesSchema,
  dateSchema,
  effectiveWith,
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
  clientInactive,
  clientNotFound,
  projectNotFound,
  tooManyMemberChanges,
  userInactive,
  userNotFound,
} from "@aerotage/kernel/contract/errors";
import type { ProjectStatus } from "@aerotage/kernel/domain/projects";
import * as z from "zod/mini";

export const tooManyMembers = {
  status: 422,
  code: "TOO_MANY_MEMBERS",
  description:
    "The project has more members, and people who once recorded time on it, than one request can delete or move; take members out first.",
} as const satisfies ErrorDefinition;

export const projectHasAmounts = {
  status: 409,
  code: "PROJECT_HAS_AMOUNTS",
  description:
    "The project has rates or a budget in another currency than that of the client to which it should go; the message says which.",
} as const satisfies ErrorDefinition;

export const projectHasTime = {
  status: 409,
  code: "PROJECT_HAS_TIME",
  description:
    "Time is recorded on the project, so it can neither be deleted nor go to another client; or more of it would have to be deleted than one request can.",
} as const satisfies ErrorDefinition;

/** How many memberships one request may change: each is a write of a transaction, which holds 100. */
export const maxMemberChanges = 90;
/** The most members of a project; its item holds them, and may have 400 KB. */
const maxMembers = 500;
const maxTags = 20;

/** The same as core's, which cannot be read without the SDK of the tables behind it. */
const statuses = ["active", "paused", "completed", "cancelled"] as const satisfies readonly ProjectStatus[];
const statusSchema = z.enum(statuses);
const budgetTypeSchema = z.enum(["hours", "amount"]);
/** Of all time, or anew each month. */
const budgetPeriodSchema = z.enum(["total", "monthly"]);
const roleSchema = text(1, 50);
const tagsSchema = z.array(text(1, 50)).check(z.maxLength(maxTags));

/** What a project may use up, and what of it is spent. */
const budgetSchema = z
  .strictObject({
    type: budgetTypeSchema,
    period: budgetPeriodSchema,
    /** Hours, or major units of the client's currency, else of the company's. */
    value: z.number().check(z.positive()),
    /** In the same unit; of a monthly budget in the current month of the organization's zone. Hours are those of all entries but rejected ones, amounts those of approved and invoiced ones. */
    spent: z.number(),
  })
  .register(z.globalRegistry, { id: "Budget", description: "What a project may use up, and what of it is spent." });
export type BudgetResponse = z.infer<typeof budgetSchema>;

/** Somebody who works on a project, as they are answered. */
const memberSchema = z
  .strictObject({
    userId: userIdSchema,
    role: roleSchema,
    /** The rate of today, in major units of the client's currency, else of the company's. */
    hourlyRate: z.optional(amountSchema),
    rates: z.optional(datedRatesSchema),
  })
  .register(z.globalRegistry, { id: "ProjectMember", description: "Somebody who works on a project." });
export type MemberResponse = z.infer<typeof memberSchema>;

/** A project as it is answered. Rates and budgets of an amount are only there for who runs it. */
export const projectSchema = z
  .strictObject({
    id: ulidSchema,
    name: text(2, 100),
    clientId: ulidSchema,
    clientName: z.string(),
    description: z.optional(multilineText(1, 2000)),
    status: statusSchema,
    defaultBillable: z.boolean(),
    /** The rate of today, in major units of the client's currency, else of the company's. */
    defaultHourlyRate: z.optional(amountSchema),
    rates: z.optional(datedRatesSchema),
    budget: z.optional(budgetSchema),
    deadline: z.optional(dateSchema),
    /** Nobody: everybody may record time on it. */
    teamMembers: z.array(memberSchema),
    /** The manager who created it: a member, also while it is open to everybody. */
    leadId: z.optional(userIdSchema),
    tags: tagsSchema,
    ...recordFields,
  })
  .register(z.globalRegistry, { id: "Project", description: "What time is recorded on." });
export type ProjectResponse = z.infer<typeof projectSchema>;

/** From when on the rate holds. Without it a first one holds for all time, any other from today in the company's zone. */
const effectiveFromSchema = z.optional(dateSchema);

const budgetInputSchema = z.object({
  type: budgetTypeSchema,
  /** Without it a budget keeps the one that it has. @default total */
  period: z.optional(budgetPeriodSchema),
  value: z.number().check(z.positive()),
  /** The server's: refused if it differs from what is answered. */
  spent: z.optional(z.nullable(z.number())),
});
export type BudgetInput = z.output<typeof budgetInputSchema>;

const memberFields = z
  .object({
    userId: userIdSchema,
    role: z.optional(roleSchema),
    hourlyRate: clearable(amountSchema),
    effectiveFrom: effectiveFromSchema,
  })
  .check(effectiveWith("hourlyRate"));
export type MemberInput = z.output<typeof memberFields>;

/** A member as an object, or their user id alone. */
const memberInputSchema = z
  .pipe(
    z.transform((value) => (typeof value === "string" ? { userId: value } : value)),
    memberFields,
  )
  .register(z.globalRegistry, {
    override: ({ jsonSchema }: { readonly jsonSchema: Record<string, unknown> }) => {
      const object = { ...jsonSchema };
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      jsonSchema.anyOf = [{ type: "string", minLength: 1, maxLength: 64, description: "A user id." }, object];
    },
  });

/** A calendar date; of an instant, which some forms send, the date counts. */
const deadlineInputSchema = z.pipe(
  z.transform((value) => (typeof value === "string" ? value.replace(/T.{0,30}$/, "") : value)),
  dateSchema,
);

const writableFields = {
  description: clearable(multilineText(1, 2000)),
  status: z.optional(statusSchema),
  defaultBillable: z.optional(z.boolean()),
  defaultHourlyRate: clearable(amountSchema),
  effectiveFrom: effectiveFromSchema,
  budget: clearable(budgetInputSchema),
  deadline: clearable(deadlineInputSchema),
  /** All members from now on. */
  teamMembers: z.optional(z.array(memberInputSchema).check(z.maxLength(maxMembers))),
  tags: clearable(tagsSchema),
};

const createSchema = z
  .object({ clientId: ulidSchema, name: text(2, 100), ...writableFields })
  .check(effectiveWith("defaultHourlyRate"))
  .register(z.globalRegistry, { id: "ProjectCreate", description: "A new project." });
const updateSchema = z
  .object({ clientId: z.optional(ulidSchema), name: z.optional(text(2, 100)), ...writableFields })
  .check(effectiveWith("defaultHourlyRate"))
  .register(z.globalRegistry, { id: "ProjectUpdate", description: "What to change; `null` clears a field." });
/** What may be written; a new project has a client and a name, a change may. */
export type ProjectInput = z.output<typeof updateSchema>;
export type NewProjectInput = z.output<typeof createSchema>;

const idPath = z.object({ id: ulidSchema });

/** What can be wrong with the client and the people that a written project names. */
const relationErrors = [
  clientNotFound,
  userNotFound,
  conflict,
  clientInactive,
  userInactive,
  tooManyMemberChanges,
] as const;

export const listProjects = defineOperation({
  id: "listProjects",
  method: "GET",
  path: "/projects",
  token: "access",
  roles,
  tag: "Projects",
  summary: "List projects",
  description:
    "Administrators see all projects; everybody sees those that they are a member of and those that are open; managers also those of their teams' members. Without `limit` and `cursor`: up to 5,000 or 4 MB, newest first unless `sortBy` is given. With them: pages in the order of `sortBy`; unless it is given, by name with `clientId` or `status` and without `teamMember`, else newest first. Projects without a deadline come last in its order. `search` looks into names, regardless of case, accents and spacing.",
  request: {
    query: z.object({
      ...listParameters,
      clientId: z.optional(ulidSchema),
      status: z.optional(statusSchema),
      /** A user id: the projects that they are a member of. */
      teamMember: z.optional(userIdSchema),
      /** Text in the name. */
      search: searchParameter,
      sortBy: z.optional(z.enum(["name", "createdAt", "deadline"])),
    }),
  },
  response: { status: 200, description: "Projects.", data: listOf(projectSchema) },
  errors: [],
  list: { index: "Projects.ListIndex" },
});

export const getProject = defineOperation({
  id: "getProject",
  method: "GET",
  path: "/projects/{id}",
  token: "access",
  roles,
  tag: "Projects",
  summary: "Get a project",
  description:
    "Whoever sees a project in the list gets it. Rates and budgets of an amount are there for administrators, and for managers who are a member of it.",
  request: { path: idPath },
  response: { status: 200, description: "The project.", data: projectSchema, etag: true },
  errors: [projectNotFound],
});

/** What rules the fields of a project that is written. */
const writing =
  "A member is an object or a user id alone. A rate holds from `effectiveFrom`, else from today, the first one for all time; where there is none, 0 without a date means none. `budget.spent` is the server's.";

export const createProject = defineOperation({
  id: "createProject",
  method: "POST",
  path: "/projects",
  token: "access",
  roles: ["admin", "manager"],
  tag: "Projects",
  summary: "Create a project",
  description: `Without members it is open to everybody. A manager who creates it leads it, and is among its members if it has any. ${writing}`,
  request: { body: createSchema },
  response: { status: 201, description: "The new project.", data: projectSchema, etag: true },
  errors: [...relationErrors],
});

export const updateProject = defineOperation({
  id: "updateProject",
  method: "PUT",
  path: "/projects/{id}",
  token: "access",
  roles: ["admin", "manager"],
  tag: "Projects",
  summary: "Change a project",
  description: `Managers change the projects that they are a member of. Fields that are left out stay as they are. \`teamMembers\` is the whole list from now on: who stays in it keeps role and rates unless they are given, and at most ${maxMemberChanges} people come and go in one request. \`clientId\` can be changed while no time is recorded. ${writing}`,
  request: { path: idPath, body: updateSchema },
  response: { status: 200, description: "The project as it is now.", data: projectSchema, etag: true },
  errors: [projectNotFound, ...relationErrors, preconditionFailed, projectHasTime, tooManyMembers, projectHasAmounts],
});

export const deleteProject = defineOperation({
  id: "deleteProject",
  method: "DELETE",
  path: "/projects/{id}",
  token: "access",
  roles: ["admin"],
  tag: "Projects",
  summary: "Delete a project",
  description: "Deletes a project that no time is recorded on. Otherwise complete or cancel it.",
  request: { path: idPath },
  response: { status: 200, description: "The project as it was.", data: projectSchema },
  errors: [projectNotFound, projectHasTime, tooManyMembers, conflict, preconditionFailed],
});
