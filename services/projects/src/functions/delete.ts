import { maxTransactionActions } from "@aerotage/core/database/unit-of-work";
import { responseDate } from "@aerotage/kernel/domain/rates";
import { httpHandler } from "@aerotage/kernel/http-handler";
import { deleteProject as operation } from "../contract.js";
import { projectActivity } from "../domain/activity.js";
import { toProjectResponse } from "../domain/project.js";
import { requireNoTime, requireOneTransaction } from "../domain/recorded-time.js";
import { runsProject } from "../domain/visibility.js";
import { clientsById, deleteProject, getProject, readRecordedTime } from "../persistence/projects.js";

export const handler = httpHandler(operation, async ({ path, caller, unitOfWork, now, requireMatch }) => {
  const [project, time] = await Promise.all([getProject(path.id), readRecordedTime(path.id)]);
  const clients = await clientsById([project.clientId]);
  requireMatch(project);
  requireNoTime(project, time);
  deleteProject(unitOfWork, project, time);
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
