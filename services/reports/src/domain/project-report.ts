/** What is reported of projects: pure rules. */

import { compareText } from "@aerotage/core/text/order";
import { daysAfter, hoursOf, lastDateOf } from "@aerotage/core/time/dates";
import { budgetSize, budgetSpent } from "@aerotage/kernel/domain/budgets";
import { toMajor } from "@aerotage/kernel/domain/money";
import type { Budget, ProjectItem, Spent } from "@aerotage/kernel/domain/projects";
import type { Period } from "../contract/filters.js";
import type { ProjectReport, ProjectReportRow } from "../contract/project-report.js";
import { amountsOf, type OwnedCell, Sums, sumsOf } from "./sums.js";

export type ReportedProject = Pick<ProjectItem, "id" | "name" | "clientId" | "status" | "deadline" | "budget">;

/** What the rows of a report are made of, but for what is spent of all time. */
export interface ProjectReportSources {
  readonly projects: readonly ReportedProject[];
  readonly clientNames: ReadonlyMap<string, string>;
  /** All time of the period that the caller may see, and says of it what the filters let through. */
  readonly cells: readonly OwnedCell[];
  readonly passes: (cell: OwnedCell) => boolean;
  readonly period: Period;
  /** Local date. */
  readonly today: string;
  /** States that are asked for; without it projects that are under way, or have time. */
  readonly statuses: readonly string[] | undefined;
}

/** A project of a report. */
export interface ListedProject {
  readonly project: ReportedProject;
  /** All time of the period. */
  readonly cells: readonly OwnedCell[];
  /** Of the time that is counted. */
  readonly sums: Sums;
}

/** The projects of a report by name, and the sums over them. */
export function listedProjects(
  sources: ProjectReportSources,
): Pick<ProjectReport, "summary"> & { readonly listed: ListedProject[] } {
  const { projects, cells, passes, today, statuses } = sources;
  const found = new Map(
    projects.map((project) => [project.id, { project, cells: [] as OwnedCell[], sums: new Sums() }]),
  );
  for (const cell of cells) {
    const one = found.get(cell.kind.projectId);
    one?.cells.push(cell);
    if (passes(cell)) one?.sums.add(cell);
  }
  const listed = [...found.values()]
    .filter(({ project, sums }) =>
      statuses === undefined ? isUnderWay(project) || sums.minutes > 0 : statuses.includes(project.status),
    )
    .sort(({ project: a }, { project: b }) => compareText(a.name, b.name) || compareText(a.id, b.id));
  const all = sumsOf(listed.flatMap((one) => one.cells).filter(passes));
  return {
    listed,
    summary: {
      ...all.fields(true),
      projectCount: listed.length,
      overdueCount: listed.filter(({ project }) => isOverdueOn(project, today)).length,
    },
  };
}

const isUnderWay = ({ status }: Pick<ProjectItem, "status">) => status === "active" || status === "paused";

function isOverdueOn(project: ReportedProject, today: string): boolean {
  return project.deadline !== undefined && project.deadline < today && isUnderWay(project);
}

const nothing: Spent = { minutes: 0, entries: 0, amounts: {} };

/** What is spent of a project: of all time, and of the month of its budget if that is monthly. */
export interface ProjectSpent {
  readonly allTime?: Spent | undefined;
  readonly inMonth?: Spent | undefined;
}

/** What a row is reckoned by. */
type RowSources = Pick<ProjectReportSources, "clientNames" | "period" | "today">;

/** The row of a project. */
export function projectRow(
  { project, cells, sums }: ListedProject,
  { allTime = nothing, inMonth = nothing }: ProjectSpent,
  { clientNames, period, today }: RowSources,
): ProjectReportRow {
  const { id: projectId, name, clientId, status, deadline, budget } = project;
  // What remains is of all time, so what goes is of everybody, whatever is counted.
  const reported =
    budget &&
    (budget.period === "monthly"
      ? monthlyBudget(budget, inMonth, budgetMonth(period, today), today)
      : totalBudget(budget, allTime, cells, { period, today }));
  return {
    projectId,
    name,
    clientId,
    clientName: clientNames.get(clientId) ?? "",
    status,
    ...(deadline !== undefined && { deadline }),
    isOverdue: isOverdueOn(project, today),
    isOverBudget: reported !== undefined && reported.remaining < 0,
    ...(reported !== undefined && { budget: reported }),
    ...sums.fields(true),
    allTime: { totalHours: hoursOf(allTime.minutes), amounts: amountsOf(Object.entries(allTime.amounts)) },
  };
}

/** The month that monthly budgets are reported of, `YYYY-MM`: the last one of the period that has begun, else its first. */
export function budgetMonth({ startDate, endDate }: Period, today: string): string {
  const last = endDate < today ? endDate : today;
  return (last < startDate ? startDate : last).slice(0, 7);
}

const daysPerWeek = 7;
/** A forecast beyond this says nothing. */
const furthestDays = 3650;

function totalBudget(
  budget: Budget,
  spent: Spent,
  cells: readonly OwnedCell[],
  { period, today }: Pick<RowSources, "period" | "today">,
) {
  const burn = burnOf(budget, cells) / daysUpTo(period, today);
  return budgetRow(budget, spent, { burn, today, latest: daysAfter(today, furthestDays) });
}

/** What goes of a monthly budget is what is spent of its month; a forecast beyond the month says nothing, and a past month has none. */
function monthlyBudget(budget: Budget, spent: Spent, month: string, today: string) {
  const endDate = lastDateOf(month);
  const burn = budgetSpent(budget, spent) / daysUpTo({ startDate: `${month}-01`, endDate }, today);
  return { ...budgetRow(budget, spent, { burn, today, latest: endDate }), month };
}

interface Forecast {
  /** What goes per day. */
  readonly burn: number;
  readonly today: string;
  /** The last date that is told. */
  readonly latest: string;
}

function budgetRow(budget: Budget, spent: Spent, { burn, today, latest }: Forecast) {
  const [value, used] = [budgetSize(budget), budgetSpent(budget, spent)];
  const remaining = rounded(value - used);
  const daysLeft = burn > 0 && remaining > 0 ? Math.ceil(remaining / burn) : Number.POSITIVE_INFINITY;
  const exhaustedOn = daysLeft <= furthestDays ? daysAfter(today, daysLeft) : null;
  return {
    type: budget.type,
    period: budget.period ?? ("total" as const),
    ...(budget.type === "amount" && { currency: budget.amount.currency }),
    value,
    spent: used,
    remaining,
    completion: rounded(used / value),
    burnPerWeek: rounded(burn * daysPerWeek),
    exhaustedOn: exhaustedOn !== null && exhaustedOn <= latest ? exhaustedOn : null,
  };
}

/** What the time of a period used up, in the unit of the budget. */
function burnOf(budget: Budget, cells: readonly OwnedCell[]): number {
  if (budget.type === "hours")
    return hoursOf(cells.reduce((sum, { kind, minutes }) => sum + (kind.status === "rejected" ? 0 : minutes), 0));
  const { currency } = budget.amount;
  const minor = cells.reduce((sum, cell) => sum + (cell.kind.currency === currency ? cell.minor : 0), 0);
  return toMajor({ minor, currency });
}

/** The days of a period that have begun, at least one. */
function daysUpTo({ startDate, endDate }: Period, today: string): number {
  const last = endDate < today ? endDate : today;
  return Math.max((Date.parse(last) - Date.parse(startDate)) / 86_400_000 + 1, 1);
}

/** Shares and forecasts have four decimals; hours and amounts have fewer, so that they stay exact. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
