/** On which projects somebody may record time: pure rules. */
import type { Caller } from "@aerotage/core/caller";
import { ApiError, forbidden, projectNotFound } from "@aerotage/core/errors";
import { isOpenProject, isProjectMember, type ProjectItem } from "@aerotage/core/projects";
import { projectNotActive } from "../contract.js";

/**
 * The project, if time of somebody may be recorded on it: an active one that is open to everybody or that they are a member of.
 * Administrators record for anybody.
 * @throws `PROJECT_NOT_FOUND`, also where an employee may not know of it; `FORBIDDEN`, `PROJECT_NOT_ACTIVE`
 */
export function requireRecordable(
  project: ProjectItem | undefined,
  id: string,
  ownerId: string,
  caller: Pick<Caller, "role">,
): ProjectItem {
  if (project === undefined) throw new ApiError(projectNotFound, `There is no project ${id}.`);
  if (caller.role !== "admin" && !isOpenProject(project) && !isProjectMember(project, ownerId)) {
    if (caller.role === "manager")
      throw new ApiError(forbidden, `Only members record time on the project ${project.name}.`);
    throw new ApiError(projectNotFound, `There is no project ${id}.`);
  }
  if (project.status !== "active")
    throw new ApiError(projectNotActive, `The project ${project.name} is ${project.status}. Choose another one.`);
  return project;
}
