/** Documents in French. The space between thousands is U+00A0: the font of documents has no narrow one. */
import { dateParts, moneyAfter, noBreakSpace, numberFormats } from "./formats.js";
import type { DocumentTexts } from "./texts.js";

const formats = numberFormats({ decimalMark: ",", groupMark: noBreakSpace, percentMark: `${noBreakSpace}%` });

export const french: DocumentTexts = {
  ...formats,
  labels: {
    title: "Facture",
    draft: "BROUILLON",
    billedTo: "Facturé à",
    vatId: `N°${noBreakSpace}TVA`,
    number: "Numéro de facture",
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
  },
};
