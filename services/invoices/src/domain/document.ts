/**
 * What an invoice's document shows. It is made from this alone, so that the document of an invoice that was sent is the same, byte for byte,
 * whenever it is made.
 */
import type { DocumentLanguage, EInvoiceFormat, TaxCategory } from "@aerotage/kernel/contract/billing";
import type { ElectronicAddress } from "@aerotage/kernel/contract/electronic-address";

/** A postal address in parts. */
export interface PostalAddress {
  readonly street: string;
  readonly postcode: string;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** Who sends the invoice. */
export interface Seller {
  readonly name: string;
  readonly address?: PostalAddress;
  readonly vatId?: string;
  /** Of the tax office. */
  readonly taxNumber?: string;
  readonly electronicAddress?: ElectronicAddress;
  readonly bank?: {
    readonly accountHolder: string;
    /** Without spaces. */
    readonly iban: string;
    readonly bic?: string;
    readonly bankName?: string;
  };
  /** The key of the logo in the bucket of invoices, and its media type. */
  readonly logo?: { readonly key: string; readonly contentType: "image/png" | "image/jpeg" };
}

/** Who pays it. */
export interface Buyer {
  readonly name: string;
  readonly contactPerson?: string;
  /** In parts where the client has it so, else as lines of free text. */
  readonly address?: PostalAddress;
  readonly addressLines?: readonly string[];
  readonly vatId?: string;
  readonly electronicAddress?: ElectronicAddress;
}

/** One line. Amounts are minor units of the document's currency. */
export interface DocumentLine {
  readonly type: "time" | "expense" | "fixed" | "discount";
  readonly description: string;
  /** Billed minutes of time; its quantity is shown as hours. */
  readonly minutes?: number;
  /** Of everything else; may have decimals. */
  readonly quantity: number;
  /** Per hour of time, else per unit. */
  readonly rate: number;
  /** Negative for a discount. */
  readonly amount: number;
  /** Missing for a discount that all taxes share. */
  readonly taxRate?: number;
  /** Missing where the rate is. */
  readonly taxCategory?: TaxCategory;
}

/** The tax of all lines of one category and rate. Amounts are minor units. */
export interface DocumentTax {
  readonly category: TaxCategory;
  /** A fraction: 0.19 is 19 %. */
  readonly rate: number;
  /** What is taxed, discounts taken off. */
  readonly taxable: number;
  readonly tax: number;
  /** Why nothing is taxed, as it stands on the document. */
  readonly reason?: string;
}

/** The content of an invoice's document. Amounts are minor units of its currency. */
export interface InvoiceDocument {
  /** An invoice without it. The amounts of a credit note are positive. */
  readonly kind?: "creditNote";
  /** The invoice that a credit note is of. */
  readonly precedingInvoice?: { readonly number: string; readonly issueDate: string };
  /** The electronic invoice that belongs to it. */
  readonly eInvoice?: EInvoiceFormat;
  readonly language: DocumentLanguage;
  /** ISO 4217. */
  readonly currency: string;
  /** True for a document that nobody may take for the invoice: it says so across each page, and has no payment code. */
  readonly isDraft: boolean;
  /** When the document was settled, ISO instant: the date in the file's own properties. */
  readonly settledAt: string;
  readonly number: string;
  /** Calendar dates. */
  readonly issueDate: string;
  readonly dueDate: string;
  readonly servicePeriod?: { readonly startDate: string; readonly endDate: string };
  readonly seller: Seller;
  readonly buyer: Buyer;
  readonly buyerReference?: string;
  readonly purchaseOrder?: string;
  readonly lines: readonly DocumentLine[];
  /** The sum of all lines. */
  readonly subtotal: number;
  /** Without a rate where it is the sum of several: of a credit note, what its lines were lowered by. */
  readonly discount?: { readonly rate: number; readonly amount: number };
  readonly taxes: readonly DocumentTax[];
  readonly total: number;
  /** What is still to be paid: what the payment code asks for. */
  readonly balance: number;
  readonly paymentTerms?: string;
  /** Notes for the client, maybe of several lines. */
  readonly clientNotes?: string;
}
