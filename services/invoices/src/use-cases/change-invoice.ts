/** Changes of invoices that nobody in person makes. */
import { OptimisticLockError, retryOnConflict } from "@aerotage/core/database/optimistic-lock";
import { systemWork } from "@aerotage/core/database/system-work";
import { type InvoiceChange, invoiceActivity } from "../domain/activity.js";
import type { Invoice } from "../domain/invoice.js";
import { findInvoice, updateInvoice } from "../persistence/invoices.js";

/** What becomes of an invoice. */
export interface InvoiceDecision {
  readonly after: Invoice;
  readonly change: InvoiceChange;
  readonly reason?: string | undefined;
}

/**
 * Changes an invoice by what is stored; decides again where somebody else changes it meanwhile. One that is not there stays so.
 * @param decide undefined where nothing is to be changed
 * @returns whether it was changed
 */
export function changeInvoice(
  id: string,
  now: Date,
  decide: (before: Invoice) => InvoiceDecision | undefined,
): Promise<boolean> {
  return retryOnConflict(async () => {
    const before = await findInvoice(id);
    const decision = before && decide(before);
    if (before === undefined || decision === undefined) return false;
    const { after, change, reason } = decision;
    const unitOfWork = systemWork(now);
    await updateInvoice(unitOfWork, before, after, () => new OptimisticLockError());
    unitOfWork.audit(invoiceActivity(change, before, after, reason));
    await unitOfWork.commit();
    return true;
  });
}
