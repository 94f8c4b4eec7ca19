/** The item of the Invoices table that holds the last number of each year. */

import { itemId } from "@aerotage/core/contract/tables";

/** The id of the item in Invoices that has the last number of each year. */
export const invoiceNumbersKey = itemId("Invoices", "numbers", "invoice");

/** The attribute of a year's last number in that item. */
export const numberAttribute = (year: number): string => `y${year}`;
/** The attribute of a year's first number in that item, where the organization has set one. */
export const startAttribute = (year: number): string => `s${year}`;
