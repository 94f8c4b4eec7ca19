/** What is settled when an invoice is sent: pure rules. */
import type { EInvoiceSetting } from "@aerotage/kernel/contract/billing";
import { type ElectronicAddress, mailAddressScheme } from "@aerotage/kernel/contract/electronic-address";
import type { Buyer, InvoiceDocument, PostalAddress, Seller } from "./document.js";
import { balanceOf, type Invoice, type Settlement } from "./invoice.js";

/** What of the organization an invoice shows. */
export interface SellerSource {
  readonly legalName?: string;
  readonly address?: PostalAddress;
  readonly vatId?: string;
  readonly taxNumber?: string;
  readonly electronicAddress?: ElectronicAddress;
  readonly bankDetails?: NonNullable<Seller["bank"]>;
}

/** What of a client an invoice shows. */
export interface BuyerSource {
  readonly name: string;
  readonly contactPerson?: string;
  readonly vatId?: string;
  readonly address?: PostalAddress;
  readonly billingAddress?: string;
  readonly contactInfo: { readonly address?: string; readonly email?: string };
  readonly electronicAddress?: ElectronicAddress;
  readonly eInvoice?: EInvoiceSetting;
}

/** Who sends an invoice to whom, as it is at a moment. @param logo a copy that stays, whatever becomes of the organization's */
export function settlementOf(seller: SellerSource, buyer: BuyerSource, logo: Seller["logo"], at: string): Settlement {
  const { legalName = "", address, vatId, taxNumber, electronicAddress, bankDetails } = seller;
  const { eInvoice = "none" } = buyer;
  return {
    at,
    seller: {
      name: legalName,
      ...(address !== undefined && { address }),
      ...(vatId !== undefined && { vatId }),
      ...(taxNumber !== undefined && { taxNumber }),
      ...(electronicAddress !== undefined && { electronicAddress }),
      ...(bankDetails !== undefined && { bank: bankDetails }),
      ...(logo !== undefined && { logo }),
    },
    buyer: buyerOf(buyer),
    ...(eInvoice !== "none" && { eInvoice }),
  };
}

function buyerOf(source: BuyerSource): Buyer {
  const { name, contactPerson, vatId, address, billingAddress, contactInfo } = source;
  const { email } = contactInfo;
  const electronicAddress =
    source.electronicAddress ?? (email === undefined ? undefined : { scheme: mailAddressScheme, id: email });
  const text = billingAddress ?? contactInfo.address;
  const addressLines = text
    ?.split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return {
    name,
    ...(contactPerson !== undefined && { contactPerson }),
    ...(address !== undefined ? { address } : addressLines !== undefined && { addressLines }),
    ...(vatId !== undefined && { vatId }),
    ...(electronicAddress !== undefined && { electronicAddress }),
  };
}

/** The content of an invoice's document. @param settlement the invoice's own, or of a draft what it would be now */
export function documentOf(invoice: Invoice, settlement: Settlement): InvoiceDocument {
  const { currency, language, totals, lines, periodStart, periodEnd, discountRate } = invoice;
  const { buyerReference, purchaseOrder, clientNotes, paymentTerms } = invoice;
  const { credits } = invoice;
  return {
    ...(invoice.type === "creditNote" && { kind: invoice.type }),
    ...(credits !== undefined && {
      precedingInvoice: { number: credits.invoiceNumber, issueDate: credits.issueDate },
    }),
    ...(settlement.eInvoice !== undefined && { eInvoice: settlement.eInvoice }),
    language,
    currency,
    isDraft: invoice.settlement === undefined,
    settledAt: settlement.at,
    number: invoice.invoiceNumber ?? "",
    issueDate: invoice.issueDate,
    dueDate: invoice.dueDate,
    ...(periodStart !== undefined &&
      periodEnd !== undefined && { servicePeriod: { startDate: periodStart, endDate: periodEnd } }),
    seller: settlement.seller,
    buyer: settlement.buyer,
    ...(buyerReference !== undefined && { buyerReference }),
    ...(purchaseOrder !== undefined && { purchaseOrder }),
    lines: lines.map(({ type, description, minutes, quantity = 1, rate, amount, tax }) => ({
      type,
      description,
      ...(minutes !== undefined && { minutes }),
      quantity,
      rate,
      amount,
      ...(tax !== undefined && { taxRate: tax.rate, taxCategory: tax.category }),
    })),
    subtotal: totals.subtotal,
    ...(discountRate !== undefined &&
      discountRate > 0 && { discount: { rate: discountRate, amount: totals.discount } }),
    taxes: totals.taxes,
    total: totals.total,
    // Payments that come later change no document that was sent.
    balance: invoice.settlement === undefined ? balanceOf(invoice) : totals.total,
    paymentTerms,
    ...(clientNotes !== undefined && { clientNotes }),
  };
}

/** The name of a document's file. */
export function documentName(
  { invoiceNumber = "draft" }: Pick<Invoice, "invoiceNumber">,
  extension: "pdf" | "xml" = "pdf",
): string {
  return `${invoiceNumber}.${extension}`;
}
