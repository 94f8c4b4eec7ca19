/** The order and the totals of payments in a file: pure rules. */

import { compareText } from "@aerotage/core/text/order";
import { type Money, sum, toMajor } from "@aerotage/kernel/domain/money";
import type { Total } from "./export-table.js";

/** What the rules need to know of a payment or refund. */
export interface PaymentRow {
  readonly kind: "payment" | "refund";
  readonly paymentDate: string;
  readonly invoiceNumber: string;
  /** Above zero for refunds too. */
  readonly amount: Money;
}

/** The amount as it counts: a refund is below zero. */
export function signedAmount({ kind, amount: { minor, currency } }: Pick<PaymentRow, "kind" | "amount">): Money {
  return { minor: kind === "refund" ? -minor : minor, currency };
}

/** Compares by date, then by invoice number. The counts of numbers are compared as numbers. */
export function paymentOrder(a: PaymentRow, b: PaymentRow): number {
  return compareText(a.paymentDate, b.paymentDate) || numberOrder.compare(a.invoiceNumber, b.invoiceNumber);
}

const numberOrder = new Intl.Collator("en", { numeric: true });

/** How many payments and refunds there are, and by currency what came without what went back. */
export function paymentTotals(payments: readonly PaymentRow[]): Total[] {
  const currencies = [...new Set(payments.map(({ amount }) => amount.currency))].sort();
  return [
    { title: "Payments and refunds", kind: "count", value: payments.length },
    ...currencies.map((currency): Total => {
      const amounts = payments.filter(({ amount }) => amount.currency === currency).map(signedAmount);
      return { title: `Received ${currency}`, kind: "amount", currency, value: toMajor(sum(amounts, currency)) };
    }),
  ];
}
