/** The document of an invoice: A4, as it is handed to the customer. */
import { embeddedFaces } from "@aerotage/core/documents/faces";
import { producer } from "@aerotage/core/documents/look";
import { embeddedPicture } from "@aerotage/core/documents/pictures";
import { PDFDocument } from "@cantoo/pdf-lib";
import type { InvoiceDocument } from "../domain/document.js";
import { documentTexts } from "../domain/texts/index.js";
import type { DocumentTexts } from "../domain/texts/texts.js";
import { isScreenPicture, makeFacturX } from "./factur-x.js";
import { titleOf, writeHead } from "./letterhead.js";
import { writeLines } from "./line-table.js";
import { paymentPiece } from "./payment.js";
import { gap, heightOf, lineHeight, type Piece, Sheet } from "./sheet.js";
import { reasonPieces, textPieces, totalsPieces } from "./totals.js";

/**
 * Makes the document. The same content and logo give the same bytes: dates in the file are those of the content, and no id is random.
 * @param logo the seller's picture; a document without it is made where it cannot be read
 * @param xml the electronic invoice within it, in the syntax CII: with it the document is a Factur-X file
 */
export async function invoicePdf(
  document: InvoiceDocument,
  logo: Uint8Array | undefined,
  xml?: string,
): Promise<Uint8Array> {
  const texts = documentTexts[document.language];
  const file = await PDFDocument.create({ updateMetadata: false });
  const title = `${titleOf(document, texts)} ${document.number}`.trim();
  describeFile(file, document, title);
  const faces = await embeddedFaces(file);
  const { logo: stored } = document.seller;
  const isShown = logo && stored && (xml === undefined || (await isScreenPicture(stored.contentType, logo)));
  const picture = isShown && (await embeddedPicture(file, { contentType: stored.contentType, bytes: logo }));
  const sheet = new Sheet(file, faces, document.isDraft ? texts.labels.draft : undefined);
  writeHead(sheet, document, texts, picture || undefined);
  const totals = totalsPieces(sheet, document, texts);
  writeLines(sheet, document, texts, heightOf(totals));
  sheet.together(totals);
  for (const piece of reasonPieces(sheet, document)) sheet.together([piece]);
  // Nobody pays a credit note.
  if (document.kind !== "creditNote") sheet.together([gap(1.5 * lineHeight), paymentPiece(sheet, document, texts)]);
  writeNotes(sheet, document.clientNotes, texts);
  sheet.footers([document.number, document.seller.name].filter((text) => text !== "").join(" · "), texts.page);
  if (xml !== undefined)
    await makeFacturX(file, xml, { title, author: document.seller.name, producer, at: document.settledAt });
  return await file.save();
}

/** The properties of the file. */
function describeFile(file: PDFDocument, document: InvoiceDocument, title: string): void {
  const settledAt = new Date(document.settledAt);
  file.setTitle(title, { showInWindowTitleBar: true });
  file.setAuthor(document.seller.name);
  file.setLanguage(document.language);
  file.setProducer(producer);
  file.setCreator(producer);
  file.setCreationDate(settledAt);
  file.setModificationDate(settledAt);
}

/** Notes for the client, line by line. Their title stands with the first lines. */
function writeNotes(sheet: Sheet, notes: string | undefined, { labels }: DocumentTexts): void {
  if (notes === undefined || notes.trim() === "") return;
  const [first = [], ...paragraphs] = notes.split(/\r?\n/).map((line) => textPieces(sheet, line));
  const title = textPieces(sheet, labels.notes, { face: sheet.faces.bold });
  sheet.together([gap(1.5 * lineHeight), ...title, ...first.slice(0, linesWithTitle)]);
  const rest: Piece[] = [...first.slice(linesWithTitle), ...paragraphs.flat()];
  for (const piece of rest) sheet.together([piece]);
}

/** How many lines of the notes stand on the page of their title. */
const linesWithTitle = 2;
