/** Invoices as other services see them. The invoices service owns the rest. */

/** The statuses of invoices that exist, in the order in which most pass them. */
export const issuedStatuses = ["draft", "sent", "viewed", "overdue", "paid", "cancelled", "refunded"] as const;
export type IssuedStatus = (typeof issuedStatuses)[number];
