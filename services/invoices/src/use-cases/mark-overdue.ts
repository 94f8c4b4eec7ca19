/** Marking what is past its due date, by the organization's date. A day that was missed is caught up, since all that is due is found. */
import { Contended, untilUncontended } from "@aerotage/core/database/contention";
import { systemWork } from "@aerotage/core/system-work";
import { dateIn } from "@aerotage/core/zones";
import { invoiceActivity } from "../activity.js";
import { isOverdue, overdue } from "../domain/status.js";
import { findInvoice, updateInvoice } from "../persistence/invoices.js";
import { findDue } from "../persistence/list.js";
import { readOrganization } from "../persistence/sources.js";

/** Marks all invoices that are overdue; how many. */
export async function markOverdue(now: Date): Promise<number> {
  const { timezone } = await readOrganization();
  const today = dateIn(timezone, now);
  let marked = 0;
  for (const id of await findDue(today)) {
    await untilUncontended(async () => {
      const invoice = await findInvoice(id);
      if (invoice === undefined || !isOverdue(invoice, today)) return;
      const after = overdue(invoice, { now, today });
      const work = systemWork(now);
      await updateInvoice(work, invoice, after, () => new Contended());
      work.record(invoiceActivity("overdue", invoice, after));
      await work.commit();
      marked += 1;
    });
  }
  return marked;
}
