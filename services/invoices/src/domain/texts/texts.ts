/** What a document and its mail say, in the words and formats of one language. */
import type { TaxCategory } from "@aerotage/kernel/contract/billing";

/** The words of a document. */
export interface DocumentLabels {
  readonly title: string;
  /** The title of a credit note. */
  readonly creditNote: string;
  /** Before the number of the invoice that a credit note is of. */
  readonly precedingInvoice: string;
  /** Why a credit note was made where nobody says it: the invoice was cancelled. */
  readonly cancellation: string;
  /** Across each page of a draft. */
  readonly draft: string;
  readonly billedTo: string;
  readonly vatId: string;
  /** Of the tax office. */
  readonly taxNumber: string;
  readonly number: string;
  /** Of a credit note. */
  readonly creditNoteNumber: string;
  readonly issueDate: string;
  readonly dueDate: string;
  readonly servicePeriod: string;
  readonly buyerReference: string;
  readonly purchaseOrder: string;
  readonly columns: {
    readonly position: string;
    readonly description: string;
    readonly quantity: string;
    readonly rate: string;
    readonly tax: string;
    readonly amount: string;
  };
  readonly subtotal: string;
  readonly discount: string;
  /** The name of each kind of tax; those of `standard` and `zero` stand before a rate. */
  readonly taxes: Readonly<Record<TaxCategory, string>>;
  readonly total: string;
  readonly paid: string;
  readonly balance: string;
  readonly payment: string;
  readonly paymentTerms: string;
  readonly accountHolder: string;
  readonly bank: string;
  readonly reference: string;
  /** Below the payment code. */
  readonly paymentCode: string;
  readonly notes: string;
}

/** What a mail says of an invoice: texts that have their format already. */
export interface MailParts {
  readonly number: string;
  /** Empty for an organization without a name. */
  readonly seller: string;
  readonly total: string;
  /** What is still to be paid. */
  readonly balance: string;
  readonly issueDate: string;
  readonly dueDate: string;
  /** To the document. */
  readonly link: string;
  /** The number of the invoice that a credit note is of. */
  readonly precedingNumber: string;
  /** What a reminder costs, where it costs something. */
  readonly fee?: string;
}

/** The words of a mail. */
export interface MailWords {
  subject(parts: MailParts): string;
  text(parts: MailParts): string;
}

/** Numbers as a language writes them. Negative ones have a minus sign, U+2212. */
export interface NumberFormats {
  /** `1,234.56`: an amount with the digits of its currency. */
  amount(minor: number, currency: string): string;
  /** `7.5 %`. @param fraction 0.075 */
  percent(fraction: number): string;
  /** `1,234.5`: a number with the decimals that it has. */
  number(value: number): string;
  /** `1.25 h`. Exact for minutes that are a multiple of three. */
  decimalHours(minutes: number): string;
  /** `1:20 h`. */
  clockHours(minutes: number): string;
}

/** Texts and formats of one language. */
export interface DocumentTexts extends NumberFormats {
  readonly labels: DocumentLabels;
  /** `€1,234.56` */
  money(minor: number, currency: string): string;
  /** @param isoDate `2026-11-24` */
  date(isoDate: string): string;
  /** `3 units` */
  units(quantity: number): string;
  /** What a tax is charged on: `Tax 19% on €100.00`. */
  taxOn(tax: string, taxable: string): string;
  page(page: number, pages: number): string;
  readonly mail: MailWords & {
    readonly creditNote: MailWords;
    /** A reminder of what will be due, or is due today. */
    readonly beforeDue: MailWords;
    /** A reminder of what is overdue. */
    readonly overdue: MailWords;
  };
}
