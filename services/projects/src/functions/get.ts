import { httpHandler } from "@aerotage/kernel/http-handler";
import { getProject } from "../contract.js";
import { requireVisible } from "../domain/visibility.js";
import { projectRepository } from "../persistence/projects.js";
import { oneResponse } from "../use-cases/project-responses.js";

const projects = projectRepository();

export const handler = httpHandler(getProject, async ({ path, caller, now }) => {
  const [project, viewer] = await Promise.all([projects.get(path.id), projects.viewerOf(caller)]);
  requireVisible(project, viewer);
  return { data: await oneResponse(project, viewer, now, projects), version: project.version };
});
