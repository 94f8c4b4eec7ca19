/** The mail of an invoice: pure rules. */

import { balanceOf, type Invoice } from "./invoice.js";
import { documentTexts } from "./texts/index.js";
import type { MailParts } from "./texts/texts.js";

/** What a sender says of the mail. */
export interface InvoiceMailOptions {
  /** To the document; it marks the invoice as viewed. */
  readonly link: string;
  readonly message?: string | undefined;
  readonly subject?: string | undefined;
}

/** Subject and text of a mail. */
interface MailText {
  readonly subject: string;
  readonly text: string;
}

/** Subject and text of an invoice's mail, or of a credit note's, in its language. */
export function invoiceMail(invoice: Invoice, { link, message, subject }: InvoiceMailOptions): MailText {
  const { mail } = documentTexts[invoice.language];
  const parts = partsOf(invoice, link);
  const words = invoice.type === "creditNote" ? mail.creditNote : mail;
  return {
    subject: subject ?? words.subject(parts),
    text: [...(message === undefined ? [] : [message, ""]), words.text(parts)].join("\n"),
  };
}

/** What a reminder says beside the invoice. */
export interface ReminderOptions {
  readonly link: string;
  /** Relative to the due date. */
  readonly day: number;
  /** Minor units. */
  readonly fee: number | undefined;
}

/** Subject and text of a reminder, in the invoice's language. */
export function reminderMail(invoice: Invoice, { link, day, fee }: ReminderOptions): MailText {
  const { mail, money } = documentTexts[invoice.language];
  const parts = partsOf(invoice, link);
  const words = day > 0 ? mail.overdue : mail.beforeDue;
  const withFee = fee === undefined ? {} : { fee: money(fee, invoice.currency) };
  return { subject: words.subject(parts), text: words.text({ ...parts, ...withFee }) };
}

function partsOf(invoice: Invoice, link: string): MailParts {
  const { language, currency, invoiceNumber: number = "", dueDate, issueDate, settlement, credits } = invoice;
  const texts = documentTexts[language];
  return {
    number,
    seller: settlement?.seller.name ?? "",
    total: texts.money(invoice.totals.total, currency),
    balance: texts.money(balanceOf(invoice), currency),
    issueDate: texts.date(issueDate),
    dueDate: texts.date(dueDate),
    link,
    precedingNumber: credits?.invoiceNumber ?? "",
  };
}
