/** What a project is, how it changes, and how it is answered: pure rules. */
import { changedFields } from "@aerotage/core/activity";
import type { Caller } from "@aerotage/core/caller";
import { newId } from "@aerotage/core/ids";
import { toMajor } from "@aerotage/core/money";
import { overlay } from "@aerotage/core/overlay";
import type { ProjectItem, ProjectMember, Spent } from "@aerotage/core/projects";
import { changedRates, type RateContext, type RateHistory, rateOn, ratesAnswer } from "@aerotage/core/rates";
import { nextVersion } from "@aerotage/core/versions";
import type { MemberAnswer, NewProjectInput, ProjectAnswer, ProjectInput } from "../contract.js";
import { budgetAnswer, budgetIn, changedBudget, refuseSpent } from "./budget.js";
import { changedMembers, refuseManyChanges, withLead } from "./members.js";

/** A project as it is stored. */
export type Project = ProjectItem;

/** Who changes a project, when, what its rates and amounts are in, and what of it is spent. */
export interface ChangeContext {
  readonly caller: Pick<Caller, "id" | "role">;
  readonly now: Date;
  /** Currency of the client that it has after the change, else of the company; the company's date. */
  readonly money: Omit<RateContext, "path">;
  /** Needed where the project has a budget. */
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

/** A project after a change: its next version; itself, if nothing differs. Errors as `newProject`. */
export function changedProject(project: Project, input: ProjectInput, context: ChangeContext): Project {
  const after = withoutLostLead(project, merged(project, input, context));
  refuseManyChanges(project, after);
  const differs = changedFields({ ...project }, { ...after }).length > 0;
  return differs ? nextVersion(after, context.now) : project;
}

/** A lead who is taken out of the members does not lead any more. */
function withoutLostLead(before: Project, after: Project): Project {
  const { leadId, ...rest } = after;
  const isMember = ({ teamMembers }: Project) => teamMembers.some(({ userId }) => userId === leadId);
  return leadId !== undefined && isMember(before) && !isMember(after) ? rest : after;
}

/** What an answer says of a project beside what is stored. */
export interface AnswerContext {
  /** True for who runs it: they see rates and amounts. */
  readonly runs: boolean;
  readonly clientName: string;
  /** The client's own currency, where it has one. */
  readonly clientCurrency: string | undefined;
  /** The date whose rate is told as the one of today. */
  readonly today: string;
  /** Needed where `showsBudget`. */
  readonly spent?: Spent | undefined;
}

/** True if somebody sees a budget that is there: hours everybody, amounts who runs the project. */
export function showsBudget({ budget }: Pick<Project, "budget">, runs: boolean): boolean {
  return budget !== undefined && (runs || budget.type === "hours");
}

/** A project as somebody may see it. */
export function answerOf(project: Project, context: AnswerContext): ProjectAnswer {
  const { kind: _kind, rates, budget, teamMembers, tags, ...plain } = project;
  const { runs, clientName, clientCurrency, today, spent } = context;
  const amounts = runs && ratesOf(rates, today);
  return {
    ...plain,
    clientName,
    ...(amounts && {
      ...(amounts.amount !== undefined && { defaultHourlyRate: amounts.amount }),
      rates: amounts.rates,
    }),
    ...(budget !== undefined &&
      showsBudget(project, runs) && { budget: budgetAnswer(budgetIn(budget, clientCurrency), spent) }),
    teamMembers: teamMembers.map((member) => memberAnswer(member, runs, today)),
    tags: [...tags],
  };
}

function memberAnswer({ userId, role, rates }: ProjectMember, runs: boolean, today: string): MemberAnswer {
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
  return { amount: rate && toMajor(rate), rates: ratesAnswer(history) };
}

function merged(project: Project, input: ProjectInput, { money, spent }: ChangeContext): Project {
  const { defaultHourlyRate, effectiveFrom, budget, teamMembers, tags, ...plain } = input;
  const moves = input.clientId !== undefined && input.clientId !== project.clientId;
  const held = project.budget && (budget === undefined ? project.budget : budgetIn(project.budget, money.currency));
  refuseSpent(held, budget, spent);
  const { rates: _rates, budget: _budget, ...rest } = overlay(project, plain);
  const amount = isUnfilled(project.rates, input, money) ? undefined : defaultHourlyRate;
  const rates = changedRates(project.rates, { amount, effectiveFrom }, { ...money, path: "defaultHourlyRate" });
  const nextBudget = changedBudget(held, budget, { currency: money.currency, moves });
  return {
    ...rest,
    ...(rates !== undefined && { rates }),
    ...(nextBudget !== undefined && { budget: nextBudget }),
    ...(teamMembers !== undefined && { teamMembers: changedMembers(project.teamMembers, teamMembers, money) }),
    ...(tags !== undefined && { tags: [...new Set(tags)] }),
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
