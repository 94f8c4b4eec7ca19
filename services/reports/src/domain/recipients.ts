/** Whom a saved report may be mailed to: pure rules, asked when it is saved and again when it is sent. */
import type { Caller } from "@aerotage/core/lambda/caller";
import type { ExportFilters, ExportType } from "../contract/exports.js";
import type { Visibility } from "./visibility.js";

/** A person with the rights that they have now. */
export interface Addressee extends Pick<Caller, "id" | "role"> {
  readonly isActive: boolean;
  readonly visibility: Visibility;
  /** The clients of the projects that a manager is a member of. */
  readonly clientIds: ReadonlySet<string>;
}

/** What is mailed, and who has it mailed. */
export interface MailedReport {
  readonly type: ExportType;
  readonly filters: ExportFilters;
  readonly owner: Pick<Addressee, "id" | "role" | "isActive">;
}

/** Why somebody may not get a report; undefined if they may. The file then shows no more than they may see. */
export function recipientProblem({ type, filters, owner }: MailedReport, person: Addressee): string | undefined {
  if (!owner.isActive) return "the owner of the report is not active";
  if (owner.role === "employee" && person.id !== owner.id) return "employees mail reports to themselves alone";
  if (!person.isActive) return "is not an active user";
  if (person.role === "admin") return undefined;
  if (person.role === "employee" && type !== "time") return `may not have reports of ${type}`;
  return seesAny(type, filters, person) ? undefined : "may not see any of what the filters ask for";
}

/** True if what the filters ask for may hold something that a person may see. */
function seesAny(
  type: ExportType,
  { userId, projectId, clientId }: ExportFilters,
  { id, role, visibility: { memberIds, projectIds }, clientIds }: Addressee,
): boolean {
  if (role === "employee") return userId === undefined || userId.includes(id);
  const hasProject = projectIds.size > 0 && meets(projectId, projectIds) && meets(clientId, clientIds);
  if (type === "projects" || type === "invoices") return hasProject || (projectId ?? clientId) === undefined;
  return hasProject || userId === undefined || userId.some((one) => one === id || memberIds.has(one));
}

function meets(requested: readonly string[] | undefined, seen: ReadonlySet<string>): boolean {
  return requested === undefined || requested.some((id) => seen.has(id));
}
