/**
 * The XML of an electronic invoice. The functions of `@e-invoice-eu/core` that read spreadsheets, check JSON schemas and make PDF files are
 * not used (decision 39).
 */
import type { EInvoiceFormat } from "@aerotage/kernel/contract/billing";
import { type FormatFactoryService as Factory, FormatFactoryService, type Invoice } from "@e-invoice-eu/core";
import type { InvoiceDocument } from "../domain/document.js";
import { eInvoiceOf } from "../domain/e-invoice.js";
import { sellerIdentifier } from "../domain/e-invoice-parties.js";

/** UBL, and for Factur-X all of the syntax CII that EN 16931 has. The library's own Factur-X format lacks some terms. */
const syntaxes: Readonly<Record<EInvoiceFormat, string>> = { ubl: "UBL", facturX: "CII" };

const silent: Parameters<Factory["createFormatService"]>[1] = { log: noLog, warn: noLog, error: noLog };

function noLog(): void {}

/** The XML of a document's electronic invoice. The document must have all that `missingFields` looks for. */
export async function eInvoiceXml(document: InvoiceDocument, format: EInvoiceFormat): Promise<string> {
  const service = new FormatFactoryService().createFormatService(syntaxes[format], silent);
  const invoice = legible(eInvoiceOf(document)) as Invoice;
  service.fillInvoiceDefaults(invoice);
  const xml = String(await service.generate(invoice, { format: syntaxes[format], lang: document.language }));
  return format === "facturX" ? withMissingTerms(xml, document) : xml;
}

/** Texts without the characters that XML has no place for. */
function legible(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "");
  if (Array.isArray(value)) return value.map(legible);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, legible(one)]));
}

const endOfSums = "</ram:SpecifiedTradeSettlementHeaderMonetarySummation>";
const startOfSeller = "<ram:SellerTradeParty>";

/** The terms that version 2.3.4 of the library leaves out of CII: the seller's identifier (BT-29) and the preceding invoice (BT-25, BT-26). */
function withMissingTerms(xml: string, document: InvoiceDocument): string {
  const { precedingInvoice: preceding } = document;
  const identifier = sellerIdentifier(document);
  const seller = identifier === undefined ? "" : `<ram:ID>${escaped(identifier)}</ram:ID>`;
  const reference =
    preceding === undefined
      ? ""
      : "<ram:InvoiceReferencedDocument>" +
        `<ram:IssuerAssignedID>${escaped(preceding.number)}</ram:IssuerAssignedID>` +
        `<ram:FormattedIssueDateTime><qdt:DateTimeString format="102">${preceding.issueDate.replaceAll("-", "")}` +
        "</qdt:DateTimeString></ram:FormattedIssueDateTime></ram:InvoiceReferencedDocument>";
  return xml.replace(startOfSeller, () => startOfSeller + seller).replace(endOfSums, () => endOfSums + reference);
}

/** A text in XML. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
