/** What stands above the lines of an invoice: who sends it, who pays it, and its dates. */
import { a4, logoSize, muted } from "@aerotage/core/documents/look";
import type { PDFImage } from "@cantoo/pdf-lib";
import type { Buyer, InvoiceDocument, PostalAddress, Seller } from "../domain/document.js";
import type { DocumentTexts } from "../domain/texts/texts.js";
import { contentWidth, lineHeight, margin, rightEdge, type Sheet, smallSize } from "./sheet.js";

/** Where the address of the buyer begins, from the top: 50 mm, in the window of DIN 5008 form B. */
const buyerTop = a4.long - 141.7;
/** The width of that window less a margin: 80 mm. */
const buyerWidth = 226;
/** The most lines of an address that stand one below the other. */
const maxAddressLines = 8;
/** Where the dates begin, from the left. */
const factsLeft = 330;
const factsGap = 10;
const nameSize = 11;
const titleSize = 20;

/** Writes the head of the first page. */
export function writeHead(sheet: Sheet, document: InvoiceDocument, texts: DocumentTexts, logo?: PDFImage): void {
  writeSeller(sheet, document.seller, texts, logo);
  const top = Math.min(buyerTop, sheet.y - lineHeight);
  const ends = [writeBuyer(sheet, document.buyer, texts, top), writeFacts(sheet, document, texts, top)];
  sheet.y = Math.min(...ends) - 3 * lineHeight;
  sheet.text(titleOf(document, texts), margin.left, sheet.y, { face: sheet.faces.bold, size: titleSize });
  sheet.y -= 1.5 * lineHeight;
}

/** What a document is called. */
export function titleOf({ kind }: InvoiceDocument, { labels }: DocumentTexts): string {
  return kind === "creditNote" ? labels.creditNote : labels.title;
}

function writeSeller(sheet: Sheet, seller: Seller, { labels }: DocumentTexts, logo: PDFImage | undefined): void {
  const top = sheet.y;
  let logoBottom = top;
  let width = contentWidth;
  if (logo !== undefined) {
    const size = logo.scaleToFit(logoSize.width, logoSize.height);
    sheet.page.drawImage(logo, { x: rightEdge - size.width, y: top - size.height, ...size });
    logoBottom = top - size.height;
    width -= size.width + factsGap;
  }
  const name = { face: sheet.faces.bold, size: nameSize };
  for (const line of seller.name === "" ? [] : sheet.lines(seller.name, width, name)) {
    sheet.y -= lineHeight;
    sheet.text(line, margin.left, sheet.y, name);
  }
  const { address, vatId, taxNumber } = seller;
  const rest = [
    ...(address === undefined ? [] : addressLines(address)),
    ...numberLines(labels.vatId, vatId),
    ...numberLines(labels.taxNumber, taxNumber),
  ];
  for (const line of rest.flatMap((text) => sheet.lines(text, width))) {
    sheet.y -= lineHeight;
    sheet.text(line, margin.left, sheet.y, { color: muted });
  }
  sheet.y = Math.min(sheet.y, logoBottom);
}

/** @returns where the address ends */
function writeBuyer(sheet: Sheet, buyer: Buyer, { labels }: DocumentTexts, top: number): number {
  const { name, contactPerson, address, vatId } = buyer;
  let y = top - smallSize;
  sheet.text(labels.billedTo, margin.left, y, { size: smallSize, color: muted });
  const bold = { face: sheet.faces.bold };
  const lines = [
    ...sheet.lines(name, buyerWidth, bold).map((text) => ({ text, style: bold })),
    ...[
      ...(contactPerson === undefined ? [] : [contactPerson]),
      ...(address === undefined ? freeLines(buyer.addressLines) : addressLines(address)),
      ...numberLines(labels.vatId, vatId),
    ].flatMap((line) => sheet.lines(line, buyerWidth).map((text) => ({ text, style: {} }))),
  ];
  y -= 1;
  for (const { text, style } of lines) {
    y -= lineHeight;
    sheet.text(text, margin.left, y, style);
  }
  return y;
}

/** Number, dates and references, at the right. @returns where they end */
function writeFacts(sheet: Sheet, document: InvoiceDocument, { labels, date }: DocumentTexts, top: number): number {
  const {
    number,
    issueDate,
    dueDate,
    servicePeriod: period,
    buyerReference,
    purchaseOrder,
    precedingInvoice,
  } = document;
  const facts = [
    [document.kind === "creditNote" ? labels.creditNoteNumber : labels.number, number],
    [labels.issueDate, date(issueDate)],
    ...(document.kind === "creditNote" ? [] : [[labels.dueDate, date(dueDate)]]),
    [labels.precedingInvoice, precedingInvoice && `${precedingInvoice.number}, ${date(precedingInvoice.issueDate)}`],
    [labels.servicePeriod, period && periodText(date(period.startDate), date(period.endDate))],
    [labels.buyerReference, buyerReference],
    [labels.purchaseOrder, purchaseOrder],
  ].flatMap(([label = "", value = ""]) => (value === "" ? [] : [{ label, value }]));
  const labelWidth = Math.max(...facts.map(({ label }) => sheet.widthOf(label)));
  const left = factsLeft + labelWidth + factsGap;
  let y = top - smallSize;
  for (const { label, value } of facts) {
    sheet.text(label, factsLeft, y, { color: muted });
    for (const line of sheet.lines(value, rightEdge - left)) {
      sheet.text(line, left, y);
      y -= lineHeight;
    }
  }
  return y + lineHeight;
}

function periodText(start: string, end: string): string {
  return start === end ? start : `${start} – ${end}`;
}

function addressLines({ street, postcode, city, country }: PostalAddress): string[] {
  return [street, `${postcode} ${city}`.trim(), country].filter((line) => line !== "");
}

/** Lines of free text; those of an address that would be too high are one paragraph. */
function freeLines(lines: readonly string[] = []): readonly string[] {
  return lines.length > maxAddressLines ? [lines.join(", ")] : lines;
}

function numberLines(label: string, number: string | undefined): string[] {
  return number === undefined ? [] : [`${label} ${number}`];
}
