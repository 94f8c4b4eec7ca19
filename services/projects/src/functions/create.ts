import { httpHandler } from "@aerotage/kernel/http-handler";
import { companyRates } from "@aerotage/kernel/organization";
import { createProject } from "../contract.js";
import { projectActivity } from "../domain/activity.js";
import { comersOf, refuseComers } from "../domain/members.js";
import { answerOf, newProject } from "../domain/project.js";
import { runsProject } from "../domain/visibility.js";
import { projectRepository } from "../persistence/projects.js";

const projects = projectRepository();

export const handler = httpHandler(createProject, async ({ body, caller, work, now }) => {
  const comers = comersOf([], body.teamMembers);
  const [client, company, people] = await Promise.all([
    projects.client(body.clientId),
    companyRates(now),
    projects.people(comers.map(({ userId }) => userId)),
  ]);
  refuseComers(comers, people);
  const money = { ...company, currency: client.currency ?? company.currency };
  const project = newProject(body, { caller, now, money });
  projects.create(work, project, client);
  work.record(projectActivity("created", undefined, project));
  const runs = runsProject(project, caller);
  return {
    data: answerOf(project, { runs, clientName: client.name, today: company.today }),
    version: project.version,
    location: `/projects/${project.id}`,
  };
});
