/** What an electronic invoice must have, and where somebody sets it: pure rules. */
import { minorDigits } from "@aerotage/core/contract/currencies";
import { ApiError, type ErrorDetail } from "@aerotage/core/contract/errors";
import { eInvoiceIncomplete } from "../contract/e-invoice.js";
import type { InvoiceDocument } from "./document.js";
import { maxAmountDigits } from "./e-invoice-numbers.js";
import { compactVatId } from "./e-invoice-parties.js";
import { hasCategory } from "./e-invoice-taxes.js";

const inSettings = "Set it with PUT /settings";
const atClient = "Set it with PUT /clients/{id}";

/**
 * The fields that a document's electronic invoice must have and the document has not. Each detail names the field and where to set it.
 * A document without an electronic invoice misses nothing.
 */
export function missingFields(document: InvoiceDocument): ErrorDetail[] {
  if (document.eInvoice === undefined) return [];
  return [...missingOfSeller(document), ...missingOfBuyer(document), ...contradictions(document)];
}

/** @throws `E_INVOICE_INCOMPLETE` naming each missing field */
export function requireEInvoiceFields(document: InvoiceDocument): void {
  const details = missingFields(document);
  if (details.length === 0) return;
  const fields = details.map(({ path }) => path).join(", ");
  throw new ApiError(
    eInvoiceIncomplete,
    `The electronic invoice cannot be made. See details for what to do about: ${fields}.`,
    { details },
  );
}

function missingOfSeller(document: InvoiceDocument): ErrorDetail[] {
  const { name, address, vatId, taxNumber, electronicAddress } = document.seller;
  const needsVatId = hasCategory(document, "intraCommunity", "export") && vatId === undefined;
  const isOutOfScope = hasCategory(document, "outOfScope");
  const isUnregistered = vatId === undefined && taxNumber === undefined;
  return [
    ...detailIf(name.trim() === "", "organization.legalName", `is missing. ${inSettings}: legalName.`),
    ...detailIf(address === undefined, "organization.address", `is missing. ${inSettings}: address.`),
    ...vatIdProblem(vatId, "organization.vatId", inSettings),
    ...detailIf(needsVatId, "organization.vatId", `is missing. ${inSettings}: vatId.`),
    ...detailIf(
      isOutOfScope && taxNumber === undefined,
      "organization.taxNumber",
      `is missing: without VAT it identifies the seller. ${inSettings}: taxNumber.`,
    ),
    ...detailIf(
      !needsVatId && !isOutOfScope && isUnregistered,
      "organization.vatId",
      `is missing. ${inSettings}: vatId, or taxNumber for an organization without one.`,
    ),
    ...detailIf(
      document.eInvoice === "ubl" && electronicAddress === undefined,
      "organization.electronicAddress",
      `is missing. ${inSettings}: electronicAddress, such as {"scheme": "EM", "id": "billing@example.com"}.`,
    ),
  ];
}

function missingOfBuyer(document: InvoiceDocument): ErrorDetail[] {
  const { address, vatId, electronicAddress } = document.buyer;
  return [
    ...detailIf(
      address === undefined,
      "client.address",
      `is missing. ${atClient}: address with street, postcode, city and country. A billingAddress in free text does not do.`,
    ),
    ...vatIdProblem(vatId, "client.vatId", atClient),
    ...detailIf(
      vatId === undefined && hasCategory(document, "reverseCharge", "intraCommunity"),
      "client.vatId",
      `is missing: the tax category of the invoice needs it. ${atClient}: vatId.`,
    ),
    ...detailIf(
      document.eInvoice === "ubl" && electronicAddress === undefined,
      "client.electronicAddress",
      `is missing. ${atClient}: electronicAddress, or an e-mail address in contactInfo.`,
    ),
  ];
}

/** What the standard cannot say. */
function contradictions(document: InvoiceDocument): ErrorDetail[] {
  const { currency, taxes } = document;
  const digits = minorDigits(currency);
  const categories = new Set(taxes.map(({ category }) => category));
  return [
    ...detailIf(
      digits > maxAmountDigits,
      "client.currency",
      `is ${currency} with ${digits} decimals; electronic invoices have at most ${maxAmountDigits}. Set the client's eInvoice to none, or bill in another currency (PUT /clients/{id}: currency).`,
    ),
    ...detailIf(
      categories.has("outOfScope") && categories.size > 1,
      "invoice.lines",
      "have the tax category outOfScope and others; an electronic invoice has outOfScope alone. Make two invoices.",
    ),
  ];
}

function vatIdProblem(vatId: string | undefined, path: string, where: string): ErrorDetail[] {
  const isForeign = vatId !== undefined && !/^[A-Z]{2}./.test(compactVatId(vatId));
  return detailIf(isForeign, path, `must begin with the code of its country, such as DE123456789. ${where}: vatId.`);
}

function detailIf(condition: boolean, path: string, message: string): ErrorDetail[] {
  return condition ? [{ path, message }] : [];
}
