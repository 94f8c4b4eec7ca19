/** An invoice for unit tests. */
import type { Invoice } from "./invoice.js";

/** When the tests' invoices were made. */
export const testNow = new Date("2026-11-20T10:00:00.000Z");

/** An invoice of 100 euros that was sent, without lines and tax. */
export function testInvoice(parts: Partial<Invoice> = {}): Invoice {
  return {
    id: "i1",
    invoiceNumber: "INV-2026-0001",
    clientId: "c1",
    clientName: "Northwind",
    projectIds: [],
    timeEntryCount: 0,
    status: "sent",
    currency: "EUR",
    language: "en",
    issueDate: "2026-11-01",
    dueDate: "2026-12-01",
    paymentTerms: "Net 30",
    lines: [],
    defaultTax: { category: "zero", rate: 0 },
    totals: { subtotal: 10_000, discount: 0, taxes: [], tax: 0, total: 10_000 },
    payments: [],
    createdAt: testNow.toISOString(),
    updatedAt: testNow.toISOString(),
    createdBy: "u1",
    version: 3,
    ...parts,
  };
}
