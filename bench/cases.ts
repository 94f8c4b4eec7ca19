/** The calls whose use of DynamoDB and latency are measured: of every operation the typical one first, then others that differ. */
import type { Operation } from "@aerotage/core/contract/operation";
import type { BenchCase } from "./cases/case.js";
import { clientCases } from "./cases/clients.js";
import { emailChangeCases } from "./cases/email-change.js";
import { invitationCases } from "./cases/invitations.js";
import { invoiceCases } from "./cases/invoices.js";
import { organizationCases } from "./cases/organization.js";
import { platformCases } from "./cases/platform.js";
import { profileCases } from "./cases/profile.js";
import { projectCases } from "./cases/projects.js";
import { reportCases } from "./cases/reports.js";
import { signInCases } from "./cases/sign-in.js";
import { teamCases } from "./cases/teams.js";
import { timeEntryCases } from "./cases/time-entries.js";
import { timeEntriesImportCases } from "./cases/time-entries-import.js";
import { userCases } from "./cases/users.js";
import { workScheduleCases } from "./cases/work-schedule.js";

/**
 * In the order in which they are measured. Users come before whatever makes people by the way, the audit trail after most changes: but
 * before time, whose many records would make an emulator's queries of it too slow to wait for.
 */
export const benchCases: readonly BenchCase[] = [
  ...platformCases,
  ...userCases,
  ...invitationCases,
  ...signInCases,
  ...profileCases,
  ...workScheduleCases,
  ...emailChangeCases,
  ...teamCases,
  ...clientCases,
  ...projectCases,
  ...organizationCases,
  ...timeEntryCases,
  ...timeEntriesImportCases,
  ...reportCases,
  ...invoiceCases,
];

/** The ids of operations without a case. */
export function unmeasured(operations: readonly Pick<Operation, "id">[]): string[] {
  const measured = new Set(benchCases.map(({ operation }) => operation.id));
  return operations.map(({ id }) => id).filter((id) => !measured.has(id));
}
