import { maxTransactionActions } from "@aerotage/core/database/unit-of-work";
import { responseDate } from "@aerotage/kernel/domain/rates";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { deleteProject } from "../contract.js";
import { projectActivity } from "../domain/activity.js";
import { toProjectResponse } from "../domain/project.js";
import { requireNoTime, requireOneTransaction } from "../domain/recorded-time.js";
import { runsProject } from "../domain/visibility.js";
import { projectRepository } from "../persistence/projects.js";

const projects = projectRepository();

export const handler = httpHandler(deleteProject, async ({ path, caller, unitOfWork, now, requireMatch }) => {
  const [project, time] = await Promise.all([projects.get(path.id), projects.recordedTime(path.id)]);
  const clients = await projects.clients([project.clientId]);
  requireMatch(project);
  requireNoTime(project, time);
  projects.delete(unitOfWork, project, time);
  unitOfWork.audit(projectActivity("deleted", project, undefined));
  requireOneTransaction(project, unitOfWork.size, maxTransactionActions);
  const runs = runsProject(project, caller);
  // Nothing is spent: it has no time.
  const data = toProjectResponse(project, {
    runs,
    clientName: clients.get(project.clientId)?.name ?? "",
    today: responseDate(now),
  });
  return { data, message: "The project was deleted." };
});
