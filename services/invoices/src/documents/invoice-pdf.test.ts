import { PDFDocument } from "@cantoo/pdf-lib";
import { describe, expect, it, vi } from "vitest";
import type { InvoiceDocument } from "../domain/document.js";
import { invoicePdf } from "./invoice-pdf.js";
import { linesOfWork, testDocument } from "./test-document.js";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const logo = { key: "logos/1", contentType: "image/png" } as const;

async function pagesOf(changes: Partial<InvoiceDocument>): Promise<number> {
  return (await PDFDocument.load(await invoicePdf(testDocument(changes), undefined))).getPageCount();
}

describe("the document of an invoice", () => {
  it("has a page for one line, and as many as there have to be for many", async () => {
    expect(await pagesOf({})).toBe(1);
    expect(await pagesOf({ lines: linesOfWork(12) })).toBe(1);
    const pages = await pagesOf({ lines: linesOfWork(300) });
    expect(pages).toBeGreaterThanOrEqual(8);
    expect(pages).toBeLessThanOrEqual(12);
  });

  it.each([
    ["descriptions that are longer than a page", { lines: linesOfWork(2, () => "Donaudampfschifffahrt ".repeat(250)) }],
    ["notes that are longer than a page", { clientNotes: "A note.\n".repeat(120) }],
    [
      "taxes that no page has room for",
      {
        taxes: Array.from({ length: 90 }, (_, index) => ({
          category: "standard" as const,
          rate: index / 1000,
          taxable: 100,
          tax: 1,
        })),
      },
    ],
  ])("goes on on another page with %s", async (_, changes) => {
    const pages = await pagesOf(changes);
    expect(pages).toBeGreaterThan(1);
    expect(pages).toBeLessThan(12);
  });

  it("is made of no more than it must have", async () => {
    const { language, currency, isDraft, settledAt, issueDate, dueDate, lines, subtotal, taxes } = testDocument();
    const seller = { name: "" };
    const document: InvoiceDocument = {
      ...{ language, currency, isDraft, settledAt, issueDate, dueDate, lines, subtotal, taxes },
      ...{ number: "", seller, buyer: { name: "Customer" }, total: 0, balance: 0 },
    };
    expect((await PDFDocument.load(await invoicePdf(document, undefined))).getPageCount()).toBe(1);
  });

  it("has room for an address of very many lines", async () => {
    expect(await pagesOf({ buyer: { name: "Customer", addressLines: Array.from({ length: 250 }, () => "A") } })).toBe(
      1,
    );
  });

  it("takes texts that the font cannot write", async () => {
    const buyer = { name: "日本語 👩‍💻", addressLines: ["\u202E العربية", "tab\tseparated"] };
    expect(await pagesOf({ buyer, lines: linesOfWork(3, () => "日本語 👩‍💻") })).toBe(1);
  });

  it("has the same bytes whenever it is made", async () => {
    const document = testDocument({ lines: linesOfWork(60), seller: { ...testDocument().seller, logo } });
    const first = Buffer.from(await invoicePdf(document, png));
    expect(first.equals(await invoicePdf(document, png))).toBe(true);
    vi.useFakeTimers({ now: new Date("2031-02-03T04:05:06Z"), toFake: ["Date"] });
    try {
      expect(first.equals(await invoicePdf(document, png))).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it("says in its properties what it is, and when it was settled", async () => {
    const file = await PDFDocument.load(await invoicePdf(testDocument({ language: "de" }), undefined), {
      updateMetadata: false,
    });
    const settledAt = new Date("2026-11-24T10:15:30.000Z");
    expect({
      title: file.getTitle(),
      author: file.getAuthor(),
      language: file.getLanguage(),
      producer: file.getProducer(),
      created: file.getCreationDate(),
      modified: file.getModificationDate(),
    }).toEqual({
      title: "Rechnung INV-2026-0042",
      author: "Ærøtåge GmbH",
      language: "de",
      producer: "Aerotage Time",
      created: settledAt,
      modified: settledAt,
    });
  });

  it("has the logo, and is made without one that cannot be read", async () => {
    const seller = { ...testDocument().seller, logo };
    const withLogo = async (bytes: Uint8Array | undefined) => {
      const file = Buffer.from(await invoicePdf(testDocument({ seller }), bytes));
      return [file.includes("/Subtype /Image"), (await PDFDocument.load(file)).getPageCount()];
    };
    expect(await withLogo(png)).toEqual([true, 1]);
    expect(await withLogo(png.subarray(0, 40))).toEqual([false, 1]);
    expect(await withLogo(Buffer.alloc(9))).toEqual([false, 1]);
    expect(await withLogo(undefined)).toEqual([false, 1]);
  });
});
