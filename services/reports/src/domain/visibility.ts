/** Whose time a report may count: pure rules. */
import type { Caller } from "@aerotage/core/lambda/caller";
import { foldedName } from "@aerotage/core/text/folding";
import type { TimeKind } from "@aerotage/kernel/domain/month-totals";
import type { ReportFilters } from "../contract/filters.js";

/** What somebody may see of other people's time. */
export interface Visibility {
  /** The members of the teams that a manager leads. */
  readonly memberIds: ReadonlySet<string>;
  /** The projects that a manager is a member of. */
  readonly projectIds: ReadonlySet<string>;
}

/** What holds for employees, and for administrators, who need none. */
export const ownTimeOnly: Visibility = { memberIds: new Set(), projectIds: new Set() };

type Viewer = Pick<Caller, "id" | "role">;

/** True if a caller sees all time of a person. */
export function seesWholly({ id, role }: Viewer, { memberIds }: Visibility, userId: string): boolean {
  return role === "admin" || userId === id || (role === "manager" && memberIds.has(userId));
}

/** Says of a person's time of a kind whether a report counts it; an entry says of itself of what kind it is. */
export type TimeFilter = (userId: string, kind: Omit<TimeKind, "currency">) => boolean;

/** True for the time that a caller may see: their own, what is in a manager's scope, everything for administrators. */
export function isVisibleTo(viewer: Viewer, visibility: Visibility): TimeFilter {
  return (userId, { projectId }) =>
    seesWholly(viewer, visibility, userId) || (viewer.role === "manager" && visibility.projectIds.has(projectId));
}

/** True for the time that filters let through. */
export function passes(filters: ReportFilters): TimeFilter {
  const tags = new Set(filters.tag?.map(foldedName));
  const has = <T>(values: readonly T[] | undefined, value: T | undefined) =>
    values === undefined || (value !== undefined && values.includes(value));
  return (userId, kind) =>
    has(filters.userId, userId) &&
    has(filters.teamId, kind.teamId) &&
    has(filters.projectId, kind.projectId) &&
    has(filters.clientId, kind.clientId) &&
    has<string>(filters.status, kind.status) &&
    (filters.isBillable === undefined || filters.isBillable === kind.isBillable) &&
    (filters.tag === undefined || kind.tags.some((tag) => tags.has(foldedName(tag))));
}

/** True if filters ask for a part of people's time: a target of hours then makes sense only for those who have such time. */
export function narrowsTime(filters: ReportFilters): boolean {
  const { projectId, clientId, teamId, status, isBillable, tag } = filters;
  return [projectId, clientId, teamId, status, isBillable, tag].some((filter) => filter !== undefined);
}
