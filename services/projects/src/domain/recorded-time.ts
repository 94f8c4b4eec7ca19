/** What ties a project to the time that is recorded on it: pure rules. */
import { ApiError } from "@aerotage/core/contract/errors";
import type { ProjectItem, SpentItem } from "@aerotage/kernel/domain/projects";
import { projectHasTime, tooManyMembers } from "../contract.js";

/** Who has recorded time on a project, and what each of them has spent of it, as it was read. */
export interface RecordedTime {
  readonly recorderIds: ReadonlySet<string>;
  readonly spent: readonly SpentItem[];
}

/**
 * Refuses what only a project without time allows. Rejected entries count too: their people may correct them.
 * @throws `PROJECT_HAS_TIME`
 */
export function requireNoTime({ name }: Pick<ProjectItem, "name">, { spent }: RecordedTime): void {
  const entries = spent.reduce((sum, item) => sum + item.entries, 0);
  if (entries === 0) return;
  throw new ApiError(
    projectHasTime,
    `The project ${name} has ${entries} time entries, so it can neither be deleted nor go to another client. Complete or cancel it instead.`,
  );
}

/**
 * Refuses a change that is too large for one transaction.
 * @throws `TOO_MANY_MEMBERS`
 */
export function requireOneTransaction({ name }: Pick<ProjectItem, "name">, writes: number, limit: number): void {
  if (writes <= limit) return;
  throw new ApiError(
    tooManyMembers,
    `The project ${name} has too many members, or people who once recorded time on it, for one request: ${writes} writes, of at most ${limit}. Take members out of it first.`,
  );
}
