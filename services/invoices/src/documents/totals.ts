/** The sums of an invoice, and why something is not taxed. */
import { ink } from "@aerotage/core/documents/look";
import type { DocumentTax, InvoiceDocument } from "../domain/document.js";
import type { DocumentTexts } from "../domain/texts/texts.js";
import {
  baselineShift,
  contentWidth,
  fontSize,
  gap,
  lineHeight,
  margin,
  type Piece,
  rightEdge,
  type Sheet,
  type TextStyle,
} from "./sheet.js";

/** Where the labels of sums begin, from the left: sums stand below the amounts of lines. */
const labelsLeft = 290;
const labelGap = 14;
const sumPadding = 1.5;
/** Above and below the line over a total. */
const totalPadding = { above: 3, below: 4 };
const totalSize = 11;
const totalHeight = 14;

interface Sum {
  readonly label: string;
  readonly value: string;
  readonly isTotal?: true;
}

/** The sums, one below the other. */
export function totalsPieces(sheet: Sheet, document: InvoiceDocument, texts: DocumentTexts): Piece[] {
  const { currency, subtotal, discount, taxes, total, balance } = document;
  const { labels, money, percent } = texts;
  const sums: Sum[] = [
    { label: labels.subtotal, value: money(subtotal, currency) },
    ...(discount === undefined
      ? []
      : [
          {
            label: discount.rate > 0 ? `${labels.discount} ${percent(discount.rate)}` : labels.discount,
            value: money(-discount.amount, currency),
          },
        ]),
    ...taxes.map((tax) => taxSum(tax, currency, texts)),
    { label: labels.total, value: money(total, currency), isTotal: true },
    ...(balance === total
      ? []
      : [
          { label: labels.paid, value: money(balance - total, currency) },
          { label: labels.balance, value: money(balance, currency), isTotal: true as const },
        ]),
  ];
  return [gap(lineHeight / 2), ...sums.map((sum) => sumPiece(sheet, sum))];
}

function taxSum({ category, rate, taxable, tax }: DocumentTax, currency: string, texts: DocumentTexts): Sum {
  const { labels, money, percent, taxOn } = texts;
  const name = labels.taxes[category];
  const hasRate = category === "standard" || category === "zero";
  return {
    label: taxOn(hasRate ? `${name} ${percent(rate)}` : name, money(taxable, currency)),
    value: money(tax, currency),
  };
}

function sumPiece(sheet: Sheet, { label, value, isTotal }: Sum): Piece {
  const style: TextStyle = isTotal ? { face: sheet.faces.bold, size: totalSize } : {};
  const height = isTotal ? totalHeight : lineHeight;
  const width = rightEdge - labelsLeft - labelGap - sheet.widthOf(value, style);
  const lines = sheet.lines(label, width, style);
  const above = isTotal ? totalPadding.above + totalPadding.below : sumPadding;
  return {
    height: above + lines.length * height + sumPadding,
    draw: (top) => {
      if (isTotal) sheet.rule(top - totalPadding.above, { start: labelsLeft, thickness: 0.8, color: ink });
      const baseline = (index: number) => top - above - (index + 1) * height + baselineShift;
      for (const [index, line] of lines.entries()) sheet.text(line, labelsLeft, baseline(index), style);
      sheet.textBefore(value, rightEdge, baseline(0), style);
    },
  };
}

/** Why groups of lines are not taxed: what the law wants to be printed. */
export function reasonPieces(sheet: Sheet, { taxes }: Pick<InvoiceDocument, "taxes">): Piece[] {
  const reasons = [...new Set(taxes.flatMap(({ reason }) => (reason === undefined ? [] : [reason])))];
  return reasons.flatMap((reason, index) => [
    gap(index === 0 ? lineHeight : lineHeight / 4),
    ...textPieces(sheet, reason, { size: fontSize - 0.5 }),
  ]);
}

/** A text as wide as the page, a piece per line. */
export function textPieces(sheet: Sheet, text: string, style: TextStyle = {}): Piece[] {
  return sheet.lines(text, contentWidth, style).map((line) => ({
    height: lineHeight,
    draw: (top) => sheet.text(line, margin.left, top - lineHeight + baselineShift, style),
  }));
}
