/** Invoices of every kind, for the validator of electronic invoices. Their sums are computed as the product computes them. */

import { testDocument } from "@aerotage/invoices/documents/test-document";
import type { DocumentLine, InvoiceDocument } from "@aerotage/invoices/domain/document";
import { standardReasons } from "@aerotage/invoices/domain/tax-reasons";
import { totalsOf } from "@aerotage/invoices/domain/totals";
import type { TaxCategory } from "@aerotage/kernel/contract/billing";

const plain = testDocument();
const seller = { ...plain.seller, electronicAddress: { scheme: "EM", id: "billing@aerotage.example" } };
const buyer = { ...plain.buyer, electronicAddress: { scheme: "EM", id: "invoices@customer.example" } };
const { vatId: _vatId, ...unregistered } = seller;
const smallBusiness = { ...unregistered, taxNumber: "37/123/45678" };

type Tax = Pick<DocumentLine, "taxCategory" | "taxRate">;
export const standard: Tax = { taxCategory: "standard", taxRate: 0.19 };
const reduced: Tax = { taxCategory: "standard", taxRate: 0.07 };
const untaxed = (taxCategory: TaxCategory): Tax => ({ taxCategory, taxRate: 0 });

/** Eighty minutes: no decimal number of hours. */
export const work: DocumentLine = {
  ...{ type: "time", description: "Workshop & design", minutes: 80, quantity: 1, rate: 9_050, amount: 12_067 },
  ...standard,
};
const expense: DocumentLine = { type: "expense", description: "Train", quantity: 2.5, rate: 4_000, amount: 10_000 };
const thanks: DocumentLine = { type: "discount", description: "Thank you", quantity: 1, rate: 501, amount: -501 };

/** A document of lines, with the sums of them. */
export function sample(
  changes: Partial<InvoiceDocument> & Pick<InvoiceDocument, "lines">,
  discountRate?: number,
): InvoiceDocument {
  const document = testDocument({ seller, buyer, ...changes });
  const summed = document.lines.map(({ amount, taxCategory: category, taxRate: rate }) => {
    if (category === undefined || rate === undefined) return { amount };
    const reason = standardReasons[document.language][category] ?? (rate === 0 ? "No tax is charged." : undefined);
    return { amount, tax: { category, rate, ...(reason !== undefined && { reason }) } };
  });
  const totals = totalsOf(summed, discountRate);
  if (typeof totals === "string") throw new Error(`The sample is ${totals}.`);
  const { subtotal, taxes, total, discount } = totals;
  const discounted = discountRate === undefined ? {} : { discount: { rate: discountRate, amount: discount } };
  return { ...document, subtotal, taxes, total, balance: total, ...discounted };
}

const untaxedWork = (category: TaxCategory) => [{ ...work, ...untaxed(category) }];
const { servicePeriod: _period, paymentTerms: _terms, ...bare } = plain;

/** What is valid, by name. */
export const validSamples: Readonly<Record<string, InvoiceDocument>> = {
  plain: sample({ lines: [work] }),
  discounts: sample(
    {
      ...{
        language: "de",
        buyerReference: "04011000-12345-34",
        purchaseOrder: "PO-99",
        clientNotes: "Danke.\nBis bald.",
      },
      lines: [
        work,
        { ...expense, ...reduced },
        { ...thanks, ...standard, description: "Partner" },
        { ...thanks, description: "Thank you <3" },
        { ...thanks, rate: 333, amount: -333 },
      ],
    },
    0.025,
  ),
  "several-rates": sample({ lines: [work, { ...expense, ...reduced }, { ...expense, ...untaxed("zero") }] }),
  "reverse-charge": sample({ lines: untaxedWork("reverseCharge") }),
  "zero-rate": sample({ lines: untaxedWork("zero") }),
  "small-business": sample({ seller: smallBusiness, lines: untaxedWork("exempt") }),
  "out-of-scope": sample({ seller: { ...seller, taxNumber: "37/123/45678" }, lines: untaxedWork("outOfScope") }),
  "intra-community": sample({ lines: untaxedWork("intraCommunity") }),
  "outside-the-union": sample({ lines: untaxedWork("export") }),
  "no-decimals": sample(
    {
      currency: "JPY",
      lines: [
        { ...work, rate: 9_001, amount: 12_001 },
        { ...thanks, amount: -1_000, rate: 1_000 },
      ],
    },
    0.05,
  ),
  "credit-note": sample({
    ...{ kind: "creditNote", precedingInvoice: { number: "INV-2026-0041", issueDate: "2026-10-31" } },
    lines: [work],
  }),
  "credit-note-of-small-business": sample({
    ...{ kind: "creditNote", precedingInvoice: { number: "A&B <1>", issueDate: "2026-10-31" } },
    ...{ seller: { ...smallBusiness, name: "A & B <GmbH>" }, lines: untaxedWork("exempt") },
  }),
  "no-more-than-needed": sample({
    ...bare,
    seller: {
      name: "Seller",
      address: seller.address,
      vatId: "de 123 456 789",
      electronicAddress: seller.electronicAddress,
    },
    buyer: { name: "Buyer", address: buyer.address, electronicAddress: buyer.electronicAddress },
    lines: [{ ...work, description: "Smile \u{1F600} \u0007 bell" }],
  } as InvoiceDocument),
  "several-pages": sample({
    seller: { ...seller, logo: { key: "logos/1", contentType: "image/png" } },
    lines: Array.from({ length: 60 }, () => work),
  }),
  "partly-paid": { ...sample({ lines: [work] }), balance: 1_000 },
};

/** A picture with a color that shines through. */
export const logo = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const { vatId: _buyerVatId, ...privateBuyer } = buyer;

/** What is broken: the document, what is done to its XML, and the rule that finds it. */
export const brokenSamples: Readonly<
  Record<
    string,
    { readonly document: InvoiceDocument; readonly breaks: (xml: string) => string; readonly rule: string }
  >
> = {
  "wrong-total": {
    document: sample({ lines: [work] }),
    breaks: (xml) =>
      xml.replace(
        /(<(?:cbc:TaxInclusiveAmount|ram:GrandTotalAmount)[^>]*>)[^<]*/,
        (_all, start: string) => `${start}1.00`,
      ),
    rule: "BR-CO-15",
  },
  "no-vat-id": {
    document: sample({ buyer: privateBuyer, lines: untaxedWork("reverseCharge") }),
    breaks: (xml) => xml,
    rule: "BR-AE-02",
  },
  "no-currency": {
    document: sample({ lines: [work] }),
    breaks: (xml) => xml.replace(/<(cbc:DocumentCurrencyCode|ram:InvoiceCurrencyCode)>[^<]*<\/\1>/, ""),
    rule: "BR-05",
  },
};
