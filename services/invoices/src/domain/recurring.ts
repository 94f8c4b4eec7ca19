/** Recurring invoices: pure rules. */

import { fieldError } from "@aerotage/core/contract/errors";
import { mergePatch } from "@aerotage/core/contract/merge-patch";
import { nextVersion } from "@aerotage/core/contract/versions";
import { daysAfter } from "@aerotage/core/time/dates";
import type { InvoiceInput, LineInput } from "../contract/create.js";
import type { RecurringInput, RecurringResponse, RecurringUpdate } from "../contract/recurring.js";
import { farthestDays } from "./dates.js";
import { nextOccurrence, periodBefore } from "./occurrences.js";

/** A recurring invoice as it is stored. */
export interface Recurring extends Omit<RecurringResponse, "projectIds" | "additionalLineItems" | "recipientEmails"> {
  readonly projectIds?: readonly string[] | undefined;
  readonly additionalLineItems?: readonly LineInput[] | undefined;
  readonly recipientEmails?: readonly string[] | undefined;
}

/** How a run of one of its dates went. */
export type RecurringRun = NonNullable<Recurring["lastRun"]>;

interface NewRecurring {
  readonly id: string;
  readonly clientName: string;
  readonly callerId: string;
  readonly now: Date;
  /** The organization's calendar date. */
  readonly today: string;
}

/** A new recurring invoice. @throws `VALIDATION_ERROR` if it would bill nothing, end before it begins, or begin longer ago than an invoice may */
export function newRecurring(input: RecurringInput, { id, clientName, callerId, now, today }: NewRecurring): Recurring {
  const earliest = daysAfter(today, -farthestDays);
  if (input.startDate < earliest) throw fieldError("startDate", `must not be before ${earliest}`);
  const at = now.toISOString();
  const { isActive = true, interval = 1, autoSend = false, ...rest } = input;
  const blank = {
    id,
    clientName,
    isActive,
    interval,
    autoSend,
    occurrences: 0,
    createdAt: at,
    updatedAt: at,
    createdBy: callerId,
    version: 1,
  };
  return scheduled(mergePatch(blank, rest) as Recurring);
}

/** A recurring invoice after a change: its next version. Errors as `newRecurring`. */
export function changedRecurring(before: Recurring, input: RecurringUpdate, now: Date): Recurring {
  return nextVersion(scheduled(mergePatch(before, input)), now);
}

/** A recurring invoice one of whose dates has been dealt with: its next version. */
export function advanced(before: Recurring, lastRun: RecurringRun, now: Date): Recurring {
  return nextVersion(withNextDate({ ...before, occurrences: before.occurrences + 1, lastRun }), now);
}

function scheduled(recurring: Recurring): Recurring {
  const { projectIds = [], additionalLineItems = [], endDate, startDate } = recurring;
  if (projectIds.length === 0 && additionalLineItems.length === 0)
    throw fieldError("additionalLineItems", "or projectIds must be there: it would bill nothing");
  if (endDate !== undefined && endDate < startDate) throw fieldError("endDate", "must not be before startDate");
  return withNextDate(recurring);
}

function withNextDate({ nextDate: _before, ...recurring }: Recurring): Recurring {
  const nextDate = nextOccurrence(recurring, recurring.occurrences);
  return { ...recurring, ...(nextDate !== undefined && { nextDate }) };
}

/** The date that is due, if one is. */
export function dueDateOf({ isActive, nextDate }: Recurring, today: string): string | undefined {
  return isActive && nextDate !== undefined && nextDate <= today ? nextDate : undefined;
}

/** What is billed on the next date. */
export function invoiceInputOf(recurring: Recurring, issueDate: string): InvoiceInput {
  const { clientId, projectIds, additionalLineItems, groupBy, discountRate, taxRate, paymentTerms } = recurring;
  const { clientNotes, buyerReference, purchaseOrder } = recurring;
  return {
    clientId,
    issueDate,
    ...(projectIds !== undefined && {
      projectIds: [...projectIds],
      ...periodBefore(recurring, recurring.occurrences),
    }),
    additionalLineItems: additionalLineItems === undefined ? undefined : [...additionalLineItems],
    groupBy,
    discountRate,
    taxRate,
    paymentTerms,
    clientNotes,
    buyerReference,
    purchaseOrder,
  };
}

/** A recurring invoice as it is returned. */
export function recurringResponse(recurring: Recurring): RecurringResponse {
  const { projectIds, additionalLineItems, recipientEmails, ...rest } = recurring;
  return {
    ...rest,
    ...(projectIds !== undefined && { projectIds: [...projectIds] }),
    ...(additionalLineItems !== undefined && { additionalLineItems: [...additionalLineItems] }),
    ...(recipientEmails !== undefined && { recipientEmails: [...recipientEmails] }),
  };
}
