/** Taxes and discounts of an electronic invoice: pure rules. */
import type { TaxCategory } from "@aerotage/kernel/contract/billing";
import type { DocumentLine, DocumentTax, InvoiceDocument } from "./document.js";
import { documentTexts } from "./texts/index.js";
import { allocated } from "./totals.js";

/** A category as EN 16931 codes it (UNCL 5305). */
interface CodedCategory {
  readonly code: "S" | "Z" | "E" | "AE" | "K" | "G" | "O";
  /** The code of the reason why nothing is taxed (VATEX), where there is one for everybody. */
  readonly reasonCode?: string;
}

const categories: Readonly<Record<TaxCategory, CodedCategory>> = {
  standard: { code: "S" },
  zero: { code: "Z" },
  exempt: { code: "E" },
  reverseCharge: { code: "AE", reasonCode: "VATEX-EU-AE" },
  intraCommunity: { code: "K", reasonCode: "VATEX-EU-IC" },
  export: { code: "G", reasonCode: "VATEX-EU-G" },
  outOfScope: { code: "O", reasonCode: "VATEX-EU-O" },
};

/** How a line, an allowance or a group is taxed. */
export interface CodedTax {
  readonly category: TaxCategory;
  /** A fraction. */
  readonly rate: number;
}

/** A discount as an allowance on the level of the document. */
export interface Allowance {
  readonly tax: CodedTax;
  /** Minor units, above zero. */
  readonly amount: number;
  readonly reason: string;
}

/** The codes of a category. */
export function codedCategory(category: TaxCategory): CodedCategory {
  return categories[category];
}

/** True for categories whose breakdown says why nothing is taxed. */
export function hasReason(category: TaxCategory): boolean {
  return category !== "standard" && category !== "zero";
}

/** True where a category is one of the document's. */
export function hasCategory({ taxes }: Pick<InvoiceDocument, "taxes">, ...wanted: readonly TaxCategory[]): boolean {
  return taxes.some(({ category }) => wanted.includes(category));
}

/** How a line is taxed; undefined for a discount that all taxes share. */
export function taxOfLine({ taxCategory, taxRate }: DocumentLine): CodedTax | undefined {
  return taxCategory === undefined || taxRate === undefined ? undefined : { category: taxCategory, rate: taxRate };
}

/** The lines that are no discounts: these are the lines of an electronic invoice. */
export function billedLines({ lines }: Pick<InvoiceDocument, "lines">): readonly DocumentLine[] {
  return lines.filter(({ type }) => type !== "discount");
}

/**
 * All discounts as allowances, per tax group. What all groups share is divided as the totals divide it, so that lines less allowances are
 * what each group taxes.
 */
export function allowancesOf(document: InvoiceDocument): Allowance[] {
  const discounts = document.lines.filter(({ type, amount }) => type === "discount" && amount !== 0);
  const sharedLines = discounts.filter((line) => taxOfLine(line) === undefined);
  const groups = document.taxes.map((tax) => ({
    tax,
    own: discounts.filter((line) => isOf(tax, line)),
    net: sumOf(document.lines.filter((line) => isOf(tax, line))),
  }));
  const weights = groups.map(({ net }) => BigInt(net));
  const shares = allocated(BigInt(-sumOf(sharedLines)), weights).map(Number);
  const { labels, percent } = documentTexts[document.language];
  const invoiceReason = `${labels.discount} ${percent(document.discount?.rate ?? 0)}`;
  const sharedReason = sharedLines.map(({ description }) => description).join(", ");
  return groups.flatMap(({ tax, own, net }, index) => {
    const shared = shares[index] ?? 0;
    return [
      ...own.map(({ amount, description }) => ({ tax, amount: -amount, reason: description })),
      { tax, amount: shared, reason: sharedReason },
      { tax, amount: net - shared - tax.taxable, reason: invoiceReason },
    ].filter(({ amount }) => amount !== 0);
  });
}

function isOf({ category, rate }: DocumentTax, line: DocumentLine): boolean {
  return line.taxCategory === category && line.taxRate === rate;
}

function sumOf(lines: readonly DocumentLine[]): number {
  return lines.reduce((sum, { amount }) => sum + amount, 0);
}
