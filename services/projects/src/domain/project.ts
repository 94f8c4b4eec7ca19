/** What a project is, how it changes, and how it is answered: pure rules. */
import { changedFields } from "@aerotage/core/audit/activity";
import { ApiError } from "@aerotage/core/contract/errors";
import { mergePatch } from "@aerotage/core/contract/merge-patch";
import { nextVersion } from "@aerotage/core/contract/versions";
import type { Caller } from "@aerotage/core/lambda/caller";
import { newId } from "@aerotage/core/runtime/ids";
import { toMajor } from "@aerotage/kernel/domain/money";
import type { ProjectItem, ProjectMember, Spent } from "@aerotage/kernel/domain/projects";
import {
  changedRates,
  isInCurrency,
  type RateContext,
  type RateHistory,
  rateOn,
  ratesResponse,
} from "@aerotage/kernel/domain/rates";
import {
  type MemberResponse,
  type NewProjectInput,
  type ProjectInput,
  type ProjectResponse,
  projectHasAmounts,
} from "../contract.js";
import { budgetResponse, changedBudget, refuseSpent } from "./budget.js";
import { changedMembers, refuseManyChanges, withLead } from "./members.js";

/** A project as it is stored. */
export type Project = ProjectItem;

/** Who changes a project, when, what its rates and amounts are in, and what of it is spent. */
export interface ChangeContext {
  readonly caller: Pick<Caller, "id" | "role">;
  readonly now: Date;
  /** Currency of the client that it has after the change, else of the company; the company's date. */
  readonly money: Omit<RateContext, "path">;
  /** Of all time; needed where the project has a budget. */
  readonly spent?: Spent | undefined;
}

/**
 * A new project. A manager who creates it leads it.
 * @throws `FORBIDDEN` for a `spent` of its budget; `VALIDATION_ERROR` for rates and amounts that are none of the currency;
 * `TOO_MANY_MEMBER_CHANGES`
 */
export function newProject(input: NewProjectInput, context: ChangeContext): Project {
  const { caller } = context;
  const now = context.now.toISOString();
  const blank: Project = {
    id: newId(context.now),
    kind: "project",
    name: input.name,
    clientId: input.clientId,
    status: "active",
    defaultBillable: true,
    teamMembers: [],
    tags: [],
    createdAt: now,
    updatedAt: now,
    createdBy: caller.id,
    version: 1,
  };
  const project = merged(blank, input, context);
  const led: Project =
    caller.role === "manager"
      ? { ...project, leadId: caller.id, teamMembers: withLead(project.teamMembers, caller.id) }
      : project;
  refuseManyChanges(undefined, led);
  return led;
}

/**
 * A project after a change: its next version; itself, if nothing differs. Errors as `newProject`.
 * @throws `PROJECT_HAS_AMOUNTS` if it goes to a client of another currency with amounts
 */
export function changedProject(project: Project, input: ProjectInput, context: ChangeContext): Project {
  const after = withoutLostLead(project, merged(project, input, context));
  refuseManyChanges(project, after);
  if (after.clientId !== project.clientId) requireAmountsIn(after, context.money.currency);
  const differs = changedFields({ ...project }, { ...after }).length > 0;
  return differs ? nextVersion(after, context.now) : project;
}

/** What of a project's own amounts there is: for messages. */
export interface ProjectAmounts {
  readonly hasRates: boolean;
  readonly hasBudget: boolean;
  /** How many members have rates of their own. */
  readonly membersWithRates: number;
}

/** A project's own amounts that are not in a currency. */
export function amountsNotIn(
  { rates, budget, teamMembers }: Pick<Project, "rates" | "budget" | "teamMembers">,
  currency: string,
): ProjectAmounts {
  return {
    hasRates: !isInCurrency(rates, currency),
    hasBudget: budget?.type === "amount" && budget.amount.currency !== currency,
    membersWithRates: teamMembers.filter((member) => !isInCurrency(member.rates, currency)).length,
  };
}

/** @throws `PROJECT_HAS_AMOUNTS` if the project has amounts in another currency */
function requireAmountsIn(project: Project, currency: string): void {
  const { hasRates, hasBudget, membersWithRates } = amountsNotIn(project, currency);
  const amounts = [
    ...(hasRates ? ["a rate"] : []),
    ...(hasBudget ? ["a budget"] : []),
    ...(membersWithRates > 0 ? [`rates of ${membersWithRates} members`] : []),
  ];
  if (amounts.length === 0) return;
  throw new ApiError(
    projectHasAmounts,
    `The project ${project.name} has ${amounts.join(" and ")} in another currency than ${currency}, which this client is billed in. Clear them in the same request, and set them anew after it.`,
  );
}

/** True if a change writes amounts: rates or a budget that were not there as they are. */
export function writesAmounts(before: Project | undefined, after: Project): boolean {
  const amounts = (project: Project | undefined) =>
    JSON.stringify([
      project?.rates ?? null,
      project?.budget?.type === "amount" ? project.budget : null,
      project?.teamMembers.flatMap(({ userId, rates }) => (rates === undefined ? [] : [[userId, rates]])) ?? [],
    ]);
  return amounts(after) !== amounts(before) && amounts(after) !== amounts(undefined);
}

/** A lead who is taken out of the members does not lead any more. */
function withoutLostLead(before: Project, after: Project): Project {
  const { leadId, ...rest } = after;
  const isMember = ({ teamMembers }: Project) => teamMembers.some(({ userId }) => userId === leadId);
  return leadId !== undefined && isMember(before) && !isMember(after) ? rest : after;
}

/** What an answer says of a project beside what is stored. */
export interface ResponseContext {
  /** True for who runs it: they see rates and amounts. */
  readonly runs: boolean;
  readonly clientName: string;
  /** The date whose rate is told as the one of today. */
  readonly today: string;
  /** In the period of the budget; needed where `showsBudget`. */
  readonly spent?: Spent | undefined;
}

/** True if somebody sees a budget that is there: hours everybody, amounts who runs the project. */
export function showsBudget({ budget }: Pick<Project, "budget">, runs: boolean): boolean {
  return budget !== undefined && (runs || budget.type === "hours");
}

/** A project as somebody may see it. */
export function toProjectResponse(project: Project, context: ResponseContext): ProjectResponse {
  const { kind: _kind, rates, budget, teamMembers, tags, ...plain } = project;
  const { runs, clientName, today, spent } = context;
  const amounts = runs && ratesOf(rates, today);
  return {
    ...plain,
    clientName,
    ...(amounts && {
      ...(amounts.amount !== undefined && { defaultHourlyRate: amounts.amount }),
      rates: amounts.rates,
    }),
    ...(budget !== undefined && showsBudget(project, runs) && { budget: budgetResponse(budget, spent) }),
    teamMembers: teamMembers.map((member) => memberResponse(member, runs, today)),
    tags: [...tags],
  };
}

function memberResponse({ userId, role, rates }: ProjectMember, runs: boolean, today: string): MemberResponse {
  const amounts = runs && ratesOf(rates, today);
  return {
    userId,
    role,
    ...(amounts && { ...(amounts.amount !== undefined && { hourlyRate: amounts.amount }), rates: amounts.rates }),
  };
}

/** A history as it is answered, with the rate of today where there is one. */
function ratesOf(history: RateHistory | undefined, today: string) {
  if (history === undefined) return undefined;
  const rate = rateOn(history, today);
  return { amount: rate && toMajor(rate), rates: ratesResponse(history) };
}

function merged(project: Project, input: ProjectInput, { money, spent }: ChangeContext): Project {
  const { defaultHourlyRate, effectiveFrom, budget, teamMembers, tags, ...plain } = input;
  refuseSpent(project.budget, budget, spent);
  const { rates: _rates, budget: _budget, ...rest } = mergePatch(project, plain);
  const amount = isUnfilled(project.rates, input, money) ? undefined : defaultHourlyRate;
  const rates = changedRates(project.rates, { amount, effectiveFrom }, { ...money, path: "defaultHourlyRate" });
  const nextBudget = changedBudget(project.budget, budget, money);
  return {
    ...rest,
    ...(rates !== undefined && { rates }),
    ...(nextBudget !== undefined && { budget: nextBudget }),
    ...(teamMembers !== undefined && { teamMembers: changedMembers(project.teamMembers, teamMembers, money) }),
    ...(tags !== undefined && { tags: [...new Set(tags ?? [])] }),
  };
}

/** True for a rate that nobody filled in: the desktop client's form sends 0 then. A date shows that zero is meant. */
function isUnfilled(
  history: RateHistory | undefined,
  { defaultHourlyRate, effectiveFrom }: ProjectInput,
  { today, answered = today }: Omit<RateContext, "path">,
): boolean {
  if (defaultHourlyRate !== 0 || effectiveFrom !== undefined) return false;
  return [today, answered].some((date) => rateOn(history, date) === undefined);
}
