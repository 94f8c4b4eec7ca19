/**
 * The text of a payment code: what a banking app reads from the picture on a document. Guidelines of the European Payments Council,
 * EPC069-12 v2.1, "Quick Response Code: Guidelines to Enable Data Capture for the Initiation of a SEPA Credit Transfer".
 */
import type { InvoiceDocument } from "./document.js";

/** The limits of the guidelines. */
const maxNameLength = 70;
const maxReferenceLength = 140;
const maxBytes = 331;
/** `EUR999999999.99` in cents. */
const maxCents = 99_999_999_999;

/** What of a document its payment code is made of. */
export type PayableDocument = Pick<InvoiceDocument, "currency" | "isDraft" | "number" | "balance"> & {
  readonly seller: Pick<InvoiceDocument["seller"], "bank">;
};

/** The text of a document's payment code; undefined where nothing is to be paid by SEPA credit transfer. */
export function paymentCodeText({ currency, isDraft, number, seller, balance }: PayableDocument): string | undefined {
  const { bank } = seller;
  if (isDraft || bank === undefined || currency !== "EUR" || balance < 1 || balance > maxCents) return undefined;
  const reference = firstCharacters(oneLine(number), maxReferenceLength);
  const text = (name: string) =>
    // Service tag, version, characters (1: UTF-8), what the code is for, BIC, name, IBAN, amount, purpose, structured reference, text.
    ["BCD", "002", "1", "SCT", bank.bic ?? "", name, bank.iban, eurosText(balance), "", "", reference].join("\n");
  let name = firstCharacters(oneLine(bank.accountHolder), maxNameLength);
  // A name in letters of several bytes can be short enough and yet too many bytes.
  while (name !== "" && Buffer.byteLength(text(name)) > maxBytes) name = firstCharacters(name, [...name].length - 1);
  return name === "" ? undefined : text(name);
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

/** Cuts no character in two. */
function firstCharacters(text: string, count: number): string {
  return [...text].slice(0, count).join("").trimEnd();
}

function eurosText(cents: number): string {
  const digits = String(cents).padStart(3, "0");
  return `EUR${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
