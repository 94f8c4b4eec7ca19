/** What is settled when an invoice is sent: pure rules. */
import type { Buyer, InvoiceDocument, PostalAddress, Seller } from "./document.js";
import { balanceOf, type Invoice, type Settlement } from "./invoice.js";

/** What of the organization an invoice shows. */
export interface SellerSource {
  readonly legalName?: string;
  readonly address?: PostalAddress;
  readonly vatId?: string;
  readonly bankDetails?: NonNullable<Seller["bank"]>;
}

/** What of a client an invoice shows. */
export interface BuyerSource {
  readonly name: string;
  readonly contactPerson?: string;
  readonly vatId?: string;
  readonly address?: PostalAddress;
  readonly billingAddress?: string;
  readonly contactInfo: { readonly address?: string };
}

/** Who sends an invoice to whom, as it is at a moment. @param logo a copy that stays, whatever becomes of the organization's */
export function settlementOf(seller: SellerSource, buyer: BuyerSource, logo: Seller["logo"], at: string): Settlement {
  const { legalName = "", address, vatId, bankDetails } = seller;
  return {
    at,
    seller: {
      name: legalName,
      ...(address !== undefined && { address }),
      ...(vatId !== undefined && { vatId }),
      ...(bankDetails !== undefined && { bank: bankDetails }),
      ...(logo !== undefined && { logo }),
    },
    buyer: buyerOf(buyer),
  };
}

function buyerOf({ name, contactPerson, vatId, address, billingAddress, contactInfo }: BuyerSource): Buyer {
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
  };
}

/** The content of an invoice's document. @param settlement the invoice's own, or of a draft what it would be now */
export function documentOf(invoice: Invoice, settlement: Settlement): InvoiceDocument {
  const { currency, language, totals, lines, periodStart, periodEnd, discountRate } = invoice;
  const { buyerReference, purchaseOrder, clientNotes, paymentTerms } = invoice;
  return {
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
      ...(tax !== undefined && { taxRate: tax.rate }),
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
export function documentName({ invoiceNumber = "draft" }: Pick<Invoice, "invoiceNumber">): string {
  return `${invoiceNumber}.pdf`;
}
