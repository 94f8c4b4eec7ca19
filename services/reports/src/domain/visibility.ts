/** Whose time a report may count: pure rules. */
import type { Caller } from "@aerotage/core/caller";
import { foldedName } from "@aerotage/core/folding";
import type { ReportFilters } from "../contract/filters.js";
import type { OwnedCell } from "./sums.js";

/** What somebody may see of other people's time. */
export interface Visibility {
  /** The members of the teams that a manager leads. */
  readonly memberIds: ReadonlySet<string>;
  /** The projects that a manager is a member of. */
  readonly projectIds: ReadonlySet<string>;
}

/** What holds for employees, and for administrators, who need none. */
export const ownTimeOnly: Visibility = { memberIds: new Set(), projectIds: new Set() };

/** True for the cells that a caller may see: their own, what is in a manager's scope, everything for administrators. */
export function isVisibleTo({ id, role }: Pick<Caller, "id" | "role">, visibility: Visibility) {
  return ({ userId, kind }: OwnedCell): boolean =>
    role === "admin" ||
    userId === id ||
    (role === "manager" && (visibility.memberIds.has(userId) || visibility.projectIds.has(kind.projectId)));
}

/** True for the cells that filters let through. */
export function passes(filters: ReportFilters): (cell: OwnedCell) => boolean {
  const tags = new Set(filters.tag?.map(foldedName));
  const has = <T>(values: readonly T[] | undefined, value: T | undefined) =>
    values === undefined || (value !== undefined && values.includes(value));
  return ({ userId, kind }) =>
    has(filters.userId, userId) &&
    has(filters.teamId, kind.teamId) &&
    has(filters.projectId, kind.projectId) &&
    has(filters.clientId, kind.clientId) &&
    has<string>(filters.status, kind.status) &&
    (filters.isBillable === undefined || filters.isBillable === kind.isBillable) &&
    (filters.tag === undefined || kind.tags.some((tag) => tags.has(foldedName(tag))));
}
