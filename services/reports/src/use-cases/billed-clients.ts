/** Whose invoices a report has. */
import type { Caller } from "@aerotage/core/lambda/caller";
import { projectsOfMember } from "@aerotage/kernel/persistence/projects";

/**
 * The clients whose invoices a caller may know of: all for administrators, those of their projects for managers.
 * @param requested those that are asked for
 * @returns undefined for all
 */
export async function billedClients(
  caller: Pick<Caller, "id" | "role">,
  requested: readonly string[] | undefined,
): Promise<ReadonlySet<string> | undefined> {
  if (caller.role === "admin") return requested && new Set(requested);
  const known = new Set((await projectsOfMember(caller.id)).map(({ clientId }) => clientId));
  return requested === undefined ? known : new Set(requested.filter((id) => known.has(id)));
}
