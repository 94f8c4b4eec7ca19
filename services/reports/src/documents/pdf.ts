/** A report on paper: letterhead, totals, a chart, and a table whose head is on each page. A4; landscape where the table is wide. */
import { embeddedFaces, type Face, type Faces } from "@aerotage/core/documents/faces";
import { a4, type Color, ink, logoSize, muted, producer, rule } from "@aerotage/core/documents/look";
import { embeddedPicture } from "@aerotage/core/documents/pictures";
import { printable, widthOf, wrapped } from "@aerotage/core/documents/typeface";
import { type PDFDocument, type PDFPage, PDFDocument as Pdf, rgb } from "@cantoo/pdf-lib";
import type { Column, ExportTable } from "../domain/export-table.js";
import type { Letterhead, Logo } from "../domain/letterhead.js";
import { cellOnPaper, formatted, isNumeric } from "./paper.js";

/** What stands above the table. */
export interface PaperHeading {
  readonly letterhead: Letterhead;
  readonly title: string;
  /** `2026-11-01 to 2026-11-30` */
  readonly period: string;
}

/** Points: 1/72 inch. */
const margin = 42;
const fontSize = 8;
const lineHeight = 11;
const cellPadding = 3;
const headingSize = 16;
const chartHeight = 90;
const footerHeight = 18;
/** A table that needs more is printed across the page. */
const portraitWidth = a4.short - 2 * margin;

const shade = rgb(0.95, 0.96, 0.97);
const accent = rgb(0.16, 0.4, 0.69);

/** Makes the document. All rows are in memory together. */
export async function pdfOf(table: ExportTable, heading: PaperHeading): Promise<Uint8Array> {
  const document = await Pdf.create();
  document.setTitle(`${heading.title} ${heading.period}`);
  document.setProducer(producer);
  document.setCreator(producer);
  const faces = await embeddedFaces(document);
  const printed = await printedTable(table, faces);
  const writer = new PaperWriter(document, faces, printed);
  await writer.heading(heading);
  writer.totals(printed.totals);
  if (table.chart !== undefined) writer.chart(table.chart);
  writer.table();
  writer.footers(heading);
  return await document.save();
}

interface PrintedTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** The last row. */
  readonly sums: readonly string[] | undefined;
  readonly totals: readonly (readonly [label: string, value: string])[];
  /** In points. */
  readonly widths: readonly number[];
  readonly isLandscape: boolean;
  /** Of the table: smaller where it would not fit the page. */
  readonly size: number;
}

/** The columns that are printed, with texts and widths. */
async function printedTable({ columns, rows, totals, addsUp }: ExportTable, faces: Faces): Promise<PrintedTable> {
  const chosen = columns.flatMap((column, index) => (column.isPrinted === false ? [] : [{ column, index }]));
  const printed = chosen.map(({ column }) => column);
  const currencyIndex = columns.findIndex(({ field }) => field === "currency");
  const texts: string[][] = [];
  for await (const row of rows) {
    const currency = row[currencyIndex];
    const ofRow = typeof currency === "string" ? { currency } : {};
    texts.push(
      chosen.map(({ column, index }) => printable(cellOnPaper(row[index], { ...ofRow, ...column }), faces.regular)),
    );
  }
  const summed = printed.map((column) => (column.sum === undefined ? "" : cellOnPaper(column.sum, column)));
  const sums = addsUp && summed.some((text) => text !== "") ? ["Total", ...summed.slice(1)] : undefined;
  const natural = printed.map((column, index) =>
    naturalWidth(
      column,
      texts.map((row) => row[index] ?? ""),
      sums?.[index] ?? "",
      faces,
    ),
  );
  const isLandscape = natural.reduce((sum, width) => sum + width, 0) > portraitWidth;
  const available = (isLandscape ? a4.long : a4.short) - 2 * margin;
  const widths = fitted(printed, natural, available);
  const width = widths.reduce((sum, each) => sum + each, 0);
  const scale = Math.min(available / width, 1);
  return {
    columns: printed,
    rows: texts,
    sums,
    totals: totals.map((total) => [total.title, cellOnPaper(total.value, total)]),
    widths: widths.map((each) => each * scale),
    isLandscape,
    size: fontSize * scale,
  };
}

const widestText = 180;

/** The width that a column would like: that of its longest text, up to a limit. Title and sum are bold. */
function naturalWidth(column: Column, texts: readonly string[], sum: string, { regular, bold }: Faces): number {
  const limit = isNumeric(column) ? Number.POSITIVE_INFINITY : widestText;
  // The words of a title may stand one below the other.
  const title = Math.max(...column.title.split(" ").map((word) => widthOf(word, fontSize, bold)));
  const longest = texts.reduce((width, text) => Math.max(width, widthOf(text, fontSize, regular)), 0);
  return Math.max(title, widthOf(sum, fontSize, bold), Math.min(longest, limit)) + 2 * cellPadding;
}

const narrowestText = 60;

/** Widths that fill the page: long texts give way, and take what is left. Everything else keeps its width. */
function fitted(columns: readonly Column[], natural: readonly number[], available: number): number[] {
  const isFixed = columns.map(({ kind }, index) => kind !== "text" || (natural[index] ?? 0) <= narrowestText);
  const fixed = natural.reduce((sum, width, index) => sum + (isFixed[index] ? width : 0), 0);
  const flexible = natural.reduce((sum, width) => sum + width, 0) - fixed;
  const share = flexible === 0 ? 1 : Math.max(available - fixed, 0) / flexible;
  return natural.map((width, index) => (isFixed[index] ? width : Math.max(width * share, narrowestText)));
}

/** Writes pages from top to bottom. */
class PaperWriter {
  readonly #document: PDFDocument;
  readonly #faces: Faces;
  readonly #printed: PrintedTable;
  readonly #width: number;
  readonly #height: number;
  #page: PDFPage;
  /** Where the next line begins, from the bottom of the page. */
  #y: number;

  constructor(document: PDFDocument, faces: Faces, printed: PrintedTable) {
    this.#document = document;
    this.#faces = faces;
    this.#printed = printed;
    [this.#width, this.#height] = printed.isLandscape ? [a4.long, a4.short] : [a4.short, a4.long];
    this.#page = document.addPage([this.#width, this.#height]);
    this.#y = this.#height - margin;
  }

  async heading({ letterhead, title, period }: PaperHeading): Promise<void> {
    const top = this.#y;
    const logoHeight = letterhead.logo === undefined ? 0 : await this.#logo(letterhead.logo);
    const lines = [letterhead.name, ...letterhead.address].filter((line) => line !== "");
    for (const [index, line] of lines.entries())
      this.#line(line, {
        face: index === 0 ? this.#faces.bold : this.#faces.regular,
        color: index === 0 ? ink : muted,
      });
    this.#y = Math.min(this.#y, top - logoHeight) - 14;
    for (const line of wrapped(
      printable(title, this.#faces.bold),
      this.#width - 2 * margin,
      headingSize,
      this.#faces.bold,
    ))
      this.#line(line, { face: this.#faces.bold, size: headingSize, height: headingSize + 4 });
    this.#line(period, { color: muted, size: 10, height: 18 });
    this.#y -= 12;
  }

  /** Draws the logo at the right of the letterhead. @returns its height; 0 for a picture that cannot be read */
  async #logo(logo: Logo): Promise<number> {
    const image = await embeddedPicture(this.#document, logo);
    if (image === undefined) return 0;
    const { width, height } = image.scaleToFit(logoSize.width, logoSize.height);
    this.#page.drawImage(image, { x: this.#width - margin - width, y: this.#y - height, width, height });
    return height;
  }

  /** Totals side by side, in as many rows as they need. */
  totals(totals: readonly (readonly [label: string, value: string])[]): void {
    const width = 118;
    const perRow = Math.max(Math.floor((this.#width - 2 * margin) / width), 1);
    for (let start = 0; start < totals.length; start += perRow) {
      for (const [index, [label, value]] of totals.slice(start, start + perRow).entries()) {
        const x = margin + index * width;
        this.#text(label, x, this.#y - 8, { color: muted, size: 7 });
        this.#text(value, x, this.#y - 22, { face: this.#faces.bold, size: 12 });
      }
      this.#y -= 36;
    }
    if (totals.length === 0) return;
    this.#y -= 4;
  }

  /** Bars with their labels; only every so many labels where there is no room for all. */
  chart({ title, bars }: NonNullable<ExportTable["chart"]>): void {
    if (bars.length === 0) return;
    const width = this.#width - 2 * margin;
    const most = Math.max(...bars.map(({ value }) => value), 1);
    this.#text(title, margin, this.#y - 8, { color: muted, size: 7 });
    const base = this.#y - 16 - chartHeight;
    const step = width / bars.length;
    const labelWidth = Math.max(...bars.map(({ label }) => widthOf(label, 6, this.#faces.regular))) + 4;
    const every = Math.max(Math.ceil(labelWidth / step), 1);
    for (const [index, { label, value }] of bars.entries()) {
      const x = margin + index * step;
      const height = (value / most) * (chartHeight - 10);
      if (value > 0)
        this.#page.drawRectangle({ x: x + step * 0.15, y: base, width: step * 0.7, height, color: accent });
      if (index % every === 0) this.#text(label, x, base - 8, { color: muted, size: 6 });
    }
    this.#page.drawLine({
      start: { x: margin, y: base },
      end: { x: margin + width, y: base },
      thickness: 0.5,
      color: rule,
    });
    this.#text(formatted(most, 1), margin, base + chartHeight - 8, { color: muted, size: 6 });
    this.#y = base - 24;
  }

  table(): void {
    const { rows, sums } = this.#printed;
    this.#head();
    for (const [index, row] of rows.entries()) this.#row(row, { isShaded: index % 2 === 1 });
    if (rows.length === 0) this.#line("There is no time in this period.", { color: muted, height: 2 * lineHeight });
    if (sums !== undefined && rows.length > 0) this.#row(sums, { face: this.#faces.bold });
  }

  /** Page numbers, once it is known how many pages there are. */
  footers({ title, period }: PaperHeading): void {
    const pages = this.#document.getPages();
    for (const [index, page] of pages.entries()) {
      const number = `Page ${index + 1} of ${pages.length}`;
      const x = this.#width - margin - widthOf(number, 7, this.#faces.regular);
      page.drawText(number, { x, y: margin - footerHeight, size: 7, font: this.#faces.regular.font, color: muted });
      const name = printable(`${title}, ${period}`, this.#faces.regular);
      page.drawText(name, {
        x: margin,
        y: margin - footerHeight,
        size: 7,
        font: this.#faces.regular.font,
        color: muted,
      });
    }
  }

  #head(): void {
    const { columns, widths, size } = this.#printed;
    const titles = columns.map(({ title }, index) =>
      wrapped(title, (widths[index] ?? 0) - 2 * cellPadding, size, this.#faces.bold),
    );
    const height = Math.max(...titles.map(({ length }) => length)) * lineHeight + 2 * cellPadding;
    this.#cells(titles, height, this.#faces.bold);
    this.#page.drawLine({
      start: { x: margin, y: this.#y },
      end: { x: this.#width - margin, y: this.#y },
      thickness: 0.8,
      color: ink,
    });
  }

  #row(
    texts: readonly string[],
    { isShaded = false, face = this.#faces.regular }: { readonly isShaded?: boolean; readonly face?: Face },
  ): void {
    const { widths, size } = this.#printed;
    let lines = texts.map((text, index) => wrapped(text, (widths[index] ?? 0) - 2 * cellPadding, size, face));
    let isFresh = false;
    for (;;) {
      const room = Math.floor((this.#y - margin - 2 * cellPadding) / lineHeight);
      const needed = Math.max(...lines.map(({ length }) => length), 1);
      if (!isFresh && needed > room && needed <= this.#linesOfPage()) {
        this.#turnPage();
        isFresh = true;
        continue;
      }
      // A row that no page has room for goes on on the next one.
      const taken = Math.min(needed, Math.max(room, 1));
      const height = taken * lineHeight + 2 * cellPadding;
      if (isShaded)
        this.#page.drawRectangle({
          x: margin,
          y: this.#y - height,
          width: this.#width - 2 * margin,
          height,
          color: shade,
        });
      this.#cells(
        lines.map((each) => each.slice(0, taken)),
        height,
        face,
      );
      lines = lines.map((each) => each.slice(taken));
      if (lines.every(({ length }) => length === 0)) return;
      this.#turnPage();
    }
  }

  /** The lines of a row that a page has room for below the head of the table. */
  #linesOfPage(): number {
    return Math.floor((this.#height - 2 * margin - 4 * lineHeight) / lineHeight);
  }

  #turnPage(): void {
    this.#page = this.#document.addPage([this.#width, this.#height]);
    this.#y = this.#height - margin;
    this.#head();
  }

  #cells(lines: readonly (readonly string[])[], height: number, face: Face): void {
    const { columns, widths, size } = this.#printed;
    let x = margin;
    for (const [index, column] of columns.entries()) {
      const width = widths[index] ?? 0;
      for (const [number, line] of (lines[index] ?? []).entries()) {
        const end = x + width - cellPadding - widthOf(line, size, face);
        const y = this.#y - cellPadding - (number + 1) * lineHeight + 3;
        this.#text(line, isNumeric(column) ? end : x + cellPadding, y, { face, size });
      }
      x += width;
    }
    this.#y -= height;
  }

  #line(text: string, options: TextOptions & { readonly height?: number }): void {
    const { height = lineHeight + 2, ...rest } = options;
    this.#y -= height;
    this.#text(text, margin, this.#y + 3, rest);
  }

  #text(
    text: string,
    x: number,
    y: number,
    { face = this.#faces.regular, size = fontSize, color = ink }: TextOptions,
  ): void {
    const written = printable(text, face);
    if (written !== "") this.#page.drawText(written, { x, y, size, font: face.font, color });
  }
}

interface TextOptions {
  readonly face?: Face;
  readonly size?: number;
  readonly color?: Color;
}
