import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hourOfWork, testDocument } from "../documents/test-document.js";
import type { DocumentLine, InvoiceDocument } from "./document.js";
import { eInvoiceOf } from "./e-invoice.js";
import { amountText, minutesText, percentText, quantityText } from "./e-invoice-numbers.js";
import { allowancesOf } from "./e-invoice-taxes.js";
import { totalsOf } from "./totals.js";

/** The part of an electronic invoice that a path of names leads to. */
function partOf(document: InvoiceDocument, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (part, name) => (part as Record<string | number, unknown> | undefined)?.[name],
    eInvoiceOf(document)["ubl:Invoice"],
  );
}

const minorOf = (text: unknown) => Math.round(Number(text) * 100);

describe("numbers of an electronic invoice", () => {
  it("have the digits of the currency", () => {
    expect(amountText(1_234_50, "EUR")).toBe("1234.50");
    expect(amountText(5, "EUR")).toBe("0.05");
    expect(amountText(-5, "EUR")).toBe("-0.05");
    expect(amountText(12_345, "JPY")).toBe("12345");
  });

  it("are exact, and have no exponent", () => {
    expect([0.19, 0.077, 0.000001, 1, 0].map(percentText)).toEqual(["19", "7.7", "0.0001", "100", "0"]);
    expect([2.5, 1e-7, 1_000_000, 100].map(quantityText)).toEqual(["2.5", "0.0000001", "1000000", "100"]);
    expect([1.5, 0.1, 1 / 64].map(minutesText)).toEqual(["90", "6", "0.9375"]);
  });
});

describe("an electronic invoice", () => {
  it("has time in minutes, at the rate of sixty", () => {
    const lines = [{ ...hourOfWork, minutes: 80, amount: 12_000 }];
    expect(partOf(testDocument({ lines }), "cac:InvoiceLine", 0)).toMatchObject({
      "cbc:InvoicedQuantity": "80",
      "cbc:InvoicedQuantity@unitCode": "MIN",
      "cbc:LineExtensionAmount": "120.00",
      "cac:Price": { "cbc:PriceAmount": "90.00", "cbc:BaseQuantity": "60", "cbc:BaseQuantity@unitCode": "MIN" },
    });
  });

  it("has hours that somebody has typed in minutes, too, and pieces of all else", () => {
    const { minutes: _minutes, ...typed } = hourOfWork;
    const piece: DocumentLine = { ...typed, type: "expense", quantity: 2.5 };
    const document = testDocument({ lines: [{ ...typed, quantity: 1.5 }, piece] });
    expect(partOf(document, "cac:InvoiceLine", 0, "cbc:InvoicedQuantity")).toBe("90");
    expect(partOf(document, "cac:InvoiceLine", 1)).toMatchObject({
      "cbc:InvoicedQuantity": "2.5",
      "cbc:InvoicedQuantity@unitCode": "C62",
    });
    expect(partOf(document, "cac:InvoiceLine", 1, "cac:Price")).not.toHaveProperty("cbc:BaseQuantity");
  });

  it("is a credit note that names its invoice and asks for no payment", () => {
    const precedingInvoice = { number: "INV-1", issueDate: "2026-10-31" };
    const document = testDocument({ kind: "creditNote", precedingInvoice });
    expect(eInvoiceOf(document)["ubl:Invoice"]).toMatchObject({
      "cbc:InvoiceTypeCode": "381",
      "cac:BillingReference": [
        { "cac:InvoiceDocumentReference": { "cbc:ID": "INV-1", "cbc:IssueDate": "2026-10-31" } },
      ],
    });
    for (const part of ["cac:PaymentMeans", "cbc:DueDate"])
      expect(eInvoiceOf(document)["ubl:Invoice"]).not.toHaveProperty(part);
  });

  it("says of a draft that it is one", () => {
    expect(partOf(testDocument({ isDraft: true, language: "de", clientNotes: "Danke" }), "cbc:Note")).toEqual([
      "ENTWURF\nDanke",
    ]);
    expect(partOf(testDocument(), "cbc:Note")).toBeUndefined();
  });

  it("has neither rates nor VAT ids where nothing is subject to VAT", () => {
    const document = testDocument({
      seller: { ...testDocument().seller, taxNumber: "37/1" },
      lines: [{ ...hourOfWork, taxCategory: "outOfScope", taxRate: 0 }],
      taxes: [{ category: "outOfScope", rate: 0, taxable: 9_000, tax: 0, reason: "Outside the scope." }],
    });
    const text = JSON.stringify(eInvoiceOf(document));
    expect(text).not.toContain("cbc:Percent");
    expect(text).not.toContain("DE123456789");
    expect(partOf(document, "cac:AccountingSupplierParty", "cac:Party", "cac:PartyIdentification")).toEqual([
      { "cbc:ID": "37/1" },
    ]);
  });

  it("is made of no line whose tax nobody knows", () => {
    const { taxCategory: _category, ...line } = hourOfWork;
    expect(() => eInvoiceOf(testDocument({ lines: [line] }))).toThrow(TypeError);
  });
});

describe("sums of an electronic invoice", () => {
  const tax = fc.constantFrom(
    { taxCategory: "standard" as const, taxRate: 0.19 },
    { taxCategory: "standard" as const, taxRate: 0.07 },
    { taxCategory: "zero" as const, taxRate: 0 },
    { taxCategory: "exempt" as const, taxRate: 0 },
  );
  const common = { description: "Line", quantity: 1, rate: 1 };
  const line = fc
    .tuple(tax, fc.integer({ min: 1, max: 1_000_000 }))
    .map(([own, amount]): DocumentLine => ({ ...common, type: "fixed", ...own, amount }));
  const discount = fc
    .tuple(fc.option(tax), fc.integer({ min: 0, max: 5_000 }))
    .map(([own, amount]): DocumentLine => ({ ...common, type: "discount", ...own, amount: -amount }));

  it("add up by the rules of the standard, whatever the discounts", () => {
    const content = fc.record({
      lines: fc.array(line, { minLength: 1, maxLength: 8 }),
      discounts: fc.array(discount, { maxLength: 4 }),
      rate: fc.constantFrom(0, 0.025, 0.1, 1),
    });
    fc.assert(
      fc.property(content, ({ lines: billed, discounts, rate }) => {
        const lines = [...billed, ...discounts];
        const totals = totalsOf(
          lines.map(({ amount, taxCategory: category, taxRate }) =>
            category === undefined || taxRate === undefined ? { amount } : { amount, tax: { category, rate: taxRate } },
          ),
          rate,
        );
        fc.pre(typeof totals !== "string");
        const { subtotal, taxes, total } = totals;
        const document = testDocument({
          ...{ lines, subtotal, taxes, total, balance: total, discount: { rate, amount: totals.discount } },
        });
        const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
        const allowances = allowancesOf(document);
        expect(allowances.every(({ amount, reason }) => amount > 0 && reason !== "")).toBe(true);
        for (const group of taxes) {
          const isOf = ({ category, rate: of }: { readonly category: string; readonly rate: number }) =>
            category === group.category && of === group.rate;
          const net = billed.filter(({ taxCategory = "", taxRate = 0 }) =>
            isOf({ category: taxCategory, rate: taxRate }),
          );
          const allowed = allowances.filter(({ tax: own }) => isOf(own));
          // BR-S-08 and its like.
          expect(sum(net.map(({ amount }) => amount)) - sum(allowed.map(({ amount }) => amount))).toBe(group.taxable);
        }
        const told = partOf(document, "cac:LegalMonetaryTotal") as Record<string, string>;
        const [net, allowed, exclusive, inclusive] = [
          ...[
            "cbc:LineExtensionAmount",
            "cbc:AllowanceTotalAmount",
            "cbc:TaxExclusiveAmount",
            "cbc:TaxInclusiveAmount",
          ],
        ].map((name) => minorOf(told[name] ?? 0));
        // BR-CO-10, 11, 13 and 15.
        expect(net).toBe(sum(billed.map(({ amount }) => amount)));
        expect(allowed).toBe(sum(allowances.map(({ amount }) => amount)));
        expect(exclusive).toBe((net ?? 0) - (allowed ?? 0));
        expect(inclusive).toBe((exclusive ?? 0) + minorOf(partOf(document, "cac:TaxTotal", 0, "cbc:TaxAmount")));
      }),
    );
  });
});
