/** Whose invoices a report has. */
import type { Caller } from "@aerotage/core/lambda/caller";
import { projectsOfMember } from "@aerotage/kernel/projects";

/**
 * The clients whose invoices a caller may know of: all for administrators, those of their projects for managers.
 * @param asked those that are asked for
 * @returns undefined for all
 */
export async function billedClients(
  caller: Pick<Caller, "id" | "role">,
  asked: readonly string[] | undefined,
): Promise<ReadonlySet<string> | undefined> {
  if (caller.role === "admin") return asked && new Set(asked);
  const known = new Set((await projectsOfMember(caller.id)).map(({ clientId }) => clientId));
  return asked === undefined ? known : new Set(asked.filter((id) => known.has(id)));
}
