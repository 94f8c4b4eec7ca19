import { describe, expect, it } from "vitest";
import { type PaymentRow, paymentOrder, paymentTotals } from "./payments.js";

function row(paymentDate: string, invoiceNumber: string, minor = 100, parts: Partial<PaymentRow> = {}): PaymentRow {
  return { kind: "payment", paymentDate, invoiceNumber, amount: { minor, currency: "EUR" }, ...parts };
}

describe("payments in a file", () => {
  it("are sorted by date, then by the number of their invoice, whatever its length", () => {
    const rows = [
      row("2026-11-03", "INV-2026-0001"),
      row("2026-11-02", "INV-2026-10000"),
      row("2026-11-02", "INV-2026-9999"),
      row("2026-11-02", "INV-2025-0007"),
    ];
    expect(rows.sort(paymentOrder).map(({ invoiceNumber }) => invoiceNumber)).toEqual([
      "INV-2025-0007",
      "INV-2026-9999",
      "INV-2026-10000",
      "INV-2026-0001",
    ]);
  });

  it("have totals by currency, refunds taken off", () => {
    const refund = row("2026-11-03", "INV-2026-0001", 20, { kind: "refund" });
    const yen = row("2026-11-04", "INV-2026-0002", 7, { amount: { minor: 7, currency: "JPY" } });
    expect(paymentTotals([row("2026-11-02", "INV-2026-0001", 110), yen, refund])).toEqual([
      { title: "Payments and refunds", kind: "count", value: 3 },
      { title: "Received EUR", kind: "amount", currency: "EUR", value: 0.9 },
      { title: "Received JPY", kind: "amount", currency: "JPY", value: 7 },
    ]);
  });
});
