/** Documents in German. */
import { dateParts, moneyAfter, noBreakSpace, numberFormats } from "./formats.js";
import type { DocumentTexts } from "./texts.js";

const formats = numberFormats({ decimalMark: ",", groupMark: ".", percentMark: `${noBreakSpace}%` });

export const german: DocumentTexts = {
  ...formats,
  labels: {
    title: "Rechnung",
    // A "Gutschrift" is an invoice that the buyer writes (UStG § 14 (2)).
    creditNote: "Rechnungskorrektur",
    precedingInvoice: "Zu Rechnung",
    cancellation: "Stornierung der Rechnung",
    draft: "ENTWURF",
    billedTo: "Rechnung an",
    vatId: "USt-IdNr.",
    taxNumber: "Steuernummer",
    number: "Rechnungsnummer",
    creditNoteNumber: "Belegnummer",
    issueDate: "Rechnungsdatum",
    dueDate: "Fällig am",
    servicePeriod: "Leistungszeitraum",
    buyerReference: "Ihre Referenz",
    purchaseOrder: "Ihre Bestellung",
    columns: {
      position: "Pos.",
      description: "Beschreibung",
      quantity: "Menge",
      rate: "Preis",
      tax: "USt.",
      amount: "Betrag",
    },
    subtotal: "Zwischensumme",
    discount: "Rabatt",
    taxes: {
      standard: "USt.",
      zero: "USt.",
      exempt: "Steuerbefreit",
      reverseCharge: "Steuerschuldnerschaft des Leistungsempfängers",
      intraCommunity: "Innergemeinschaftliche Lieferung",
      export: "Ausfuhrlieferung",
      outOfScope: "Nicht steuerbar",
    },
    total: "Gesamtbetrag",
    paid: "Bereits bezahlt",
    balance: "Offener Betrag",
    payment: "Zahlung",
    paymentTerms: "Zahlungsbedingungen",
    accountHolder: "Kontoinhaber",
    bank: "Bank",
    reference: "Verwendungszweck",
    paymentCode: "Mit der Banking-App scannen und bezahlen",
    notes: "Hinweise",
  },
  money: moneyAfter(formats),
  date: (isoDate) => {
    const { year, month, day } = dateParts(isoDate);
    return `${day}.${month}.${year}`;
  },
  units: (quantity) => `${formats.number(quantity)}${noBreakSpace}Stk.`,
  taxOn: (tax, taxable) => `${tax} auf ${taxable}`,
  page: (page, pages) => `Seite ${page} von ${pages}`,
  mail: {
    subject: ({ number, seller }) => `Rechnung ${number}${seller === "" ? "" : ` von ${seller}`}`,
    text: ({ number, seller, total, balance, issueDate, dueDate, link }) =>
      [
        "Guten Tag,",
        "",
        `unter dem folgenden Link finden Sie unsere Rechnung ${number} vom ${issueDate} über ${total}.`,
        ...(balance === total ? [] : [`Davon sind noch ${balance} offen.`]),
        `Die Rechnung ist am ${dueDate} fällig.`,
        "",
        `Rechnung ansehen: ${link}`,
        "",
        "Freundliche Grüße",
        ...(seller === "" ? [] : [seller]),
      ].join("\n"),
    creditNote: {
      subject: ({ number, seller }) => `Rechnungskorrektur ${number}${seller === "" ? "" : ` von ${seller}`}`,
      text: ({ number, total, issueDate, precedingNumber, link, seller }) =>
        letter(
          seller,
          link,
          `unter dem folgenden Link finden Sie unsere Rechnungskorrektur ${number} vom ${issueDate} über ${total} zur Rechnung ${precedingNumber}.`,
        ),
    },
    beforeDue: {
      subject: ({ number, dueDate }) => `Erinnerung: Rechnung ${number} ist am ${dueDate} fällig`,
      text: ({ number, issueDate, dueDate, balance, link, seller }) =>
        letter(
          seller,
          link,
          `unsere Rechnung ${number} vom ${issueDate} ist am ${dueDate} fällig. Offen sind noch ${balance}.`,
          "Falls Sie inzwischen bezahlt haben, ist diese Nachricht gegenstandslos.",
        ),
    },
    overdue: {
      subject: ({ number }) => `Überfällig: Rechnung ${number}`,
      text: ({ number, issueDate, dueDate, balance, fee, link, seller }) =>
        letter(
          seller,
          link,
          `unsere Rechnung ${number} vom ${issueDate} war am ${dueDate} fällig. Offen sind noch ${balance}.`,
          fee === undefined
            ? ""
            : `Für diese Mahnung berechnen wir eine Gebühr von ${fee}, die neben der Rechnung zu zahlen ist.`,
          "Falls Sie inzwischen bezahlt haben, ist diese Nachricht gegenstandslos.",
        ),
    },
  },
};

/** A short letter with the link to the document; paragraphs without text are left out. */
function letter(seller: string, link: string, ...paragraphs: readonly string[]): string {
  const parts = ["Guten Tag,", ...paragraphs, `Dokument ansehen: ${link}`].filter((part) => part !== "");
  return [parts.join("\n\n"), "", ["Freundliche Grüße", seller].filter((line) => line !== "").join("\n")].join("\n");
}
