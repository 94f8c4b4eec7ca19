/** Documents in French. The space between thousands is U+00A0: the font of documents has no narrow one. */
import { dateParts, moneyAfter, noBreakSpace, numberFormats } from "./formats.js";
import type { DocumentTexts } from "./texts.js";

const formats = numberFormats({ decimalMark: ",", groupMark: noBreakSpace, percentMark: `${noBreakSpace}%` });

export const french: DocumentTexts = {
  ...formats,
  labels: {
    title: "Facture",
    creditNote: "Avoir",
    precedingInvoice: "De la facture",
    cancellation: "Annulation de la facture",
    draft: "BROUILLON",
    billedTo: "Facturé à",
    vatId: `N°${noBreakSpace}TVA`,
    taxNumber: "Numéro fiscal",
    number: "Numéro de facture",
    creditNoteNumber: "Numéro d’avoir",
    issueDate: "Date d’émission",
    dueDate: "Date d’échéance",
    servicePeriod: "Période de prestation",
    buyerReference: "Votre référence",
    purchaseOrder: "Bon de commande",
    columns: {
      position: "N°",
      description: "Désignation",
      quantity: "Quantité",
      rate: `Prix${noBreakSpace}unit.`,
      tax: "TVA",
      amount: "Montant",
    },
    subtotal: "Sous-total HT",
    discount: "Remise",
    taxes: {
      standard: "TVA",
      zero: "TVA",
      exempt: "Exonéré de TVA",
      reverseCharge: "Autoliquidation",
      intraCommunity: "Livraison intracommunautaire",
      export: "Exportation",
      outOfScope: "Hors champ de la TVA",
    },
    total: "Total TTC",
    paid: "Déjà réglé",
    balance: "Reste à payer",
    payment: "Règlement",
    paymentTerms: "Conditions de paiement",
    accountHolder: "Titulaire du compte",
    bank: "Banque",
    reference: "Référence du paiement",
    paymentCode: "À scanner avec votre application bancaire pour payer",
    notes: "Remarques",
  },
  money: moneyAfter(formats),
  date: (isoDate) => {
    const { year, month, day } = dateParts(isoDate);
    return `${day}/${month}/${year}`;
  },
  units: (quantity) => `${formats.number(quantity)}${noBreakSpace}u.`,
  taxOn: (tax, taxable) => `${tax} sur ${taxable}`,
  page: (page, pages) => `Page ${page} sur ${pages}`,
  mail: {
    subject: ({ number, seller }) => `Facture ${number}${seller === "" ? "" : ` de ${seller}`}`,
    text: ({ number, seller, total, balance, issueDate, dueDate, link }) =>
      [
        "Bonjour,",
        "",
        `Vous trouverez notre facture ${number} du ${issueDate}, d’un montant de ${total}, en suivant le lien ci-dessous.`,
        ...(balance === total ? [] : [`Le reste à payer est de ${balance}.`]),
        `La facture est à régler au plus tard le ${dueDate}.`,
        "",
        `Voir la facture${noBreakSpace}: ${link}`,
        "",
        "Cordialement",
        ...(seller === "" ? [] : [seller]),
      ].join("\n"),
    creditNote: {
      subject: ({ number, seller }) => `Avoir ${number}${seller === "" ? "" : ` de ${seller}`}`,
      text: ({ number, total, issueDate, precedingNumber, link, seller }) =>
        letter(
          seller,
          link,
          `Vous trouverez notre avoir ${number} du ${issueDate} d’un montant de ${total} sous le lien ci-dessous. Il concerne la facture ${precedingNumber}.`,
        ),
    },
    beforeDue: {
      subject: ({ number, dueDate }) => `Rappel : la facture ${number} est à régler le ${dueDate}`,
      text: ({ number, issueDate, dueDate, balance, link, seller }) =>
        letter(
          seller,
          link,
          `Notre facture ${number} du ${issueDate} est à régler le ${dueDate}. Il reste ${balance} à payer.`,
          "Si vous avez payé entre-temps, veuillez ignorer ce message.",
        ),
    },
    overdue: {
      subject: ({ number }) => `En retard : facture ${number}`,
      text: ({ number, issueDate, dueDate, balance, fee, link, seller }) =>
        letter(
          seller,
          link,
          `Notre facture ${number} du ${issueDate} était à régler le ${dueDate}. Il reste ${balance} à payer.`,
          fee === undefined ? "" : `Nous facturons ${fee} de frais pour ce rappel, à payer en plus de la facture.`,
          "Si vous avez payé entre-temps, veuillez ignorer ce message.",
        ),
    },
  },
};

/** A short letter with the link to the document; paragraphs without text are left out. */
function letter(seller: string, link: string, ...paragraphs: readonly string[]): string {
  const parts = ["Bonjour,", ...paragraphs, `Voir le document: ${link}`].filter((part) => part !== "");
  return [parts.join("\n\n"), "", ["Cordialement", seller].filter((line) => line !== "").join("\n")].join("\n");
}
