/** The projects of reports. */

import { getMany } from "@aerotage/core/database/batch";
import { database } from "@aerotage/core/database/client";
import { ofKind, queryAll } from "@aerotage/core/database/query";
import type { Caller } from "@aerotage/core/lambda/caller";
import { type BudgetedProject, hasMonthlyBudget } from "@aerotage/kernel/domain/budget-periods";
import type { ProjectItem } from "@aerotage/kernel/domain/projects";
import { spentInMonth } from "@aerotage/kernel/persistence/budget-periods";
import { projectsOfClient, projectsOfMember, spentOf } from "@aerotage/kernel/persistence/projects";
import type { ReportFilters } from "../contract/filters.js";
import type { ProjectSpent } from "../domain/project-report.js";

/** The projects that a caller may see a report of, and asks for: all for administrators, for managers those that they are a member of. */
export async function reportedProjects(
  caller: Pick<Caller, "id" | "role">,
  { projectId, clientId }: Pick<ReportFilters, "projectId" | "clientId">,
): Promise<ProjectItem[]> {
  const found =
    caller.role === "admin" ? await requestedProjects(projectId, clientId) : await projectsOfMember(caller.id);
  return found.filter(
    (project) =>
      (projectId === undefined || projectId.includes(project.id)) &&
      (clientId === undefined || clientId.includes(project.clientId)),
  );
}

async function requestedProjects(
  projectIds: readonly string[] | undefined,
  clientIds: readonly string[] | undefined,
): Promise<ProjectItem[]> {
  if (projectIds !== undefined) {
    const items = await getMany<Partial<ProjectItem>>(database, "Projects", projectIds);
    return items.filter((item): item is ProjectItem => item.kind === "project");
  }
  if (clientIds !== undefined) return projectsOfClients(clientIds);
  return queryAll<ProjectItem>(ofKind("Projects", "project"), database);
}

/** The projects of some clients. */
export async function projectsOfClients(clientIds: Iterable<string>): Promise<ProjectItem[]> {
  return (await Promise.all([...new Set(clientIds)].map((id) => projectsOfClient(id)))).flat();
}

/** Reads what is spent of projects: of all time, and of a month (`YYYY-MM`) where their budgets are monthly. Returns it by project id. */
export async function spentOfProjects(
  projects: readonly BudgetedProject[],
  month: string,
): Promise<(projectId: string) => ProjectSpent> {
  const monthly = projects.filter(hasMonthlyBudget).map(({ id }) => id);
  const [allTime, inMonth] = await Promise.all([
    spentOf(projects.map(({ id }) => id)),
    monthly.length === 0 ? new Map<string, never>() : spentInMonth(monthly, month),
  ]);
  return (projectId) => ({ allTime: allTime.get(projectId), inMonth: inMonth.get(projectId) });
}
