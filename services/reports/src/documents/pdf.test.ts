import { PDFDocument } from "@cantoo/pdf-lib";
import { describe, expect, it } from "vitest";
import type { Cell, Column, ExportTable } from "../domain/export-table.js";
import { type PaperHeading, pdfOf } from "./pdf.js";

const columns: readonly Column[] = [
  { field: "date", title: "Date", kind: "date" },
  { field: "project", title: "Project", kind: "text" },
  { field: "description", title: "Description", kind: "text" },
  { field: "hours", title: "Hours", kind: "hours", sum: 90 },
  { field: "currency", title: "Currency", kind: "text" },
  { field: "amount", title: "Amount", kind: "amount" },
];

function table(count: number, description = (index: number) => `Wrote the offer, part ${index}`): ExportTable {
  async function* rows(): AsyncGenerator<Cell[]> {
    for (let index = 0; index < count; index += 1)
      yield [
        "2026-11-05",
        "Website",
        description(index),
        90,
        index % 2 === 0 ? "EUR" : "JPY",
        index % 2 === 0 ? 90.5 : 9000,
      ];
  }
  const bars = Array.from({ length: 30 }, (_, day) => ({ label: `11-${day + 1}`, value: day % 7 }));
  return {
    columns,
    rows: rows(),
    rowsTotal: count,
    totals: [{ title: "Hours", kind: "hours", value: 90 * count }],
    addsUp: true,
    chart: { title: "Hours per day", bars },
  };
}

const heading: PaperHeading = {
  letterhead: { name: "Ærøtåge GmbH & Κο. Товариство", address: ["Hauptstraße 1", "10115 Berlin", "DE"] },
  title: "Time report",
  period: "2026-11-01 to 2026-11-30",
};

async function pagesOf(rows: ExportTable): Promise<number> {
  return (await PDFDocument.load(await pdfOf(rows, heading))).getPageCount();
}

describe("a report on paper", () => {
  it("has a page for few rows, and as many as there have to be for many", async () => {
    expect(await pagesOf(table(0))).toBe(1);
    expect(await pagesOf(table(1))).toBe(1);
    expect(await pagesOf(table(40))).toBe(2);
    expect(await pagesOf(table(400))).toBeGreaterThan(8);
  });

  it("breaks what is longer than its column, or than a page", async () => {
    const word = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(3);
    expect(await pagesOf(table(20, () => word))).toBeGreaterThan(1);
    expect(await pagesOf(table(1, () => `${word} `.repeat(200)))).toBeGreaterThan(2);
  });

  it("has the logo, and is written without one that cannot be read", async () => {
    const png = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    );
    const withLogo = async (bytes: Uint8Array) => {
      const letterhead = { ...heading.letterhead, logo: { contentType: "image/png", bytes } as const };
      const file = Buffer.from(await pdfOf(table(1), { ...heading, letterhead }));
      return [file.includes("/Subtype /Image"), (await PDFDocument.load(file)).getPageCount()];
    };
    expect(await withLogo(png)).toEqual([true, 1]);
    expect(await withLogo(png.subarray(0, 40))).toEqual([false, 1]);
    expect(await withLogo(Buffer.alloc(9))).toEqual([false, 1]);
  });

  it("takes texts that the font cannot write", async () => {
    expect(await pagesOf(table(3, () => "日本語 👩‍💻 \u202E العربية"))).toBe(1);
  });
});
