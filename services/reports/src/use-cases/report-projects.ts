import type { Caller } from "@aerotage/core/lambda/caller";
import type { HandlerRequest } from "@aerotage/core/lambda/pipeline";
import { dateIn } from "@aerotage/core/time/zones";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import type { getProjectReport, ProjectReport } from "../contract/project-report.js";
import { periodOf } from "../domain/period.js";
import { budgetMonth, listedProjects, projectRow } from "../domain/project-report.js";
import { namesOf } from "../persistence/names.js";
import { reportedProjects, spentOfProjects } from "../persistence/projects.js";
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
  const [cells, clientNames] = await Promise.all([
    reader.read(period),
    namesOf(
      "Clients",
      projects.map(({ clientId }) => clientId),
    ),
  ]);
  const { passes } = reader;
  const { listed, summary } = listedProjects({ projects, clientNames, cells, passes, period, today, statuses });
  const { items, pagination } = await pageRows(
    listed.map(({ project: { id, name } }) => ({ id, name })),
    {
      limit,
      cursor,
      query: { report: "projects", callerId: caller.id, ...filters, statuses, period },
      placeOf: (place) => place,
    },
  );
  // An item per person who has ever recorded time on a project: only those of the page are read.
  const ofId = new Map(listed.map((one) => [one.project.id, one]));
  const rows = items.flatMap(({ id }) => ofId.get(id) ?? []);
  const spentOn = await spentOfProjects(
    rows.map(({ project }) => project),
    budgetMonth(period, today),
  );
  return {
    period,
    summary,
    items: rows.map((one) => projectRow(one, spentOn(one.project.id), { clientNames, period, today })),
    pagination,
  };
}
