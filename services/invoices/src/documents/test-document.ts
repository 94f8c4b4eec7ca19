/** An invoice's document for tests. */
import type { DocumentLine, InvoiceDocument } from "../domain/document.js";

/** A line of an hour of work. */
export const hourOfWork: DocumentLine = {
  type: "time",
  description: "Website",
  minutes: 60,
  quantity: 1,
  rate: 9_000,
  amount: 9_000,
  taxRate: 0.19,
  taxCategory: "standard",
};

/** A document of one line, or of what a test says. */
export function testDocument(changes: Partial<InvoiceDocument> = {}): InvoiceDocument {
  return {
    language: "en",
    currency: "EUR",
    isDraft: false,
    settledAt: "2026-11-24T10:15:30.000Z",
    number: "INV-2026-0042",
    issueDate: "2026-11-24",
    dueDate: "2026-12-24",
    servicePeriod: { startDate: "2026-11-01", endDate: "2026-11-23" },
    seller: {
      name: "Ærøtåge GmbH",
      address: { street: "Hauptstraße 1", postcode: "10115", city: "Berlin", country: "DE" },
      vatId: "DE123456789",
      bank: { accountHolder: "Ærøtåge GmbH", iban: "DE89370400440532013000", bic: "COBADEFFXXX", bankName: "Bank" },
    },
    buyer: {
      name: "Customer Ltd",
      contactPerson: "Ada Lovelace",
      address: { street: "Long Street 5", postcode: "D02 X285", city: "Dublin", country: "IE" },
      vatId: "IE6388047V",
    },
    lines: [hourOfWork],
    subtotal: 9_000,
    taxes: [{ category: "standard", rate: 0.19, taxable: 9_000, tax: 1_710 }],
    total: 10_710,
    balance: 10_710,
    paymentTerms: "Net 30",
    ...changes,
  };
}

/** So many lines of work. */
export function linesOfWork(count: number, description = (index: number) => `Part ${index + 1}`): DocumentLine[] {
  return Array.from({ length: count }, (_, index) => ({ ...hourOfWork, description: description(index) }));
}
