/** The table of an invoice's lines. Its head stands on each page that has lines. */
import { ink, muted } from "@aerotage/core/documents/look";
import type { DocumentLine, InvoiceDocument } from "../domain/document.js";
import type { DocumentTexts } from "../domain/texts/texts.js";
import {
  baselineShift,
  contentWidth,
  fontSize,
  lineHeight,
  margin,
  rightEdge,
  type Sheet,
  type TextStyle,
} from "./sheet.js";

const cellGap = 12;
const rowPadding = 3.5;
/** The least that descriptions take. */
const narrowestDescription = 150;
/** Descriptions of so many lines are not split where the next page has room for them. */
const keptTogether = 6;
/** Where a description is split, each page has at least so many lines of it. */
const leastLines = 2;

/** Cells of a row beside its description, which alone is broken into lines. */
type Numbers = Readonly<Record<"position" | "quantity" | "rate" | "tax" | "amount", string>>;
const columnsAfterDescription = ["quantity", "rate", "tax", "amount"] as const;
const numberColumns = ["position", ...columnsAfterDescription] as const;

interface Row {
  readonly numbers: Numbers;
  readonly description: string;
}

/** How the table stands on the page. */
interface Layout {
  readonly size: number;
  readonly lineHeight: number;
  /** Where the description begins and how wide it is. */
  readonly description: { readonly left: number; readonly width: number };
  /** Where the other cells end. */
  readonly ends: Readonly<Record<keyof Numbers, number>>;
}

/** Writes the table. @param reserve the height of what belongs to the last line: it is not alone on the next page */
export function writeLines(sheet: Sheet, document: InvoiceDocument, texts: DocumentTexts, reserve: number): void {
  const rows = rowsOf(document, texts);
  const titles = titlesOf(document.currency, texts);
  const table = new LineTable(sheet, titles, layoutOf(sheet, rows, titles));
  table.head();
  for (const [index, row] of rows.entries()) table.row(row, index === rows.length - 1 ? reserve : 0);
}

function titlesOf(currency: string, { labels: { columns } }: DocumentTexts): Row {
  const { description, ...numbers } = columns;
  const unit = `(${currency})`;
  return { description, numbers: { ...numbers, rate: `${columns.rate} ${unit}`, amount: `${columns.amount} ${unit}` } };
}

function rowsOf({ lines, currency }: InvoiceDocument, texts: DocumentTexts): Row[] {
  const { amount, percent, units, decimalHours, clockHours } = texts;
  const hours = hasExactHours(lines) ? decimalHours : clockHours;
  return lines.map((line, index) => ({
    description: line.description,
    numbers: {
      position: String(index + 1),
      quantity: line.minutes === undefined ? units(line.quantity) : hours(line.minutes),
      // Rate times quantity is the amount: what a discount takes off is negative in both.
      rate: amount(line.type === "discount" ? -line.rate : line.rate, currency),
      tax: line.taxRate === undefined ? "" : percent(line.taxRate),
      amount: amount(line.amount, currency),
    },
  }));
}

/** True if two decimals say the hours of all lines exactly: whole minutes that three divides. Others are written as `1:20`. */
function hasExactHours(lines: readonly DocumentLine[]): boolean {
  return lines.every(({ minutes = 0 }) => minutes % 3 === 0);
}

/** Numbers are as wide as they have to be, descriptions take the rest; all is smaller where the page is too narrow. */
function layoutOf(sheet: Sheet, rows: readonly Row[], titles: Row): Layout {
  const bold = { face: sheet.faces.bold };
  const widths = numberColumns.map((column) => {
    // The words of a title may stand one below the other.
    const title = Math.max(...titles.numbers[column].split(" ").map((word) => sheet.widthOf(word, bold)));
    return rows.reduce((width, { numbers }) => Math.max(width, sheet.widthOf(numbers[column])), title);
  });
  const natural = widths.reduce((sum, width) => sum + width + cellGap, 0);
  const scale = Math.min(1, contentWidth / (natural + narrowestDescription));
  const [position = 0, quantity = 0, rate = 0, tax = 0, amount = 0] = widths.map((width) => width * scale);
  const space = cellGap * scale;
  const ends = {
    position: margin.left + position,
    amount: rightEdge,
    tax: rightEdge - amount - space,
    rate: rightEdge - amount - tax - 2 * space,
    quantity: rightEdge - amount - tax - rate - 3 * space,
  };
  const left = margin.left + position + space;
  return {
    size: fontSize * scale,
    lineHeight: lineHeight * scale,
    ends,
    description: { left, width: ends.quantity - quantity - space - left },
  };
}

class LineTable {
  readonly #sheet: Sheet;
  readonly #titles: Row;
  readonly #layout: Layout;

  constructor(sheet: Sheet, titles: Row, layout: Layout) {
    this.#sheet = sheet;
    this.#titles = titles;
    this.#layout = layout;
  }

  head(): void {
    const { size, lineHeight: height, ends, description } = this.#layout;
    const sheet = this.#sheet;
    const style = { face: sheet.faces.bold, size };
    const top = sheet.y;
    let most = 1;
    const write = (column: keyof Numbers) => {
      const lines = this.#titleLines(column, style);
      most = Math.max(most, lines.length);
      for (const [index, line] of lines.entries())
        this.#number(column, line, ends[column], top - (index + 1) * height, style);
    };
    // Programs that read documents aloud follow the order in which texts are written.
    write("position");
    sheet.text(this.#titles.description, description.left, top - height, style);
    for (const column of columnsAfterDescription) write(column);
    sheet.y = top - most * height - rowPadding - 1;
    sheet.rule(sheet.y, { thickness: 0.8, color: ink });
  }

  /** A title in as many lines as it has parts that its column is too narrow for. */
  #titleLines(column: keyof Numbers, style: TextStyle): string[] {
    const title = this.#titles.numbers[column];
    const { description, ends } = this.#layout;
    const index = numberColumns.indexOf(column);
    const before = index <= 1 ? description.left + description.width : ends[numberColumns[index - 1] ?? "quantity"];
    return column === "position" ? [title] : this.#sheet.lines(title, ends[column] - before - cellGap / 2, style);
  }

  /** Positions stand at the left of their column, all other numbers at the right. */
  #number(column: keyof Numbers, text: string, end: number, y: number, style: TextStyle): void {
    if (column === "position") this.#sheet.text(text, margin.left, y, style);
    else this.#sheet.textBefore(text, end, y, style);
  }

  /** @param reserve the height of what is to stand on the same page below the row */
  row({ numbers, description }: Row, reserve: number): void {
    const sheet = this.#sheet;
    let lines = sheet.lines(description, this.#layout.description.width, { size: this.#layout.size });
    let isFirst = true;
    let isFresh = false;
    while (lines.length > 0) {
      const taken = this.#linesThatFit(lines.length, isFresh, reserve);
      if (taken > 0) {
        this.#part(lines.slice(0, taken), isFirst ? numbers : undefined);
        lines = lines.slice(taken);
        isFirst = false;
      }
      if (lines.length === 0) sheet.rule(sheet.y);
      else {
        sheet.turnPage();
        this.head();
        isFresh = true;
      }
    }
  }

  /** How many lines of a description the page takes; 0 where the next page begins before it. */
  #linesThatFit(count: number, isFresh: boolean, reserve: number): number {
    const { lineHeight: height } = this.#layout;
    const room = this.#sheet.room - 2 * rowPadding;
    const heightOfAll = count * height;
    if (heightOfAll + reserve <= room) return count;
    const fitting = Math.floor(room / height);
    if (isFresh) return Math.max(Math.min(fitting, count), 1);
    if (count <= keptTogether)
      return heightOfAll + reserve > this.#sheet.capacity / 2 && heightOfAll <= room ? count : 0;
    const taken = Math.min(fitting, count - leastLines);
    return taken < leastLines ? 0 : taken;
  }

  #part(lines: readonly string[], numbers: Numbers | undefined): void {
    const { size, lineHeight: height, ends, description } = this.#layout;
    const sheet = this.#sheet;
    const baseline = (index: number) => sheet.y - rowPadding - (index + 1) * height + baselineShift;
    if (numbers !== undefined)
      this.#number("position", numbers.position, ends.position, baseline(0), { size, color: muted });
    for (const [index, line] of lines.entries()) sheet.text(line, description.left, baseline(index), { size });
    for (const column of numbers === undefined ? [] : columnsAfterDescription)
      this.#number(column, numbers?.[column] ?? "", ends[column], baseline(0), { size });
    sheet.y -= lines.length * height + 2 * rowPadding;
  }
}
