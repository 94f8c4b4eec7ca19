/** Making, changing and deleting recurring invoices. */

import { ApiError } from "@aerotage/core/contract/errors";
import type { UnitOfWork, Versioned } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { newId } from "@aerotage/core/runtime/ids";
import { projectNotFound } from "@aerotage/kernel/contract/errors";
import type { RecurringInput, RecurringUpdate } from "../contract/recurring.js";
import { recurringActivity } from "../domain/activity.js";
import { additionalLines } from "../domain/lines.js";
import { changedRecurring, newRecurring, type Recurring } from "../domain/recurring.js";
import {
  findRecurring,
  insertRecurring,
  noRecurring,
  removeRecurring,
  updateRecurring,
} from "../persistence/recurring.js";
import { readProjects } from "../persistence/sources.js";
import { type BillingScope, billingScopeOf } from "./access.js";
import { readBasis } from "./draft-content.js";

interface RecurringRequest {
  readonly caller: Caller;
  readonly unitOfWork: UnitOfWork;
  readonly now: Date;
}

/** Makes a recurring invoice. @throws `CLIENT_NOT_FOUND`, `PROJECT_NOT_FOUND`, `VALIDATION_ERROR` */
export async function createRecurring(
  body: RecurringInput,
  { caller, unitOfWork, now }: RecurringRequest,
): Promise<Recurring> {
  const scope = await billingScopeOf(caller);
  const { client, issueDate: today } = await readBasis({ clientId: body.clientId }, scope.mayKnowClient, now);
  const recurring = newRecurring(body, { id: newId(now), clientName: client.name, callerId: caller.id, now, today });
  await requireBillable(recurring, scope, now);
  insertRecurring(unitOfWork, recurring);
  unitOfWork.audit(recurringActivity("created", undefined, recurring));
  return recurring;
}

/** A recurring invoice that the caller may know of. @throws `RECURRING_INVOICE_NOT_FOUND` */
export async function requireRecurring(id: string, caller: Pick<Caller, "id" | "role">): Promise<Recurring> {
  const [recurring, scope] = await Promise.all([findRecurring(id), billingScopeOf(caller)]);
  if (recurring === undefined || !scope.mayKnowClient(recurring.clientId)) throw noRecurring(id);
  return recurring;
}

interface ChangeRequest extends RecurringRequest {
  readonly id: string;
  readonly requireMatch: (record: Versioned) => void;
}

/** Changes a recurring invoice. */
export async function changeRecurring(body: RecurringUpdate, request: ChangeRequest): Promise<Recurring> {
  const { id, caller, unitOfWork, now, requireMatch } = request;
  const before = await requireRecurring(id, caller);
  requireMatch(before);
  const after = changedRecurring(before, body, now);
  await requireBillable(after, await billingScopeOf(caller), now);
  updateRecurring(unitOfWork, before, after);
  unitOfWork.audit(recurringActivity("updated", before, after));
  return after;
}

/** Deletes a recurring invoice. */
export async function deleteRecurring({ id, caller, unitOfWork, requireMatch }: ChangeRequest): Promise<Recurring> {
  const before = await requireRecurring(id, caller);
  requireMatch(before);
  removeRecurring(unitOfWork, before);
  unitOfWork.audit(recurringActivity("deleted", before, undefined));
  return before;
}

/** Refuses what a run would be refused for, while somebody is there to mend it. */
async function requireBillable(recurring: Recurring, scope: BillingScope, now: Date): Promise<void> {
  const { clientId, projectIds = [], additionalLineItems = [], taxRate } = recurring;
  const [{ currency, tax }, projects] = await Promise.all([
    readBasis({ clientId, taxRate }, scope.mayKnowClient, now),
    readProjects(projectIds),
  ]);
  const unknown = projectIds.find((id) => projects.get(id)?.clientId !== clientId || !scope.mayBillProject(id));
  if (unknown !== undefined) throw new ApiError(projectNotFound, `The client has no project ${unknown}.`);
  additionalLines(additionalLineItems, { currency, tax, newId });
}
