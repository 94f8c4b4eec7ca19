/** Documents in English. */
import { dateParts, noBreakSpace, numberFormats } from "./formats.js";
import type { DocumentTexts } from "./texts.js";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const signs: Readonly<Record<string, string>> = { EUR: "€", GBP: "£", USD: "$" };
const formats = numberFormats({ decimalMark: ".", groupMark: ",", percentMark: "%" });

export const english: DocumentTexts = {
  ...formats,
  labels: {
    title: "Invoice",
    creditNote: "Credit note",
    precedingInvoice: "Of invoice",
    cancellation: "Cancellation of the invoice",
    draft: "DRAFT",
    billedTo: "Bill to",
    vatId: "VAT ID",
    taxNumber: "Tax number",
    number: "Invoice number",
    creditNoteNumber: "Credit note number",
    issueDate: "Issue date",
    dueDate: "Due date",
    servicePeriod: "Service period",
    buyerReference: "Your reference",
    purchaseOrder: "Purchase order",
    columns: {
      position: "No.",
      description: "Description",
      quantity: "Quantity",
      rate: "Rate",
      tax: "Tax",
      amount: "Amount",
    },
    subtotal: "Subtotal",
    discount: "Discount",
    taxes: {
      standard: "Tax",
      zero: "Tax",
      exempt: "Exempt from tax",
      reverseCharge: "Reverse charge",
      intraCommunity: "Intra-Community supply",
      export: "Export",
      outOfScope: "Not subject to tax",
    },
    total: "Total",
    paid: "Already paid",
    balance: "Balance due",
    payment: "Payment",
    paymentTerms: "Payment terms",
    accountHolder: "Account holder",
    bank: "Bank",
    reference: "Payment reference",
    paymentCode: "Scan to pay with your banking app",
    notes: "Notes",
  },
  money: (minor, currency) => {
    const sign = signs[currency];
    const before = sign ?? `${currency}${noBreakSpace}`;
    return minor < 0
      ? `\u2212${before}${formats.amount(-minor, currency)}`
      : `${before}${formats.amount(minor, currency)}`;
  },
  date: (isoDate) => {
    const { year, month, day } = dateParts(isoDate);
    return [Number(day), months[Number(month) - 1], year].join(noBreakSpace);
  },
  units: (quantity) => `${formats.number(quantity)}${noBreakSpace}${quantity === 1 ? "unit" : "units"}`,
  taxOn: (tax, taxable) => `${tax} on ${taxable}`,
  page: (page, pages) => `Page ${page} of ${pages}`,
  mail: {
    subject: ({ number, seller }) => `Invoice ${number}${seller === "" ? "" : ` from ${seller}`}`,
    text: ({ number, seller, total, balance, issueDate, dueDate, link }) =>
      [
        "Hello,",
        "",
        `Please find our invoice ${number} of ${issueDate} for ${total} under the link below.`,
        ...(balance === total ? [] : [`${balance} is still to be paid.`]),
        `The invoice is due on ${dueDate}.`,
        "",
        `View the invoice: ${link}`,
        "",
        "Kind regards",
        ...(seller === "" ? [] : [seller]),
      ].join("\n"),
    creditNote: {
      subject: ({ number, seller }) => `Credit note ${number}${seller === "" ? "" : ` from ${seller}`}`,
      text: ({ number, total, issueDate, precedingNumber, link, seller }) =>
        letter(
          seller,
          link,
          `Please find our credit note ${number} of ${issueDate} for ${total} under the link below. It is of the invoice ${precedingNumber}.`,
        ),
    },
    beforeDue: {
      subject: ({ number, dueDate }) => `Reminder: invoice ${number} is due on ${dueDate}`,
      text: ({ number, issueDate, dueDate, balance, link, seller }) =>
        letter(
          seller,
          link,
          `Our invoice ${number} of ${issueDate} is due on ${dueDate}. ${balance} is still to be paid.`,
          "If you have paid in the meantime, please ignore this mail.",
        ),
    },
    overdue: {
      subject: ({ number }) => `Overdue: invoice ${number}`,
      text: ({ number, issueDate, dueDate, balance, fee, link, seller }) =>
        letter(
          seller,
          link,
          `Our invoice ${number} of ${issueDate} was due on ${dueDate}. ${balance} is still to be paid.`,
          fee === undefined
            ? ""
            : `We charge a fee of ${fee} for this reminder, which is to be paid beside the invoice.`,
          "If you have paid in the meantime, please ignore this mail.",
        ),
    },
  },
};

/** A short letter with the link to the document; paragraphs without text are left out. */
function letter(seller: string, link: string, ...paragraphs: readonly string[]): string {
  const parts = ["Hello,", ...paragraphs, `View the document: ${link}`].filter((part) => part !== "");
  return [parts.join("\n\n"), "", ["Kind regards", seller].filter((line) => line !== "").join("\n")].join("\n");
}
