/** Reading what summaries are made of: days of a book, never entries. */

import { ApiError } from "@aerotage/core/contract/errors";
import type { Caller } from "@aerotage/core/lambda/caller";
import { datesBetween, daysAfter } from "@aerotage/core/time/dates";
import { userNotFound } from "@aerotage/kernel/contract/errors";
import { readClients } from "@aerotage/kernel/persistence/clients";
import { companySettings } from "@aerotage/kernel/persistence/organization";
import { readProjects } from "@aerotage/kernel/persistence/projects";
import { scopeOf } from "@aerotage/kernel/persistence/teams";
import type { DailyResponse, WeekResponse } from "../contract/summaries.js";
import { dailyResponse, type ProjectNames, type SummarySources, weekResponse } from "../domain/summary.js";
import type { DayTotals } from "../domain/timesheet.js";
import { daysOf } from "../persistence/entries.js";
import { workSchedulesOf } from "../persistence/work-schedules.js";

/** What a summary may be asked for beside its days. */
interface SummaryOptions {
  readonly caller: Caller;
  readonly userId?: string | undefined;
  readonly includeGaps?: boolean | undefined;
  readonly targetHours?: number | undefined;
  readonly now: Date;
}

/** Summarizes days. @throws `USER_NOT_FOUND` */
export async function summarizeDays(from: string, to: string, options: SummaryOptions): Promise<DailyResponse> {
  const userId = await subjectOf(options);
  const sources = await sourcesOf(userId, from, to, options);
  return dailyResponse(datesBetween(from, to), sources);
}

/** Summarizes the week from a day on. @throws `USER_NOT_FOUND` */
export async function summarizeWeek(
  firstDay: string,
  { compare, ...options }: SummaryOptions & { readonly compare: boolean },
): Promise<WeekResponse> {
  const userId = await subjectOf(options);
  const [sources, previous] = await Promise.all([
    sourcesOf(userId, firstDay, daysAfter(firstDay, 6), options),
    compare ? daysOf(userId, datesBetween(daysAfter(firstDay, -7), daysAfter(firstDay, -1))) : undefined,
  ]);
  return weekResponse(firstDay, sources, previous);
}

/** Whose days the caller may see. */
async function subjectOf({ caller, userId }: SummaryOptions): Promise<string> {
  if (userId === undefined || userId === caller.id || caller.role === "admin") return userId ?? caller.id;
  const { memberIds } = await scopeOf(caller);
  if (!memberIds.has(userId)) throw new ApiError(userNotFound, `There is no user ${userId}.`);
  return userId;
}

async function sourcesOf(
  userId: string,
  from: string,
  to: string,
  { now, includeGaps = false, targetHours }: SummaryOptions,
): Promise<SummarySources> {
  const [days, workSchedules, { holidays }] = await Promise.all([
    daysOf(userId, datesBetween(daysAfter(from, -1), to)),
    workSchedulesOf(userId),
    companySettings(),
  ]);
  const names = await namesOf(days);
  return { days, ...workSchedules, holidays, names, now, includeGaps, targetHours };
}

/** The names of the projects of some days, and of their clients. */
async function namesOf(days: ReadonlyMap<string, DayTotals>): Promise<Map<string, ProjectNames>> {
  const ids = [...days.values()].flatMap(({ entries }) => Object.values(entries).map(({ projectId }) => projectId));
  const projects = await readProjects(ids);
  const clients = await readClients(projects.map(({ clientId }) => clientId));
  const clientNames = new Map(clients.map(({ id, name }) => [id, name]));
  return new Map(
    projects.map(({ id, name, clientId }) => [id, { projectName: name, clientName: clientNames.get(clientId) ?? "" }]),
  );
}
