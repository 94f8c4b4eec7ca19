/** On which projects somebody may record time: pure rules. */

import { ApiError } from "@aerotage/core/contract/errors";
import type { Caller } from "@aerotage/core/lambda/caller";
import { projectNotFound } from "@aerotage/kernel/contract/errors";
import { isOpenProject, isProjectMember, type ProjectItem } from "@aerotage/kernel/domain/projects";
import { projectNotActive } from "../contract/time-entries.js";

/**
 * The project, if time of somebody may be recorded on it: an active one that is open to everybody or that they are a member of.
 * Administrators record for anybody.
 * @throws `PROJECT_NOT_FOUND`, also for one that is others'; `PROJECT_NOT_ACTIVE`
 */
export function requireRecordable(
  project: ProjectItem | undefined,
  id: string,
  ownerId: string,
  caller: Pick<Caller, "role">,
): ProjectItem {
  const theirs =
    project !== undefined && (caller.role === "admin" || isOpenProject(project) || isProjectMember(project, ownerId));
  if (!theirs) throw new ApiError(projectNotFound, `There is no project ${id} that you may record time on.`);
  if (project.status !== "active")
    throw new ApiError(projectNotActive, `The project ${project.name} is ${project.status}. Choose another one.`);
  return project;
}
