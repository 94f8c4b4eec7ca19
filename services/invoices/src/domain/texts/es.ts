/** Documents in Spanish. */
import { dateParts, moneyAfter, noBreakSpace, numberFormats } from "./formats.js";
import type { DocumentTexts } from "./texts.js";

const formats = numberFormats({ decimalMark: ",", groupMark: ".", percentMark: `${noBreakSpace}%` });

export const spanish: DocumentTexts = {
  ...formats,
  labels: {
    title: "Factura",
    creditNote: "Factura rectificativa",
    precedingInvoice: "De la factura",
    cancellation: "Anulación de la factura",
    draft: "BORRADOR",
    billedTo: "Facturar a",
    vatId: "NIF-IVA",
    taxNumber: "Número fiscal",
    number: "Número de factura",
    creditNoteNumber: "Número de factura rectificativa",
    issueDate: "Fecha de emisión",
    dueDate: "Vencimiento",
    servicePeriod: "Período del servicio",
    buyerReference: "Su referencia",
    purchaseOrder: "Su pedido",
    columns: {
      position: "N.º",
      description: "Descripción",
      quantity: "Cantidad",
      rate: "Precio",
      tax: "IVA",
      amount: "Importe",
    },
    subtotal: "Subtotal",
    discount: "Descuento",
    taxes: {
      standard: "IVA",
      zero: "IVA",
      exempt: "Exento de IVA",
      reverseCharge: "Inversión del sujeto pasivo",
      intraCommunity: "Entrega intracomunitaria",
      export: "Exportación",
      outOfScope: "No sujeto a IVA",
    },
    total: "Total",
    paid: "Ya pagado",
    balance: "Importe pendiente",
    payment: "Pago",
    paymentTerms: "Condiciones de pago",
    accountHolder: "Titular de la cuenta",
    bank: "Banco",
    reference: "Concepto",
    paymentCode: "Escanee el código con la aplicación de su banco para pagar",
    notes: "Observaciones",
  },
  money: moneyAfter(formats),
  date: (isoDate) => {
    const { year, month, day } = dateParts(isoDate);
    return `${day}/${month}/${year}`;
  },
  units: (quantity) => `${formats.number(quantity)}${noBreakSpace}${quantity === 1 ? "ud." : "uds."}`,
  taxOn: (tax, taxable) => `${tax} sobre ${taxable}`,
  page: (page, pages) => `Página ${page} de ${pages}`,
  mail: {
    subject: ({ number, seller }) => `Factura ${number}${seller === "" ? "" : ` de ${seller}`}`,
    text: ({ number, seller, total, balance, issueDate, dueDate, link }) =>
      [
        "Buenos días:",
        "",
        `En el siguiente enlace encontrará nuestra factura ${number} del ${issueDate} por un importe de ${total}.`,
        ...(balance === total ? [] : [`Quedan por pagar ${balance}.`]),
        `El pago vence el ${dueDate}.`,
        "",
        `Ver la factura: ${link}`,
        "",
        "Un cordial saludo",
        ...(seller === "" ? [] : [seller]),
      ].join("\n"),
    creditNote: {
      subject: ({ number, seller }) => `Factura rectificativa ${number}${seller === "" ? "" : ` de ${seller}`}`,
      text: ({ number, total, issueDate, precedingNumber, link, seller }) =>
        letter(
          seller,
          link,
          `En el siguiente enlace encontrará nuestra factura rectificativa ${number} del ${issueDate} por ${total}, referida a la factura ${precedingNumber}.`,
        ),
    },
    beforeDue: {
      subject: ({ number, dueDate }) => `Recordatorio: la factura ${number} vence el ${dueDate}`,
      text: ({ number, issueDate, dueDate, balance, link, seller }) =>
        letter(
          seller,
          link,
          `Nuestra factura ${number} del ${issueDate} vence el ${dueDate}. Quedan ${balance} por pagar.`,
          "Si ya ha pagado, ignore este mensaje.",
        ),
    },
    overdue: {
      subject: ({ number }) => `Vencida: factura ${number}`,
      text: ({ number, issueDate, dueDate, balance, fee, link, seller }) =>
        letter(
          seller,
          link,
          `Nuestra factura ${number} del ${issueDate} venció el ${dueDate}. Quedan ${balance} por pagar.`,
          fee === undefined ? "" : `Por este recordatorio cobramos ${fee}, que se pagan aparte de la factura.`,
          "Si ya ha pagado, ignore este mensaje.",
        ),
    },
  },
};

/** A short letter with the link to the document; paragraphs without text are left out. */
function letter(seller: string, link: string, ...paragraphs: readonly string[]): string {
  const parts = ["Hola:", ...paragraphs, `Ver el documento: ${link}`].filter((part) => part !== "");
  return [parts.join("\n\n"), "", ["Un cordial saludo", seller].filter((line) => line !== "").join("\n")].join("\n");
}
