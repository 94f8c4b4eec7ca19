/** Invoices as far as several services know of them. The invoices service owns the rest. */

/** The id of the item in Invoices that has the last number of each year. */
export const invoiceNumbersKey = "numbers#invoice";

/** The attribute of a year's last number in that item. */
export const numberAttribute = (year: number): string => `y${year}`;

/** The attribute of a year's first number in that item, where the organization has set one. */
export const startAttribute = (year: number): string => `s${year}`;

/** The statuses of invoices that exist, in the order in which most pass them. */
export const issuedStatuses = ["draft", "sent", "viewed", "overdue", "paid", "cancelled", "refunded"] as const;
export type IssuedStatus = (typeof issuedStatuses)[number];
