/** The last step of making an invoice: its number and lines, and that its client has one more. */

import { ApiError } from "@aerotage/core/contract/errors";
import { nextVersion } from "@aerotage/core/contract/versions";
import type { UnitOfWork } from "@aerotage/core/database/unit-of-work";
import { billClient } from "@aerotage/kernel/persistence/clients";
import { noBillableTimeEntries } from "../contract/create.js";
import { invoiceActivity } from "../domain/activity.js";
import type { Invoice } from "../domain/invoice.js";
import { takeNumber } from "../persistence/numbers.js";
import type { BillingBasis, DraftContent } from "./draft-content.js";

export function nothingToBill(): ApiError {
  return new ApiError(
    noBillableTimeEntries,
    "There is no approved, billable time that is on no invoice yet, and no other line. The preview tells why time is left out.",
  );
}

/**
 * Plans that an invoice exists, and returns it as a draft. The number is taken in the same transaction, so that none is left out.
 * @param write plans the invoice's own item
 * @throws `NO_BILLABLE_TIME_ENTRIES`
 */
export async function planInvoice(
  unitOfWork: UnitOfWork,
  preparing: Invoice,
  { lines, totals, period, projectIds }: DraftContent,
  { client, organization }: Pick<BillingBasis, "client" | "organization">,
  write: (unitOfWork: UnitOfWork, invoice: Invoice) => Promise<void>,
): Promise<Invoice> {
  if (lines.length === 0) throw nothingToBill();
  const invoiceNumber = await takeNumber(unitOfWork, "invoice", organization.invoicePrefix, preparing.issueDate);
  const invoice = nextVersion<Invoice>(
    {
      ...preparing,
      invoiceNumber,
      status: "draft",
      lines,
      totals,
      projectIds,
      ...period,
      timeEntryCount: lines.reduce((sum, { timeEntryIds = [] }) => sum + timeEntryIds.length, 0),
    },
    unitOfWork.now,
  );
  billClient(unitOfWork, client);
  await write(unitOfWork, invoice);
  unitOfWork.audit(invoiceActivity("created", undefined, invoice));
  return invoice;
}
