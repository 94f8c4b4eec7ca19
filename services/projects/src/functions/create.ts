import { httpHandler } from "@aerotage/kernel/http-handler";
import { companyRates } from "@aerotage/kernel/persistence/organization";
import { createProject } from "../contract.js";
import { projectActivity } from "../domain/activity.js";
import { addedMembersOf, refuseAddedMembers } from "../domain/members.js";
import { newProject, toProjectResponse } from "../domain/project.js";
import { runsProject } from "../domain/visibility.js";
import { getClient, insertProject, usersById } from "../persistence/projects.js";

export const handler = httpHandler(createProject, async ({ body, caller, unitOfWork, now }) => {
  const addedMembers = addedMembersOf([], body.teamMembers);
  const [client, company, people] = await Promise.all([
    getClient(body.clientId),
    companyRates(now),
    usersById(addedMembers.map(({ userId }) => userId)),
  ]);
  refuseAddedMembers(addedMembers, people);
  const money = { ...company, currency: client.currency ?? company.currency };
  const project = newProject(body, { caller, now, money });
  insertProject(unitOfWork, project, client);
  unitOfWork.audit(projectActivity("created", undefined, project));
  const runs = runsProject(project, caller);
  return {
    data: toProjectResponse(project, { runs, clientName: client.name, today: company.today }),
    version: project.version,
    location: `/projects/${project.id}`,
  };
});
