/** Marking what is past its due date, by the organization's date. A day that was missed is caught up, since all that is due is found. */
import { dateIn } from "@aerotage/core/time/zones";
import { isOverdue, overdue } from "../domain/status.js";
import { findDue } from "../persistence/list.js";
import { readOrganization } from "../persistence/sources.js";
import { changeInvoice } from "./change-invoice.js";

/** Marks all invoices that are overdue; how many. */
export async function markOverdue(now: Date): Promise<number> {
  const { timezone } = await readOrganization();
  const today = dateIn(timezone, now);
  let marked = 0;
  for (const id of await findDue(today)) {
    const isMarked = await changeInvoice(id, now, (invoice) =>
      isOverdue(invoice, today) ? { after: overdue(invoice, { now, today }), change: "overdue" } : undefined,
    );
    if (isMarked) marked += 1;
  }
  return marked;
}
