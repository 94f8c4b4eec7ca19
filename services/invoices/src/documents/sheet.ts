/** The pages of a document, written from top to bottom. */
import type { Face, Faces } from "@aerotage/core/documents/faces";
import { a4, type Color, ink, muted, rule } from "@aerotage/core/documents/look";
import { legible, widthOf, wrapped } from "@aerotage/core/documents/typeface";
import { degrees, type PDFDocument, type PDFPage, rgb } from "@cantoo/pdf-lib";

/** Points: 1/72 inch. Left and right as in DIN 5008, so that the address stands in the window of an envelope. */
export const margin = { left: 70.9, right: 56.7, top: 42, bottom: 68 };
export const contentWidth = a4.short - margin.left - margin.right;
/** Where texts at the right end. */
export const rightEdge = a4.short - margin.right;

export const fontSize = 9;
export const lineHeight = 12.5;
export const smallSize = 7.5;
/** From the bottom of a line to where its letters stand. */
export const baselineShift = 3;

/** From the bottom of the page. */
const footerY = 36;
const draftMark = { color: rgb(0.92, 0.93, 0.94), angle: 55, widest: 640, size: 150 };

/** How a text looks. */
export interface TextStyle {
  readonly face?: Face;
  readonly size?: number;
  readonly color?: Color;
}

/** Something of a known height that is written where the sheet is. */
export interface Piece {
  readonly height: number;
  /** @param top from the bottom of the page */
  readonly draw: (top: number) => void;
  /** True for a space, which no page begins with. */
  readonly isGap?: true;
}

/** A space of a height. */
export function gap(height: number): Piece {
  return { height, draw: () => undefined, isGap: true };
}

/** Writes the pages of one document. */
export class Sheet {
  readonly faces: Faces;
  /** Where the next piece begins, from the bottom of the page. */
  y = 0;
  readonly #document: PDFDocument;
  readonly #mark: string | undefined;
  #page: PDFPage;

  /** @param mark a text across each page */
  constructor(document: PDFDocument, faces: Faces, mark: string | undefined) {
    this.#document = document;
    this.faces = faces;
    this.#mark = mark;
    this.#page = this.turnPage();
  }

  get page(): PDFPage {
    return this.#page;
  }

  /** The height that is left of the page. */
  get room(): number {
    return this.y - margin.bottom;
  }

  /** The height of an empty page. */
  readonly capacity = a4.long - margin.top - margin.bottom;

  turnPage(): PDFPage {
    this.#page = this.#document.addPage([a4.short, a4.long]);
    this.y = a4.long - margin.top;
    if (this.#mark !== undefined) this.#drawMark(this.#mark);
    return this.#page;
  }

  /** Writes pieces that belong together: on one page, unless no page has room for all. */
  together(pieces: readonly Piece[]): void {
    const height = heightOf(pieces);
    if (height > this.room && height <= this.capacity) this.turnPage();
    for (const piece of pieces) {
      if (piece.isGap && this.room === this.capacity) continue;
      if (piece.height > this.room && piece.height <= this.capacity) this.turnPage();
      piece.draw(this.y);
      this.y -= piece.height;
    }
  }

  /** A text as it is printed, in lines that fit a width. */
  lines(text: string, width: number, { face = this.faces.regular, size = fontSize }: TextStyle = {}): string[] {
    return wrapped(this.#printed(text, face), width, size, face);
  }

  widthOf(text: string, { face = this.faces.regular, size = fontSize }: TextStyle = {}): number {
    return widthOf(this.#printed(text, face), size, face);
  }

  text(text: string, x: number, y: number, style: TextStyle = {}): void {
    const { face = this.faces.regular, size = fontSize, color = ink } = style;
    const printed = this.#printed(text, face);
    if (printed !== "") this.#page.drawText(printed, { x, y, size, font: face.font, color });
  }

  /** A text that ends at a place. */
  textBefore(text: string, end: number, y: number, style: TextStyle = {}): void {
    this.text(text, end - this.widthOf(text, style), y, style);
  }

  /** A line across the page, or from a place on. */
  rule(y: number, { start = margin.left, thickness = 0.5, color = rule } = {}): void {
    this.#page.drawLine({ start: { x: start, y }, end: { x: rightEdge, y }, thickness, color });
  }

  /** Writes what stands at the bottom of each page, once it is known how many pages there are. */
  footers(name: string, numberOf: (page: number, pages: number) => string): void {
    const pages = this.#document.getPages();
    const style = { size: smallSize, color: muted };
    for (const [index, page] of pages.entries()) {
      this.#page = page;
      const number = numberOf(index + 1, pages.length);
      const [line = ""] = this.lines(name, contentWidth - this.widthOf(number, style) - lineHeight, style);
      this.text(line, margin.left, footerY, style);
      this.textBefore(number, rightEdge, footerY, style);
    }
  }

  /** Spaces that no line breaks at stay; all others, and line breaks, are one space. */
  #printed(text: string, face: Face): string {
    return legible(text.replace(/[^\S\u00A0]+/gu, " "), face);
  }

  #drawMark(mark: string): void {
    const { bold } = this.faces;
    const { angle, color, widest } = draftMark;
    const size = Math.min(draftMark.size, widest / this.widthOf(mark, { face: bold, size: 1 }));
    const radians = (angle * Math.PI) / 180;
    const [along, up] = [this.widthOf(mark, { face: bold, size }) / 2, (size * capitalHeight) / 2];
    // The middle of the text is the middle of the page.
    const x = a4.short / 2 - along * Math.cos(radians) + up * Math.sin(radians);
    const y = a4.long / 2 - along * Math.sin(radians) - up * Math.cos(radians);
    this.#page.drawText(this.#printed(mark, bold), { x, y, size, font: bold.font, color, rotate: degrees(angle) });
  }
}

/** The height of a capital letter at a size of 1. */
const capitalHeight = 0.71;

/** The height of several pieces. */
export function heightOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { height }) => sum + height, 0);
}
