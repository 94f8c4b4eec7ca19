/** Which time goes onto an invoice, and why other time does not: pure rules. */
import type { WaitingEntry } from "@aerotage/time-entries/published/billing";
import type { ExclusionReason, PreviewResponse } from "../contract/create.js";
import type { BilledEntry } from "./lines.js";

/** An entry that is not billed. */
export type Excluded = PreviewResponse["excluded"][number];

/** What an invoice may have time of. */
export interface SelectionRules {
  readonly clientId: string;
  readonly currency: string;
  readonly period?: { readonly startDate: string; readonly endDate: string } | undefined;
  /** True for a project whose time the caller may bill. */
  readonly mayBillProject: (projectId: string) => boolean;
}

/** An entry as it is billed, or why it is not. */
export type Selected = { readonly billed: BilledEntry } | { readonly excluded: Excluded };

/** Decides on an entry. */
export function selected(entry: WaitingEntry, rules: SelectionRules): Selected {
  const excluded = (reason: ExclusionReason, message: string, invoiceId?: string): Selected => ({
    excluded: { timeEntryId: entry.id, reason, message, ...(invoiceId !== undefined && { invoiceId }) },
  });
  const { period } = rules;
  if (!rules.mayBillProject(entry.projectId)) return { excluded: missing(entry.id) };
  if (entry.clientId !== rules.clientId) return excluded("OTHER_CLIENT", "It belongs to another client.");
  if (entry.status === "invoiced")
    return excluded("ALREADY_BILLED", `It is on the invoice ${entry.invoiceId} already.`, entry.invoiceId);
  if (entry.status !== "approved") return excluded("NOT_APPROVED", `It is ${entry.status}, not approved.`);
  if (!entry.isBillable) return excluded("NOT_BILLABLE", "It is not billable.");
  if (entry.frozen === undefined)
    return excluded("NO_RATE", "It has no rate: none was found when it was approved. Set one, re-open and approve it.");
  if (entry.frozen.rate.currency !== rules.currency)
    return excluded(
      "OTHER_CURRENCY",
      `Its rate is in ${entry.frozen.rate.currency}, the invoice in ${rules.currency}.`,
    );
  if (period !== undefined && (entry.date < period.startDate || entry.date > period.endDate))
    return excluded("OUTSIDE_PERIOD", `It is of ${entry.date}, outside the period.`);
  const { id, userId, projectId, date, dateOrder, duration, description } = entry;
  return { billed: { id, userId, projectId, date, dateOrder, duration, description, rate: entry.frozen.rate } };
}

/** An entry that there is not, or that the caller may not know of. */
export function missing(timeEntryId: string): Excluded {
  return { timeEntryId, reason: "NOT_FOUND", message: "There is no such time entry." };
}
