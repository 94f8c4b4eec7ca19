import type { ActivityInput } from "@aerotage/core/audit/activity";
import type { Budget } from "@aerotage/kernel/domain/projects";
import type { Project } from "./project.js";

/** What can happen to a project. */
export type ProjectChange = "created" | "updated" | "deleted";

/** The activity record of a change, and the event that tells others of it. Rates and amounts are not in the event. */
export function projectActivity(
  change: ProjectChange,
  before: Project | undefined,
  after: Project | undefined,
): ActivityInput {
  const project = after ?? before;
  if (project === undefined) throw new TypeError("A change has a project before or after it.");
  const type = `project.${change}`;
  const { id: projectId, clientId, name, status } = project;
  return {
    type,
    entityType: "project",
    entityId: projectId,
    before: before && { ...before },
    after: after && { ...after },
    events: [{ type, version: 1, data: { projectId, clientId, name, status } }],
  };
}

/** A share of a budget (percent) that was reached; of a monthly one in a month, `YYYY-MM`. */
export interface ReachedShare {
  readonly threshold: number;
  readonly month?: string | undefined;
}

/** The record of a share (percent) of a project's budget that is spent now, and the event that tells others of it. */
export function budgetActivity(
  { id: projectId, clientId, name }: Project,
  budgetType: Budget["type"],
  { threshold, month }: ReachedShare,
): ActivityInput {
  const type = "project.budget-reached";
  return {
    type,
    entityType: "project",
    entityId: projectId,
    after: { budgetType, threshold, ...(month !== undefined && { month }) },
    events: [
      {
        type,
        version: 1,
        data: { projectId, clientId, name, budgetType, threshold, ...(month !== undefined && { month }) },
      },
    ],
  };
}
