/** Making credit notes. */

import type { UnitOfWork, Versioned } from "@aerotage/core/database/unit-of-work";
import type { Caller } from "@aerotage/core/lambda/caller";
import { idOfText, newId } from "@aerotage/core/runtime/ids";
import { dateIn } from "@aerotage/core/time/zones";
import type { CreditInput } from "../contract/credit.js";
import { invoiceActivity } from "../domain/activity.js";
import { type Credited, credited } from "../domain/credit.js";
import type { Invoice } from "../domain/invoice.js";
import { findInvoice, insertInvoice, updateInvoice } from "../persistence/invoices.js";
import { takeNumber } from "../persistence/numbers.js";
import { readOrganization } from "../persistence/sources.js";
import { requireInvoice, requireNotInDelivery } from "./find-invoice.js";
import { freeTime } from "./free-time.js";
import { readSettlement } from "./settle-invoice.js";

export interface CreditRequest {
  readonly id: string;
  readonly body: CreditInput;
  readonly caller: Caller;
  readonly unitOfWork: UnitOfWork;
  readonly now: Date;
  readonly idempotencyFingerprint: string | undefined;
  readonly faults: string | undefined;
  readonly requireMatch: (record: Versioned) => void;
}

/** Makes a credit note of an invoice and returns it. */
export async function creditInvoice(request: CreditRequest): Promise<Invoice> {
  const { id, body, caller, unitOfWork, now, idempotencyFingerprint, requireMatch } = request;
  const creditNoteId =
    idempotencyFingerprint === undefined ? newId(now) : idOfText(`credit note ${idempotencyFingerprint}`);
  // A repetition of a request that died after its first transaction.
  const known = idempotencyFingerprint === undefined ? undefined : await findInvoice(creditNoteId);
  if (known !== undefined) return known;
  const before = await requireInvoice(id, caller);
  requireMatch(before);
  requireNotInDelivery(before, now);
  const made = await decide(before, body, { id: creditNoteId, callerId: caller.id, now });
  const freed = body.releaseEntries === true || made.invoice.status === "cancelled" ? made.timeEntryIds : [];
  return await freeTime(before, freed, request, async (unit) => {
    const creditNote = await insertNumbered(unit, made);
    await updateInvoice(unit, before, made.invoice, () => unitOfWork.lostRace());
    unit.audit(invoiceActivity("credited", before, made.invoice, body.reason));
    return creditNote;
  });
}

/**
 * Plans a credit note of all that is left of an invoice that is cancelled.
 * @param after the invoice once it is cancelled
 * @returns that with what is credited of it
 */
export async function planCreditNote(
  unitOfWork: UnitOfWork,
  before: Invoice,
  input: CreditInput,
  { caller, now }: Pick<CreditRequest, "caller" | "now">,
  after: Invoice,
): Promise<Invoice> {
  const made = await decide(before, input, { id: newId(now), callerId: caller.id, now });
  await insertNumbered(unitOfWork, made);
  const { credited: sum, creditNoteIds, creditedUnits } = made.invoice;
  return {
    ...after,
    ...(sum !== undefined && { credited: sum }),
    ...(creditNoteIds !== undefined && { creditNoteIds }),
    ...(creditedUnits !== undefined && { creditedUnits }),
  };
}

/** What crediting comes to, and with which prefix the credit note is numbered. */
interface Decision extends Credited {
  readonly prefix: string;
}

async function decide(
  before: Invoice,
  input: CreditInput,
  context: { readonly id: string; readonly callerId: string; readonly now: Date },
): Promise<Decision> {
  const [organization, settlement] = await Promise.all([readOrganization(), readSettlement(before, context.now)]);
  const today = dateIn(organization.timezone, context.now);
  const made = credited(before, input, { ...context, today, settlement, newId: () => newId(context.now) });
  return { ...made, prefix: organization.creditNotePrefix };
}

async function insertNumbered(unitOfWork: UnitOfWork, { creditNote, prefix }: Decision): Promise<Invoice> {
  const invoiceNumber = await takeNumber(unitOfWork, "creditNote", prefix, creditNote.issueDate);
  const numbered: Invoice = { ...creditNote, invoiceNumber };
  await insertInvoice(unitOfWork, numbered);
  unitOfWork.audit(invoiceActivity("credit-note-created", undefined, numbered));
  return numbered;
}
