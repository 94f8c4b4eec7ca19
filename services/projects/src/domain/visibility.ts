/** Who knows of a project, and who runs it: pure rules. */

import { ApiError, forbidden } from "@aerotage/core/contract/errors";
import type { Caller } from "@aerotage/core/lambda/caller";
import { projectNotFound } from "@aerotage/kernel/contract/errors";
import { isOpenProject, isProjectMember, type ProjectItem } from "@aerotage/kernel/domain/projects";

/** Somebody who looks at projects. */
export interface Viewer extends Pick<Caller, "id" | "role"> {
  /** The members of a manager's teams; of anybody else nobody. */
  readonly scopeMemberIds: ReadonlySet<string>;
}

type People = Pick<ProjectItem, "id" | "teamMembers" | "leadId">;

/**
 * True if somebody may know of a project. An administrator knows all; everybody the open ones and those that they are a member of; a
 * manager also those that somebody of their teams is a member of.
 */
export function isVisible(project: People, viewer: Viewer): boolean {
  if (viewer.role === "admin" || isOpenProject(project) || isProjectMember(project, viewer.id)) return true;
  return viewer.role === "manager" && memberIdsOf(project).some((id) => viewer.scopeMemberIds.has(id));
}

/** True if somebody changes a project, and sees and sets its rates: administrators any, managers those that they are a member of. */
export function runsProject(project: People, viewer: Pick<Viewer, "id" | "role">): boolean {
  return viewer.role === "admin" || (viewer.role === "manager" && isProjectMember(project, viewer.id));
}

/** @throws `PROJECT_NOT_FOUND` if somebody may not know of a project */
export function requireVisible(project: People, viewer: Viewer): void {
  if (!isVisible(project, viewer)) throw new ApiError(projectNotFound, `There is no project ${project.id}.`);
}

/** @throws `PROJECT_NOT_FOUND` as `requireVisible`; `FORBIDDEN` if somebody may know of a project, but does not run it */
export function requireRunning(project: People, viewer: Viewer): void {
  requireVisible(project, viewer);
  if (runsProject(project, viewer)) return;
  throw new ApiError(forbidden, "A project is changed by administrators, and by managers who are a member of it.");
}

/** The members of a project, each once, its lead among them. */
export function memberIdsOf({ teamMembers, leadId }: Omit<People, "id">): string[] {
  return [...new Set([...teamMembers.map(({ userId }) => userId), ...(leadId === undefined ? [] : [leadId])])];
}
