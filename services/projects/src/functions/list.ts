import { httpHandler } from "@aerotage/kernel/http-handler";
import { listProjects as operation } from "../contract.js";
import { listProjects, viewerOf } from "../persistence/projects.js";
import { responsesOf } from "../use-cases/project-responses.js";

export const handler = httpHandler(operation, async ({ query, caller, now }) => {
  const viewer = await viewerOf(caller);
  const { items, pagination } = await listProjects({ ...query, viewer });
  return { data: { items: await responsesOf(items, viewer, now), pagination } };
});
