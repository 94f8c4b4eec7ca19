/** How an invoice is paid: terms, bank account and payment code. */
import { ink, muted } from "@aerotage/core/documents/look";
import type { InvoiceDocument } from "../domain/document.js";
import { paymentCodeText } from "../domain/payment-code.js";
import type { DocumentTexts } from "../domain/texts/texts.js";
import { codeHeight, codeWidth, drawCode } from "./payment-code.js";
import {
  baselineShift,
  contentWidth,
  lineHeight,
  margin,
  type Piece,
  rightEdge,
  type Sheet,
  smallSize,
} from "./sheet.js";

const labelGap = 14;
const codeGap = 20;
const captionLine = 9;
const titleSize = 10;
const titleHeight = 1.6 * lineHeight;

/** The payment block: one piece, which no page break splits. */
export function paymentPiece(sheet: Sheet, document: InvoiceDocument, texts: DocumentTexts): Piece {
  const code = paymentCodeText(document);
  const caption = code === undefined ? [] : sheet.lines(texts.labels.paymentCode, codeWidth, { size: smallSize });
  const facts = factsOf(document, texts);
  const labelWidth = Math.max(...facts.map(({ label }) => sheet.widthOf(label)));
  const left = margin.left + labelWidth + labelGap;
  const width = contentWidth - labelWidth - labelGap - (code === undefined ? 0 : codeWidth + codeGap);
  const lines = facts.flatMap(({ label, value }) =>
    sheet.lines(value, width).map((text, index) => ({ label: index === 0 ? label : "", text })),
  );
  const factsHeight = titleHeight + lines.length * lineHeight;
  const height = Math.max(
    factsHeight,
    code === undefined ? 0 : codeHeight + caption.length * captionLine + captionLine,
  );
  const draw = (top: number) => {
    sheet.text(texts.labels.payment, margin.left, top - lineHeight, { face: sheet.faces.bold, size: titleSize });
    for (const [index, { label, text }] of lines.entries()) {
      const y = top - titleHeight - (index + 1) * lineHeight + baselineShift;
      sheet.text(label, margin.left, y, { color: muted });
      sheet.text(text, left, y);
    }
    if (code === undefined) return;
    const start = rightEdge - codeWidth;
    drawCode(sheet.page, code, { x: start, top });
    for (const [index, line] of caption.entries())
      sheet.text(line, start, top - codeHeight - (index + 1) * captionLine - 2, { size: smallSize, color: ink });
  };
  return { height, draw };
}

/** Terms are the words of who wrote them: `Net 30` says the same in every language. */
function factsOf(document: InvoiceDocument, { labels, date }: DocumentTexts) {
  const { paymentTerms, dueDate, number, seller } = document;
  const { bank } = seller;
  return [
    { label: labels.paymentTerms, value: paymentTerms ?? "" },
    { label: labels.dueDate, value: date(dueDate) },
    { label: labels.accountHolder, value: bank?.accountHolder ?? "" },
    { label: "IBAN", value: groupsOfFour(bank?.iban ?? "") },
    { label: "BIC", value: bank?.bic ?? "" },
    { label: labels.bank, value: bank?.bankName ?? "" },
    { label: labels.reference, value: number },
  ].filter(({ value }) => value !== "");
}

function groupsOfFour(iban: string): string {
  return iban.replace(/(.{4})(?=.)/g, "$1 ");
}
