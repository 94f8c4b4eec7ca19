import type { Caller } from "@aerotage/core/caller";
import { companySettings } from "@aerotage/core/company";
import type { HandlerRequest } from "@aerotage/core/lambda/http";
import { spentOf } from "@aerotage/core/projects";
import { dateIn } from "@aerotage/core/zones";
import type { getProjectReport, ProjectReport } from "../contract/project-report.js";
import { periodOf } from "../domain/period.js";
import { projectReport } from "../domain/project-report.js";
import { namesOf } from "../persistence/names.js";
import { reportedProjects } from "../persistence/projects.js";
import { pageRows } from "./page-rows.js";
import { timeReader } from "./read-time.js";

type Query = HandlerRequest<typeof getProjectReport>["query"];

/** Reports the time and the budgets of projects. */
export async function reportProjects(query: Query, caller: Caller, now: Date): Promise<ProjectReport> {
  const { limit, cursor, projectStatus: statuses, ...filters } = query;
  const [{ weekStart }, reader, projects] = await Promise.all([
    companySettings(),
    timeReader(caller, filters),
    reportedProjects(caller, filters),
  ]);
  const today = dateIn(caller.timezone, now);
  const period = periodOf(filters, { today, weekStart });
  const [cells, spent, clientNames] = await Promise.all([
    reader.read(period),
    spentOf(projects.map(({ id }) => id)),
    namesOf(
      "Clients",
      projects.map(({ clientId }) => clientId),
    ),
  ]);
  const { passes } = reader;
  const { rows, summary } = projectReport({ projects, clientNames, spent, cells, passes, period, today, statuses });
  const page = await pageRows(rows, {
    limit,
    cursor,
    query: { report: "projects", callerId: caller.id, ...filters, statuses, period },
    placeOf: ({ projectId, name }) => ({ name, id: projectId }),
  });
  return { period, summary, ...page };
}
