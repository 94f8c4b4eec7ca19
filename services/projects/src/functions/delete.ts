import { maxTransactionActions } from "@aerotage/core/database/unit-of-work";
import { httpHandler } from "@aerotage/core/lambda/http";
import { projectActivity } from "../activity.js";
import { oneAnswer } from "../answers.js";
import { deleteProject } from "../contract.js";
import { requireNoTime, requireOneTransaction } from "../domain/recorded-time.js";
import { projectRepository } from "../repository.js";

const projects = projectRepository();

export const handler = httpHandler(deleteProject, async ({ path, caller, work, now, requireMatch }) => {
  const [project, time] = await Promise.all([projects.get(path.id), projects.recordedTime(path.id)]);
  requireMatch(project);
  requireNoTime(project, time);
  projects.delete(work, project, time);
  work.record(projectActivity("deleted", project, undefined));
  requireOneTransaction(project, work.size, maxTransactionActions);
  return { data: await oneAnswer(project, caller, now, projects), message: "The project was deleted." };
});
