import { httpHandler } from "@aerotage/kernel/http-handler";
import { getProject as operation } from "../contract.js";
import { requireVisible } from "../domain/visibility.js";
import { getProject, viewerOf } from "../persistence/projects.js";
import { oneResponse } from "../use-cases/project-responses.js";

export const handler = httpHandler(operation, async ({ path, caller, now }) => {
  const [project, viewer] = await Promise.all([getProject(path.id), viewerOf(caller)]);
  requireVisible(project, viewer);
  return { data: await oneResponse(project, viewer, now), version: project.version };
});
