/** Whose invoices somebody may know of: administrators all, managers those of the clients of their projects. */
import type { Caller } from "@aerotage/core/lambda/caller";
import { projectsOfMember } from "@aerotage/kernel/persistence/projects";

/** What somebody may bill, and see invoices of. */
export interface BillingScope {
  readonly mayKnowClient: (clientId: string) => boolean;
  readonly mayBillProject: (projectId: string) => boolean;
  /** The clients whose invoices are listed; undefined for all. */
  readonly clientIds: ReadonlySet<string> | undefined;
}

/** The scope of a caller, read for each request: a change of a project's members holds on the next one. */
export async function billingScopeOf(caller: Pick<Caller, "id" | "role">): Promise<BillingScope> {
  if (caller.role === "admin") return { mayKnowClient: () => true, mayBillProject: () => true, clientIds: undefined };
  const projects = caller.role === "manager" ? await projectsOfMember(caller.id) : [];
  const clientIds = new Set(projects.map(({ clientId }) => clientId));
  const projectIds = new Set(projects.map(({ id }) => id));
  return {
    mayKnowClient: (id) => clientIds.has(id),
    mayBillProject: (id) => projectIds.has(id),
    clientIds,
  };
}
