/** The document of an invoice as other programs read it: its texts by PDFium, its payment code by ZXing. */

import { invoicePdf } from "@aerotage/invoices/documents/invoice-pdf";
import { linesOfWork, testDocument } from "@aerotage/invoices/documents/test-document";
import type { InvoiceDocument } from "@aerotage/invoices/domain/document";
import { paymentCodeText } from "@aerotage/invoices/domain/payment-code";
import { documentTexts } from "@aerotage/invoices/domain/texts/index";
import { documentLanguages } from "@aerotage/kernel/contract/billing";
import { beforeAll, describe, expect, it } from "vitest";
import { readByPython } from "../support/documents.js";

/** Prints each file as its pages: their text in one line, and the codes that are to be seen on them. */
const readDocuments = `
import json, sys
import pypdfium2
import zxingcpp

def read(page):
    text = page.get_textpage().get_text_bounded()
    bitmap = page.render(scale=3, grayscale=True)
    picture = memoryview(bitmap.buffer).cast("B", (bitmap.height, bitmap.stride))
    codes = zxingcpp.read_barcodes(picture)
    return {"text": " ".join(text.split()), "codes": [{"text": code.text, "level": code.ec_level} for code in codes]}

print(json.dumps([[read(page) for page in pypdfium2.PdfDocument(path)] for path in sys.argv[1:]]))
`;

interface Page {
  readonly text: string;
  readonly codes: readonly { readonly text: string; readonly level: string }[];
}

const [time] = linesOfWork(1);
const seller = testDocument().seller;
const reason = "Steuerschuldnerschaft des Leistungsempfängers (Artikel 196 der Richtlinie 2006/112/EG).";

/** Several taxes, a discount, notes, and a line of every type. */
const manifold: Partial<InvoiceDocument> = {
  buyerReference: "Kostenstelle 4711",
  purchaseOrder: "PO-99",
  lines: [
    { ...time, type: "time", description: "Workshop", minutes: 80, quantity: 1.33, rate: 9_000, amount: 12_000 },
    { type: "expense", description: "Train", quantity: 2.5, rate: 4_000, amount: 10_000, taxRate: 0.07 },
    { type: "fixed", description: "Licence", quantity: 1, rate: 123_456_00, amount: 123_456_00, taxRate: 0 },
    { type: "discount", description: "Thank you", quantity: 1, rate: 500, amount: -500 },
  ],
  subtotal: 12_367_100,
  discount: { rate: 0.025, amount: 309_178 },
  taxes: [
    { category: "standard", rate: 0.19, taxable: 11_653, tax: 2_214 },
    { category: "standard", rate: 0.07, taxable: 9_711, tax: 680 },
    { category: "reverseCharge", rate: 0, taxable: 12_036_558, tax: 0, reason },
  ],
  total: 12_060_816,
  balance: 12_060_816,
  clientNotes: "Thank you for your order.\n\nSee you soon.",
};

const cases = {
  plain: testDocument(),
  manifold: testDocument({ language: "de", ...manifold }),
  draft: testDocument({ isDraft: true, lines: linesOfWork(60) }),
  dollars: testDocument({ currency: "USD" }),
  long: testDocument({ lines: linesOfWork(300) }),
  longName: testDocument({
    seller: { ...seller, bank: { accountHolder: "Товариство ".repeat(7), iban: "DE89370400440532013000" } },
  }),
  kept: testDocument({ lines: linesOfWork(25), clientNotes: "Note.\n".repeat(20) }),
  ...Object.fromEntries(documentLanguages.map((language) => [language, testDocument({ language, isDraft: true })])),
} satisfies Record<string, InvoiceDocument>;

let read: Readonly<Record<string, readonly Page[]>>;
const pagesOf = (name: string) => read[name] ?? [];
const textOf = (name: string) =>
  pagesOf(name)
    .map(({ text }) => text)
    .join(" ");
const codesOf = (name: string) => pagesOf(name).flatMap(({ codes }) => codes);

beforeAll(async () => {
  const files: Record<string, Uint8Array> = {};
  for (const [name, document] of Object.entries(cases)) files[`${name}.pdf`] = await invoicePdf(document, undefined);
  const documents = await readByPython<Page[][]>(readDocuments, files);
  read = Object.fromEntries(Object.keys(cases).map((name, index) => [name, documents[index] ?? []]));
}, 240_000);

describe("the document of an invoice", () => {
  it("says who is to pay whom how much for what, and until when", () => {
    const text = textOf("plain");
    for (const part of [
      ...["Invoice number INV-2026-0042", "24 Nov 2026", "24 Dec 2026", "1 Nov 2026 – 23 Nov 2026", "Ærøtåge GmbH"],
      ...["Hauptstraße 1", "10115 Berlin", "VAT ID DE123456789", "Customer Ltd", "Ada Lovelace", "D02 X285 Dublin"],
      ...["VAT ID IE6388047V", "1 Website 1.00 h 90.00 19% 90.00", "Tax 19% on €90.00 €17.10", "Total €107.10"],
      ...["Net 30", "DE89 3704 0044 0532 0130 00", "COBADEFFXXX", "Page 1 of 1"],
    ])
      expect(text).toContain(part);
    expect(text).not.toContain("DRAFT");
  });

  it("has each tax, discounts, notes and references, in its language", () => {
    const text = textOf("manifold");
    for (const part of [
      ...["1 Workshop 1:20 h 90,00 19 % 120,00", "2 Train 2,5 Stk. 40,00 7 % 100,00", "4 Thank you 1 Stk. −5,00 −5,00"],
      ...["Rabatt 2,5 % −3.091,78 €", "USt. 19 % auf 116,53 € 22,14 €", "USt. 7 % auf 97,11 € 6,80 €"],
      ...["Gesamtbetrag 120.608,16 €", reason, "Kostenstelle 4711", "PO-99", "Thank you for your order. See you soon."],
    ])
      expect(text).toContain(part);
  });

  it("has the head of the table on each page that has lines", () => {
    const pages = pagesOf("long");
    const withLines = pages.filter(({ text }) => /Part \d/.test(text));
    expect(withLines.length).toBeGreaterThan(7);
    for (const { text } of withLines) expect(text).toContain("No. Description");
    for (const [index, { text }] of pages.entries()) expect(text).toContain(`Page ${index + 1} of ${pages.length}`);
    const positions = [...textOf("long").matchAll(/(\d+) Part \1 /g)].map(([, position]) => Number(position));
    expect(positions).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  });

  it("never splits sums, nor how to pay", () => {
    for (const name of ["kept", "long"]) {
      const [sums] = pagesOf(name).filter(({ text }) => text.includes("Subtotal"));
      expect(sums?.text).toMatch(/Part \d.*Subtotal.*Total €107.10/);
      const [payment] = pagesOf(name).filter(({ text }) => text.includes("Payment terms"));
      expect(payment?.text).toMatch(/Payment terms.*Payment reference INV-2026-0042/);
      expect(payment?.codes).toHaveLength(1);
    }
  });

  it("says on each page of a draft that it is one", () => {
    expect(pagesOf("draft").length).toBeGreaterThan(1);
    for (const { text } of pagesOf("draft")) expect(text).toContain("DRAFT");
    for (const language of documentLanguages) expect(textOf(language)).toContain(documentTexts[language].labels.draft);
  });
});

describe("the payment code", () => {
  it.each(["plain", "manifold", "long", "longName"])("of %s is read back as it was written", (name) => {
    const text = paymentCodeText(cases[name as keyof typeof cases] as InvoiceDocument);
    expect(codesOf(name)).toEqual([{ text, level: "M" }]);
  });

  it.each(["draft", "dollars"])("is not there for %s", (name) => {
    expect(codesOf(name)).toEqual([]);
  });
});
