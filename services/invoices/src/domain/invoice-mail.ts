/** The mail of an invoice: pure rules. */

import { balanceOf, type Invoice } from "./invoice.js";
import { documentTexts } from "./texts/index.js";

/** What a sender says of the mail. */
export interface InvoiceMailOptions {
  /** To the document; it marks the invoice as viewed. */
  readonly link: string;
  readonly message?: string | undefined;
  readonly subject?: string | undefined;
}

/** Subject and text of an invoice's mail, in the invoice's language. */
export function invoiceMail(
  invoice: Invoice,
  { link, message, subject }: InvoiceMailOptions,
): { readonly subject: string; readonly text: string } {
  const { language, currency, invoiceNumber: number = "", dueDate, issueDate, settlement } = invoice;
  const texts = documentTexts[language];
  const parts = {
    number,
    seller: settlement?.seller.name ?? "",
    total: texts.money(invoice.totals.total, currency),
    balance: texts.money(balanceOf(invoice), currency),
    issueDate: texts.date(issueDate),
    dueDate: texts.date(dueDate),
    link,
  };
  return {
    subject: subject ?? texts.mail.subject(parts),
    text: [...(message === undefined ? [] : [message, ""]), texts.mail.text(parts)].join("\n"),
  };
}
