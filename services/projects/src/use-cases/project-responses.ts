/** What answers say of projects beside their own items. */

import { responseDate } from "@aerotage/kernel/domain/rates";
import { spentOfBudgets } from "@aerotage/kernel/persistence/budget-periods";
import type { ProjectResponse } from "../contract.js";
import { type Project, showsBudget, toProjectResponse } from "../domain/project.js";
import { runsProject, type Viewer } from "../domain/visibility.js";
import { clientsById } from "../persistence/projects.js";

/** Projects as somebody may see them: their clients' names are read at once, and what is spent where it is shown. */
export async function responsesOf(
  found: readonly Project[],
  viewer: Pick<Viewer, "id" | "role">,
  now: Date,
): Promise<ProjectResponse[]> {
  const seen = found.map((project) => ({ project, runs: runsProject(project, viewer) }));
  const budgeted = seen.filter(({ project, runs }) => showsBudget(project, runs));
  const [clients, spent] = await Promise.all([
    clientsById(found.map(({ clientId }) => clientId)),
    spentOfBudgets(
      budgeted.map(({ project }) => project),
      now,
    ),
  ]);
  return seen.map(({ project, runs }) =>
    toProjectResponse(project, {
      runs,
      clientName: clients.get(project.clientId)?.name ?? "",
      today: responseDate(now),
      spent: spent.get(project.id),
    }),
  );
}

/** One project as somebody may see it. */
export async function oneResponse(
  project: Project,
  viewer: Pick<Viewer, "id" | "role">,
  now: Date,
): Promise<ProjectResponse> {
  const [response] = await responsesOf([project], viewer, now);
  if (response === undefined) throw new TypeError("A project has an answer.");
  return response;
}
