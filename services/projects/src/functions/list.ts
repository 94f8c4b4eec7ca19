import { httpHandler } from "@aerotage/kernel/http-handler";
import { listProjects } from "../contract.js";
import { projectRepository } from "../persistence/projects.js";
import { responsesOf } from "../use-cases/project-responses.js";

const projects = projectRepository();

export const handler = httpHandler(listProjects, async ({ query, caller, now }) => {
  const viewer = await projects.viewerOf(caller);
  const { items, pagination } = await projects.list({ ...query, viewer });
  return { data: { items: await responsesOf(items, viewer, now, projects), pagination } };
});
