/** Seller, buyer and payment of an electronic invoice: pure rules. */
import type { ElectronicAddress } from "@aerotage/kernel/contract/electronic-address";
import type { Buyer, InvoiceDocument, PostalAddress } from "./document.js";
import { hasCategory } from "./e-invoice-taxes.js";

const vatScheme = { "cac:TaxScheme": { "cbc:ID": "VAT" } };
/** Marks a number of the tax office: any scheme but `VAT`; `FC` is what CII calls it. */
const taxOfficeScheme = { "cac:TaxScheme": { "cbc:ID": "FC" } };

/** UNCL 4461: a credit transfer, in the single euro payments area and elsewhere. */
const sepaTransfer = "58";
const creditTransfer = "30";

/** The seller. Where nothing is subject to VAT the standard forbids VAT ids. */
export function sellerParty(document: InvoiceDocument): object {
  const { name, address, vatId, taxNumber, electronicAddress } = document.seller;
  const isVatIdShown = vatId !== undefined && !hasCategory(document, "outOfScope");
  const registrations = [
    ...(isVatIdShown ? [{ "cbc:CompanyID": compactVatId(vatId), ...vatScheme }] : []),
    ...(taxNumber === undefined ? [] : [{ "cbc:CompanyID": taxNumber, ...taxOfficeScheme }]),
  ];
  const identifier = sellerIdentifier(document);
  return {
    ...endpoint(electronicAddress),
    ...(identifier !== undefined && { "cac:PartyIdentification": [{ "cbc:ID": identifier }] }),
    ...postalAddress(address),
    ...(registrations.length > 0 && { "cac:PartyTaxScheme": registrations }),
    "cac:PartyLegalEntity": { "cbc:RegistrationName": name },
  };
}

/** `DE123456789`: a VAT id without spaces. */
export function compactVatId(vatId: string): string {
  return vatId.replace(/\s/gu, "").toUpperCase();
}

/** What identifies a seller without a VAT id (BT-29): its number at the tax office. */
export function sellerIdentifier(document: InvoiceDocument): string | undefined {
  const { vatId, taxNumber } = document.seller;
  return vatId === undefined || hasCategory(document, "outOfScope") ? taxNumber : undefined;
}

/** The buyer. */
export function buyerParty(document: InvoiceDocument): object {
  const { name, address, vatId, contactPerson, electronicAddress }: Buyer = document.buyer;
  const isVatIdShown = vatId !== undefined && !hasCategory(document, "outOfScope");
  return {
    ...endpoint(electronicAddress),
    ...postalAddress(address),
    ...(isVatIdShown && { "cac:PartyTaxScheme": { "cbc:CompanyID": compactVatId(vatId), ...vatScheme } }),
    "cac:PartyLegalEntity": { "cbc:RegistrationName": name },
    ...(contactPerson !== undefined && { "cac:Contact": { "cbc:Name": contactPerson } }),
  };
}

/** When, and for goods and services within the Union where, the invoiced work was delivered. */
export function delivery(document: InvoiceDocument): object {
  const { servicePeriod, issueDate, buyer } = document;
  const isReported = buyer.address !== undefined && hasCategory(document, "intraCommunity");
  return {
    "cbc:ActualDeliveryDate": servicePeriod?.endDate ?? issueDate,
    ...(isReported && { "cac:DeliveryLocation": { "cac:Address": addressParts(buyer.address) } }),
  };
}

/** How the invoice is paid. The seller pays a credit note, to an account that the document does not know. */
export function paymentMeans({ kind, currency, number, seller }: InvoiceDocument): object {
  const { bank } = seller;
  if (bank === undefined || kind === "creditNote") return {};
  return {
    "cac:PaymentMeans": [
      {
        "cbc:PaymentMeansCode": currency === "EUR" ? sepaTransfer : creditTransfer,
        "cbc:PaymentID": number,
        "cac:PayeeFinancialAccount": {
          "cbc:ID": bank.iban,
          "cbc:Name": bank.accountHolder,
          ...(bank.bic !== undefined && { "cac:FinancialInstitutionBranch": { "cbc:ID": bank.bic } }),
        },
      },
    ],
  };
}

function endpoint(address: ElectronicAddress | undefined): object {
  return address === undefined ? {} : { "cbc:EndpointID": address.id, "cbc:EndpointID@schemeID": address.scheme };
}

function postalAddress(address: PostalAddress | undefined): object {
  return address === undefined ? {} : { "cac:PostalAddress": addressParts(address) };
}

function addressParts({ street, city, postcode, country }: PostalAddress): object {
  const parts = { "cbc:StreetName": street, "cbc:CityName": city, "cbc:PostalZone": postcode };
  const known = Object.fromEntries(Object.entries(parts).filter(([, text]) => text !== ""));
  return { ...known, "cac:Country": { "cbc:IdentificationCode": country } };
}
