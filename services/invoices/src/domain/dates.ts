/** When an invoice is issued and due: pure rules. */

import { fieldError } from "@aerotage/core/contract/errors";
import { daysAfter } from "@aerotage/core/time/dates";
import { daysOfTerms } from "@aerotage/kernel/contract/billing";

/** Terms where neither the request nor the organization has any. */
export const defaultPaymentTerms = "Net 30";
/** The days that terms give whose text names none. */
const standingDays = 30;
/** How far from today an invoice may be issued, in days. */
export const farthestDays = 366;

/** What a request says of the dates. */
export interface DatesInput {
  readonly issueDate?: string | undefined;
  readonly dueDate?: string | undefined;
  readonly paymentTerms?: string | undefined;
}

export interface InvoiceDates {
  readonly issueDate: string;
  readonly dueDate: string;
  readonly paymentTerms: string;
}

/**
 * The dates of an invoice: the due date is the request's, else follows from the request's terms, else from the organization's.
 * @param today the organization's calendar date
 * @throws `VALIDATION_ERROR` for a due date before the date of issue, or one of issue that is far away
 */
export function datesOf(input: DatesInput, organizationTerms: string | undefined, today: string): InvoiceDates {
  const { issueDate = today } = input;
  if (issueDate < daysAfter(today, -farthestDays) || issueDate > daysAfter(today, farthestDays))
    throw fieldError("issueDate", `must be within ${farthestDays} days of today, ${today}`);
  const standing = organizationTerms ?? defaultPaymentTerms;
  const paymentTerms = input.paymentTerms ?? standing;
  const days = daysOfTerms(paymentTerms) ?? daysOfTerms(standing) ?? standingDays;
  const dueDate = input.dueDate ?? daysAfter(issueDate, days);
  if (dueDate < issueDate) throw fieldError("dueDate", `must not be before the date of issue, ${issueDate}`);
  return { issueDate, dueDate, paymentTerms };
}
