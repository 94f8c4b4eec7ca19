/** Documents in German. */
import { dateParts, moneyAfter, noBreakSpace, numberFormats } from "./formats.js";
import type { DocumentTexts } from "./texts.js";

const formats = numberFormats({ decimalMark: ",", groupMark: ".", percentMark: `${noBreakSpace}%` });

export const german: DocumentTexts = {
  ...formats,
  labels: {
    title: "Rechnung",
    draft: "ENTWURF",
    billedTo: "Rechnung an",
    vatId: "USt-IdNr.",
    number: "Rechnungsnummer",
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
  },
};
