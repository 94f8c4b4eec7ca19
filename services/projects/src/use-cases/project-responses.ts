/** What answers say of projects beside their own items. */
import { spentOfBudgets } from "@aerotage/kernel/budget-periods";
import { answeredDate } from "@aerotage/kernel/rates";
import type { ProjectAnswer } from "../contract.js";
import { answerOf, type Project, showsBudget } from "../domain/project.js";
import { runsProject, type Viewer } from "../domain/visibility.js";
import type { ProjectRepository } from "../persistence/projects.js";

/** Projects as somebody may see them: their clients' names are read at once, and what is spent where it is shown. */
export async function answersOf(
  found: readonly Project[],
  viewer: Pick<Viewer, "id" | "role">,
  now: Date,
  projects: Pick<ProjectRepository, "clients">,
): Promise<ProjectAnswer[]> {
  const seen = found.map((project) => ({ project, runs: runsProject(project, viewer) }));
  const budgeted = seen.filter(({ project, runs }) => showsBudget(project, runs));
  const [clients, spent] = await Promise.all([
    projects.clients(found.map(({ clientId }) => clientId)),
    spentOfBudgets(
      budgeted.map(({ project }) => project),
      now,
    ),
  ]);
  return seen.map(({ project, runs }) =>
    answerOf(project, {
      runs,
      clientName: clients.get(project.clientId)?.name ?? "",
      today: answeredDate(now),
      spent: spent.get(project.id),
    }),
  );
}

/** One project as somebody may see it. */
export async function oneAnswer(
  project: Project,
  viewer: Pick<Viewer, "id" | "role">,
  now: Date,
  projects: Pick<ProjectRepository, "clients">,
): Promise<ProjectAnswer> {
  const [answer] = await answersOf([project], viewer, now, projects);
  if (answer === undefined) throw new TypeError("A project has an answer.");
  return answer;
}
